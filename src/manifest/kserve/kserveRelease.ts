import type { KserveVersion } from "../../model/kserveVersion.ts";

/**
 * A release of KServe, by its minor number: `17` is 0.17. Only releases whose code was run are told apart
 * (`../shared/conformance/kserve`); 0.16 is read as 0.15, and 0.18 and 0.19 as 0.20, whose path of the agent's probe they
 * have by their source (corrections D2).
 */
export type KserveMinor = (typeof KSERVE_MINORS)[number];

export const KSERVE_MINORS = [12, 13, 14, 15, 17, 20] as const;

/** What a release was built with: minors of `k8s.io/api` (go.mod of each tag). */
export const KUBERNETES_TYPES_OF_KSERVE: Readonly<Record<KserveMinor, number>> = {
  12: 28,
  13: 28,
  14: 30,
  15: 32,
  17: 34,
  20: 34,
};

/** The release whose code was run that stands for a version. */
export function recordedMinor({ minor }: KserveVersion): KserveMinor {
  if (minor >= 18) return 20;
  return KSERVE_MINORS.findLast((recorded) => recorded <= minor) ?? KSERVE_MINORS[0];
}
