import type { Reported } from "../report/formats/reported.ts";
import type { Reporter } from "./reporter.ts";

export interface ReporterEntry {
  /** For `--help`. */
  readonly makes: string;
  /** Nothing that a person reads on a terminal. */
  readonly isForFiles?: true;
  /** Where it goes unless a file is named: beside what else is reported. Default: stdout. */
  readonly stream?: "stderr";
  /** Loaded only when it is asked for: a cold start pays for what it uses. */
  readonly load: () => Promise<Reporter>;
}

/** One that is made of all that a command came to. */
async function machine(load: () => Promise<(reported: Reported) => string>): Promise<Reporter> {
  const [{ machineReporter }, format] = await Promise.all([import("./reporters/machineReporter.ts"), load()]);
  return machineReporter(format);
}

/** Every reporter, by the name that `--reporter` and `--output-file.NAME` know it by. */
export const REPORTER_TABLE = {
  default: { makes: "text", load: async () => (await import("./reporters/defaultReporter.ts")).defaultReporter },
  minimal: {
    makes: "what asks for something to be done, and the tally",
    load: async () => (await import("./reporters/minimalReporter.ts")).minimalReporter,
  },
  json: { makes: "JSON", load: async () => (await import("./reporters/jsonReporter.ts")).jsonReporter },
  ndjson: {
    makes: "JSON, a line each",
    load: async () => (await import("./reporters/ndjsonReporter.ts")).ndjsonReporter,
  },
  html: {
    makes: "one HTML file to look at",
    isForFiles: true,
    load: async () => (await import("./reporters/htmlReporter.ts")).loadHtmlReporter(),
  },
  junit: {
    makes: "JUnit XML",
    load: () => machine(async () => (await import("../report/formats/junit.ts")).junitReport),
  },
  sarif: {
    makes: "SARIF 2.1.0",
    load: () => machine(async () => (await import("../report/formats/sarif.ts")).sarifReport),
  },
  github: {
    makes: "annotations of GitHub Actions",
    stream: "stderr",
    load: () => machine(async () => (await import("../report/formats/githubAnnotations.ts")).githubAnnotations),
  },
  markdown: {
    makes: "Markdown",
    load: () => machine(async () => (await import("../report/formats/markdown.ts")).markdownReport),
  },
} as const satisfies Readonly<Record<string, ReporterEntry>>;

export type ReporterName = keyof typeof REPORTER_TABLE;

export const REPORTER_NAMES = Object.keys(REPORTER_TABLE) as readonly ReporterName[];
