import canonicalize from "canonicalize";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { formatKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Scenario } from "../model/scenario.ts";
import type { TraceEvent } from "../model/trace.ts";
import { simulate } from "../simulate.ts";
import { listOf } from "./recordedObjects.ts";
import type { Comparison, Difference, VectorKind } from "./vectorKind.ts";

/** Fields that describe the recorder, or are ours: never compared (README-kubelet.md, "How to compare"). */
const NOT_COMPARED: ReadonlySet<string> = new Set(["rev", "src", "step", "cause", "pod"]);
/** Kinds that chance may repeat; left out unless all recordings of the vector were equal. */
const INESSENTIAL: ReadonlySet<string> = new Set(["sync", "patch"]);

/**
 * The recorder asks the runtime whose command it is: in a container that was removed it is nobody's. Ours knows, so the
 * name is taken away (seen beside the shared vectors: sidecar, seed 100055, at 241390 ms of 1.36.3).
 */
function asRecorded(events: readonly TraceEvent[]): readonly JsonValue[] {
  const removed = new Set<string>();
  return events.map((event): JsonValue => {
    if (event.kind === "remove") removed.add(`${event.c}/${event.n}`);
    const isNobodys = (event.kind === "probe" || event.kind === "hook") && removed.has(`${event.c}/${event.n}`);
    return (isNobodys ? { ...event, c: "", n: -1 } : event) as unknown as JsonValue;
  });
}

interface Line {
  readonly t: number;
  readonly text: string;
  readonly event: JsonObject;
}

function comparable(event: JsonObject): JsonObject {
  const kept = Object.fromEntries(Object.entries(event).filter(([key]) => !NOT_COMPARED.has(key)));
  return kept["kind"] === "event" ? { path: "", ...kept } : kept;
}

/** Events as lines in an order that does not depend on what came first within a millisecond. */
function linesOf(events: readonly JsonValue[], essentialOnly: boolean): Line[] {
  return events
    .filter(isJsonObject)
    .filter(({ kind }) => !essentialOnly || typeof kind !== "string" || !INESSENTIAL.has(kind))
    .map((event) => ({ t: Number(event["t"]), text: canonicalize(comparable(event)) ?? "", event: comparable(event) }))
    .sort((a, b) => a.t - b.t || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
}

function firstDifference(expected: readonly Line[], got: readonly Line[]): Difference | undefined {
  for (let index = 0; index < Math.max(expected.length, got.length); index++) {
    const want = expected[index];
    const have = got[index];
    if (want?.text === have?.text) continue;
    const t = Math.min(want?.t ?? Number.POSITIVE_INFINITY, have?.t ?? Number.POSITIVE_INFINITY);
    return { at: `${t} ms`, ...(want?.t === t && { expected: want.event }), ...(have?.t === t && { got: have.event }) };
  }
  return undefined;
}

function ourEvents(scenario: JsonObject, release: KubernetesVersion): readonly JsonValue[] {
  // A recorded scenario is one of ours as it stands (DESIGN §8); only the release is said beside it.
  return asRecorded(
    simulate({ ...(scenario as unknown as Scenario), kubernetes: formatKubernetesVersion(release) }).events,
  );
}

/** Traces of the real kubelet, whole (`conformance/kubelet/<minor>/<family>.jsonl.gz`). */
export const kubeletVectors: VectorKind = {
  family: "kubelet",
  recognises: (value) =>
    isJsonObject(value["scenario"]) &&
    isJsonObject(value["scenario"]["pod"]) &&
    isJsonArray(value["events"]) &&
    "stable" in value,
  compare({ value }, release): Comparison {
    const stable = value["stable"];
    const essentialOnly = stable !== "yes";
    const got = linesOf(ourEvents(value["scenario"] as JsonObject, release), essentialOnly);
    const recorded = listOf(value["events"]);
    const variants = stable === "no" ? listOf(value["variants"]).map(listOf) : [];
    const raced = stable === "no" ? { raced: true } : {};
    const difference = firstDifference(linesOf(recorded, essentialOnly), got);
    if (difference === undefined) return { matched: true, ...raced };
    const reached = variants.some((variant) => firstDifference(linesOf(variant, essentialOnly), got) === undefined);
    return reached ? { matched: true, ...raced } : { matched: false, ...raced, difference };
  },
};
