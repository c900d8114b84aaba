import type { Reporter } from "./reporter.ts";

export interface ReporterEntry {
  /** For `--help`. */
  readonly makes: string;
  /** Nothing that a person reads on a terminal. */
  readonly isForFiles?: true;
  /** Loaded only when it is asked for: a cold start pays for what it uses. */
  readonly load: () => Promise<Reporter>;
}

/** Every reporter, by the name that `--reporter` and `--output-file.NAME` know it by. */
export const REPORTER_TABLE = {
  default: { makes: "text", load: async () => (await import("./reporters/defaultReporter.ts")).defaultReporter },
  json: { makes: "JSON", load: async () => (await import("./reporters/jsonReporter.ts")).jsonReporter },
  html: {
    makes: "one HTML file to look at",
    isForFiles: true,
    load: async () => (await import("./reporters/htmlReporter.ts")).loadHtmlReporter(),
  },
} as const satisfies Readonly<Record<string, ReporterEntry>>;

export type ReporterName = keyof typeof REPORTER_TABLE;

export const REPORTER_NAMES = Object.keys(REPORTER_TABLE) as readonly ReporterName[];
