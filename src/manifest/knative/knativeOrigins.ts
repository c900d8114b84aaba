import type { JsonObject } from "../../model/json.ts";
import type { PodValue } from "../../model/podValue.ts";
import { pointerField, stringField, structListField } from "../kubernetes/fields.ts";
import { QUEUE_PROXY } from "./deployment/queueProxyContainer.ts";

const HANDLERS = ["httpGet", "tcpSocket"];

/**
 * Where the values of a revision's pod come from.
 * @param base path of the revision's spec within the object
 * @param given the revision's spec as the user wrote it
 * @param made the pod's spec as Knative makes it
 */
export function knativeOrigins(base: string, given: JsonObject, made: JsonObject): readonly PodValue[] {
  const containers = structListField(given, "containers");
  const serving = Math.max(
    containers.findIndex((container) => structListField(container, "ports").length > 0),
    0,
  );
  const queue = structListField(made, "containers").findIndex(({ name }) => name === QUEUE_PROXY);
  return [
    { path: "metadata", from: base.replace(/spec$/, "metadata") },
    { path: "metadata.labels", from: base.replace(/spec$/, "metadata.labels"), why: "with Knative's own" },
    { path: "metadata.annotations", from: base.replace(/spec$/, "metadata.annotations") },
    { path: "spec", from: base },
    { path: "spec.terminationGracePeriodSeconds", from: `${base}.timeoutSeconds`, why: "the revision's timeout" },
    { path: "spec.enableServiceLinks", from: `${base}.enableServiceLinks` },
    ...(given["affinity"] === undefined
      ? [{ path: "spec.affinity", why: "Knative spreads the pods of a revision over the nodes" }]
      : []),
    ...structListField(made, "containers").flatMap((container, index) =>
      index === queue ? [] : containerOrigins(base, containers[index] ?? {}, container, index),
    ),
    ...queueOrigins(base, serving, queue),
  ];
}

function containerOrigins(base: string, given: JsonObject, made: JsonObject, index: number): PodValue[] {
  const path = `spec.containers[${index}]`;
  const from = `${base}.containers[${index}]`;
  const ownVariables = structListField(given, "env").length;
  const variables = structListField(made, "env").length;
  const liveness = pointerField(made, "livenessProbe") ?? {};
  const rewritten = HANDLERS.flatMap((handler): PodValue[] => {
    const port = pointerField(liveness, handler)?.["port"];
    const before = pointerField(pointerField(given, "livenessProbe") ?? {}, handler)?.["port"];
    if (port === undefined || port === before) return [];
    const place = `livenessProbe.${handler}.port`;
    return [{ path: `${path}.${place}`, from: `${from}.${place}`, why: "Knative puts the port for requests here" }];
  });
  return [
    { path, from },
    ...(stringField(given, "name") === "" ? [{ path: `${path}.name`, from, why: "config-defaults names it" }] : []),
    { path: `${path}.lifecycle`, why: "it ends only when queue-proxy has no more requests" },
    { path: `${path}.ports`, from: `${from}.ports`, why: "Knative names the port user-port" },
    ...Array.from({ length: Math.max(variables - ownVariables, 0) }, (_, offset) => ({
      path: `${path}.env[${ownVariables + offset}]`,
      why: "Knative tells every container",
    })),
    ...(given["terminationMessagePolicy"] === undefined
      ? [{ path: `${path}.terminationMessagePolicy`, why: "Knative's default" }]
      : []),
    ...rewritten,
  ];
}

function queueOrigins(base: string, serving: number, queue: number): PodValue[] {
  if (queue < 0) return [];
  const path = `spec.containers[${queue}]`;
  return [
    { path, why: "Knative's sidecar: requests come through it, and it asks the containers in place of the kubelet" },
    {
      path: `${path}.readinessProbe`,
      from: `${base}.containers[${serving}].readinessProbe`,
      why: "the kubelet asks queue-proxy, which asks the container",
    },
    { path: `${path}.readinessProbe.httpGet`, why: "queue-proxy's own port" },
  ];
}
