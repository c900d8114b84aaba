/** A release `1.<minor>` of Knative Serving: nothing that is simulated differs between its patches. */
export interface KnativeVersion {
  readonly minor: number;
}

const OLDEST_KNATIVE_MINOR = 12;
const NEWEST_KNATIVE_MINOR = 23;

export const NEWEST_KNATIVE_VERSION: KnativeVersion = { minor: NEWEST_KNATIVE_MINOR };

/** Reads `1.22`, `v1.22` or `1.22.3`; undefined for anything else and for releases outside 1.12 … 1.23. */
export function parseKnativeVersion(text: string): KnativeVersion | undefined {
  const match = /^v?1\.(\d{1,3})(?:\.\d{1,3})?$/.exec(text.trim());
  if (match === null) return undefined;
  const minor = Number(match[1]);
  return minor < OLDEST_KNATIVE_MINOR || minor > NEWEST_KNATIVE_MINOR ? undefined : { minor };
}

export function formatKnativeVersion({ minor }: KnativeVersion): string {
  return `1.${minor}`;
}
