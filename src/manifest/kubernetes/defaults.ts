import type { JsonObject } from "../../model/json.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { Draft } from "./defaults/draft.ts";
import { draftOf, made, setDefaults } from "./defaults/draft.ts";
import { defaultContainerRequests, defaultPodResources } from "./defaults/podResourceDefaults.ts";
import { defaultHostPorts, defaultPodSpec } from "./defaults/podSpecDefaults.ts";
import { defaultService } from "./defaults/serviceDefaults.ts";
import {
  defaultCronJob,
  defaultDaemonSet,
  defaultDeployment,
  defaultJob,
  defaultPodTemplate,
  defaultReplicaSet,
  defaultReplicationController,
  defaultStatefulSet,
} from "./defaults/workloadDefaults.ts";
import { inGoOrder } from "./goObject.ts";
import { goStruct } from "./goTypes.ts";

type KindDefaults = (object: Draft, version: KubernetesVersion) => void;

const KIND_DEFAULTS: Readonly<Record<string, KindDefaults>> = {
  Pod: defaultPod,
  Service: (object, version) => defaultService(made(object, "spec"), version),
  ReplicationController: defaultReplicationController,
  PodTemplate: defaultPodTemplate,
  Deployment: defaultDeployment,
  ReplicaSet: defaultReplicaSet,
  StatefulSet: defaultStatefulSet,
  DaemonSet: defaultDaemonSet,
  Job: defaultJob,
  CronJob: defaultCronJob,
};

/**
 * The object with the API server's defaults filled in; the argument stays as it is. `object` is the `object` of `decode`, and the
 * outcome follows the same rule: what is absent is Go's zero value. A Job or ReplicationController without labels gets its
 * template's, as one shared value. Defaults within `status` are left out: the server clears it on create.
 */
export function applyDefaults(object: JsonObject, version: KubernetesVersion): JsonObject {
  const kind = typeof object["kind"] === "string" ? object["kind"] : "";
  const setKindDefaults = Object.hasOwn(KIND_DEFAULTS, kind) ? KIND_DEFAULTS[kind] : undefined;
  if (setKindDefaults === undefined) return object;
  const draft = draftOf(object);
  setKindDefaults(draft, version);
  const struct = goStruct(kind, version);
  return struct === undefined ? draft : inGoOrder(struct, draft);
}

function defaultPod(object: Draft, version: KubernetesVersion): void {
  const spec = made(object, "spec");
  const grace = spec["terminationGracePeriodSeconds"];
  // 1.37; older releases do the same when they convert, for pods only (apis/core/v1 `Convert_v1_Pod_To_core_Pod`).
  if (isAtLeast(version, 37) && typeof grace === "number" && grace < 0) spec["terminationGracePeriodSeconds"] = 1;
  defaultContainerRequests(spec);
  defaultPodResources(spec, version);
  setDefaults(spec, { enableServiceLinks: true });
  if (spec["hostNetwork"] === true) defaultHostPorts(spec);
  defaultPodSpec(spec, version);
}
