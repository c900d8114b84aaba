import type { Guest, Guests } from "./guest/guest.ts";
import { GuestError } from "./guest/guestError.ts";
import { guestProblem } from "./guest/guestProblem.ts";
import { askAppOrGuest, isAsked } from "./guest/guestQuestion.ts";
import type { GuestRun } from "./guest/guestRun.ts";
import { answerStep, createGuestRun, endGuests, nextDeadline, settleCalls, takeStep } from "./guest/guestRun.ts";
import type { PodWorld } from "./kubelet/podWorld.ts";
import type { Scenario } from "./model/scenario.ts";
import type { Trace, TraceEvent } from "./model/trace.ts";
import type { SimulateOptions } from "./simulate.ts";
import { traceOf } from "./simulate.ts";
import { formatDuration } from "./time/duration.ts";
import { installGuestClock } from "./time/guestClock.ts";
import type { PodStep, World } from "./world.ts";
import { advance, createWorld, KUBELET_ENVIRONMENT, nextInstant, podsOf, reschedulePod, versionOf } from "./world.ts";

/** What the header says of guests that no module holds. */
const UNNAMED = "code without a module";

/** The guest clock stands in for the timers of the whole process: one run at a time has it. */
let lastRun: Promise<unknown> = Promise.resolve();

/**
 * As `simulate`, with apps written in code (msw handlers by `probewise/msw`, or functions of your own): the same
 * scenario and the same guests give the same trace. While it runs, the timers and the date of the process are the
 * simulation's; runs that are started together come one after the other.
 *
 * Rejects with a `GuestError` where guest code throws or does what cannot be simulated, with a RangeError for a release
 * that does not exist or a container that the scenario does not have.
 */
export function simulateWithGuests(scenario: Scenario, guests: Guests, options: SimulateOptions = {}): Promise<Trace> {
  const run = lastRun.then(() => runWithGuests(scenario, guests, options));
  lastRun = run.catch(() => undefined);
  return run;
}

async function runWithGuests(scenario: Scenario, guests: Guests, options: SimulateOptions): Promise<Trace> {
  const version = versionOf(scenario);
  const clock = installGuestClock();
  try {
    const byContainer: Readonly<Record<string, Guest>> = guests();
    const problem = guestProblem(byContainer, podsOf(scenario));
    if (problem !== undefined) throw new RangeError(problem);
    const run = createGuestRun(byContainer, clock, version);
    const observe = options.observe === undefined ? undefined : (event: TraceEvent) => void run.told.push(event);
    const world = createWorld(scenario, options.recorder ?? "full", observe, {
      ...KUBELET_ENVIRONMENT,
      askApp: (engine, pod, worker, t) => askAppOrGuest(run.asking, engine, pod, worker, t),
    });
    try {
      await advanceWithGuests(world, run, options.observe);
    } finally {
      endGuests(run);
    }
    return traceOf(scenario, world, { guest: scenario.guest ?? UNNAMED });
  } finally {
    clock.uninstall();
  }
}

/** World and guests go through time together: at each instant first the guests, then the world. */
async function advanceWithGuests(world: World, run: GuestRun, observe: SimulateOptions["observe"]): Promise<void> {
  const { clock } = run;
  const changed = (pod: PodWorld): void => reschedulePod(world, pod);
  const step: PodStep = (engine, pod, t) => takeStep(run, engine, pod, t);
  for (;;) {
    settleCalls(run, clock.nowMs(), changed);
    const t = Math.max(clock.nowMs(), Math.min(nextInstant(world), nextDeadline(run), world.untilMs));
    const reachedMs = clock.isIdle() ? clock.skip(t) : await goOnTo(run, t);
    settleCalls(run, reachedMs, changed);
    // Somebody has answered before: there is an earlier instant now.
    if (reachedMs < t) continue;
    const isLast = t >= world.untilMs && nextInstant(world) > t;
    while (!tryToAdvance(world, t, step)) await answerStep(run);
    if (observe !== undefined) for (const event of run.told.splice(0)) observe(event);
    if (isLast) return;
  }
}

/** Moves the guests alone. */
async function goOnTo({ clock }: GuestRun, t: number): Promise<number> {
  try {
    return await clock.advance(t);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new GuestError(`a timer of a guest, at ${formatDuration(clock.nowMs())}: ${message}`, { cause: thrown });
  }
}

/** False: a step asks a guest first. */
function tryToAdvance(world: World, t: number, step: PodStep): boolean {
  try {
    advance(world, t, step);
    return true;
  } catch (thrown) {
    if (!isAsked(thrown)) throw thrown;
    return false;
  }
}
