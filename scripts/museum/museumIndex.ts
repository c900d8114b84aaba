import type { MuseumEntry } from "./museumEntries.ts";
import type { EntryResults, MuseumResults } from "./museumResults.ts";
import { equalReleases } from "./museumResults.ts";

const BEGIN = "<!-- entries: written by scripts/checkMuseum.ts -->";
const END = "<!-- end of entries -->";

function checkedOf(results: EntryResults): string {
  const [kubelets, workers] = [equalReleases(results, "kubelet"), equalReleases(results, "workers")];
  const parts = [...kubelets, ...workers.map((release) => `workers of ${release}`)];
  return parts.length === 0 ? "no" : parts.join(", ");
}

function rowOf({ id, issue, kind, affected, fixed }: MuseumEntry, results: MuseumResults): string {
  const checked = checkedOf(results[id] ?? { compared: [], notRun: [] });
  return `| [${id}](${id}.yaml) | ${[issue, kind, affected, fixed, checked].join(" | ")} |`;
}

/** `readme` with the table of these entries in its place. */
export function withIndex(readme: string, entries: readonly MuseumEntry[], results: MuseumResults): string {
  const [before, rest = ""] = readme.split(BEGIN);
  const [, after] = rest.split(END);
  if (before === undefined || after === undefined) throw new Error(`the README has no place for the entries: ${BEGIN}`);
  const table = [
    "| entry | known issue | kind | affected | fixed | same in the real kubelet |",
    "| --- | --- | --- | --- | --- | --- |",
    ...entries.map((entry) => rowOf(entry, results)),
  ];
  return `${before}${BEGIN}\n\n${table.join("\n")}\n\n${END}${after}`;
}
