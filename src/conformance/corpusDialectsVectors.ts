import { admitKnative } from "../manifest/knative/admitKnative.ts";
import { firstRevision } from "../manifest/knative/deployment/knativeRevision.ts";
import { makeDeployment } from "../manifest/knative/deployment/makeDeployment.ts";
import type { KnativeKind } from "../manifest/knative/knativeKinds.ts";
import { KNATIVE_KINDS } from "../manifest/knative/knativeKinds.ts";
import { knativeOfContext } from "../manifest/knative/knativeOfContext.ts";
import { describeKnativeProblem } from "../manifest/knative/knativeProblems.ts";
import { apiVersionOf as goTypesOf, knativeStruct } from "../manifest/knative/knativeTypes.ts";
import { readKind } from "../manifest/kserve/kserveKinds.ts";
import type { KserveKind } from "../manifest/kserve/kserveTypes.ts";
import { encodeObject } from "../manifest/kubernetes/goObject.ts";
import { goStruct } from "../manifest/kubernetes/goTypes.ts";
import { apiVersionOf } from "../manifest/kubernetes/groupVersionKind.ts";
import type { ManifestObject } from "../manifest/readManifest.ts";
import { dataOf } from "../manifest/source/sourceNode.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { documentsOf } from "./corpusManifests.ts";
import { judgeKserve } from "./kserveValidationVectors.ts";
import { listOf, numberOf, objectOf, textOf } from "./recordedObjects.ts";
import type { VectorKind, VectorPlatform } from "./vectorKind.ts";

const KNATIVE_VERSION = "1.23";
const KSERVE_MINOR = 20;
const RELEASES = `Knative ${KNATIVE_VERSION}, KServe 0.${KSERVE_MINOR}`;

/** Both platforms at once, of one release each. */
const BOTH_PLATFORMS: VectorPlatform = {
  oldest: RELEASES,
  newest: RELEASES,
  // The release of Kubernetes that they were on.
  parseRelease: (text) => (text === RELEASES ? { minor: 36, patch: 3 } : undefined),
};

const PROBE_FIELD = /^(?:liveness|readiness|startup)Probe$/;

/** The probes below a value by their paths. */
function probesOf(value: JsonValue, path: string): [string, JsonValue][] {
  if (isJsonArray(value)) return value.flatMap((item, index) => probesOf(item, `${path}[${index}]`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item = null]) =>
    PROBE_FIELD.test(key) ? [[`${path}.${key}`, item]] : probesOf(item, `${path}.${key}`),
  );
}

/** What the recording shows of an object: its probes. */
function shownProbes(object: JsonValue | undefined): JsonObject {
  const spec = isJsonObject(object) ? (object["spec"] ?? null) : null;
  const probes = probesOf(spec, "spec");
  return probes.length === 0 ? {} : { probes: Object.fromEntries(probes) };
}

/** The recording does not name the registries of images. */
function withoutRegistry(message: string): string {
  return message.includes("image reference")
    ? message.replaceAll(/\b[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?\/(?=[{a-zA-Z])/g, "{registry}/")
    : message;
}

function refused(message: string | undefined): JsonObject {
  return message === undefined ? {} : { error: withoutRegistry(message) };
}

function warned(warnings: readonly string[]): JsonObject {
  return warnings.length === 0 ? {} : { warnings };
}

/** Each container with what asks it; of queue-proxy also what it asks in the kubelet's place. */
function shownContainer(container: JsonObject): [string, JsonObject] {
  const probes = Object.entries(container).filter(([key, value]) => PROBE_FIELD.test(key) && value !== undefined);
  const name = textOf(container["name"]) ?? "";
  const variables = name === "queue-proxy" ? listOf(container["env"]).map(objectOf) : [];
  const inner = variables.find((variable) => variable["name"] === "SERVING_READINESS_PROBE");
  return [
    name,
    {
      ...Object.fromEntries(probes),
      ...(inner === undefined ? {} : { SERVING_READINESS_PROBE: inner["value"] ?? "" }),
    },
  ];
}

function knativeOutcome({ node }: ManifestObject, kind: KnativeKind): JsonObject {
  const config = knativeOfContext({ knativeVersion: KNATIVE_VERSION });
  if (typeof config === "string") throw new Error(config);
  const answer = admitKnative(node, kind, config);
  if ("decodeProblem" in answer) return { decodeError: answer.decodeProblem.message };
  const outcome = {
    ...refused(answer.message),
    ...warned(answer.warnings.map(describeKnativeProblem)),
    ...shownProbes(encodeObject(knativeStruct(kind, config.release), answer.object)),
  };
  const hasRevision = kind === "Service" || kind === "Revision";
  const revision = answer.message === undefined && hasRevision ? firstRevision(answer.object, kind) : undefined;
  if (revision === undefined) return outcome;
  const deployment = makeDeployment(revision, config);
  if (typeof deployment === "string") return { ...outcome, deploymentError: deployment };
  const struct = goStruct("Deployment", goTypesOf(config.release));
  if (struct === undefined) throw new Error("no type for Deployments");
  const spec = objectOf(objectOf(encodeObject(struct, deployment)["spec"])["template"])["spec"];
  const containers = listOf(objectOf(spec)["containers"]).map((container) => shownContainer(objectOf(container)));
  return { ...outcome, deployment: Object.fromEntries(containers) };
}

function kserveOutcome({ node }: ManifestObject, kind: KserveKind): JsonObject {
  const object = objectOf(dataOf(node));
  const { defaulted, error, panic, defaultPanic, warnings } = judgeKserve(kind, object, [], KSERVE_MINOR);
  return {
    ...refused(textOf(error)),
    ...(panic === undefined ? {} : { panic }),
    ...(defaultPanic === undefined ? {} : { defaultPanic }),
    ...warned(listOf(warnings).map((warning) => textOf(warning) ?? "")),
    // Nothing is filled in for runtimes.
    ...shownProbes(defaulted ?? object),
  };
}

function platformOutcome(object: ManifestObject): JsonObject {
  const { kind } = object;
  if (kind === undefined) return { known: false };
  const knativeKind = KNATIVE_KINDS.find((candidate) => candidate === kind.kind);
  if (kind.group === "serving.knative.dev" && kind.version === "v1" && knativeKind !== undefined)
    return { known: true, ...knativeOutcome(object, knativeKind) };
  const kserveKind = readKind(kind.version, kind.kind);
  if (kind.group === "serving.kserve.io" && kserveKind !== undefined)
    return { known: true, ...kserveOutcome(object, kserveKind) };
  return { known: false };
}

/** Documents of real manifests as Knative's and KServe's own code took them. */
export const corpusDialectsVectors: VectorKind = {
  family: "corpus-dialects",
  file: "corpus-dialects",
  platform: BOTH_PLATFORMS,
  manifests: {
    fileOf: ({ file }) => textOf(file) ?? "",
    idOf: ({ file, doc }) => `${textOf(file) ?? ""}#${JSON.stringify(doc)}`,
    optionsFor: (version) => ({
      version,
      platform: { knativeVersion: KNATIVE_VERSION, kserveVersion: `0.${KSERVE_MINOR}` },
    }),
  },
  recognises: ({ file, doc, apiVersion }) =>
    typeof file === "string" &&
    typeof doc === "number" &&
    /^serving\.(?:knative\.dev|kserve\.io)\//.test(textOf(apiVersion) ?? ""),
  compare({ value, manifest }) {
    const { file: _file, doc, ...recorded } = value;
    const [object] = documentsOf(manifest, numberOf(doc));
    if (object?.kind === undefined) return compareOutcomes(recorded, {});
    const { kind, name } = object;
    const named = { apiVersion: apiVersionOf(kind), kind: kind.kind, ...(name === "" ? {} : { name }) };
    return compareOutcomes(recorded, { ...named, ...platformOutcome(object) });
  },
};
