import canonicalize from "canonicalize";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { formatKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { FirstKill, Scenario } from "../model/scenario.ts";
import type { Trace, TraceEvent } from "../model/trace.ts";
import type { KillTie } from "../kubelet/engine.ts";
import { advance, createWorld } from "../world.ts";
import { byTimeAndText, type ComparedLine, firstLineDifference } from "./comparedLine.ts";
import { listOf } from "./recordedObjects.ts";
import type { Tie, TieChoice, TiedRun, TracedLine } from "./searchTies.ts";
import { searchTies } from "./searchTies.ts";
import type { Comparison, Vector, VectorKind } from "./vectorKind.ts";

/** Fields that describe the recorder, or are ours: never compared (README-kubelet.md, "How to compare"). */
const NOT_COMPARED: ReadonlySet<string> = new Set(["rev", "src", "step", "cause", "pod"]);
/** Kinds that chance may repeat; left out unless all recordings of the vector were equal. */
const INESSENTIAL: ReadonlySet<string> = new Set(["sync", "patch"]);

/**
 * The recorder asks the runtime whose command it is: in a container that was removed it is nobody's. Ours knows, so the
 * name is taken away (seen beside the shared vectors: sidecar, seed 100055, at 241390 ms of 1.36.3).
 */
export function asRecorded(events: readonly TraceEvent[]): readonly JsonValue[] {
  const removed = new Set<string>();
  return events.map((event): JsonValue => {
    if (event.kind === "remove") removed.add(`${event.c}/${event.n}`);
    const isNobodys = (event.kind === "probe" || event.kind === "hook") && removed.has(`${event.c}/${event.n}`);
    return (isNobodys ? { ...event, c: "", n: -1 } : event) as unknown as JsonValue;
  });
}

type Line = ComparedLine & TracedLine;

function comparable(event: JsonObject): JsonObject {
  const kept = Object.fromEntries(Object.entries(event).filter(([key]) => !NOT_COMPARED.has(key)));
  return kept["kind"] === "event" ? { path: "", ...kept } : kept;
}

/** Events as lines in an order that does not depend on what came first within a millisecond. */
function linesOf(events: readonly JsonValue[], essentialOnly: boolean): Line[] {
  return events
    .filter(isJsonObject)
    .filter(({ kind }) => !essentialOnly || typeof kind !== "string" || !INESSENTIAL.has(kind))
    .map((event) => {
      const compared = comparable(event);
      return { atMs: Number(event["t"]), text: canonicalize(compared) ?? "", about: "", event: compared };
    })
    .sort(byTimeAndText);
}

interface Run {
  readonly events: readonly JsonValue[];
  readonly killTies: readonly KillTie[];
}

function runScenario(scenario: Scenario): Run {
  const world = createWorld(scenario, "full");
  advance(world);
  const { recorder, killTies } = world.engine;
  return { events: asRecorded(recorder.events), killTies };
}

const tieOf = ({ atMs, containers }: KillTie): Tie => ({
  what: `${containers.join(" or ")} killed first`,
  about: "",
  atMs,
  alternatives: containers.length,
});

/** A tie is met only after those before it were decided: so each that is not in the documented order is one more run. */
function runChoosing(scenario: Scenario, choose: TieChoice): TiedRun {
  const firstKills: FirstKill[] = [];
  for (let decided = 0; ; ) {
    const { events, killTies } = runScenario({ ...scenario, firstKills });
    const other = killTies.findIndex((tie, index) => index >= decided && choose(tieOf(tie)) > 0);
    const tie = killTies[other];
    if (tie === undefined) return { lines: linesOf(events, false), ties: killTies.map(tieOf) };
    firstKills.push({ atMs: tie.atMs, container: tie.containers[choose(tieOf(tie))] ?? "" });
    decided = other + 1;
  }
}

/**
 * Traces of the real kubelet, whole (`conformance/kubelet/<minor>/<family>.jsonl.gz`; README-kubelet.md there for `stable`).
 * Of fresh ones that were recorded once (`stable: "once"`) nobody knows whether chance had its say: those that differ are
 * looked for in the other orders of named ties.
 */
export const kubeletVectors: VectorKind = {
  family: "kubelet",
  recognises: (value) =>
    isJsonObject(value["scenario"]) &&
    isJsonObject(value["scenario"]["pod"]) &&
    isJsonArray(value["events"]) &&
    "stable" in value,
  compare({ value }, release): Comparison {
    const scenario = recordedScenario(value, release);
    const comparison = compareEvents(value, runScenario(scenario).events);
    if (comparison.matched || value["stable"] !== "once") return comparison;
    const expected = linesOf(listOf(value["events"]), false);
    const ties = searchTies([expected], (choose) => runChoosing(scenario, choose));
    return ties === undefined ? comparison : { matched: true, tie: ties.join(", ") };
  },
};

/** A recorded scenario is one of ours as it stands (DESIGN §8); only the release is said beside it. */
function recordedScenario(value: JsonObject, release: KubernetesVersion): Scenario {
  return { ...(value["scenario"] as unknown as Scenario), kubernetes: formatKubernetesVersion(release) };
}

function compareEvents(value: JsonObject, events: readonly JsonValue[]): Comparison {
  const stable = value["stable"];
  const essentialOnly = stable !== "yes" && stable !== "once";
  const got = linesOf(events, essentialOnly);
  const expected = linesOf(listOf(value["events"]), essentialOnly);
  const variants = stable === "no" ? listOf(value["variants"]).map(listOf) : [];
  const raced = stable === "no" ? { raced: true } : {};
  const difference = firstLineDifference(expected, got);
  if (difference === undefined) return { matched: true, ...raced };
  const reached = variants.some((variant) => firstLineDifference(linesOf(variant, essentialOnly), got) === undefined);
  return reached ? { matched: true, ...raced } : { matched: false, ...raced, difference };
}

/** The scenario that a vector holds, and how somebody's trace of it stands to the recorded one. */
export function kubeletExercise(
  { value }: Vector,
  release: KubernetesVersion,
): { readonly scenario: Scenario; readonly compare: (trace: Trace) => Comparison } {
  return {
    scenario: recordedScenario(value, release),
    compare: (trace) => compareEvents(value, asRecorded(trace.events)),
  };
}
