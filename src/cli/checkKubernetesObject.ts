import { decodeValue } from "../manifest/kubernetes/decode.ts";
import { explainUnknownField, explainWrongType } from "../manifest/kubernetes/explainProblem.ts";
import type { JsonObject } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { ObjectProblem } from "../scenario/readScenario.ts";

/** What the API server's decoder says about a pod or service of a scenario, which may leave out apiVersion and kind. */
export function checkKubernetesObject(
  object: JsonObject,
  kind: "Pod" | "Service",
  version: KubernetesVersion,
): readonly ObjectProblem[] {
  const { problems } = decodeValue({ apiVersion: "v1", kind, ...object }, version);
  return problems.map((problem) => {
    const { path, message } = problem;
    const help = explainUnknownField(problem, version.minor) ?? explainWrongType(message);
    return help === undefined ? { path, message } : { path, message, help };
  });
}
