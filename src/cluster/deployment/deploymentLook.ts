import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { Deployment, Pod, ReplicaSet } from "../api/objects.ts";

/** What a sync of a Deployment sees. */
export interface DeploymentLook {
  readonly deployment: Deployment;
  /** Its own. */
  readonly replicaSets: readonly ReplicaSet[];
  /** By the UID of the ReplicaSet. */
  readonly pods: ReadonlyMap<string, readonly Pod[]>;
  /** Sub-second part of the wall clock at 0. */
  readonly wallMs: number;
  readonly version: KubernetesVersion;
}
