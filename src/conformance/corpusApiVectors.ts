import { workloadsOf } from "../manifest/dialect.ts";
import { manifestRelease } from "../manifest/kubernetes/release.ts";
import { apiVersionOf } from "../manifest/kubernetes/groupVersionKind.ts";
import { validateObject } from "../manifest/kubernetes/validation/validateObject.ts";
import type { ManifestObject } from "../manifest/readManifest.ts";
import { memberOf } from "../manifest/source/sourceNode.ts";
import { isRestartableInitContainer } from "../model/container.ts";
import type { DiagnosticCode } from "../model/diagnostic.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Pod } from "../model/pod.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { documentsOf } from "./corpusManifests.ts";
import { numberOf, textOf } from "./recordedObjects.ts";
import type { VectorKind } from "./vectorKind.ts";

function messagesOf({ diagnostics }: ManifestObject, ...codes: readonly DiagnosticCode[]): readonly string[] {
  return diagnostics.filter(({ code }) => codes.includes(code)).map(({ message }) => message);
}

/** Probes of a pod, by their places. */
function probesOf({
  spec: { containers, initContainers = [] },
}: Pod): { readonly at: string; readonly probe: unknown }[] {
  const all = [
    ...containers.map((container, index) => ({ at: `containers[${index}]`, container })),
    ...initContainers.map((container, index) => ({ at: `initContainers[${index}]`, container })),
  ];
  return all
    .flatMap(({ at, container }) =>
      PROBE_TYPES.flatMap((type) => {
        const probe = container[`${type}Probe`];
        return probe === undefined ? [] : [{ at: `${at}.${type}Probe`, probe }];
      }),
    )
    .toSorted((left, right) => (left.at < right.at ? -1 : 1));
}

function countsOf(pod: Pod): JsonObject {
  const { containers, initContainers = [], restartPolicy, terminationGracePeriodSeconds } = pod.spec;
  const probes = probesOf(pod);
  return {
    containers: containers.length,
    initContainers: initContainers.length,
    sidecars: initContainers.filter(isRestartableInitContainer).length,
    probes: Object.fromEntries(
      PROBE_TYPES.map((type) => [`${type}Probe`, probes.filter(({ at }) => at.endsWith(`${type}Probe`)).length]),
    ),
    restartPolicy: restartPolicy ?? null,
    terminationGracePeriodSeconds: terminationGracePeriodSeconds ?? null,
  };
}

function answerOf(object: ManifestObject, content: JsonObject, version: KubernetesVersion): JsonObject {
  const { message, kubectl } = validateObject(content, manifestRelease(version));
  const warnings = messagesOf(object, "server-warning");
  return {
    errors: messagesOf(object, "invalid-field"),
    ...(message === undefined ? {} : { message }),
    ...(kubectl === undefined ? {} : { kubectl }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

/** What the recording says of a document of a kind whose validator was run. */
function knownOutcome(object: ManifestObject, content: JsonObject, version: KubernetesVersion): JsonObject {
  const [pod] = workloadsOf(object).map((workload) => workload.pod);
  const probes = pod === undefined ? [] : probesOf(pod);
  return {
    known: true,
    strict: messagesOf(object, "unknown-field", "wrong-type").length === 0,
    result: answerOf(object, content, version),
    ...(pod === undefined
      ? {}
      : { counts: countsOf(pod), defaultedProbes: probes.length === 0 ? null : (probes as unknown as JsonValue) }),
  };
}

function outcomeOf(objects: readonly ManifestObject[], version: KubernetesVersion): JsonObject {
  const [object] = objects;
  if (object === undefined) return {};
  if (object.content.is === "empty") return { empty: true };
  // Here a List is its items; the recording takes it for one document of an unknown kind.
  if (object.path !== "") return { apiVersion: "v1", kind: "List", known: false, name: null };
  const { kind, name, node, dialect, object: content } = object;
  const isKubernetes = dialect === "kubernetes" && content !== undefined;
  return {
    ...(kind === undefined ? {} : { apiVersion: apiVersionOf(kind), kind: kind.kind }),
    // The name that the file gives: null where one is generated.
    ...(memberOf(node, "metadata") === undefined ? {} : { name: name === "" || name.endsWith("*") ? null : name }),
    ...(isKubernetes ? knownOutcome(object, content, version) : { known: false }),
  };
}

/** Documents of real manifests as the API server's own code took them. */
export const corpusApiVectors: VectorKind = {
  family: "corpus-api",
  file: "corpus-api",
  manifests: {
    fileOf: ({ file }) => textOf(file) ?? "",
    idOf: ({ id }) => textOf(id) ?? "",
    optionsFor: (version) => ({ version }),
  },
  recognises: ({ file, document, known, empty }) =>
    typeof file === "string" && typeof document === "number" && (typeof known === "boolean" || empty === true),
  compare({ value, manifest }, release) {
    const { file: _file, id: _id, document, ...recorded } = value;
    return compareOutcomes(recorded, outcomeOf(documentsOf(manifest, numberOf(document)), release));
  },
};
