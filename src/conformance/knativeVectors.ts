import { goStruct } from "../manifest/kubernetes/goTypes.ts";
import { encodeObject } from "../manifest/kubernetes/goObject.ts";
import { createDeployment } from "../manifest/knative/deployment/createDeployment.ts";
import { firstRevision } from "../manifest/knative/deployment/knativeRevision.ts";
import { makeDeployment } from "../manifest/knative/deployment/makeDeployment.ts";
import { admitKnative } from "../manifest/knative/admitKnative.ts";
import type { KnativeConfig } from "../manifest/knative/knativeConfig.ts";
import { readKnativeConfig } from "../manifest/knative/knativeConfig.ts";
import type { KnativeKind } from "../manifest/knative/knativeKinds.ts";
import { KNATIVE_KINDS } from "../manifest/knative/knativeKinds.ts";
import { describeKnativeProblem } from "../manifest/knative/knativeProblems.ts";
import { apiVersionOf, knativeStruct } from "../manifest/knative/knativeTypes.ts";
import { sourceOf } from "../manifest/source/sourceNode.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import { parseKnativeVersion } from "../model/knativeVersion.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { listOf, objectOf, textOf } from "./recordedObjects.ts";
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

/** The Deployments are the API server's of one Kubernetes, for every release of Knative (README-dialects.md). */
const API_SERVER: KubernetesVersion = { minor: 36, patch: 3 };

/** Those of queue-proxy's variables that the recording holds. */
const QUEUE_VARIABLES = new Set([
  "SERVING_READINESS_PROBE",
  "ENABLE_MULTI_CONTAINER_PROBES",
  "ENABLE_HTTP2_AUTO_DETECTION",
  "USER_PORT",
  "QUEUE_SERVING_PORT",
  "QUEUE_SERVING_TLS_PORT",
  "CONTAINER_CONCURRENCY",
  "REVISION_TIMEOUT_SECONDS",
  "REVISION_RESPONSE_START_TIMEOUT_SECONDS",
  "REVISION_IDLE_TIMEOUT_SECONDS",
  "ENABLE_HTTP_FULL_DUPLEX",
]);

const CONTAINER_FIELDS = [
  "ports",
  "readinessProbe",
  "livenessProbe",
  "startupProbe",
  "lifecycle",
  "terminationMessagePolicy",
];

/** A container as the recording shows it. */
function recordedContainer(container: JsonObject): JsonObject {
  const isQueue = container["name"] === "queue-proxy";
  const fields = CONTAINER_FIELDS.flatMap((field): [string, JsonValue][] => {
    const value = container[field];
    const isEmpty = value === undefined || value === "" || JSON.stringify(value) === "{}";
    return isEmpty ? [] : [[field, value]];
  });
  const variables = listOf(container["env"])
    .map(objectOf)
    .filter(({ name, valueFrom }) => valueFrom === undefined && (!isQueue || QUEUE_VARIABLES.has(textOf(name) ?? "")))
    .map(({ name, value }): [string, JsonValue] => [textOf(name) ?? "", value ?? ""]);
  return {
    name: container["name"] ?? "",
    ...Object.fromEntries(fields),
    ...(variables.length === 0 ? {} : { env: Object.fromEntries(variables) }),
  };
}

/** The Deployment as the recording shows it, with what the API server has against it. */
function recordedDeployment(deployment: JsonObject, config: KnativeConfig): JsonObject {
  const struct = goStruct("Deployment", apiVersionOf(config.release));
  if (struct === undefined) throw new Error("no type for Deployments");
  const written = encodeObject(struct, deployment);
  const spec = objectOf(written["spec"]);
  const podSpec = objectOf(objectOf(spec["template"])["spec"]);
  const { errors } = createDeployment(deployment, API_SERVER).verdict;
  const initContainers = listOf(podSpec["initContainers"]).map((container) => recordedContainer(objectOf(container)));
  const optional = {
    revisionHistoryLimit: spec["revisionHistoryLimit"],
    terminationGracePeriodSeconds: podSpec["terminationGracePeriodSeconds"],
    enableServiceLinks: podSpec["enableServiceLinks"],
    apiErrors: errors.length === 0 ? undefined : [...errors],
    initContainers: initContainers.length === 0 ? undefined : initContainers,
  };
  return {
    name: objectOf(written["metadata"])["name"] ?? "",
    replicas: spec["replicas"] ?? null,
    progressDeadlineSeconds: spec["progressDeadlineSeconds"] ?? null,
    strategy: spec["strategy"] ?? null,
    containers: listOf(podSpec["containers"]).map((container) => recordedContainer(objectOf(container))),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/** Without what differs in every vector of a release, and so was not compared when the recording was made. */
function withoutUncompared(outcome: JsonValue | undefined, config: KnativeConfig): JsonValue | undefined {
  if (!isJsonObject(outcome) || outcome["containers"] === undefined) return outcome;
  const { release } = config;
  const { revisionHistoryLimit: limit, ...rest } = outcome;
  const containers = listOf(outcome["containers"]).map((value): JsonObject => {
    const { ports, env, ...container } = objectOf(value);
    const { ENABLE_HTTP_FULL_DUPLEX: _, ENABLE_MULTI_CONTAINER_PROBES: __, ...older } = isJsonObject(env) ? env : {};
    const isQueue = container["name"] === "queue-proxy";
    return {
      ...container,
      ...(ports === undefined || (isQueue && release.queueAdminPort) ? {} : { ports }),
      ...(env === undefined ? {} : { env: release.fullDuplexVariable ? env : older }),
    };
  });
  const isKept = release.revisionHistoryLimit && limit !== undefined;
  return { ...rest, containers, ...(isKept ? { revisionHistoryLimit: limit } : {}) };
}

/** The Deployments that Knative makes of Services and Revisions, and what the API server says of them. */
export const knativeDeploymentVectors: VectorKind = {
  family: "knative",
  file: "deployment",
  platform: KNATIVE_PLATFORM,
  recognises: ({ input, expected }) =>
    isKnativeInput(input) &&
    isJsonObject(expected) &&
    (isJsonObject(expected["refused"]) || typeof expected["error"] === "string" || "containers" in expected) &&
    !("defaulted" in expected),
  compare(vector, release) {
    const { object, kind, config } = admissionOf(vector, release);
    const compare = (got: JsonValue) =>
      compareOutcomes(withoutUncompared(vector.expected, config), withoutUncompared(got, config));
    const answer = admitKnative(sourceOf(object), kind, config);
    if ("decodeProblem" in answer) return compare({ refused: { decodeError: answer.decodeProblem.message } });
    if (answer.message !== undefined) return compare({ refused: { error: answer.message } });
    const revision = firstRevision(answer.object, kind);
    if (revision === undefined) throw new Error(`a vector wants the Deployment of a ${kind}`);
    const deployment = makeDeployment(revision, config);
    return compare(typeof deployment === "string" ? { error: deployment } : recordedDeployment(deployment, config));
  },
};
