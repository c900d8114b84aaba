import type { JsonObject } from "../../../model/json.ts";
import {
  numberField,
  optionalNumber,
  optionalString,
  pointerField,
  stringField,
  structField,
  structListField,
} from "../../kubernetes/fields.ts";
import { compareQuantities, parseQuantity } from "../../kubernetes/quantity.ts";
import { DEPLOYMENT_MODE } from "../defaultInferenceService.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import type { Refusal } from "./componentFields.ts";

type Annotations = Readonly<Record<string, string>>;

const AUTOSCALER_CLASS = "serving.kserve.io/autoscalerClass";
const KNATIVE_CLASS = "autoscaling.knative.dev/class";
const KNATIVE_HPA = "hpa.autoscaling.knative.dev";

/** Up to 0.13 some texts began with a capital and ended with a full stop. */
function worded(minor: KserveMinor, text: string, before14: string): string {
  return minor >= 14 ? text : before14;
}

function utilizationText(minor: KserveMinor): string {
  return worded(
    minor,
    "the target utilization percentage should be a [1-100] integer",
    "The target utilization percentage should be a [1-100] integer.",
  );
}

/** The annotations that choose an autoscaler for the whole object. */
export function refuseAutoscalerClass(annotations: Annotations, minor: KserveMinor): Refusal {
  const chosen = annotations[AUTOSCALER_CLASS];
  if (chosen !== undefined) {
    const known = minor >= 15 ? ["hpa", "external", "keda", "none"] : ["hpa", "external"];
    if (!known.includes(chosen)) {
      const text = `[${chosen}] is not a supported autoscaler class type`;
      return worded(minor, text, `${text}.\n`);
    }
  }
  if (minor >= 15) return undefined;
  const metric = annotations["serving.kserve.io/metrics"];
  const refused = chosen === "hpa" && metric !== undefined ? refuseMetric(metric, ["cpu", "memory"], minor) : undefined;
  return refused ?? refuseUtilizationAnnotation(annotations, minor);
}

function refuseUtilizationAnnotation(annotations: Annotations, minor: KserveMinor): Refusal {
  const text = annotations["serving.kserve.io/targetUtilizationPercentage"];
  if (text === undefined) return undefined;
  const percentage = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return percentage >= 1 && percentage <= 100 ? undefined : utilizationText(minor);
}

function refuseMetric(metric: string, known: readonly string[], minor: KserveMinor): Refusal {
  if (known.includes(metric)) return undefined;
  const text = `[${metric}] is not a supported metric`;
  return worded(minor, text, `${text}.\n`);
}

/** How a component wants to be scaled. */
export function refuseScaling(annotations: Annotations, component: JsonObject, minor: KserveMinor): Refusal {
  const isStandard = annotations[DEPLOYMENT_MODE] === (minor >= 17 ? "Standard" : "RawDeployment");
  const isKnativeHpa = annotations[KNATIVE_CLASS] === KNATIVE_HPA;
  if (minor < 15) return isStandard || isKnativeHpa ? refuseHpa(component, minor) : refuseKpa(component, minor);
  if (!isStandard) return isKnativeHpa ? refuseHpa(component, minor) : refuseKpa(component, minor);
  if (annotations[AUTOSCALER_CLASS] === "hpa") return refuseHpa(component, minor);
  return annotations[AUTOSCALER_CLASS] === "keda" ? refuseKeda(component) : undefined;
}

function refuseHpa(component: JsonObject, minor: KserveMinor): Refusal {
  const metric = optionalString(component, "scaleMetric") ?? "cpu";
  const refused = refuseMetric(metric, ["cpu", "memory"], minor);
  if (refused !== undefined) return refused;
  const target = optionalNumber(component, "scaleTarget");
  if (target !== undefined) {
    // As Go binds it: beyond 100 nothing is right, not even megabytes.
    if ((metric === "cpu" && target < 1) || target > 100) return utilizationText(minor);
    if (metric === "memory" && target < 1)
      return worded(
        minor,
        "the target memory should be greater than 1 MiB",
        "The target memory should be greater than 1 MiB",
      );
  }
  for (const source of metricSources(component)) {
    const type = stringField(source, "type");
    if (type !== "Resource")
      return `invalid HPA metric source type with value [${type}],valid metric source types are Resource`;
    if (pointerField(source, "resource") === undefined)
      return "metricSpec.Resource is not set for resource metric source type";
  }
  return undefined;
}

/** Knative's own autoscaler; of 0.12 without a word on strategies. */
function refuseKpa(component: JsonObject, minor: KserveMinor): Refusal {
  if (minor >= 13 && pointerField(component, "deploymentStrategy") !== undefined)
    return "customizing deploymentStrategy is only supported for raw deployment mode";
  const metric = optionalString(component, "scaleMetric") ?? "concurrency";
  const refused = refuseMetric(metric, ["concurrency", "rps"], minor);
  if (refused !== undefined) return refused;
  const target = optionalNumber(component, "scaleTarget");
  return metric === "rps" && target !== undefined && target < 1
    ? "the target for rps should be greater than 1"
    : undefined;
}

function metricSources(component: JsonObject): readonly JsonObject[] {
  return structListField(structField(component, "autoScaling"), "metrics");
}

function refuseKeda(component: JsonObject): Refusal {
  if (optionalString(component, "scaleMetric") !== undefined) return "ScaleMetric is not supported for KEDA";
  for (const source of metricSources(component)) {
    const refused = refuseKedaSource(source);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function refuseKedaSource(source: JsonObject): Refusal {
  const type = stringField(source, "type");
  if (type === "Resource") {
    const resource = pointerField(source, "resource");
    return resource === undefined
      ? "metricSpec.Resource is not set for resource metric source type"
      : refuseKedaResource(resource);
  }
  if (type !== "External" && type !== "PodMetric")
    return `unknown KEDA metric type with value [${type}].Valid types are Resource,External,PodMetric`;
  const metric = pointerField(source, type === "External" ? "external" : "podmetric");
  if (metric === undefined) {
    const words = type === "External" ? "External is not set for external" : "PodMetric is not set for pod";
    return `metricSpec.${words} metric source type`;
  }
  const target = structField(metric, "target");
  if (stringField(structField(metric, "metric"), "query") === "") return "the query should not be empty";
  return target["value"] === undefined ? "the target threshold value should not be empty" : refuseTarget(target);
}

const ONE_MEBIBYTE = { mantissa: 2n ** 20n, exponent: 0, format: "binarySI" } as const;

function refuseKedaResource(resource: JsonObject): Refusal {
  const name = stringField(resource, "name");
  const target = structField(resource, "target");
  const type = stringField(target, "type");
  if (name !== "cpu" && name !== "memory") return `resource type ${name} is not supported`;
  if (name === "cpu" && type !== "Utilization") return "the cpu target value type should be Utilization";
  if (name === "memory" && type !== "AverageValue" && type !== "Utilization")
    return "the memory target value type should be AverageValue or Utilization";
  if (name === "memory" && type === "AverageValue") {
    const average = parseQuantity(optionalString(target, "averageValue") ?? "0");
    if (typeof average !== "string" && compareQuantities(average, ONE_MEBIBYTE) < 0)
      return "the memory target value should be greater than 1 MiB";
  }
  return refuseTarget(target);
}

function refuseTarget(target: JsonObject): Refusal {
  const type = stringField(target, "type");
  if (type === "Utilization") {
    const utilization = optionalNumber(target, "averageUtilization");
    if (utilization === undefined) return "the AverageUtilization type should be set";
    return utilization < 1 || utilization > 100
      ? "the target utilization percentage should be a [1-100] integer"
      : undefined;
  }
  if (type === "AverageValue" && target["averageValue"] === undefined) return "the AverageValue type should be set";
  return type === "Value" && target["value"] === undefined ? "the Value type should be set" : undefined;
}

/** What all components share: numbers and the logger. */
export function refuseExtensions(component: JsonObject, minor: KserveMinor): Refusal {
  if (numberField(component, "containerConcurrency") < 0)
    return worded(minor, "parallelism cannot be less than 0", "Parallelism cannot be less than 0.");
  const least = optionalNumber(component, "minReplicas") ?? 1;
  const most = numberField(component, "maxReplicas");
  if (least < 0) return worded(minor, "'MinReplicas' cannot be less than 0", "MinReplicas cannot be less than 0.");
  if (most < 0) return worded(minor, "'MaxReplicas' cannot be less than 0", "MaxReplicas cannot be less than 0.");
  if (least > most && most !== 0)
    return worded(
      minor,
      "'MinReplicas' cannot be greater than MaxReplicas",
      "MinReplicas cannot be greater than MaxReplicas.",
    );
  const logger = pointerField(component, "logger");
  if (logger === undefined) return undefined;
  if (!["all", "request", "response"].includes(stringField(logger, "mode")))
    return worded(minor, "invalid logger type", "Invalid logger type");
  const storage = pointerField(logger, "storage");
  const isWhole = storage === undefined || ["path", "parameters", "key"].every((field) => storage[field] !== undefined);
  return isWhole ? undefined : "invalid logger storage configuration";
}
