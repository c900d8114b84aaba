import type { MuseumEntry } from "./museumEntries.ts";
import type { EntryResults, MuseumResults } from "./museumResults.ts";
import { isEqual } from "./museumResults.ts";

const BEGIN = "<!-- entries: written by scripts/checkMuseum.ts -->";
const END = "<!-- end of entries -->";

/** Releases whose real kubelet did the same. */
function releasesOf({ compared }: EntryResults): string {
  const releases = [...new Set(compared.filter(isEqual).map(({ kubernetes }) => kubernetes))];
  return releases.length === 0 ? "no" : releases.join(", ");
}

function rowOf({ id, issue, kind, affected, fixed }: MuseumEntry, results: MuseumResults): string {
  const checked = releasesOf(results[id] ?? { compared: [], notRun: [] });
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
