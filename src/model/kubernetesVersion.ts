/**
 * A Kubernetes release `1.<minor>.<patch>`.
 * Behaviour is decided by release, never by date: see `src/kubelet/profile.ts` and `src/manifest/kubernetes/release.ts`.
 */
export interface KubernetesVersion {
  readonly minor: number;
  readonly patch: number;
}

export const OLDEST_MINOR = 12;
export const NEWEST_MINOR = 37;

/** The patch releases that were recorded (`conformance/`); a bare minor means this patch. */
const RECORDED_PATCH: Readonly<Record<number, number>> = {
  25: 16,
  28: 15,
  29: 6,
  30: 14,
  31: 0,
  32: 2,
  33: 13,
  34: 4,
  35: 4,
  36: 3,
  37: 1,
};

export const NEWEST_VERSION: KubernetesVersion = { minor: NEWEST_MINOR, patch: RECORDED_PATCH[NEWEST_MINOR] ?? 0 };

/** Reads `1.36`, `v1.36` or `1.36.3`; undefined for anything else and for releases outside 1.12 … 1.37. */
export function parseKubernetesVersion(text: string): KubernetesVersion | undefined {
  const match = /^v?1\.(\d{1,3})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const minor = Number(match[1]);
  if (minor < OLDEST_MINOR || minor > NEWEST_MINOR) return undefined;
  return { minor, patch: match[2] === undefined ? (RECORDED_PATCH[minor] ?? 0) : Number(match[2]) };
}

export function formatKubernetesVersion(version: KubernetesVersion): string {
  return `1.${version.minor}.${version.patch}`;
}

/** Whether `version` is `1.<minor>.<patch>` or later. */
export function isAtLeast(version: KubernetesVersion, minor: number, patch = 0): boolean {
  return version.minor > minor || (version.minor === minor && version.patch >= patch);
}
