import type { KnativeVersion } from "../../model/knativeVersion.ts";

/**
 * What releases of Knative Serving do differently with an object: one flag per behaviour. 1.12, 1.14, 1.15, 1.17, 1.18 and 1.21 to
 * 1.23 are recorded; for the others the release's own source says on which side it stands.
 */
export interface KnativeRelease {
  /** The minor of Kubernetes' API that the release was built with: it decides which fields it knows. */
  readonly kubernetesApiMinor: number;
  /** Startup probes: refused before 1.15, taken unchecked before 1.23 (defaults-validation.v1.22, .v1.14). */
  readonly startupProbes: "refused" | "unchecked" | "validated";
  /** `terminationGracePeriodSeconds` of a probe: from 1.21 on (defaults-validation.v1.18 `grace/livenessProbe/2`). */
  readonly probeGracePeriod: boolean;
  /** The feature `multi-container-probing`, and with it defaults for the readiness of sidecars: from 1.14 on. */
  readonly multiContainerProbing: boolean;
  /** From 1.13 on the service of a gRPC probe of any type is filled in; before, of readiness only. */
  readonly grpcServiceOfAllProbes: boolean;
  /** From 1.13 on `config-defaults` fills in the idle and the response-start timeout (defaults-validation.v1.12 `timeouts`). */
  readonly timeoutDefaults: boolean;
  /** 1.12 also reserves the mount paths `/tmp`, `/var` and `/var/log`. */
  readonly moreReservedPaths: boolean;
  /** `hostIPC`, `hostPID`, `hostNetwork` behind features: from 1.16 on; refused before. */
  readonly hostNamespaceFeatures: boolean;
  /** `privileged: false` may be said from 1.17 on. */
  readonly unprivilegedMayBeSaid: boolean;
  /** Volumes behind a feature, by the first release that has it; before, they are refused. */
  readonly hostPathVolumes: boolean;
  readonly csiVolumes: boolean;
  readonly imageVolumes: boolean;
  readonly ephemeralVolumes: boolean;
  readonly mountPropagation: boolean;
  /** The value `AllowRootBounded` of `secure-pod-defaults`: from 1.20 on. Before, `runAsNonRoot: false` of a container was overwritten. */
  readonly allowRootBounded: boolean;
  /** Unknown `networking.knative.dev` annotations are refused from 1.21 on. */
  readonly networkingAnnotationsChecked: boolean;
  /** From 1.14 on sidecars lose their http, tcp and gRPC readiness, as the serving container does. */
  readonly sidecarReadinessMoved: boolean;
  /** exec readiness of a sidecar: from 1.18 on; before, no Deployment can be made (deployment.v1.17 `sidecar/enabled/readinessProbe/exec`). */
  readonly sidecarExecReadiness: boolean;
  /** From 1.22 on a liveness port may differ from the user's port, with multi-container-probing on (deployment.v1.21). */
  readonly customLivenessPort: boolean;
  /** 1.12 marks http readiness and liveness by a header (deployment.v1.12 `single//livenessProbe/http`). */
  readonly kubeletProbeHeader: boolean;
  /** queue-proxy names its port 8022 up to 1.20 (deployment.v1.18). */
  readonly queueAdminPort: boolean;
  /** From 1.21 on Deployments do not carry the autoscaler's annotations. */
  readonly autoscalingAnnotationsDropped: boolean;
  /** queue-proxy is told about http full duplex from 1.13 on. */
  readonly fullDuplexVariable: boolean;
  /** `revisionHistoryLimit: 0`, and the name of the default container: from 1.17 on (deployment.v1.15). */
  readonly revisionHistoryLimit: boolean;
  /** Pods of a revision are spread over the nodes from 1.15 on. */
  readonly spreadOverNodes: boolean;
}

const KUBERNETES_API_MINORS: Readonly<Record<number, number>> = {
  12: 27,
  13: 28,
  14: 29,
  15: 29,
  16: 30,
  17: 31,
  18: 32,
  19: 33,
  20: 33,
  21: 34,
};
const NEWEST_KUBERNETES_API_MINOR = 35;

export function knativeRelease({ minor }: KnativeVersion): KnativeRelease {
  return {
    kubernetesApiMinor: KUBERNETES_API_MINORS[minor] ?? NEWEST_KUBERNETES_API_MINOR,
    startupProbes: minor >= 23 ? "validated" : minor >= 15 ? "unchecked" : "refused",
    probeGracePeriod: minor >= 21,
    multiContainerProbing: minor >= 14,
    grpcServiceOfAllProbes: minor >= 13,
    timeoutDefaults: minor >= 13,
    moreReservedPaths: minor < 13,
    hostNamespaceFeatures: minor >= 16,
    unprivilegedMayBeSaid: minor >= 17,
    hostPathVolumes: minor >= 17,
    csiVolumes: minor >= 18,
    imageVolumes: minor >= 19,
    ephemeralVolumes: minor >= 23,
    mountPropagation: minor >= 18,
    allowRootBounded: minor >= 20,
    networkingAnnotationsChecked: minor >= 21,
    sidecarReadinessMoved: minor >= 14,
    sidecarExecReadiness: minor >= 18,
    customLivenessPort: minor >= 22,
    kubeletProbeHeader: minor < 13,
    queueAdminPort: minor < 21,
    autoscalingAnnotationsDropped: minor >= 21,
    fullDuplexVariable: minor >= 13,
    revisionHistoryLimit: minor >= 17,
    spreadOverNodes: minor >= 15,
  };
}
