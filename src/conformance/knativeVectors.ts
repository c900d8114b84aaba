import { encodeObject } from "../manifest/kubernetes/goObject.ts";
import { admitKnative } from "../manifest/knative/admitKnative.ts";
import type { KnativeConfig } from "../manifest/knative/knativeConfig.ts";
import { readKnativeConfig } from "../manifest/knative/knativeConfig.ts";
import type { KnativeKind } from "../manifest/knative/knativeKinds.ts";
import { KNATIVE_KINDS } from "../manifest/knative/knativeKinds.ts";
import { describeKnativeProblem } from "../manifest/knative/knativeProblems.ts";
import { knativeStruct } from "../manifest/knative/knativeTypes.ts";
import { sourceOf } from "../manifest/source/sourceNode.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import { parseKnativeVersion } from "../model/knativeVersion.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { objectOf, textOf } from "./recordedObjects.ts";
import type { Vector, VectorKind, VectorPlatform } from "./vectorKind.ts";

/** Knative Serving's releases as `1.23`. */
export const KNATIVE_PLATFORM: VectorPlatform = {
  oldest: "1.12",
  newest: "1.23",
  parseRelease(text) {
    const version = parseKnativeVersion(text);
    return version === undefined ? undefined : { minor: version.minor, patch: 0 };
  },
};

interface Admission {
  readonly object: JsonObject;
  readonly kind: KnativeKind;
  readonly config: KnativeConfig;
}

function entriesOf(value: JsonValue | undefined): Readonly<Record<string, string>> {
  return isJsonObject(value) ? (value as Readonly<Record<string, string>>) : {};
}

function admissionOf({ value }: Vector, { minor }: KubernetesVersion): Admission {
  const input = objectOf(value["input"]);
  const object = objectOf(input["object"]);
  const kind = KNATIVE_KINDS.find((candidate) => candidate === object["kind"]);
  if (kind === undefined) throw new Error(`a vector holds the kind ${textOf(object["kind"]) ?? "none"}`);
  const config = readKnativeConfig({
    version: { minor },
    features: entriesOf(input["features"]),
    defaults: entriesOf(input["defaults"]),
    deployment: entriesOf(input["deployment"]),
  });
  if (typeof config === "string") throw new Error(`a vector holds a ConfigMap that cannot be: ${config}`);
  return { object, kind, config };
}

/** As the recording writes objects: without status, empty creation times and empty metadata. */
function cleaned(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(cleaned);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, item]): [string, JsonValue][] => {
    if (item === undefined || (key === "creationTimestamp" && item === null)) return [];
    const inside = cleaned(item);
    return key === "metadata" && isJsonObject(inside) && Object.keys(inside).length === 0 ? [] : [[key, inside]];
  });
  return Object.fromEntries(entries);
}

/** Services and Revisions through Knative's webhooks. */
export const knativeAdmissionVectors: VectorKind = {
  family: "knative",
  file: "defaults-validation",
  platform: KNATIVE_PLATFORM,
  recognises: ({ input, expected }) =>
    isKnativeInput(input) && isJsonObject(expected) && ("defaulted" in expected || "decodeError" in expected),
  compare(vector, release) {
    const { object, kind, config } = admissionOf(vector, release);
    const answer = admitKnative(sourceOf(object), kind, config);
    if ("decodeProblem" in answer) {
      return compareOutcomes(vector.expected, { decodeError: answer.decodeProblem.message });
    }
    return compareOutcomes(vector.expected, {
      defaulted: cleaned(encodeObject(knativeStruct(kind, config.release), answer.object)),
      ...(answer.message === undefined ? {} : { error: answer.message }),
      ...(answer.warnings.length === 0 ? {} : { warnings: answer.warnings.map(describeKnativeProblem) }),
    });
  },
};

function isKnativeInput(input: JsonValue | undefined): boolean {
  return (
    isJsonObject(input) &&
    isJsonObject(input["object"]) &&
    textOf(input["object"]["apiVersion"])?.startsWith("serving.knative.dev/") === true
  );
}
