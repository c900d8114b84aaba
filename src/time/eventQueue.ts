/**
 * A queue of instants on typed arrays; each key (a small integer from 0, such as the index of a pod) has at most one.
 * Order: by time, then by ascending key. Nothing else decides, so the order of `schedule` calls never matters.
 * Plain data that `structuredClone` copies; read and written only by the functions of this file.
 *
 * It holds instants and not events: an owner whose turn it is knows what it has to do, and puts in its next instant.
 */
export interface EventQueue {
  size: number;
  /** A heap of four children each: its keys … */
  heapKeys: Int32Array<ArrayBuffer>;
  /** … and beside each its time in ms; a key is looked up more seldom than times are compared. */
  heapTimesMs: Float64Array<ArrayBuffer>;
  /** Where a key is in the heap; -1: nowhere. */
  positions: Int32Array<ArrayBuffer>;
}

/** The time of what never happens. */
export const NEVER_MS = Number.POSITIVE_INFINITY;

/** The key of an empty queue's first entry. */
export const NO_KEY = -1;

const CHILD_COUNT = 4;

/** An empty queue. `capacity`: how many keys to expect; more make it grow. */
export function createEventQueue(capacity: number): EventQueue {
  return {
    size: 0,
    heapKeys: new Int32Array(capacity),
    heapTimesMs: new Float64Array(capacity),
    positions: new Int32Array(capacity).fill(-1),
  };
}

/** The earliest instant in ms; `NEVER_MS` when empty. */
export function peekTimeMs(queue: EventQueue): number {
  return queue.size === 0 ? NEVER_MS : (queue.heapTimesMs[0] as number);
}

/** Whose turn is first; `NO_KEY` when empty. */
export function peekKey(queue: EventQueue): number {
  return queue.size === 0 ? NO_KEY : (queue.heapKeys[0] as number);
}

/** The instant of `key` in ms; `NEVER_MS` when it has none. */
export function scheduledTimeMs(queue: EventQueue, key: number): number {
  const position = queue.positions[key] ?? -1;
  return position === -1 ? NEVER_MS : (queue.heapTimesMs[position] as number);
}

/**
 * Gives `key` its one instant, in place of the one it had; `NEVER_MS` takes it out. O(log n).
 * The cheapest way on from a turn is to schedule the first key anew without `pop`.
 */
export function schedule(queue: EventQueue, key: number, timeMs: number): void {
  if (!(timeMs >= 0)) throw new RangeError(`an event cannot be at ${timeMs} ms`);
  if (timeMs === NEVER_MS) return cancel(queue, key);
  if (key >= queue.positions.length) grow(queue, key + 1);
  const position = queue.positions[key];
  if (position === undefined) throw new RangeError(`${key} is no key: keys are whole numbers from 0`);
  if (position === -1) {
    siftUp(queue, queue.size++, key, timeMs);
  } else if (timeMs < (queue.heapTimesMs[position] as number)) {
    siftUp(queue, position, key, timeMs);
  } else {
    siftDown(queue, position, key, timeMs);
  }
}

/** Takes `key` out, if it is in. */
export function cancel(queue: EventQueue, key: number): void {
  const position = queue.positions[key] ?? -1;
  if (position === -1) return;
  queue.positions[key] = -1;
  const last = --queue.size;
  if (position === last) return;
  const lastKey = queue.heapKeys[last] as number;
  const lastTimeMs = queue.heapTimesMs[last] as number;
  siftUp(queue, position, lastKey, lastTimeMs);
  siftDown(queue, queue.positions[lastKey] as number, lastKey, lastTimeMs);
}

/** Takes the first entry out and returns its key; `NO_KEY` when empty. Ask `peekTimeMs` before. */
export function pop(queue: EventQueue): number {
  const key = peekKey(queue);
  if (key !== NO_KEY) cancel(queue, key);
  return key;
}

function siftUp(queue: EventQueue, start: number, key: number, timeMs: number): void {
  const { heapKeys, heapTimesMs, positions } = queue;
  let position = start;
  while (position > 0) {
    const parent = (position - 1) >> 2;
    const parentTimeMs = heapTimesMs[parent] as number;
    const parentKey = heapKeys[parent] as number;
    if (parentTimeMs < timeMs || (parentTimeMs === timeMs && parentKey < key)) break;
    heapKeys[position] = parentKey;
    heapTimesMs[position] = parentTimeMs;
    positions[parentKey] = position;
    position = parent;
  }
  heapKeys[position] = key;
  heapTimesMs[position] = timeMs;
  positions[key] = position;
}

function siftDown(queue: EventQueue, start: number, key: number, timeMs: number): void {
  const { heapKeys, heapTimesMs, positions, size } = queue;
  let position = start;
  for (let first = CHILD_COUNT * position + 1; first < size; first = CHILD_COUNT * position + 1) {
    const end = Math.min(first + CHILD_COUNT, size);
    let child = first;
    let childTimeMs = heapTimesMs[first] as number;
    for (let other = first + 1; other < end; other++) {
      const otherTimeMs = heapTimesMs[other] as number;
      if (otherTimeMs > childTimeMs) continue;
      if (otherTimeMs === childTimeMs && (heapKeys[other] as number) > (heapKeys[child] as number)) continue;
      child = other;
      childTimeMs = otherTimeMs;
    }
    const childKey = heapKeys[child] as number;
    if (timeMs < childTimeMs || (timeMs === childTimeMs && key < childKey)) break;
    heapKeys[position] = childKey;
    heapTimesMs[position] = childTimeMs;
    positions[childKey] = position;
    position = child;
  }
  heapKeys[position] = key;
  heapTimesMs[position] = timeMs;
  positions[key] = position;
}

function grow(queue: EventQueue, needed: number): void {
  const oldCapacity = queue.positions.length;
  const capacity = Math.max(needed, 2 * oldCapacity);
  const { heapKeys, heapTimesMs, positions } = queue;
  queue.heapKeys = new Int32Array(capacity);
  queue.heapKeys.set(heapKeys);
  queue.heapTimesMs = new Float64Array(capacity);
  queue.heapTimesMs.set(heapTimesMs);
  queue.positions = new Int32Array(capacity).fill(-1);
  queue.positions.set(positions);
}
