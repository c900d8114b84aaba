/**
 * A queue of instants; each key (a small integer from 0, such as the index of a pod) has at most one.
 * Order: by time, then by ascending key. Nothing else decides, so the order of `schedule` calls never matters.
 * Plain data that `structuredClone` copies; read and written only by the functions of this file.
 *
 * It holds instants and not events: an owner whose turn it is knows what it has to do, and puts in its next instant.
 *
 * A tournament: key k stands at leaf `capacity + k`, node i shows the earlier of nodes 2i and 2i + 1, node 1 the first
 * of all. Time and key are one number, `timeMs × unitsPerMs × capacity + key`, so that a round is one comparison without a branch.
 * That was twice as fast as a heap of four children from 1,000 keys on (decisions/0003-event-queue.md).
 */
export interface EventQueue {
  /** A power of two. */
  capacity: number;
  /** Instants are whole multiples of 1 ms divided by this; a power of two, 1 but for analyses that mark instants. */
  readonly unitsPerMs: number;
  nodes: Float64Array<ArrayBuffer>;
}

/** The time of what never happens. */
export const NEVER_MS = Number.POSITIVE_INFINITY;

/** The first key of an empty queue. */
export const NO_KEY = -1;

/**
 * An empty queue. `keyCount`: how many keys to expect; more make it grow.
 * Times reach up to 2^53 ms / `keyCount` / `unitsPerMs`: 17 years for 10,000 keys.
 */
export function createEventQueue(keyCount: number, unitsPerMs = 1): EventQueue {
  const capacity = powerOfTwoFrom(keyCount);
  return { capacity, unitsPerMs, nodes: new Float64Array(2 * capacity).fill(NEVER_MS) };
}

/** The earliest instant in ms; `NEVER_MS` when empty. */
export function peekTimeMs({ nodes, capacity, unitsPerMs }: EventQueue): number {
  return Math.floor((nodes[1] as number) / capacity) / unitsPerMs;
}

/** Whose turn is first; `NO_KEY` when empty. */
export function peekKey({ nodes, capacity }: EventQueue): number {
  const first = nodes[1] as number;
  return first === NEVER_MS ? NO_KEY : first - Math.floor(first / capacity) * capacity;
}

/** The instant of `key` in ms; `NEVER_MS` when it has none. */
export function scheduledTimeMs({ nodes, capacity, unitsPerMs }: EventQueue, key: number): number {
  return key < capacity ? Math.floor((nodes[capacity + key] as number) / capacity) / unitsPerMs : NEVER_MS;
}

/**
 * Gives `key` its one instant, in place of the one it had; `NEVER_MS` takes it out. O(log n).
 * Throws a RangeError for a time that is no whole number from 0 or too late for the number of keys.
 */
export function schedule(queue: EventQueue, key: number, timeMs: number): void {
  if (key >>> 0 !== key) throw new RangeError(`${key} is no key: keys are whole numbers from 0`);
  if (key >= queue.capacity) grow(queue, key + 1);
  const { nodes, capacity, unitsPerMs } = queue;
  const units = timeMs * unitsPerMs;
  let earliest = units * capacity + key;
  const isTime = units >= 0 && Math.floor(units) === units;
  if (!isTime || (earliest > Number.MAX_SAFE_INTEGER && timeMs !== NEVER_MS)) {
    throw new RangeError(`no event can be at ${timeMs} ms in a queue of ${capacity} keys`);
  }
  let node = capacity + key;
  nodes[node] = earliest;
  while (node > 1) {
    earliest = Math.min(earliest, nodes[node ^ 1] as number);
    node >>= 1;
    if (nodes[node] === earliest) return;
    nodes[node] = earliest;
  }
}

/** Takes the first entry out and returns its key; `NO_KEY` when empty. Ask `peekTimeMs` before. */
export function pop(queue: EventQueue): number {
  const key = peekKey(queue);
  if (key !== NO_KEY) schedule(queue, key, NEVER_MS);
  return key;
}

function grow(queue: EventQueue, keyCount: number): void {
  const larger = createEventQueue(keyCount, queue.unitsPerMs);
  for (let key = 0; key < queue.capacity; key++) schedule(larger, key, scheduledTimeMs(queue, key));
  Object.assign(queue, larger);
}

function powerOfTwoFrom(count: number): number {
  let power = 1;
  while (power < count) power *= 2;
  return power;
}
