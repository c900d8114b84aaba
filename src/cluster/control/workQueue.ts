/** client-go's rate-limited, delaying work queue of one controller. Plain data. */
export interface WorkQueue {
  readonly baseNs: number;
  /** Keys to be worked on, in order. */
  readonly ready: string[];
  /** Keys that have changed since somebody took them. */
  readonly dirty: Set<string>;
  readonly processing: Set<string>;
  /** Keys that are added later, and when. */
  readonly waiting: Map<string, number>;
  /** Failures in a row, by key. */
  readonly failures: Map<string, number>;
  /** So many keys may be added by the limiter at once, and when they were counted; below 0: so many wait. */
  tokens: number;
  tokensNs: number;
}

/** The limiter's bucket. */
const MOST_TOKENS = 100;
const TOKENS_PER_NS = 10 / 1e9;

/** workqueue.DefaultTypedControllerRateLimiter: 5 ms, doubled by each failure. */
export const DEFAULT_BASE_MS = 5;
const LONGEST_BACK_OFF_NS = 1000e9;

export function newWorkQueue(baseNs: number): WorkQueue {
  return {
    baseNs,
    ready: [],
    dirty: new Set(),
    processing: new Set(),
    waiting: new Map(),
    failures: new Map(),
    tokens: MOST_TOKENS,
    tokensNs: 0,
  };
}

/** A key that waits is not added twice; one that is being worked on is taken up again when that is done. */
export function add(queue: WorkQueue, key: string): void {
  if (queue.dirty.has(key)) return;
  queue.dirty.add(key);
  if (!queue.processing.has(key)) queue.ready.push(key);
}

/** Of several times at which a key is to be added the earliest counts. */
export function addAfter(queue: WorkQueue, key: string, nowNs: number, afterNs: number): void {
  if (afterNs <= 0) return add(queue, key);
  queue.waiting.set(key, Math.min(queue.waiting.get(key) ?? Infinity, nowNs + afterNs));
}

/** Later by each failure of the key in a row, and by as many as the bucket lacks of all keys. */
export function addRateLimited(queue: WorkQueue, key: string, nowNs: number): void {
  const failures = queue.failures.get(key) ?? 0;
  queue.failures.set(key, failures + 1);
  const tokens = Math.min(MOST_TOKENS, queue.tokens + (nowNs - queue.tokensNs) * TOKENS_PER_NS) - 1;
  queue.tokens = tokens;
  queue.tokensNs = nowNs;
  const bucketNs = tokens < 0 ? Math.round(-tokens / TOKENS_PER_NS) : 0;
  addAfter(queue, key, nowNs, Math.max(bucketNs, Math.min(queue.baseNs * 2 ** failures, LONGEST_BACK_OFF_NS)));
}

export function takeKey(queue: WorkQueue): string | undefined {
  const key = queue.ready.shift();
  if (key === undefined) return undefined;
  queue.dirty.delete(key);
  queue.processing.add(key);
  return key;
}

export function done(queue: WorkQueue, key: string): void {
  queue.processing.delete(key);
  if (queue.dirty.has(key)) queue.ready.push(key);
}

/** When the next key is added; Infinity: none waits. */
export function nextAdditionNs({ waiting }: WorkQueue): number {
  let next = Infinity;
  if (waiting.size === 0) return next;
  for (const atNs of waiting.values()) next = Math.min(next, atNs);
  return next;
}

export function addDue(queue: WorkQueue, nowNs: number): void {
  const due = [...queue.waiting].filter(([, atNs]) => atNs <= nowNs).sort((a, b) => a[1] - b[1]);
  for (const [key] of due) {
    queue.waiting.delete(key);
    add(queue, key);
  }
}
