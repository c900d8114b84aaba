import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { NEWEST_VERSION } from "../../../model/kubernetesVersion.ts";
import type { Draft } from "../../kubernetes/defaults/draft.ts";
import { draftOf, inner, items } from "../../kubernetes/defaults/draft.ts";
import { pointerField, stringField, structField } from "../../kubernetes/fields.ts";
import { encodeObject } from "../../kubernetes/goObject.ts";
import { goStruct } from "../../kubernetes/goTypes.ts";
import { INJECT_BATCHER, INJECT_LOGGER, INJECT_PULLER } from "../annotations.ts";
import { TRANSFORMER_CONTAINER } from "../implementations.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { shippedRelease } from "../shippedRelease.ts";
import type { AgentSubject } from "./agentArguments.ts";
import { agentArguments } from "./agentArguments.ts";
import { resourcesOf } from "./injectStorage.ts";

export const AGENT_CONTAINER = "agent";
const AGENT_PORT = 9081;
const READINESS_VARIABLE = "SERVING_READINESS_PROBE";

/** Puts the agent beside the model's server if a logger, a batcher or the model puller asks for it (agent_injector.go `InjectAgent`). */
export function injectAgent(spec: Draft, subject: Omit<AgentSubject, "containers">, minor: KserveMinor): void {
  const { annotations } = subject;
  const containers = items(spec, "containers");
  if ([INJECT_LOGGER, INJECT_PULLER, INJECT_BATCHER].every((key) => annotations[key] === undefined)) return;
  if (containers.some(({ name }) => name === AGENT_CONTAINER)) return;
  const args = agentArguments({ ...subject, containers: containers }, minor);
  const { env, path } = inheritedReadiness(containers, minor);
  const config = structField(shippedRelease(minor).config, "agent");
  const securityContext = inner(containers[0], "securityContext");
  const agent: Draft = {
    name: AGENT_CONTAINER,
    // The sources have `latest`; each release says its own.
    image: stringField(config, "image").replace(/:latest$/, `:v0.${minor}.0`),
    args,
    ports: [{ name: "agent-port", containerPort: AGENT_PORT, protocol: "TCP" }],
    ...(env.length === 0 ? {} : { env }),
    resources: resourcesOf(config),
    readinessProbe: {
      httpGet: { path, port: AGENT_PORT, scheme: "HTTP", httpHeaders: [{ name: "K-Network-Probe", value: "queue" }] },
    },
    ...(securityContext === undefined ? {} : { securityContext: draftOf(securityContext) }),
  };
  spec["containers"] = [...(containers as JsonObject[]), agent];
}

interface Inherited {
  readonly env: readonly JsonObject[];
  /** Of the agent's own readiness probe. */
  readonly path: string;
}

/** Behind queue-proxy the agent has its variables; else the probe of one container, as its handler and the release allow. */
function inheritedReadiness(containers: readonly Draft[], minor: KserveMinor): Inherited {
  const proxy = containers.findLast(({ name }) => name === "queue-proxy");
  if (proxy !== undefined) {
    const env = items(proxy, "env").map((variable) => draftOf(variable));
    const userPort = items(proxy, "env").find(({ name }) => name === "USER_PORT");
    // From now on queue-proxy sends traffic to the agent.
    if (userPort !== undefined) userPort["value"] = String(AGENT_PORT);
    return { env, path: "/" };
  }
  const transformer = minor >= 15 ? containers.findLast(({ name }) => name === TRANSFORMER_CONTAINER) : undefined;
  const probe = pointerField(transformer ?? containers[0] ?? {}, "readinessProbe");
  const variable = { name: READINESS_VARIABLE, value: probeText(probe) };
  if (minor < 15) return { env: [variable], path: "/" };
  const http = probe === undefined ? undefined : pointerField(probe, "httpGet");
  // Exec and gRPC are left out, and the agent ends at once for want of the variable (agent `unset`).
  if (probe === undefined || (http === undefined && pointerField(probe, "tcpSocket") === undefined))
    return { env: [], path: "/" };
  const path = http === undefined ? "" : stringField(http, "path");
  return { env: [variable], path: minor >= 20 && path !== "" ? path : "/" };
}

/** A probe as Go's encoding/json writes it. */
function probeText(probe: JsonObject | undefined): string {
  const struct = goStruct("Probe", NEWEST_VERSION);
  const value: JsonValue = probe === undefined || struct === undefined ? null : encodeObject(struct, probe);
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
