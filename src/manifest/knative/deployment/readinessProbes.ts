import type { JsonObject } from "../../../model/json.ts";
import { numberField, pointerField, stringField, structListField } from "../../kubernetes/fields.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import type { KnativeRelease } from "../knativeRelease.ts";
import type { KnativeRevision } from "./knativeRevision.ts";
import { isHttp2, servingContainer, sidecars, userPort } from "./knativeRevision.ts";
import { statedPort } from "./probePorts.ts";

const LOCAL_ADDRESS = "127.0.0.1";
const HANDLERS = ["httpGet", "tcpSocket", "exec", "grpc"];
/** queue-proxy's own ports for requests, by the protocol of the application. */
const QUEUE_HTTP_PORT = 8012;
const QUEUE_HTTP2_PORT = 8013;

export const KUBELET_PROBE_HEADER = { name: "K-Kubelet-Probe", value: "queue" } as const;

export function queueServingPort(revision: KnativeRevision): number {
  return isHttp2(revision) ? QUEUE_HTTP2_PORT : QUEUE_HTTP_PORT;
}

/** What the kubelet asks queue-proxy: the numbers of the user's readiness probe, and a handler of its own. */
export function queueReadinessProbe(revision: KnativeRevision): JsonObject | undefined {
  const probe = pointerField(servingContainer(revision), "readinessProbe");
  if (probe === undefined) return undefined;
  const numbers = Object.fromEntries(Object.entries(probe).filter(([field]) => !HANDLERS.includes(field)));
  const headers = [{ name: "K-Network-Probe", value: "queue" }];
  return { httpGet: { port: queueServingPort(revision), httpHeaders: headers }, ...numbers };
}

/** What queue-proxy itself asks the containers; or why no Deployment can be made. */
export function innerProbes(
  revision: KnativeRevision,
  { features, release }: KnativeConfig,
): readonly JsonObject[] | string {
  const own = pointerField(servingContainer(revision), "readinessProbe");
  const probes = own === undefined ? [] : [innerProbe(own, statedPort(own) ?? userPort(revision), release)];
  if (features["multi-container-probing"] !== "Enabled") return probes;
  for (const sidecar of sidecars(revision)) {
    const probe = pointerField(sidecar, "readinessProbe");
    if (probe === undefined) continue;
    const port = statedPort(probe);
    if (port !== undefined) probes.push(innerProbe(probe, port, release));
    else if (!release.sidecarExecReadiness || probe["exec"] === undefined) {
      return `sidecar readiness probe does not define probe port on container: ${stringField(sidecar, "name")}`;
    }
  }
  return probes;
}

function innerProbe(probe: JsonObject, port: number, release: KnativeRelease): JsonObject {
  const { exec: _, ...rest } = probe;
  const at = { host: LOCAL_ADDRESS, ...(port === 0 ? {} : { port }) };
  const http = pointerField(probe, "httpGet");
  const tcp = pointerField(probe, "tcpSocket");
  const grpc = pointerField(probe, "grpc");
  const needsTimeout = numberField(probe, "periodSeconds") > 0 && numberField(probe, "timeoutSeconds") < 1;
  const numbers = needsTimeout ? { timeoutSeconds: 1 } : {};
  if (http !== undefined) {
    const { port: _port, ...action } = http;
    const scheme = stringField(http, "scheme") === "" ? "HTTP" : stringField(http, "scheme");
    const headers = release.kubeletProbeHeader
      ? { httpHeaders: [...structListField(http, "httpHeaders"), KUBELET_PROBE_HEADER] }
      : {};
    return { ...probe, httpGet: { ...action, ...at, scheme, ...headers }, ...numbers };
  }
  if (tcp !== undefined) return { ...probe, tcpSocket: at, ...numbers };
  // The kubelet runs the command in the container; queue-proxy can only see whether the port opens.
  if (probe["exec"] !== undefined) return { ...rest, tcpSocket: at, ...numbers };
  return grpc === undefined ? { ...probe, ...numbers } : { ...probe, grpc: { ...grpc, port }, ...numbers };
}
