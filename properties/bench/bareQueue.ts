import { createEventQueue, peekKey, peekTimeMs, schedule } from "../../src/time/eventQueue.ts";

/** Events per second of the event queue alone: what no simulation on it can exceed. */
export function measureBareQueue(keyCount: number, eventCount: number): number {
  const queue = createEventQueue(keyCount);
  for (let key = 0; key < keyCount; key++) schedule(queue, key, (key * 7) % 10_000);
  const startedMs = performance.now();
  for (let event = 0; event < eventCount; event++) {
    schedule(queue, peekKey(queue), peekTimeMs(queue) + 10_000);
  }
  return eventCount / ((performance.now() - startedMs) / 1_000);
}
