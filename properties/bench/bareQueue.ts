import { createEventQueue, peekKey, peekTimeMs, schedule } from "../../src/time/eventQueue.ts";
import { processorTimeMs } from "./processorTime.ts";

/** Events per second of processor time of the event queue alone: what no simulation on it can exceed. */
export function measureBareQueue(keyCount: number, eventCount: number): number {
  const queue = createEventQueue(keyCount);
  for (let key = 0; key < keyCount; key++) schedule(queue, key, (key * 7) % 10_000);
  const startedMs = processorTimeMs();
  for (let event = 0; event < eventCount; event++) {
    schedule(queue, peekKey(queue), peekTimeMs(queue) + 10_000);
  }
  return eventCount / ((processorTimeMs() - startedMs) / 1_000);
}
