import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type GuestClock, installGuestClock } from "./guestClock.ts";

const realSetTimeout = globalThis.setTimeout;
const realDateNow = Date.now;

let clock: GuestClock;

beforeEach(() => {
  clock = installGuestClock({ epochMs: 1_000_000, timersPerInstantMax: 100 });
});

// Not in a test's own finally: a test that times out never gets there.
afterEach(() => {
  clock.uninstall();
});

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

describe("what guests see", () => {
  test("is virtual time, on every clock of the platform", async () => {
    await clock.advance(1_500);
    expect([Date.now(), new Date().getTime(), performance.now(), process.hrtime.bigint()]).toEqual([
      1_001_500,
      1_001_500,
      1_500,
      1_500_000_000n,
    ]);
  });

  test("is the real clock again after uninstall, which tells what is left", () => {
    setInterval(() => undefined, 10);
    setTimeout(() => undefined, 10);
    expect(clock.uninstall()).toBe(2);
    expect([globalThis.setTimeout, Date.now]).toEqual([realSetTimeout, realDateNow]);
  });

  test("needs no waiting for long times, beyond the longest timer too", async () => {
    const fortyDaysMs = 40 * 86_400_000;
    expect(await clock.advance(fortyDaysMs)).toBe(fortyDaysMs);
  });
});

describe("advance", () => {
  test("stops at the instant at which a call settles", async () => {
    const answer = clock.enter(() => sleep(250).then(() => "answer"));
    expect(await clock.advance(1_000)).toBe(250);
    expect(await answer).toBe("answer");
    expect(await clock.advance(1_000)).toBe(1_000);
  });

  test("does not let time pass for promises alone", async () => {
    const answer = clock.enter(async () => {
      for (let turn = 0; turn < 1_000; turn++) await Promise.resolve();
      return Date.now();
    });
    expect(await clock.advance(1_000)).toBe(0);
    expect(await answer).toBe(1_000_000);
  });

  test("does not let time pass for a guest's setImmediate", async () => {
    const answer = clock.enter(async () => {
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => void setImmediate(resolve));
    });
    expect(await clock.advance(1_000)).toBe(0);
    await answer;
  });

  test("tells a failed call from none", async () => {
    const answer = clock.enter(() => sleep(5).then(() => Promise.reject(new Error("refused"))));
    const outcome = answer.catch((error: unknown) => String(error));
    expect(await clock.advance(10)).toBe(5);
    expect(await outcome).toBe("Error: refused");
  });

  test("fires guests' timers in order, those of its last instant too", async () => {
    const fired: string[] = [];
    const log = (name: string) => () => void fired.push(`${name}@${clock.nowMs()}`);
    setTimeout(log("b"), 10);
    setTimeout(log("a"), 5);
    setTimeout(() => Promise.resolve().then(() => setTimeout(log("d"), 0)), 10);
    setTimeout(log("c"), 10);
    setTimeout(log("late"), 11);
    await clock.advance(10);
    expect(fired).toEqual(["a@5", "b@10", "c@10", "d@10"]);
    await clock.advance(11);
    expect(fired.at(-1)).toBe("late@11");
  });

  test("lets a background task of a guest run on between two instants", async () => {
    const seen: number[] = [];
    const task = async (): Promise<void> => {
      for (let round = 0; round < 3; round++) {
        await sleep(10);
        await Promise.resolve();
        seen.push(clock.nowMs());
      }
    };
    void task();
    await clock.advance(100);
    expect(seen).toEqual([10, 20, 30]);
  });

  test("a call that never settles does not hold it up", async () => {
    void clock.enter(() => new Promise(() => undefined));
    expect(await clock.advance(1_000)).toBe(1_000);
  });

  test("throws what a guest's timer throws", async () => {
    setTimeout(() => {
      throw new Error("the app crashed");
    }, 10);
    await expect(clock.advance(20)).rejects.toThrow("the app crashed");
    expect(clock.nowMs()).toBe(10);
  });

  test.each([0, -5])("ends an instant that setInterval(…, %d) never ends", async (periodMs) => {
    setInterval(() => undefined, periodMs);
    await expect(clock.advance(20)).rejects.toThrow(/timers without end/);
  });

  test("never goes back", async () => {
    await clock.advance(20);
    await expect(clock.advance(19)).rejects.toThrow(RangeError);
  });
});

test("gives two runs the same times", async () => {
  const run = async (): Promise<readonly number[]> => {
    const times: number[] = [];
    const base = clock.nowMs();
    for (let call = 0; call < 5; call++) {
      void clock.enter(async () => {
        await sleep(7 * call);
        await sleep(3);
      });
    }
    while (clock.nowMs() - base < 50) times.push((await clock.advance(base + 50)) - base);
    return times;
  };
  const first = await run();
  expect(first).toEqual([3, 10, 17, 24, 31, 50]);
  expect(await run()).toEqual(first);
});

test("does without setImmediate, as in a browser", async () => {
  clock.uninstall();
  vi.stubGlobal("setImmediate", undefined);
  vi.resetModules();
  const browser = await import("./guestClock.ts");
  vi.unstubAllGlobals();
  clock = browser.installGuestClock();
  const answer = clock.enter(() => sleep(5).then(() => "answer"));
  expect(await clock.advance(10)).toBe(5);
  expect(await answer).toBe("answer");
});
