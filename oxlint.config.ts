import { defineConfig, type OxlintOverride } from "oxlint";

/**
 * What each room of `src/` may import besides itself: only what lies below (DESIGN, section 3). `cli` may all.
 * `simulate` is the files directly in `src/`, which put the rooms together.
 */
const ROOMS = {
  model: [],
  time: [],
  viewer: ["model", "time"],
  manifest: ["model"],
  scenario: ["model", "time"],
  app: ["model", "time"],
  kubelet: ["app", "model", "time"],
  cluster: ["kubelet", "app", "model", "time"],
  guest: ["kubelet", "app", "model", "time"],
  msw: ["guest", "app", "model"],
  simulate: ["guest", "cluster", "kubelet", "app", "model", "time"],
  properties: ["simulate", "model", "time"],
  orchestrator: ["simulate", "scenario", "model", "time"],
  analyze: ["properties", "simulate", "cluster", "kubelet", "app", "scenario", "manifest", "model", "time"],
  conformance: [
    "orchestrator",
    "properties",
    "simulate",
    "cluster",
    "kubelet",
    "app",
    "scenario",
    "manifest",
    "model",
    "time",
  ],
  report: ["viewer", "analyze", "conformance", "properties", "scenario", "manifest", "app", "model", "time"],
  cli: [
    "report",
    "viewer",
    "analyze",
    "conformance",
    "orchestrator",
    "properties",
    "simulate",
    "guest",
    "cluster",
    "kubelet",
    "app",
    "scenario",
    "manifest",
    "model",
    "time",
  ],
} as const;

type Room = keyof typeof ROOMS;

const TESTS = ["**/*.test.ts", "**/*.bench.ts"];

/**
 * The core is a pure function of its scenario and runs in a browser: no clock, no timers, no process.
 * `new Date()` is looked for by properties/repository/tidy.test.ts: calendar arithmetic may have `new Date(ms)`.
 */
const IMPURE_GLOBALS = {
  performance: "virtual time is a number that is handed in",
  setTimeout: "the event queue schedules",
  setInterval: "the event queue schedules",
  setImmediate: "the event queue schedules",
  queueMicrotask: "the core is synchronous",
  process: "the core runs in a browser",
  Buffer: "the core runs in a browser",
  require: "the core runs in a browser",
  fetch: "nothing is fetched",
} as const;

const CORE_RULE: OxlintOverride = {
  files: ["src/**/*.ts"],
  excludeFiles: ["src/cli/**", ...TESTS],
  rules: {
    "eslint/no-restricted-globals": [
      "error",
      ...Object.entries(IMPURE_GLOBALS).map(([name, message]) => ({ name, message })),
    ],
    "eslint/no-restricted-properties": [
      "error",
      { object: "Date", property: "now", message: "virtual time is a number that is handed in" },
      { object: "Math", property: "random", message: "draw from a random stream (src/time/randomStream.ts)" },
      ...Object.entries(IMPURE_GLOBALS).map(([property, message]) => ({ object: "globalThis", property, message })),
    ],
    "import/no-nodejs-modules": "error",
  },
};

/** One room's rule: imports of rooms that it may not know are errors. */
function roomRule(room: Room): OxlintOverride {
  const message = `${room} must not know it: imports lead downward only`;
  const forbidden = Object.keys(ROOMS).filter(
    (other) => other !== room && !ROOMS[room].some((allowed) => allowed === other),
  );
  const isTop = room === "simulate";
  const folders = forbidden.filter((other) => other !== "simulate").join("|");
  const files = [
    "index",
    "guests",
    ...(forbidden.includes("simulate") ? ["simulate", "simulateWithGuests", "world"] : []),
  ].join("|");
  const up = isTop ? String.raw`^\./` : String.raw`^(\.\./)+`;
  return {
    files: isTop ? ["src/*.ts"] : [`src/${room}/**/*.ts`],
    excludeFiles: ["src/index.ts", "src/guests.ts", ...TESTS],
    rules: {
      "eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            ...(folders === "" ? [] : [{ regex: `${up}(${folders})/`, message }]),
            { regex: `${up}(${files})\\.ts$`, message },
          ],
        },
      ],
    },
  };
}

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "promise", "vitest"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  options: { typeAware: true },
  ignorePatterns: ["dist", "coverage", "reports/out"],
  rules: {
    "eslint/eqeqeq": "error",
    "eslint/max-lines": ["error", { max: 400 }],
    "eslint/max-lines-per-function": ["error", { max: 70 }],
    "eslint/no-console": "error",
    "import/no-cycle": "error",
    "import/no-default-export": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-unsafe-argument": "error",
    "typescript/no-unsafe-assignment": "error",
    "typescript/no-unsafe-call": "error",
    "typescript/no-unsafe-member-access": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "vitest/valid-expect": ["error", { maxArgs: 2 }],

    // What these would change here is not better.
    "eslint/no-await-in-loop": "off",
    "eslint/no-control-regex": "off",
    "eslint/no-unmodified-loop-condition": "off",
    "import/no-named-as-default-member": "off",
    "oxc/no-map-spread": "off",
    "promise/always-return": "off",
    "typescript/consistent-return": "off",
    "typescript/no-misused-spread": "off",
    "typescript/no-unsafe-type-assertion": "off",
    "typescript/require-array-sort-compare": "off",
    "typescript/unbound-method": "off",
    "unicorn/consistent-function-scoping": "off",
    "unicorn/no-useless-spread": "off",
    "unicorn/no-array-reverse": "off",
    "unicorn/no-array-sort": "off",
    "unicorn/prefer-set-has": "off",
    // Threads are no windows.
    "unicorn/require-post-message-target-origin": "off",
    "vitest/expect-expect": "off",
    "vitest/no-conditional-expect": "off",
    "vitest/no-standalone-expect": "off",
    "vitest/valid-title": "off",
  },
  overrides: [
    CORE_RULE,
    ...(Object.keys(ROOMS) as Room[]).map(roomRule),
    { files: ["src/time/guestClock.ts"], rules: { "eslint/no-restricted-properties": "off" } },
    {
      files: TESTS,
      rules: {
        "eslint/max-lines-per-function": "off",
        "typescript/no-unsafe-assignment": "off",
        "vitest/expect-expect": "error",
      },
    },
    {
      // Plain JavaScript: for those who write none of our TypeScript.
      files: ["**/*.mjs"],
      rules: {
        "typescript/no-unsafe-argument": "off",
        "typescript/no-unsafe-assignment": "off",
        "typescript/no-unsafe-call": "off",
        "typescript/no-unsafe-member-access": "off",
        "typescript/no-unsafe-return": "off",
      },
    },
    { files: ["scripts/**", "properties/bench/**"], rules: { "eslint/no-console": "off" } },
    { files: ["*.config.ts"], rules: { "import/no-default-export": "off" } },
  ],
});
