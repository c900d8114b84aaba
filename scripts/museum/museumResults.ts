import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AskableRun, UnaskableRun } from "./museumRuns.ts";
import { MUSEUM } from "./museumEntries.ts";

/** How one run of ours stands to that of the real kubelet; `trace` is the hash of ours at that time. */
export type ComparedRun = Pick<AskableRun, "side" | "pod" | "kubernetes" | "code" | "trace"> & {
  /** `equal`; `equal by another order of …` where several things fell on one instant; or what differs. */
  readonly verdict: string;
  /** Probe executions in the real trace. */
  readonly attempts: number;
};

export interface EntryResults {
  readonly compared: readonly ComparedRun[];
  readonly notRun: readonly UnaskableRun[];
}

/** By entry. */
export type MuseumResults = Readonly<Record<string, EntryResults>>;

/** Not .json: the folder is one of scenarios, and what ends so is read as one. */
const PATH = join(MUSEUM, "oracle.jsonl");

type Line = { readonly entry: string } & (ComparedRun | UnaskableRun);

export function readMuseumResults(): MuseumResults {
  const text = existsSync(PATH) ? readFileSync(PATH, "utf8") : "";
  const lines = text.split("\n").filter((line) => line !== "");
  const runs = Map.groupBy(
    lines.map((line) => JSON.parse(line) as Line),
    ({ entry }) => entry,
  );
  return Object.fromEntries(
    [...runs].map(([entry, these]): [string, EntryResults] => {
      const bare = these.map(({ entry: _entry, ...run }) => run);
      return [entry, { compared: bare.filter((run) => "verdict" in run), notRun: bare.filter((run) => "why" in run) }];
    }),
  );
}

/** A line for each run, by entry. */
export function writeMuseumResults(results: MuseumResults): void {
  const lines = Object.entries(results)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([entry, { compared, notRun }]) => [...compared, ...notRun].map((run): Line => ({ entry, ...run })));
  writeFileSync(PATH, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

export const isEqual = ({ verdict }: ComparedRun): boolean => verdict.startsWith("equal");

function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

const releasesOf = (runs: readonly { readonly kubernetes: string }[]): readonly string[] => [
  ...new Set(runs.map(({ kubernetes }) => kubernetes)),
];

/** Releases whose real code did the same. */
export function equalReleases({ compared }: EntryResults, code: ComparedRun["code"]): readonly string[] {
  return releasesOf(compared.filter((run) => run.code === code && isEqual(run)));
}

/** What the head of an entry says of its comparison with the real code. */
export function checkedText(results: EntryResults): string {
  const { compared, notRun } = results;
  const [kubelets, workers] = [equalReleases(results, "kubelet"), equalReleases(results, "workers")];
  const different = releasesOf(compared.filter((run) => !isEqual(run)));
  const parts = [
    kubelets.length > 0 ? `the real kubelet of ${inWords(kubelets)} does the same, to the millisecond` : "",
    workers.length > 0 ? `the real probe workers of ${inWords(workers)} ask at the same milliseconds` : "",
    different.length > 0 ? `the real code of ${inWords(different)} does something else` : "",
    ...[...new Set(notRun.map(({ why }) => why))].map((why) => {
      return `not with ${inWords(releasesOf(notRun.filter((run) => run.why === why)))}: ${why}`;
    }),
  ];
  return parts.filter((part) => part !== "").join("; ");
}
