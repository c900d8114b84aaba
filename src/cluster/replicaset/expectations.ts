/** What a ReplicaSet's next sync waits for: pods that were created and deleted are to be seen first. Plain data. */
export interface Expectations {
  creations: number;
  /** Keys of pods whose deletion was not seen yet. */
  readonly deletions: Set<string>;
  readonly sinceNs: number;
}

/** Then they are given up. */
const TIMEOUT_NS = 300e9;

type ByKey = Map<string, Expectations>;

export function isSatisfied(all: ByKey, key: string, nowNs: number): boolean {
  const expected = all.get(key);
  if (expected === undefined) return true;
  return (expected.creations <= 0 && expected.deletions.size === 0) || nowNs - expected.sinceNs > TIMEOUT_NS;
}

export function creationObserved(all: ByKey, key: string): void {
  const expected = all.get(key);
  if (expected !== undefined) expected.creations--;
}

export function deletionObserved(all: ByKey, key: string, pod: string): void {
  all.get(key)?.deletions.delete(pod);
}
