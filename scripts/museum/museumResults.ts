import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AskableRun, UnaskableRun } from "./museumRuns.ts";
import { MUSEUM } from "./museumEntries.ts";

/** How one run of ours stands to that of the real kubelet; `trace` is the hash of ours at that time. */
export type ComparedRun = Pick<AskableRun, "side" | "pod" | "kubernetes" | "trace"> & {
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

/** What the head of an entry and the index say of its comparison with the real kubelet. */
export function checkedText({ compared, notRun }: EntryResults): string {
  const releases = (runs: readonly { readonly kubernetes: string }[]): string =>
    inWords([...new Set(runs.map(({ kubernetes }) => kubernetes))]);
  const different = compared.filter((run) => !isEqual(run));
  const parts = [
    compared.some(isEqual)
      ? `the real kubelet of ${releases(compared.filter(isEqual))} does the same, to the millisecond`
      : "",
    different.length > 0 ? `that of ${releases(different)} does something else` : "",
    ...[...new Set(notRun.map(({ why }) => why))].map(
      (why) => `not with ${releases(notRun.filter((run) => run.why === why))}: ${why}`,
    ),
  ];
  return parts.filter((part) => part !== "").join("; ");
}
