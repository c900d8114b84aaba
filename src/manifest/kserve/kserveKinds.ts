import type { KserveKind } from "./kserveTypes.ts";

export const KSERVE_GROUP = "serving.kserve.io";

/** The kinds that are read, by the version of the group that serves them. */
const READ_KINDS: Readonly<Record<string, KserveKind>> = {
  "v1beta1/InferenceService": "InferenceService",
  "v1alpha1/ServingRuntime": "ServingRuntime",
  "v1alpha1/ClusterServingRuntime": "ClusterServingRuntime",
};

export function readKind(version: string, kind: string): KserveKind | undefined {
  const key = `${version}/${kind}`;
  return Object.hasOwn(READ_KINDS, key) ? READ_KINDS[key] : undefined;
}

/** Why an object of another kind is no workload here. */
export function reasonOfOther(kind: string): string {
  if (kind.startsWith("LLMInferenceService"))
    return `not established: what pods KServe makes of an ${kind} was never recorded, so its probes are not simulated`;
  if (kind === "InferenceGraph")
    return "not established: the pods of KServe's router are not simulated; its readiness is GET /readyz";
  return `not a workload: ${kind} of KServe runs no pods that are simulated`;
}
