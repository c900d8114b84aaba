import { type Clock, type FakeMethod, install } from "@sinonjs/fake-timers";

/**
 * The clock that guest code sees: msw handlers, behaviours written in TypeScript, `setTimeout` in a fake app.
 * The event loop of the simulation moves it and is the only one to move it.
 */
export interface GuestClock {
  /** Virtual time in ms. */
  nowMs(): number;
  /** Calls guest code and keeps `advance` waiting for what it does until its promise settles. */
  enter<Result>(call: () => Result | PromiseLike<Result>): Promise<Result>;
  /**
   * Moves on to `untilMs`, or to the instant at which an entered call settled if that comes first; returns the instant.
   * At `untilMs` every guest timer of that instant has fired, so the simulation's own turn comes after the guests'.
   * Throws what a guest's timer throws, and a RangeError where guests never let an instant end.
   */
  advance(untilMs: number): Promise<number>;
  /** Lets the present instant go on, until an entered call settles; true: nothing is left of it. */
  finishInstant(): Promise<boolean>;
  /** No call is in flight and no timer set: nothing can happen before the next call. */
  isIdle(): boolean;
  /** As `advance` while idle, without waiting. */
  skip(untilMs: number): number;
  /** Gives the real clock back; returns how many timers guests have left behind. */
  uninstall(): number;
}

export interface GuestClockOptions {
  /** What `Date.now()` says at virtual time 0. Default 0. */
  readonly epochMs?: number;
  /** How many guest timers may fire in one instant before that counts as never ending. Default 10,000. */
  readonly timersPerInstantMax?: number;
}

/**
 * A list of our own, always: with nextTick or queueMicrotask faked, a mocked fetch hangs and then leaves for the real
 * network. What a runtime lacks (`hrtime` in browsers, `Temporal` before Node 26) is left out.
 */
const FAKED: readonly FakeMethod[] = [
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "setImmediate",
  "clearImmediate",
  "Date",
  "performance",
  "hrtime",
  "Temporal",
];

/** Longer timers fire after 1 ms, in fake-timers as in Node. */
const TIMER_DELAY_MS_MAX = 2 ** 31 - 1;

/** Installs a guest clock over the globals, until `uninstall`. Only one can be there at a time. */
export function installGuestClock({ epochMs = 0, timersPerInstantMax = 10_000 }: GuestClockOptions = {}): GuestClock {
  const clock = install({ now: epochMs, toFake: [...FAKED], ignoreMissingTimers: true });
  const nowMs = (): number => clock.now - epochMs;
  let inFlight = 0;
  let settled = 0;

  async function enter<Result>(call: () => Result | PromiseLike<Result>): Promise<Result> {
    inFlight++;
    try {
      return await call();
    } finally {
      inFlight--;
      settled++;
    }
  }

  async function advance(untilMs: number): Promise<number> {
    if (!(Number.isSafeInteger(untilMs) && untilMs >= nowMs())) {
      throw new RangeError(`the guest clock cannot go from ${nowMs()} ms to ${untilMs} ms`);
    }
    const settledBefore = settled;
    if (inFlight > 0) await realTurn();
    let firedInInstant = 0;
    let isGuestDone = false;
    while (settled === settledBefore && !(isGuestDone && nowMs() === untilMs)) {
      const beforeMs = nowMs();
      isGuestDone = !fireNext(clock, untilMs - beforeMs);
      firedInInstant = nowMs() === beforeMs ? firedInInstant + 1 : 0;
      if (firedInInstant > timersPerInstantMax || nowMs() < beforeMs) throw neverEnding(nowMs());
      if (inFlight > 0 || !isGuestDone) await realTurn();
    }
    return nowMs();
  }

  async function finishInstant(): Promise<boolean> {
    const settledBefore = settled;
    await advance(nowMs());
    return settled === settledBefore;
  }

  const isIdle = (): boolean => inFlight === 0 && clock.countTimers() === 0;

  function skip(untilMs: number): number {
    if (!isIdle()) throw new RangeError("guests have something left to do");
    clock.tick(untilMs - nowMs());
    return nowMs();
  }

  function uninstall(): number {
    const left = clock.countTimers();
    clock.uninstall();
    return left;
  }

  return { nowMs, enter, advance, finishInstant, isIdle, skip, uninstall };
}

/**
 * Fires the next timer up to `waitMs` from now; says whether it was a guest's. fake-timers does not tell when its next
 * timer is due, and looks at all of them on every `tick`: one armed timer of ours and `next()` need neither.
 */
function fireNext(clock: Clock, waitMs: number): boolean {
  let isOurs = false;
  const alarm = clock.setTimeout(
    () => {
      isOurs = true;
    },
    Math.min(waitMs, TIMER_DELAY_MS_MAX),
  );
  try {
    clock.next();
  } finally {
    clock.clearTimeout(alarm);
  }
  return !isOurs;
}

function neverEnding(timeMs: number): RangeError {
  return new RangeError(`guest code sets timers without end at ${timeMs} ms; give setInterval a period above 0`);
}

/** Taken before any clock is installed. Browsers have no setImmediate. */
const realSetImmediate: ((callback: () => void) => unknown) | undefined = globalThis.setImmediate;

/**
 * One real macrotask: every promise that needs no timer has settled behind it, however long its chain
 * (msw takes 13 to 40 microtasks).
 */
function realTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (realSetImmediate !== undefined) {
      realSetImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
