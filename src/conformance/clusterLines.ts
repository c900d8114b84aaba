import canonicalize from "canonicalize";
import type { JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { byTimeAndText, type ComparedLine } from "./comparedLine.ts";
import { withoutRepetitions } from "./withoutRepetitions.ts";

/** What a user sees of the controllers (oracle/cluster, vectors.py). */
const ESSENTIAL: ReadonlySet<string> = new Set([
  "slice",
  "endpoints",
  "proxy",
  "deployment",
  "replicaset",
  "statefulset",
  "condition",
  "podCreated",
  "podDelete",
  "podGone",
  "start",
  "exit",
]);

/**
 * Events as lines in an order that does not depend on what came first within a millisecond; intermediate states left out. So is
 * the last status of a pod in the millisecond in which it goes: whether it still has an address depends on whether the
 * collection of containers or the relist of a whole minute came first, and six runs of the oracle gave both
 * (1.36 rollout-1148 at 119247 ms, statefulset-1019 at 59809 ms).
 */
export function clusterLines(events: readonly JsonValue[], essentialOnly: boolean): ComparedLine[] {
  const gone = new Set(
    events
      .filter(isJsonObject)
      .flatMap(({ kind, t, pod }) => (kind === "podGone" ? [`${t as number} ${pod as number}`] : [])),
  );
  return withoutRepetitions(events)
    .filter(isJsonObject)
    .filter(({ kind, t, pod }) => kind !== "api" || !gone.has(`${t as number} ${pod as number}`))
    .filter(({ mid, kind }) => mid !== true && (!essentialOnly || ESSENTIAL.has(kind as string)))
    .map((event) => {
      const { count: _, ...uncounted } = event;
      const compared = essentialOnly ? uncounted : event;
      return { atMs: Number(event["t"]), text: canonicalize(compared) ?? "", event: compared };
    })
    .sort(byTimeAndText);
}
