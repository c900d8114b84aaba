import { clusterLines } from "../../src/conformance/clusterLines.ts";
import { firstLineDifference } from "../../src/conformance/comparedLine.ts";
import { listOf } from "../../src/conformance/recordedObjects.ts";
import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import type { Recording } from "./recordings.ts";

/** What several runs of one scenario make of it. */
export interface ClusterRace {
  /** A vector as `oracle/cluster/vectors.py` makes it of the runs: `stable`, the commonest trace, the others as `variants`. */
  readonly vector: JsonObject;
  /** The instant from which the runs are not all alike in what is compared; undefined: they are. */
  readonly partsMs?: number;
}

const textOf = (events: readonly JsonValue[], essentialOnly: boolean): string =>
  clusterLines(events, essentialOnly)
    .map(({ text }) => text)
    .join("\n");

/** Groups of equal traces, the commonest first. */
function distinct(traces: readonly (readonly JsonValue[])[], essentialOnly: boolean): (readonly JsonValue[])[] {
  const groups = Map.groupBy(traces, (trace) => textOf(trace, essentialOnly));
  return [...groups.values()]
    .toSorted((a, b) => b.length - a.length)
    .flatMap(([first]) => (first === undefined ? [] : [first]));
}

function partingMs([first = [], ...others]: readonly (readonly JsonValue[])[]): number | undefined {
  const expected = clusterLines(first, true);
  const instants = others.flatMap((other) => {
    const at = firstLineDifference(expected, clusterLines(other, true))?.at;
    return at === undefined ? [] : [Number.parseFloat(at)];
  });
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** Whether chance decides a scenario, and what it may come to. Runs that failed are left out. */
export function raceOfClusters(recordings: readonly [Recording, ...Recording[]]): ClusterRace {
  const traces = recordings.filter(({ error }) => error === undefined).map(({ vector }) => listOf(vector["events"]));
  const [commonest = [], ...variants] = distinct(traces, false);
  const essential = distinct(traces, true);
  const stable = variants.length === 0 ? "yes" : essential.length === 1 ? "essential" : "no";
  const partsMs = partingMs(essential);
  return {
    vector: { ...recordings[0].vector, stable, events: [...commonest], variants: variants.map((trace) => [...trace]) },
    ...(partsMs === undefined ? {} : { partsMs }),
  };
}
