import type { JsonObject } from "../../model/json.ts";
import type { GivenObject } from "../dialect.ts";
import { stringField, structField } from "../kubernetes/fields.ts";
import { interpretKind } from "../kubernetes/groupVersionKind.ts";
import { KSERVE_GROUP } from "./kserveKinds.ts";
import type { KserveMinor } from "./kserveRelease.ts";
import { decodeKserve } from "./kserveTypes.ts";
import type { Runtimes } from "./runtimes/selectRuntime.ts";
import { runtimeName } from "./runtimes/selectRuntime.ts";
import { shippedRelease } from "./shippedRelease.ts";

/** All objects that were given together are asked for each of them: once is enough. */
const runtimesOf = new WeakMap<readonly GivenObject[], Map<KserveMinor, readonly JsonObject[]>>();

/** The ServingRuntimes and ClusterServingRuntimes of the user's files. */
export function givenRuntimes(given: readonly GivenObject[], minor: KserveMinor): readonly JsonObject[] {
  const byMinor = runtimesOf.get(given) ?? new Map<KserveMinor, readonly JsonObject[]>();
  runtimesOf.set(given, byMinor);
  const known = byMinor.get(minor);
  if (known !== undefined) return known;
  const runtimes = given.flatMap(({ node }) => {
    const interpreted = interpretKind(node);
    if ("error" in interpreted || interpreted.kind.group !== KSERVE_GROUP) return [];
    const { kind } = interpreted.kind;
    if (kind !== "ServingRuntime" && kind !== "ClusterServingRuntime") return [];
    const { object, typeProblem } = decodeKserve(kind, node, minor);
    return typeProblem === undefined ? [object] : [];
  });
  byMinor.set(minor, runtimes);
  return runtimes;
}

/** The runtimes that an InferenceService of a namespace can be given: those of the files, and what the release ships. */
export function runtimesFor(namespace: string, given: readonly GivenObject[], minor: KserveMinor): Runtimes {
  const runtimes = givenRuntimes(given, minor);
  const ofCluster = runtimes.filter(({ kind }) => kind === "ClusterServingRuntime");
  const names = new Set(ofCluster.map(runtimeName));
  const { clusterServingRuntimes } = shippedRelease(minor);
  return {
    ofNamespace: runtimes.filter(
      (runtime) => runtime["kind"] === "ServingRuntime" && namespaceOf(runtime) === (namespace || "default"),
    ),
    ofCluster: [...ofCluster, ...clusterServingRuntimes.filter((runtime) => !names.has(runtimeName(runtime)))],
  };
}

function namespaceOf(runtime: JsonObject): string {
  return stringField(structField(runtime, "metadata"), "namespace") || "default";
}
