/** A release `0.<minor>` of KServe: nothing that is simulated differs between its patches. */
export interface KserveVersion {
  readonly minor: number;
}

const OLDEST_KSERVE_MINOR = 12;
const NEWEST_KSERVE_MINOR = 20;

export const NEWEST_KSERVE_VERSION: KserveVersion = { minor: NEWEST_KSERVE_MINOR };

/** Reads `0.18`, `v0.18` or `0.18.1`; undefined for anything else and for releases outside 0.12 … 0.20. */
export function parseKserveVersion(text: string): KserveVersion | undefined {
  const match = /^v?0\.(\d{1,3})(?:\.\d{1,3})?$/.exec(text.trim());
  if (match === null) return undefined;
  const minor = Number(match[1]);
  return minor < OLDEST_KSERVE_MINOR || minor > NEWEST_KSERVE_MINOR ? undefined : { minor };
}
