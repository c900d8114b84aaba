import type { ValuePrinting } from "./validation/fieldErrors.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";

/** What releases of the API server do differently when they read an object: one flag per behaviour. */
export interface ManifestRelease {
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
}

export function manifestRelease(version: KubernetesVersion): ManifestRelease {
  return {
    badValuePrinting: isAtLeast(version, 34) ? "json" : "goSyntax",
    labelLengthUnit: isAtLeast(version, 35) ? "bytes" : "characters",
    labelKeyNoun: isAtLeast(version, 35) ? "a valid label key" : "a qualified name",
    ownerReferenceRules: isAtLeast(version, 37) ? "indexed" : isAtLeast(version, 34) ? "plain" : "named",
    managedFieldsOperationRequired: isAtLeast(version, 37),
  };
}
