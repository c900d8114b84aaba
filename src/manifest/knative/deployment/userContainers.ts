import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { pointerField, stringField, structListField } from "../../kubernetes/fields.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import type { KnativeRevision } from "./knativeRevision.ts";
import { configurationLabelOf, hasPorts, serviceLabelOf, userPort } from "./knativeRevision.ts";
import { portValue } from "./probePorts.ts";
import { KUBELET_PROBE_HEADER } from "./readinessProbes.ts";

const QUEUE_ADMIN_PORT = 8022;

/** A hook that returns when queue-proxy has no more requests under way. */
const LIFECYCLE = { preStop: { httpGet: { path: "/wait-for-drain", port: QUEUE_ADMIN_PORT } } };

/** The user's containers as they are in the pod. */
export function userContainers(revision: KnativeRevision, config: KnativeConfig): JsonObject[] {
  const containers = structListField(revision.spec, "containers");
  return containers.map((container) => {
    const isServing = hasPorts(container) || containers.length === 1;
    return isServing ? servingContainerOf(container, revision, config) : containerOf(container, revision, [], config);
  });
}

function servingContainerOf(container: JsonObject, revision: KnativeRevision, config: KnativeConfig): JsonObject {
  const port = userPort(revision);
  const made = containerOf(container, revision, [{ name: "PORT", value: String(port) }], config, true);
  const liveness = pointerField(container, "livenessProbe");
  return {
    ...made,
    ports: [{ name: "user-port", containerPort: port }],
    ...(liveness === undefined ? {} : { livenessProbe: livenessOf(liveness, port, config) }),
  };
}

function containerOf(
  container: JsonObject,
  revision: KnativeRevision,
  ownVariables: readonly JsonObject[],
  { release }: KnativeConfig,
  isServing = false,
): JsonObject {
  const { stdin: _stdin, tty: _tty, readinessProbe: readiness, ...rest } = container;
  const variables = {
    K_REVISION: revision.name,
    K_CONFIGURATION: configurationLabelOf(revision),
    K_SERVICE: serviceLabelOf(revision),
  };
  const policy = stringField(container, "terminationMessagePolicy");
  const isMovable = isServing || release.sidecarReadinessMoved;
  const isKept = readiness !== undefined && !(isMovable && isMoved(readiness));
  return {
    ...rest,
    ...(isKept ? { readinessProbe: readiness } : {}),
    lifecycle: LIFECYCLE,
    env: [
      ...structListField(container, "env"),
      ...ownVariables,
      ...Object.entries(variables).map(([name, value]) => ({ name, ...(value === "" ? {} : { value }) })),
    ],
    terminationMessagePolicy: policy === "" ? "FallbackToLogsOnError" : policy,
  };
}

/** Whether queue-proxy asks instead of the kubelet. */
function isMoved(readiness: JsonValue): boolean {
  const probe = readiness as JsonObject;
  return ["httpGet", "tcpSocket", "grpc"].some((handler) => probe[handler] !== undefined);
}

function livenessOf(probe: JsonObject, port: number, { features, release }: KnativeConfig): JsonObject {
  const handler = ["httpGet", "tcpSocket"].find((candidate) => probe[candidate] !== undefined);
  const action = handler === undefined ? undefined : pointerField(probe, handler);
  if (handler === undefined || action === undefined) return probe;
  const mayDiffer = release.customLivenessPort && features["multi-container-probing"] === "Enabled";
  const isKept = mayDiffer && portValue(action["port"]) !== 0;
  const isMarked = handler === "httpGet" && release.kubeletProbeHeader;
  const headers = [...structListField(action, "httpHeaders"), KUBELET_PROBE_HEADER];
  return {
    ...probe,
    [handler]: { ...action, ...(isKept ? {} : { port }), ...(isMarked ? { httpHeaders: headers } : {}) },
  };
}
