import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import { nearestName } from "../../model/nearestName.ts";
import type { GroupVersionKind } from "./groupVersionKind.ts";
import { apiVersionOf, apiVersionsOfKind, goTypeNameOf, knownKindNames } from "./groupVersionKind.ts";

/** What is done with an object of some kind. */
export type KindClass =
  /** It is decoded, defaulted and validated. */
  | { readonly is: "known" }
  /** It runs no pods of its own, or nobody here can tell. `isCustom`: of a custom resource. */
  | { readonly is: "other"; readonly isCustom: boolean }
  /** The API server has no such kind; `code` as in diagnostics. */
  | { readonly is: "refused"; readonly code: "unknown-kind" | "removed-api"; readonly help: string };

/** Kinds of the API groups whose workloads we read, beyond those. */
const OTHER_KINDS: Readonly<Record<string, readonly string[]>> = {
  v1: [
    "Binding",
    "ComponentStatus",
    "ConfigMap",
    "Endpoints",
    "Event",
    "LimitRange",
    "List",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "ResourceQuota",
    "Secret",
    "ServiceAccount",
  ],
  "apps/v1": ["ControllerRevision"],
  "batch/v1": [],
};

/** The first minor that no longer serves a beta version of workloads (Kubernetes' deprecation guide). */
const REMOVED_IN_MINOR: Readonly<Record<string, number>> = {
  "extensions/v1beta1": 16,
  "apps/v1beta1": 16,
  "apps/v1beta2": 16,
  "batch/v2alpha1": 21,
  "batch/v1beta1": 25,
};

export function classifyKind(kind: GroupVersionKind, version: KubernetesVersion): KindClass {
  if (goTypeNameOf(kind) !== undefined) return { is: "known" };
  const apiVersion = apiVersionOf(kind);
  const rightVersions = apiVersionsOfKind(kind.kind);
  const removedInMinor = Object.hasOwn(REMOVED_IN_MINOR, apiVersion) ? REMOVED_IN_MINOR[apiVersion] : undefined;
  if (removedInMinor !== undefined && rightVersions.length > 0) {
    const help = `write apiVersion: ${rightVersions.join(" or ")}`;
    if (isAtLeast(version, removedInMinor)) return { is: "refused", code: "removed-api", help };
    return { is: "other", isCustom: false };
  }
  const others = Object.hasOwn(OTHER_KINDS, apiVersion) ? OTHER_KINDS[apiVersion] : undefined;
  if (others !== undefined) {
    if (others.includes(kind.kind)) return { is: "other", isCustom: false };
    if (rightVersions.length > 0)
      return { is: "refused", code: "unknown-kind", help: `write apiVersion: ${rightVersions.join(" or ")}` };
    const meant = nearestName(kind.kind, [...knownKindNames(), ...others]);
    return {
      is: "refused",
      code: "unknown-kind",
      help: meant === undefined ? `${apiVersion} has no kind of that name` : `did you mean kind: ${meant}?`,
    };
  }
  // `v2`, `V1`, `apps/v2`: groups of Kubernetes itself with a version that never was, and not somebody's own.
  if (
    !kind.group.includes(".") &&
    rightVersions.length > 0 &&
    kind.group !== "autoscaling" &&
    kind.group !== "policy"
  ) {
    return { is: "refused", code: "unknown-kind", help: `write apiVersion: ${rightVersions.join(" or ")}` };
  }
  return { is: "other", isCustom: kind.group.includes(".") && !kind.group.endsWith(".k8s.io") };
}
