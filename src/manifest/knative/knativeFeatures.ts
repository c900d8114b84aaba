import type { ConfigEntries } from "./knativeConfig.ts";
import type { KnativeRelease } from "./knativeRelease.ts";

/** `Allowed` lets an object decide for itself; most features know only on and off. */
export type FeatureFlag = "Enabled" | "Allowed" | "Disabled" | "AllowRootBounded";

const DEFAULTS = {
  "multi-container": "Enabled",
  "multi-container-probing": "Disabled",
  "autodetect-http2": "Disabled",
  "secure-pod-defaults": "Disabled",
  "queueproxy.mount-podinfo": "Disabled",
  "queueproxy.resource-defaults": "Disabled",
  "kubernetes.containerspec-addcapabilities": "Disabled",
  "kubernetes.podspec-affinity": "Disabled",
  "kubernetes.podspec-dnsconfig": "Disabled",
  "kubernetes.podspec-dnspolicy": "Disabled",
  "kubernetes.podspec-fieldref": "Disabled",
  "kubernetes.podspec-hostaliases": "Disabled",
  "kubernetes.podspec-hostipc": "Disabled",
  "kubernetes.podspec-hostnetwork": "Disabled",
  "kubernetes.podspec-hostpid": "Disabled",
  "kubernetes.podspec-init-containers": "Disabled",
  "kubernetes.podspec-nodeselector": "Disabled",
  "kubernetes.podspec-persistent-volume-claim": "Disabled",
  "kubernetes.podspec-persistent-volume-write": "Disabled",
  "kubernetes.podspec-priorityclassname": "Disabled",
  "kubernetes.podspec-runtimeclassname": "Disabled",
  "kubernetes.podspec-schedulername": "Disabled",
  "kubernetes.podspec-securitycontext": "Disabled",
  "kubernetes.podspec-shareprocessnamespace": "Disabled",
  "kubernetes.podspec-tolerations": "Disabled",
  "kubernetes.podspec-topologyspreadconstraints": "Disabled",
  "kubernetes.podspec-volumes-csi": "Disabled",
  "kubernetes.podspec-volumes-emptydir": "Enabled",
  "kubernetes.podspec-volumes-ephemeral": "Disabled",
  "kubernetes.podspec-volumes-hostpath": "Disabled",
  "kubernetes.podspec-volumes-image": "Disabled",
  "kubernetes.podspec-volumes-mount-propagation": "Disabled",
} as const satisfies Readonly<Record<string, FeatureFlag>>;

export type FeatureName = keyof typeof DEFAULTS;
export type KnativeFeatures = Readonly<Record<FeatureName, FeatureFlag>>;

export const FEATURE_NAMES = Object.keys(DEFAULTS) as readonly FeatureName[];

/** Reads `config-features`. Values in any capitals; one that is no flag leaves the default, and keys that are not known are not read. */
export function readFeatures(entries: ConfigEntries, release: KnativeRelease): KnativeFeatures {
  const features: Record<FeatureName, FeatureFlag> = { ...DEFAULTS };
  for (const name of FEATURE_NAMES) {
    const text = entries[name]?.toLowerCase();
    const flag = flagsOf(name, release).find((candidate) => candidate.toLowerCase() === text);
    if (flag !== undefined && isKnown(name, release)) features[name] = flag;
  }
  return features;
}

function flagsOf(name: FeatureName, release: KnativeRelease): readonly FeatureFlag[] {
  const hasRootBounded = name === "secure-pod-defaults" && release.allowRootBounded;
  return hasRootBounded ? ["Disabled", "AllowRootBounded", "Enabled"] : ["Enabled", "Allowed", "Disabled"];
}

function isKnown(name: FeatureName, release: KnativeRelease): boolean {
  if (name === "multi-container-probing") return release.multiContainerProbing;
  if (name === "kubernetes.podspec-volumes-csi") return release.csiVolumes;
  if (name === "kubernetes.podspec-volumes-ephemeral") return release.ephemeralVolumes;
  if (name === "kubernetes.podspec-volumes-hostpath") return release.hostPathVolumes;
  if (name === "kubernetes.podspec-volumes-image") return release.imageVolumes;
  if (name === "kubernetes.podspec-volumes-mount-propagation") return release.mountPropagation;
  return !name.startsWith("kubernetes.podspec-host") || name.endsWith("aliases") || release.hostNamespaceFeatures;
}

/** Whether pods get Kubernetes' `restricted` defaults. */
export function hasSecureDefaults(features: KnativeFeatures): boolean {
  return ["Enabled", "AllowRootBounded"].includes(features["secure-pod-defaults"]);
}
