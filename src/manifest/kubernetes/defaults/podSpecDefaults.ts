import { isAtLeast } from "../../../model/kubernetesVersion.ts";
import type { KubernetesVersion } from "../../../model/kubernetesVersion.ts";
import { imageTag } from "../imageTag.ts";
import { roundQuantityUpToMilli } from "../quantity.ts";
import type { Draft } from "./draft.ts";
import { inner, items, made, setDefaults } from "./draft.ts";

/** Defaults of a pod spec, be it a pod's or a template's (`SetDefaults_PodSpec` and all below it). */
export function defaultPodSpec(spec: Draft, version: KubernetesVersion): void {
  // 1.37 keeps the deprecated name in step (defaults/objects.v1.37 `spec/234` to `236`); older ones do so when they convert.
  if (isAtLeast(version, 37)) keepServiceAccountsEqual(spec);
  setDefaults(spec, {
    dnsPolicy: "ClusterFirst",
    restartPolicy: "Always",
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: "default-scheduler",
  });
  // Before 1.28 host ports were filled in templates too (apis/core/v1/defaults.go of 1.25; no vector).
  if (spec["hostNetwork"] === true && !isAtLeast(version, 28)) defaultHostPorts(spec);
  for (const volume of items(spec, "volumes")) defaultVolume(volume, version);
  for (const key of ["initContainers", "containers", "ephemeralContainers"]) {
    for (const container of items(spec, key)) defaultContainer(container);
  }
  roundResources(spec, ["overhead"]);
  roundResources(inner(spec, "resources"), ["limits", "requests"]);
}

function keepServiceAccountsEqual(spec: Draft): void {
  const name = spec["serviceAccountName"] ?? spec["serviceAccount"];
  if (name !== undefined) Object.assign(spec, { serviceAccountName: name, serviceAccount: name });
}

/** With the host's network a container port is the host's port. */
export function defaultHostPorts(spec: Draft): void {
  for (const container of [...items(spec, "containers"), ...items(spec, "initContainers")]) {
    for (const port of items(container, "ports")) {
      if (port["containerPort"] !== undefined) setDefaults(port, { hostPort: port["containerPort"] });
    }
  }
}

function defaultContainer(container: Draft): void {
  setDefaults(container, {
    imagePullPolicy: pullPolicy(container["image"]),
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
  });
  for (const port of items(container, "ports")) setDefaults(port, { protocol: "TCP" });
  for (const variable of items(container, "env")) {
    const source = inner(variable, "valueFrom");
    setDefaults(inner(source, "fieldRef"), { apiVersion: "v1" });
    setDefaults(inner(source, "fileKeyRef"), { optional: false });
  }
  roundResources(inner(container, "resources"), ["limits", "requests"]);
  for (const key of ["livenessProbe", "readinessProbe", "startupProbe"]) defaultProbe(inner(container, key));
  for (const hook of ["postStart", "preStop"])
    defaultHttpGet(inner(inner(inner(container, "lifecycle"), hook), "httpGet"));
}

function pullPolicy(image: unknown): "Always" | "IfNotPresent" {
  return imageTag(typeof image === "string" ? image : "") === "latest" ? "Always" : "IfNotPresent";
}

function defaultProbe(probe: Draft | undefined): void {
  setDefaults(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  defaultHttpGet(inner(probe, "httpGet"));
  setDefaults(inner(probe, "grpc"), { service: "" });
}

function defaultHttpGet(action: Draft | undefined): void {
  setDefaults(action, { path: "/", scheme: "HTTP" });
}

/** Resource lists are rounded up to thousandths (`SetDefaults_ResourceList`). */
export function roundResources(holder: Draft | undefined, keys: readonly string[]): void {
  for (const key of keys) {
    const list = inner(holder, key);
    for (const [name, quantity] of Object.entries(list ?? {})) {
      if (list !== undefined && typeof quantity === "string") list[name] = roundQuantityUpToMilli(quantity);
    }
  }
}

/** Defaults of the volume sources that are one struct with plain values. */
const VOLUME_SOURCE_DEFAULTS: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>> = {
  hostPath: { type: "" },
  secret: { defaultMode: 0o644 },
  iscsi: { iscsiInterface: "default" },
  rbd: { pool: "rbd", user: "admin", keyring: "/etc/ceph/keyring" },
  downwardAPI: { defaultMode: 0o644 },
  configMap: { defaultMode: 0o644 },
  azureDisk: { cachingMode: "ReadWrite", fsType: "ext4", readOnly: false, kind: "Shared" },
  projected: { defaultMode: 0o644 },
  scaleIO: { storageMode: "ThinProvisioned", fsType: "xfs" },
};

function defaultVolume(volume: Draft, version: KubernetesVersion): void {
  if (Object.keys(volume).every((key) => key === "name")) volume["emptyDir"] = {};
  for (const [source, values] of Object.entries(VOLUME_SOURCE_DEFAULTS)) setDefaults(inner(volume, source), values);
  // The gate ImageVolume is on from 1.35 on.
  const image = inner(volume, "image");
  if (isAtLeast(version, 35)) setDefaults(image, { pullPolicy: pullPolicy(image?.["reference"]) });
  for (const item of items(inner(volume, "downwardAPI"), "items"))
    setDefaults(inner(item, "fieldRef"), { apiVersion: "v1" });
  for (const source of items(inner(volume, "projected"), "sources")) {
    for (const item of items(inner(source, "downwardAPI"), "items"))
      setDefaults(inner(item, "fieldRef"), { apiVersion: "v1" });
    setDefaults(inner(source, "serviceAccountToken"), { expirationSeconds: 3600 });
  }
  const claim = inner(inner(volume, "ephemeral"), "volumeClaimTemplate");
  if (claim !== undefined) defaultVolumeClaimSpec(made(claim, "spec"));
}

export function defaultVolumeClaimSpec(spec: Draft): void {
  setDefaults(spec, { volumeMode: "Filesystem" });
  roundResources(inner(spec, "resources"), ["limits", "requests"]);
}
