import type { ValuePrinting } from "./validation/fieldErrors.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";

/** What releases of the API server do differently when they read an object: one flag per behaviour. */
export interface ManifestRelease {
  /** 1.34 and later print a bad value as JSON, older ones with `%#v` (validation/pods.v1.33: `core.SecurityContext{…}`). */
  readonly badValuePrinting: ValuePrinting;
}

export function manifestRelease(version: KubernetesVersion): ManifestRelease {
  return {
    badValuePrinting: isAtLeast(version, 34) ? "json" : "goSyntax",
  };
}
