import { globSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { Scenario } from "../../src/model/scenario.ts";
import { readScenario } from "../../src/scenario/readScenario.ts";

export const MUSEUM = resolve(import.meta.dirname, "../../sims/museum");

/** First line of a head, as in `# KI-11: a bug of the kubelet`. */
const TITLE = /^# (KI-\d\d): (.+)$/m;
export const KINDS: ReadonlyMap<string, string> = new Map([
  ["a bug of the kubelet", "bug"],
  ["a policy incident", "policy"],
  ["as designed, and a surprise", "design"],
]);

/** A scenario of the museum and the head that tells its story. */
export interface MuseumEntry {
  /** Name of the file without ending; the scenario's id. */
  readonly id: string;
  readonly path: string;
  readonly text: string;
  readonly scenario: Scenario;
  /** `KI-11` */
  readonly issue: string;
  /** Value of `KINDS`. */
  readonly kind: string;
  readonly affected: string;
  readonly fixed: string;
  readonly threads: string;
  /** What the head says about the comparison with the real kubelet. */
  readonly checked: string;
}

/** The value of `# name: …` in a head, over several lines where it goes on; empty if it is not there. */
function headValue(text: string, name: string): string {
  const [, first = "", more = ""] = new RegExp(`^# ${name}: +(.*)\\n((?:# {6,}.*\\n)*)`, "m").exec(text) ?? [];
  return [first, ...more.split("\n").map((line) => line.replace(/^# +/, ""))].join(" ").trim();
}

export function museumEntry(path: string): MuseumEntry {
  const text = readFileSync(path, "utf8");
  const read = readScenario(text);
  if (!("scenario" in read)) throw new Error(`${path} cannot be read`);
  const [, issue = "", title = ""] = TITLE.exec(text) ?? [];
  return {
    id: basename(path, ".yaml"),
    path,
    text,
    scenario: read.scenario,
    issue,
    kind: KINDS.get(title) ?? "",
    affected: headValue(text, "affected"),
    fixed: headValue(text, "fixed"),
    threads: headValue(text, "threads"),
    checked: headValue(text, "checked"),
  };
}

/** In the order of the known issues. */
export function museumEntries(): readonly MuseumEntry[] {
  return globSync(`${MUSEUM}/*.yaml`)
    .map(museumEntry)
    .sort((a, b) => (`${a.issue} ${a.id}` < `${b.issue} ${b.id}` ? -1 : 1));
}

const WIDTH = 116;
const INDENT = `# ${" ".repeat(10)}`;

/** The head of `text` with another value of `checked`; below `threads` if it had none. */
export function withChecked(text: string, checked: string): string {
  const words = checked.split(" ");
  const lines = [`# checked:  ${words.shift() ?? ""}`];
  for (const word of words) {
    const line = lines.at(-1) ?? "";
    if (line.length + 1 + word.length > WIDTH) lines.push(`${INDENT}${word}`);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  const without = text.replace(/^# checked: .*\n(?:# {6,}.*\n)*/m, "");
  return without.replace(/^(# threads: .*\n(?:# {6,}.*\n)*)/m, (threads) => `${threads}${lines.join("\n")}\n`);
}
