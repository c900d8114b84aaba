import type { JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { formatKubernetesVersion } from "../model/kubernetesVersion.ts";
import { scenarioFromClusterVector } from "../scenario/clusterVector.ts";
import { simulate } from "../simulate.ts";
import { recordedClusterEvents } from "./clusterEvents.ts";
import { clusterLines, firstClusterDifference } from "./clusterLines.ts";
import { listOf } from "./recordedObjects.ts";
import type { Comparison, Difference, VectorKind } from "./vectorKind.ts";
import { renamedLike } from "./clusterNames.ts";

/**
 * Real kubelets and real controllers together (`conformance/cluster/<minor>/<family>.jsonl.gz`; README-cluster.md there). Fresh
 * ones that were recorded once (`stable: "once"`) are compared as stable ones are.
 */
export const clusterVectors: VectorKind = {
  family: "cluster",
  recognises: (value) =>
    isJsonObject(value["scenario"]) && Array.isArray(value["scenario"]["objects"]) && Array.isArray(value["events"]),
  compare({ value }, release: KubernetesVersion): Comparison {
    const recorded = value["scenario"];
    if (!isJsonObject(recorded)) return { matched: false };
    const scenario = scenarioFromClusterVector(formatKubernetesVersion(release), recorded);
    const got = recordedClusterEvents(scenario, simulate(scenario).events);
    const stable = value["stable"];
    const isEssential = stable !== "yes" && stable !== "once";
    const differenceTo = (events: readonly JsonValue[]): Difference | undefined =>
      firstClusterDifference(clusterLines(events, isEssential), clusterLines(renamedLike(events, got), isEssential));
    const raced = stable === "no" ? { raced: true } : {};
    const difference = differenceTo(listOf(value["events"]));
    if (difference === undefined) return { matched: true, ...raced };
    const variants = stable === "no" ? listOf(value["variants"]).map(listOf) : [];
    if (variants.some((variant) => differenceTo(variant) === undefined)) return { matched: true, ...raced };
    return { matched: false, ...raced, difference };
  },
};
