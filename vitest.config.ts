import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "properties/**/*.test.ts", "sims/**/*.test.ts"],
    reporters: ["default"],
    testTimeout: 120_000,
  },
});
