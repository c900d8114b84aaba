import { decodeValue } from "../manifest/kubernetes/decode.ts";
import { applyDefaults } from "../manifest/kubernetes/defaults.ts";
import { explainUnknownField, explainWrongType } from "../manifest/kubernetes/explainProblem.ts";
import { manifestRelease } from "../manifest/kubernetes/release.ts";
import { formatFieldError } from "../manifest/kubernetes/validation/fieldErrors.ts";
import { validateObject } from "../manifest/kubernetes/validation/validateObject.ts";
import type { JsonObject } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { nearestName } from "../model/nearestName.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { ObjectKind } from "../model/clusterScenario.ts";
import type { ObjectProblem } from "../scenario/readScenario.ts";

const API_VERSIONS: Readonly<Record<ObjectKind, string>> = {
  Pod: "v1",
  Service: "v1",
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  PodDisruptionBudget: "policy/v1",
  Job: "batch/v1",
  DaemonSet: "apps/v1",
};

/**
 * What the API server says about an object of a scenario, which may leave out apiVersion and kind: its decoder, and of one
 * that is `complete` its validation, too.
 */
export function checkKubernetesObject(
  object: JsonObject,
  kind: ObjectKind,
  version: KubernetesVersion,
  isComplete = false,
): readonly ObjectProblem[] {
  if (kind === "PodDisruptionBudget") return checkBudget(object);
  const decoded = decodeValue({ apiVersion: API_VERSIONS[kind], kind, ...object }, version);
  if (decoded.problems.length > 0 || !isComplete || decoded.object === undefined) {
    return decoded.problems.map((problem) => {
      const { path, message } = problem;
      const help = explainUnknownField(problem, version.minor) ?? explainWrongType(message);
      return help === undefined ? { path, message } : { path, message, help };
    });
  }
  const release = manifestRelease(version);
  const named = {
    ...decoded.object,
    metadata: { namespace: "default", ...(decoded.object["metadata"] as JsonObject) },
  };
  const { findings } = validateObject(applyDefaults(named, version), release);
  return findings.map((finding) => ({
    path: finding.path,
    message: formatFieldError(finding, release.badValuePrinting),
  }));
}

const BUDGET_FIELDS = ["selector", "minAvailable", "maxUnavailable", "unhealthyPodEvictionPolicy"];

/** The few fields of a PodDisruptionBudget; whose own validation was not recorded. */
function checkBudget({ spec }: JsonObject): readonly ObjectProblem[] {
  if (!isJsonObject(spec)) return [];
  const problems: ObjectProblem[] = Object.keys(spec)
    .filter((field) => !BUDGET_FIELDS.includes(field))
    .map((field) => {
      const near = nearestName(field, BUDGET_FIELDS);
      const problem = { path: `spec.${field}`, message: `unknown field "spec.${field}"` };
      return near === undefined ? problem : { ...problem, help: `did you mean ${near}?` };
    });
  if (spec["minAvailable"] !== undefined && spec["maxUnavailable"] !== undefined)
    problems.push({ path: "spec", message: "spec: minAvailable and maxUnavailable cannot be both set" });
  return problems;
}
