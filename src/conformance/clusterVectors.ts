import type { PlaneTie } from "../model/clusterScenario.ts";
import type { JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { formatKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Scenario } from "../model/scenario.ts";
import { scenarioFromClusterVector } from "../scenario/clusterVector.ts";
import { advance, createWorld } from "../world.ts";
import { recordedClusterEvents } from "./clusterEvents.ts";
import { clusterLines } from "./clusterLines.ts";
import { firstLineDifference } from "./comparedLine.ts";
import { renamedLike } from "./clusterNames.ts";
import { listOf } from "./recordedObjects.ts";
import type { Tie, TieChoice, TiedRun, TracedLine } from "./searchTies.ts";
import { searchTies } from "./searchTies.ts";
import type { Comparison, Difference, VectorKind } from "./vectorKind.ts";

interface Run {
  readonly events: readonly JsonValue[];
  readonly ties: readonly PlaneTie[];
}

function runScenario(scenario: Scenario): Run {
  const world = createWorld(scenario, "full");
  advance(world);
  const events = recordedClusterEvents(scenario, world.engine.recorder.events);
  return { events, ties: world.cluster?.plane.ties ?? [] };
}

const NS_PER_MS = 1_000_000;
const TIE_NAMES: Readonly<Record<PlaneTie["of"], string>> = {
  queues: "controllers' queues or API server",
  calls: "calls of one ReplicaSet or another",
};

const tieOf = ({ atNs, of }: PlaneTie): Tie => ({
  what: TIE_NAMES[of],
  about: "",
  atMs: atNs / NS_PER_MS,
  alternatives: 2,
});

/** Of the end of its millisecond: what came to it was decided before. */
function tracedLines(events: readonly JsonValue[], essentialOnly: boolean): readonly TracedLine[] {
  return clusterLines(events, essentialOnly).map(({ text, atMs }) => ({ text, atMs: atMs + 1, about: "" }));
}

/** A tie is met only after those before it were decided: so each that is not in the documented order is one more run. */
function runChoosing(
  scenario: Scenario,
  choose: TieChoice,
  linesOf: (events: readonly JsonValue[]) => readonly TracedLine[],
): TiedRun {
  const otherOrders: PlaneTie[] = [];
  for (let decidedNs = -1; ; ) {
    const { events, ties } = runScenario({ ...scenario, otherOrders });
    const other = ties.find((tie) => tie.atNs > decidedNs && choose(tieOf(tie)) > 0);
    if (other === undefined) return { lines: linesOf(events), ties: ties.map(tieOf) };
    otherOrders.push(other);
    decidedNs = other.atNs;
  }
}

/**
 * Real kubelets and real controllers together (`conformance/cluster/<minor>/<family>.jsonl.gz`; README-cluster.md there). Of
 * those that chance has a say in (`no`), and of fresh ones that were recorded once (`once`), those that differ are looked for
 * in the other orders of named ties.
 */
export const clusterVectors: VectorKind = {
  family: "cluster",
  recognises: (value) =>
    isJsonObject(value["scenario"]) && Array.isArray(value["scenario"]["objects"]) && Array.isArray(value["events"]),
  compare({ value }, release: KubernetesVersion): Comparison {
    const { scenario: recorded, stable } = value;
    if (!isJsonObject(recorded)) return { matched: false };
    const scenario = scenarioFromClusterVector(formatKubernetesVersion(release), recorded);
    const { events: got } = runScenario(scenario);
    const isRaced = stable === "no";
    const isEssential = stable !== "yes" && stable !== "once";
    const differenceTo = (events: readonly JsonValue[]): Difference | undefined =>
      firstLineDifference(clusterLines(events, isEssential), clusterLines(renamedLike(events, got), isEssential));
    const raced = isRaced ? { raced: true } : {};
    const expected = listOf(value["events"]);
    const difference = differenceTo(expected);
    if (difference === undefined) return { matched: true, ...raced };
    const outcomes = [expected, ...(isRaced ? listOf(value["variants"]).map(listOf) : [])];
    if (isRaced && outcomes.some((outcome) => differenceTo(outcome) === undefined))
      return { matched: true, raced: true };
    if (!isRaced && stable !== "once") return { matched: false, difference };
    const ties = searchTies(
      outcomes.map((outcome) => tracedLines(outcome, isEssential)),
      (choose) => runChoosing(scenario, choose, (events) => tracedLines(renamedLike(expected, events), isEssential)),
    );
    if (ties === undefined) return { matched: false, ...raced, difference };
    return isRaced ? { matched: true, raced: true } : { matched: true, tie: ties.join(", ") };
  },
};
