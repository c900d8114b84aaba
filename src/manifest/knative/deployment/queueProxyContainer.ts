import type { JsonObject } from "../../../model/json.ts";
import { optionalNumber } from "../../kubernetes/fields.ts";
import { encodeObject } from "../../kubernetes/goObject.ts";
import { goStruct } from "../../kubernetes/goTypes.ts";
import { parseQuantity } from "../../kubernetes/quantity.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import type { KnativeRelease } from "../knativeRelease.ts";
import { apiVersionOf } from "../knativeTypes.ts";
import type { KnativeRevision } from "./knativeRevision.ts";
import { serviceLabelOf, userPort } from "./knativeRevision.ts";
import { innerProbes, queueReadinessProbe, queueServingPort } from "./readinessProbes.ts";

export const QUEUE_PROXY = "queue-proxy";
/** Holds what queue-proxy asks the containers, as JSON. */
const READINESS_VARIABLE = "SERVING_READINESS_PROBE";

const QUEUE_HTTPS_PORT = 8112;

const SECURITY_CONTEXT = {
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  seccompProfile: { type: "RuntimeDefault" },
};

/** The sidecar that Knative puts into each pod; or why it cannot. */
export function queueProxyContainer(revision: KnativeRevision, config: KnativeConfig): JsonObject | string {
  const probes = innerProbes(revision, config);
  if (typeof probes === "string") return probes;
  const readiness = queueReadinessProbe(revision);
  return {
    name: QUEUE_PROXY,
    image: config.deployment.queueSidecarImage,
    ports: [
      ...(config.release.queueAdminPort ? [{ name: "http-queueadm", containerPort: 8022 }] : []),
      { name: "http-autometric", containerPort: 9090 },
      { name: "http-usermetric", containerPort: 9091 },
      { name: "queue-port", containerPort: queueServingPort(revision) },
      { name: "https-port", containerPort: QUEUE_HTTPS_PORT },
    ],
    env: environmentOf(revision, probes, config),
    resources: resourcesOf(revision, config),
    ...(readiness === undefined ? {} : { readinessProbe: readiness }),
    securityContext: SECURITY_CONTEXT,
  };
}

function environmentOf(revision: KnativeRevision, probes: readonly JsonObject[], config: KnativeConfig): JsonObject[] {
  const { features, release } = config;
  const isMultiple = features["multi-container-probing"] === "Enabled";
  const number = (field: string): string => String(optionalNumber(revision.spec, field) ?? 0);
  const isFullDuplex = revision.annotations["features.knative.dev/http-full-duplex"]?.toLowerCase() === "enabled";
  const variables: Readonly<Record<string, string>> = {
    SERVING_NAMESPACE: revision.namespace,
    SERVING_SERVICE: serviceLabelOf(revision),
    SERVING_CONFIGURATION: revision.configuration,
    SERVING_REVISION: revision.name,
    QUEUE_SERVING_PORT: String(queueServingPort(revision)),
    QUEUE_SERVING_TLS_PORT: String(QUEUE_HTTPS_PORT),
    CONTAINER_CONCURRENCY: number("containerConcurrency"),
    REVISION_TIMEOUT_SECONDS: number("timeoutSeconds"),
    REVISION_RESPONSE_START_TIMEOUT_SECONDS: number("responseStartTimeoutSeconds"),
    REVISION_IDLE_TIMEOUT_SECONDS: number("idleTimeoutSeconds"),
    USER_PORT: String(userPort(revision)),
    SYSTEM_NAMESPACE: "knative-serving",
    [READINESS_VARIABLE]: encodedProbes(probes, isMultiple, release),
    ENABLE_HTTP2_AUTO_DETECTION: String(features["autodetect-http2"] === "Enabled"),
    ...(release.fullDuplexVariable ? { ENABLE_HTTP_FULL_DUPLEX: String(isFullDuplex) } : {}),
    ...(release.multiContainerProbing ? { ENABLE_MULTI_CONTAINER_PROBES: String(isMultiple) } : {}),
  };
  const fromFields = { SERVING_POD: "metadata.name", SERVING_POD_IP: "status.podIP", HOST_IP: "status.hostIP" };
  return [
    ...Object.entries(variables).map(([name, value]) => ({ name, ...(value === "" ? {} : { value }) })),
    ...Object.entries(fromFields).map(([name, fieldPath]) => ({ name, valueFrom: { fieldRef: { fieldPath } } })),
  ];
}

/** As Go writes JSON: fields in the API's order, and what HTML would mind as escapes. */
function encodedProbes(probes: readonly JsonObject[], isMultiple: boolean, release: KnativeRelease): string {
  const struct = goStruct("Probe", apiVersionOf(release));
  if (struct === undefined) throw new Error("the table of types has no Probe");
  const encoded = probes.map((probe) => encodeObject(struct, probe));
  if (!isMultiple && encoded.length === 0) return "";
  return JSON.stringify(isMultiple ? encoded : encoded[0]).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const SIDECAR_ANNOTATIONS = "queue.sidecar.serving.knative.dev";

/** The percentage of the user's resources, which is deprecated, is not read. */
function resourcesOf({ annotations }: KnativeRevision, { deployment, features }: KnativeConfig): JsonObject {
  const hasDefaults = features["queueproxy.resource-defaults"] === "Enabled";
  const requests: Record<string, string> = {
    cpu: deployment.queueSidecarCpuRequest,
    ...(hasDefaults ? { memory: "400Mi" } : {}),
  };
  const limits: Record<string, string> = hasDefaults ? { cpu: "1", memory: "800Mi" } : {};
  for (const resource of ["cpu", "memory", "ephemeral-storage"]) {
    const request = annotations[`${SIDECAR_ANNOTATIONS}/${resource}-resource-request`];
    const limit = annotations[`${SIDECAR_ANNOTATIONS}/${resource}-resource-limit`];
    if (request !== undefined && typeof parseQuantity(request) === "object") requests[resource] = request;
    if (limit !== undefined && typeof parseQuantity(limit) === "object") limits[resource] = limit;
  }
  return { requests, ...(Object.keys(limits).length === 0 ? {} : { limits }) };
}
