import type { JsonObject } from "../../../model/json.ts";
import type { Draft } from "../../kubernetes/defaults/draft.ts";
import { draftOf, items, made } from "../../kubernetes/defaults/draft.ts";
import { stringField, stringMapField, structField } from "../../kubernetes/fields.ts";
import { INJECT_PULLER, INTERNAL, SERVICE_LABEL } from "../annotations.ts";
import { MODEL_CONTAINER } from "../implementations.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { AGENT_CONTAINER, injectAgent } from "./injectAgent.ts";
import { injectStorage } from "./injectStorage.ts";

/** A pod as KServe's webhook hands it on; or why it denies it. A pod that is not KServe's stays as it is. */
export function mutatePod(
  pod: JsonObject,
  logger: JsonObject | undefined,
  minor: KserveMinor,
): { readonly pod: JsonObject } | { readonly denied: string } {
  const metadata = structField(pod, "metadata");
  const labels = stringMapField(metadata, "labels") ?? {};
  if (labels[SERVICE_LABEL] === undefined) return { pod };
  const annotations = stringMapField(metadata, "annotations") ?? {};
  const mutated = draftOf(pod);
  const spec = made(mutated, "spec");
  const denied = injectStorage(spec, annotations, minor);
  if (denied !== undefined) return { denied };
  const subject = {
    name: stringField(metadata, "name"),
    namespace: stringField(metadata, "namespace"),
    labels,
    annotations,
    logger,
  };
  injectAgent(spec, subject, minor);
  if (annotations[INJECT_PULLER] !== undefined) mountModels(spec, annotations[`${INTERNAL}/configVolumeName`] ?? "");
  if (annotations["serving.kserve.io/enable-metric-aggregation"] === "true") aggregateMetrics(spec);
  return { pod: mutated };
}

/** The folders that the agent's puller fills for the server. */
function mountModels(spec: Draft, config: string): void {
  const volumes: JsonObject[] = [
    { name: "model-dir", emptyDir: {} },
    { name: "model-config", configMap: { name: config } },
  ];
  const known = items(spec, "volumes");
  spec["volumes"] = [
    ...(known as JsonObject[]),
    ...volumes.filter((volume) => !known.some(({ name }) => name === volume["name"])),
  ];
  for (const container of items(spec, "containers")) {
    const mounts: JsonObject[] = [];
    if (container["name"] === AGENT_CONTAINER || container["name"] === MODEL_CONTAINER)
      mounts.push({ name: "model-dir", mountPath: "/mnt/models" });
    if (container["name"] === AGENT_CONTAINER) mounts.push({ name: "model-config", mountPath: "/mnt/configs" });
    if (mounts.length > 0)
      container["volumeMounts"] = [...(items(container, "volumeMounts") as JsonObject[]), ...mounts];
  }
}

function aggregateMetrics(spec: Draft): void {
  for (const container of items(spec, "containers")) {
    const ports = items(container, "ports");
    if (container["name"] !== "queue-proxy" || ports.some(({ name }) => name === "aggr-metric")) continue;
    container["ports"] = [...(ports as JsonObject[]), { name: "aggr-metric", containerPort: 9088, protocol: "TCP" }];
  }
}
