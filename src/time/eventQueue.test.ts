import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createEventQueue,
  type EventQueue,
  NEVER_MS,
  NO_KEY,
  peekKey,
  peekTimeMs,
  pop,
  schedule,
  scheduledTimeMs,
} from "./eventQueue.ts";

/** The same queue without cleverness: what stands in it, sorted anew each time it is asked. */
type Model = Map<number, number>;

function firstOf(model: Model): readonly [number, number] | undefined {
  return [...model].sort(([leftKey, leftMs], [rightKey, rightMs]) => leftMs - rightMs || leftKey - rightKey)[0];
}

const KEY = fc.nat({ max: 40 });
/** Few instants, so that many are shared. */
const TIME_MS = fc.nat({ max: 12 });
const OPERATION = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("schedule" as const), key: KEY, timeMs: TIME_MS }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("never" as const), key: KEY }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("pop" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("later" as const), byMs: TIME_MS }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clone" as const) }) },
);
type Operation = typeof OPERATION extends fc.Arbitrary<infer Value> ? Value : never;

function apply(queue: EventQueue, model: Model, operation: Operation): EventQueue {
  const first = firstOf(model);
  switch (operation.do) {
    case "schedule":
      schedule(queue, operation.key, operation.timeMs);
      model.set(operation.key, operation.timeMs);
      return queue;
    case "never":
      schedule(queue, operation.key, NEVER_MS);
      model.delete(operation.key);
      return queue;
    case "pop":
      expect(pop(queue)).toBe(first?.[0] ?? NO_KEY);
      if (first !== undefined) model.delete(first[0]);
      return queue;
    case "later":
      if (first === undefined) return queue;
      schedule(queue, first[0], first[1] + operation.byMs);
      model.set(first[0], first[1] + operation.byMs);
      return queue;
    case "clone":
      return structuredClone(queue);
  }
}

test("does what a sorted list does, whatever is asked of it", () => {
  let sharedInstants = 0;
  fc.assert(
    fc.property(fc.nat({ max: 8 }), fc.array(OPERATION, { maxLength: 120, size: "max" }), (capacity, operations) => {
      let queue = createEventQueue(capacity);
      const model: Model = new Map();
      for (const operation of operations) {
        queue = apply(queue, model, operation);
        const first = firstOf(model);
        expect([peekKey(queue), peekTimeMs(queue)]).toEqual([first?.[0] ?? NO_KEY, first?.[1] ?? NEVER_MS]);
        if (new Set(model.values()).size < model.size) sharedInstants++;
      }
      for (let key = 0; key <= 40; key++) expect(scheduledTimeMs(queue, key)).toBe(model.get(key) ?? NEVER_MS);
      for (let first = firstOf(model); first !== undefined; first = firstOf(model)) {
        expect([peekTimeMs(queue), pop(queue)]).toEqual([first[1], first[0]]);
        model.delete(first[0]);
      }
      expect(peekTimeMs(queue)).toBe(NEVER_MS);
    }),
    { numRuns: 300 },
  );
  expect(sharedInstants).toBeGreaterThan(1_000);
});

describe("order within an instant", () => {
  test("is by key, not by who came first", () => {
    const queue = createEventQueue(4);
    for (const key of [3, 1, 2, 0]) schedule(queue, key, 7);
    expect([pop(queue), pop(queue), pop(queue), pop(queue)]).toEqual([0, 1, 2, 3]);
  });

  test("a key that comes back at the same instant is before higher ones", () => {
    const queue = createEventQueue(3);
    for (const key of [0, 1, 2]) schedule(queue, key, 7);
    expect(pop(queue)).toBe(0);
    expect(pop(queue)).toBe(1);
    schedule(queue, 0, 7);
    expect([pop(queue), pop(queue)]).toEqual([0, 2]);
  });
});

test.each([-1, 0.5, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 53])("refuses an event at %d", (timeMs) => {
  expect(() => schedule(createEventQueue(1), 0, timeMs)).toThrow(RangeError);
});

test.each([-1, 0.5])("refuses %d as a key", (key) => {
  expect(() => schedule(createEventQueue(1), key, 0)).toThrow(RangeError);
});

test("reaches as far as the number of keys allows, and says where it ends", () => {
  const queue = createEventQueue(10_000);
  const seventeenYearsMs = 17 * 365 * 86_400_000;
  schedule(queue, 9_999, seventeenYearsMs);
  expect([peekTimeMs(queue), peekKey(queue)]).toEqual([seventeenYearsMs, 9_999]);
  expect(() => schedule(queue, 0, 2 * seventeenYearsMs)).toThrow(RangeError);
});
