import type { Command } from "./command.ts";

export interface CommandEntry {
  readonly name: string;
  /** Loaded only when it runs or is explained: a cold start pays for one command. */
  readonly load: () => Promise<Command>;
}

export const COMMAND_TABLE: readonly CommandEntry[] = [
  { name: "check", load: async () => (await import("./commands/check.ts")).check },
  { name: "run", load: async () => (await import("./commands/run.ts")).run },
  { name: "fuzz", load: async () => (await import("./commands/fuzz.ts")).fuzz },
  { name: "replay", load: async () => (await import("./commands/replay.ts")).replay },
  { name: "explain", load: async () => (await import("./commands/explain.ts")).explain },
  { name: "conformance", load: async () => (await import("./commands/conformance.ts")).conformance },
];
