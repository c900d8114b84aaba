import type { ValuePrinting } from "./validation/fieldErrors.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { ServiceRelease } from "./serviceRelease.ts";
import { serviceRelease } from "./serviceRelease.ts";
import type { WorkloadRelease } from "./workloadRelease.ts";
import { workloadRelease } from "./workloadRelease.ts";

/** What releases of the API server do differently when they read an object: one flag per behaviour. */
export interface ManifestRelease extends ServiceRelease, WorkloadRelease {
  /** 1.34 and later print a bad value as JSON, older ones with `%#v` (validation/pods.v1.33: `core.SecurityContext{…}`). */
  readonly badValuePrinting: ValuePrinting;
  /** How texts about label keys and values count: 1.35 and later say bytes (validation/workloads.v1.34 `single/deployment/meta/0`). */
  readonly labelLengthUnit: "bytes" | "characters";
  /** What a label key with too many slashes is told it should be (validation/workloads.v1.34 `single/statefulset/selector-labels/1`). */
  readonly labelKeyNoun: "a valid label key" | "a qualified name";
  /**
   * Wording of bad owner references: 1.37 has them indexed and requires what is empty, 1.33 and older repeat the field's name
   * (apimachinery `validateOwnerReference`; no vector).
   */
  readonly ownerReferenceRules: "indexed" | "plain" | "named";
  /** 1.37 distinguishes an absent operation of a managed field from an unknown one (apimachinery `ValidateManagedFields`; no vector). */
  readonly managedFieldsOperationRequired: boolean;
  // Pods. Where no vector is named, the evidence is the release's own validation.go, warnings.go or default of the feature gate.

  /**
   * `restartPolicy` and `restartPolicyRules` of containers: checked from 1.35 on, dropped unread in 1.34 (gate off,
   * validation/pods.v1.34), and before that only `Always` of an init container is allowed (validation/pods.v1.33).
   */
  readonly containerRestartRules: "validated" | "dropped" | "forbidden";
  /** 1.36 knows the action RestartAllContainers, and with it rules on sidecars (validation/pods.v1.35). */
  readonly restartAllContainersAction: boolean;
  /** Before 1.36 too many rules or exit codes are called too long, in bytes (validation/pods.v1.35). */
  readonly tooManyRestartRules: "items" | "bytes";
  /** 1.28 drops `restartPolicy` of init containers (gate off), so that none is a sidecar (validation/pods.v1.28). */
  readonly sidecarContainers: boolean;
  /** The `sleep` handler: 1.28 does not know it, 1.29 drops it (gate off). */
  readonly sleepAction: boolean;
  /** `sleep.seconds: 0`: allowed from 1.33 on (validation/pods.v1.30); 1.32 names the gate that would allow it. */
  readonly zeroSleep: "allowed" | "gateNamed" | "refused";
  /** Names of environment variables: any printable ASCII but `=` from 1.32 on (validation/pods.v1.30). */
  readonly relaxedEnvironmentVariableNames: boolean;
  /** `fileKeyRef`: from 1.35 on; 1.34 drops it (validation/pods.v1.34). */
  readonly environmentFiles: boolean;
  /** Before 1.33 `procMount` is forced to `Default`, whatever it says (gate off, validation/pods.v1.30). */
  readonly procMount: boolean;
  /** `hostUsers`: from 1.33 on; dropped before (gate off). */
  readonly userNamespaces: boolean;
  /** What a text about a field that does not go with user namespaces calls `hostUsers`; 1.34 and later use its plain name. */
  readonly hostUsersName: "`hostUsers`" | "`pod.Spec.HostUsers`";
  /** 1.34 and later refuse raw block volumes together with user namespaces. */
  readonly userNamespacesForbidVolumeDevices: boolean;
  /** What is said of an empty `spec.os.name`; 1.34 and later say nothing beyond "Required value". */
  readonly emptyOperatingSystemDetail: "" | "cannot be empty";
  /** 1.32 and later show only the value of a toleration that must not have one, older ones all of it (validation/pods.v1.30). */
  readonly tolerationBadValue: "value" | "toleration";
  /** 1.35 and later know the operators `Lt` and `Gt`, but do not allow them (gate off). */
  readonly tolerationComparisonOperators: boolean;
  /** 1.37 reports `spec.shareProcessNamespace`, older ones `spec.securityContext.shareProcessNamespace` (validation/pods.v1.37). */
  readonly hostNamespacesOutsideSecurityContext: boolean;
  /** 1.37 wants the deprecated `serviceAccount` to say what `serviceAccountName` says. */
  readonly deprecatedServiceAccountChecked: boolean;
  /** The name of a resource in an error: 1.29 to 1.33 print it without quotes (validation/pods.v1.30 `limits[bogus]`). */
  readonly resourceNamePrinted: "stringer" | "string";
  /** 1.33 and later warn of a port name that occurs twice (validation/pods.v1.30). */
  readonly duplicatePortNameWarning: boolean;
  /** 1.29 and older describe a bad IP address in a pod without an example. */
  readonly briefPodAddressErrors: boolean;
  /** 1.33 and later warn of IP addresses in a pod that are not canonical. */
  readonly podAddressWarnings: boolean;
  /** 1.30 and later name the index of a bad host alias. */
  readonly hostAliasIndex: boolean;
  /** DNS search paths with underscores, and `.`: from 1.33 on. */
  readonly relaxedDnsSearch: boolean;
  /** The text about a bad search path: 1.33 takes underscores and shows the expression that does not. */
  readonly relaxedDnsSearchShown: boolean;
  /** `resizePolicy`: from 1.33 on; dropped before (gate off). */
  readonly resizePolicy: boolean;
  /** What the text about a resize policy calls the pod's restart policy; 1.36 says that it is the pod's. */
  readonly resizePolicyRestartPolicyName: "pod `restartPolicy`" | "`restartPolicy`";
  /** 1.36 and later refuse `RestartContainer` on an init container that is no sidecar. */
  readonly initContainerResizeRestartRefused: boolean;
  /** `spec.resources`: from 1.34 on; dropped before (gate off). */
  readonly podLevelResources: boolean;
  /** 1.37 fills in `spec.resources` of a pod from its containers. */
  readonly podLevelResourceDefaults: boolean;
  /** 1.35 and later say of a CSI driver without a name only that it is required. */
  readonly csiDriverRequiredAlone: boolean;
  /** 1.30 and later check the path of a projected service account token. */
  readonly projectedTokenPathChecked: boolean;
  /** `hostnameOverride`: from 1.35 on; dropped before (gate off). */
  readonly hostnameOverride: boolean;
  /** `supplementalGroupsPolicy`, `seLinuxChangePolicy`: from 1.33 on; dropped before (gates off). */
  readonly podSecurityPolicies: boolean;
  /** `seLinuxChangePolicy: MountOption`: from 1.37 on; the gate SELinuxMount is off before. */
  readonly seLinuxMountOption: boolean;
  /** `appArmorProfile`: from 1.30 on. */
  readonly appArmorFields: boolean;
  /** Image volumes: from 1.35 on; dropped before (gate off), 1.30 and older do not know them. */
  readonly imageVolumes: boolean;
  /** 1.37 wants the reference of an image volume in templates too; older ones let it be filled in when the pod is made. */
  readonly imageReferenceRequiredInTemplates: boolean;
  /** 1.34 and later merge `matchLabelKeys` of a topology spread constraint into its selector, and check them together. */
  readonly topologySpreadSelectorMerge: boolean;
  /** `matchLabelKeys` of affinity terms: from 1.31 on; dropped before (gate off). */
  readonly affinityMatchLabelKeys: boolean;
  /** `recursiveReadOnly`: from 1.31 on; dropped before (gate off). */
  readonly recursiveReadOnlyMounts: boolean;
  /** `resourceClaims`: from 1.34 on; dropped before (gate off). */
  readonly resourceClaims: boolean;
  /** The downward API's `status.hostIPs`: 1.28 knows it and forbids it (gate off). */
  readonly podHostIPs: boolean;
  /** 1.31 and later say that the sources of a projected volume may have one type per source. */
  readonly surplusProjectionSuffix: "" | " per source";
  /** 1.29 and later refuse a namespaced sysctl where the host's namespace is used. */
  readonly hostSysctlsRefused: boolean;
  /** How a variable that hides another one is warned of; 1.30 adds what may happen to it. */
  readonly hiddenVariableSuffix: "" | ", which may be dropped when using apply";
  /** 1.32 and later warn of paths in a volume that overlap. */
  readonly overlappingPathsWarning: boolean;
  /** 1.34 and later warn of an AppArmor annotation only where it differs from the pod's profile. */
  readonly podAppArmorComparedInWarnings: boolean;
  /** 1.33 says of gitRepo volumes that they are disabled by default. */
  readonly gitRepoDisabledWarning: boolean;
  /** 1.32 and later refuse bad label values in required node affinity terms. */
  readonly nodeAffinityValuesChecked: boolean;
  /** 1.31 and later also warn of `node-role.kubernetes.io/master` and two more. */
  readonly moreDeprecatedNodeLabels: boolean;
  /** 1.33 and later warn of bad label values in preferred node affinity terms. */
  readonly nodeAffinityValueWarnings: boolean;
}

export function manifestRelease(version: KubernetesVersion): ManifestRelease {
  return {
    badValuePrinting: isAtLeast(version, 34) ? "json" : "goSyntax",
    labelLengthUnit: isAtLeast(version, 35) ? "bytes" : "characters",
    labelKeyNoun: isAtLeast(version, 35) ? "a valid label key" : "a qualified name",
    ownerReferenceRules: isAtLeast(version, 37) ? "indexed" : isAtLeast(version, 34) ? "plain" : "named",
    managedFieldsOperationRequired: isAtLeast(version, 37),
    containerRestartRules: isAtLeast(version, 35) ? "validated" : isAtLeast(version, 34) ? "dropped" : "forbidden",
    restartAllContainersAction: isAtLeast(version, 36),
    tooManyRestartRules: isAtLeast(version, 36) ? "items" : "bytes",
    sidecarContainers: isAtLeast(version, 29),
    sleepAction: isAtLeast(version, 30),
    zeroSleep: isAtLeast(version, 33) ? "allowed" : isAtLeast(version, 32) ? "gateNamed" : "refused",
    relaxedEnvironmentVariableNames: isAtLeast(version, 32),
    environmentFiles: isAtLeast(version, 35),
    procMount: isAtLeast(version, 33),
    userNamespaces: isAtLeast(version, 33),
    hostUsersName: isAtLeast(version, 34) ? "`hostUsers`" : "`pod.Spec.HostUsers`",
    userNamespacesForbidVolumeDevices: isAtLeast(version, 34),
    emptyOperatingSystemDetail: isAtLeast(version, 34) ? "" : "cannot be empty",
    tolerationBadValue: isAtLeast(version, 32) ? "value" : "toleration",
    tolerationComparisonOperators: isAtLeast(version, 35),
    hostNamespacesOutsideSecurityContext: isAtLeast(version, 37),
    deprecatedServiceAccountChecked: isAtLeast(version, 37),
    resourceNamePrinted: isAtLeast(version, 29) ? "stringer" : "string",
    duplicatePortNameWarning: isAtLeast(version, 33),
    briefPodAddressErrors: !isAtLeast(version, 30),
    podAddressWarnings: isAtLeast(version, 33),
    hostAliasIndex: isAtLeast(version, 30),
    relaxedDnsSearchShown: isAtLeast(version, 34),
    relaxedDnsSearch: isAtLeast(version, 33),
    resizePolicy: isAtLeast(version, 33),
    resizePolicyRestartPolicyName: isAtLeast(version, 36) ? "pod `restartPolicy`" : "`restartPolicy`",
    initContainerResizeRestartRefused: isAtLeast(version, 36),
    podLevelResources: isAtLeast(version, 34),
    podLevelResourceDefaults: isAtLeast(version, 37),
    csiDriverRequiredAlone: isAtLeast(version, 35),
    projectedTokenPathChecked: isAtLeast(version, 30),
    hostnameOverride: isAtLeast(version, 35),
    podSecurityPolicies: isAtLeast(version, 33),
    seLinuxMountOption: isAtLeast(version, 37),
    appArmorFields: isAtLeast(version, 30),
    imageVolumes: isAtLeast(version, 35),
    imageReferenceRequiredInTemplates: isAtLeast(version, 37),
    topologySpreadSelectorMerge: isAtLeast(version, 34),
    affinityMatchLabelKeys: isAtLeast(version, 31),
    recursiveReadOnlyMounts: isAtLeast(version, 31),
    resourceClaims: isAtLeast(version, 34),
    surplusProjectionSuffix: isAtLeast(version, 31) ? " per source" : "",
    podHostIPs: isAtLeast(version, 29),
    hostSysctlsRefused: isAtLeast(version, 29),
    hiddenVariableSuffix: isAtLeast(version, 30) ? ", which may be dropped when using apply" : "",
    overlappingPathsWarning: isAtLeast(version, 32),
    podAppArmorComparedInWarnings: isAtLeast(version, 34),
    gitRepoDisabledWarning: isAtLeast(version, 33),
    nodeAffinityValuesChecked: isAtLeast(version, 32),
    moreDeprecatedNodeLabels: isAtLeast(version, 31),
    nodeAffinityValueWarnings: isAtLeast(version, 33),
    ...serviceRelease(version),
    ...workloadRelease(version),
  };
}
