import { defineConfig } from "vitest/config";
import { createTallyReporter } from "./scripts/tallyReporter.ts";

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  // Called by path, vitest runs on the machine's own Node and fails later, unclearly.
  throw new Error(`the tests need Node 24, this is ${process.versions.node}: run them by npm test`);
}

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "properties/**/*.test.ts", "sims/**/*.test.ts"],
    // Named, so that the output does not depend on who runs it.
    reporters: ["default", createTallyReporter()],
    testTimeout: 120_000,
  },
});
