import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, test } from "vitest";
import type { Scenario } from "../../src/model/scenario.ts";
import type { TraceEvent } from "../../src/model/trace.ts";
import { simulate } from "../../src/simulate.ts";

/** What a kubelet did, the real one or ours. */
export type CaseTrace = readonly TraceEvent[];

interface RecordedCase {
  readonly scenario: Scenario;
  readonly events: CaseTrace;
}

/** The five releases whose whole kubelet was recorded. */
export const RELEASES = ["1.33", "1.34", "1.35", "1.36", "1.37"] as const;

const PROPERTIES = join(import.meta.dirname, "..");
const recordings = new Map<string, ReadonlyMap<string, RecordedCase>>();

function readCases(path: string): readonly (RecordedCase & { readonly id: string })[] {
  const lines = gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as RecordedCase & { readonly id: string });
}

/** All recorded cases of a release by id: the shipped vectors of family `case`, and those that only these tests need. */
export function recordedCases(release: string): ReadonlyMap<string, RecordedCase> {
  const known = recordings.get(release);
  if (known !== undefined) return known;
  const vectors = readCases(join(PROPERTIES, `vectors/kubelet/${release}/case.jsonl.gz`));
  const more = release === "1.35" ? [] : readCases(join(PROPERTIES, `cases/recorded/${release}.jsonl.gz`));
  const all = new Map([...vectors, ...more].map((recorded) => [recorded.id, recorded]));
  recordings.set(release, all);
  return all;
}

/** The scenario of a recorded case; all releases ran the same. `release`: any, also one that was not recorded. */
export function scenarioOfCase(id: string, release: string): Scenario {
  const recorded = RELEASES.map((each) => recordedCases(each).get(id)).find((each) => each !== undefined);
  if (recorded === undefined) throw new Error(`there is no recording of ${id}`);
  return { ...recorded.scenario, kubernetes: release };
}

/** What our kubelet of any release does in a recorded case. */
export function ours(id: string, release: string, gates?: Readonly<Record<string, boolean>>): CaseTrace {
  const scenario = scenarioOfCase(id, release);
  return simulate(gates === undefined ? scenario : { ...scenario, gates }).events;
}

function theirs(id: string, release: string): CaseTrace {
  const recorded = recordedCases(release).get(id);
  if (recorded === undefined) throw new Error(`${release} has no recording of ${id}`);
  return recorded.events;
}

/**
 * A numbered case of the specification, as statements about a trace. They must hold for what the real kubelet did and for
 * what ours does. `vector`: its recording, if that has another name than the case.
 */
export function kubeletCase(
  name: string,
  releases: readonly string[],
  check: (trace: CaseTrace, release: string) => void,
  vector: string = name.split(" ")[0] ?? "",
): void {
  describe(name, () => {
    for (const release of releases) {
      test(`the real kubelet of ${release}`, () => check(theirs(vector, release), release));
      test(`ours of ${release}`, () => check(ours(vector, release), release));
    }
  });
}
