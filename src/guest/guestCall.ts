import type { Attempt } from "../app/attempt.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import type { GuestClock } from "../time/guestClock.ts";
import type { GuestAttempt } from "./guest.ts";
import { GuestError } from "./guestError.ts";
import type { GuestQuestion } from "./guestQuestion.ts";
import { whereOf } from "./whereOf.ts";

/** A question that a guest has been asked, and what has become of it so far. */
export interface GuestCall {
  readonly question: GuestQuestion;
  readonly clock: GuestClock;
  /** What the guest is told of the attempt. */
  readonly attempt: GuestAttempt;
  /** What the attempt comes to if the guest says no more. */
  giveUp: () => Attempt;
  abort: (() => void) | undefined;
  result: Attempt | undefined;
  failure: GuestError | undefined;
}

export function createGuestCall(question: GuestQuestion, clock: GuestClock): GuestCall {
  let controller: AbortController | undefined;
  const call: GuestCall = {
    question,
    clock,
    attempt: {
      probe: PROBE_TYPES[question.type],
      // Most attempts are answered before anybody asks for it, and it is the dearest part of a call.
      get signal() {
        controller ??= new AbortController();
        call.abort = () => controller?.abort();
        return controller.signal;
      },
    },
    giveUp: () => ({ outcome: "timeout", ms: question.plan.timeoutMs, output: "" }),
    abort: undefined,
    result: undefined,
    failure: undefined,
  };
  return call;
}

export function isOver(call: GuestCall): boolean {
  return call.result !== undefined || call.failure !== undefined;
}

/** Nobody waits any more: what the guest has not said by now is not heard, and it is told so. */
export function endCall(call: GuestCall): Attempt {
  if (call.result !== undefined) return call.result;
  call.result = call.giveUp();
  call.abort?.();
  return call.result;
}

/**
 * Asks guest code, which may answer at once or later on its clock. What comes after the call is over is not heard;
 * what it throws ends the run.
 */
export function askGuest<Answer>(
  call: GuestCall,
  ask: () => Answer | PromiseLike<Answer>,
  take: (answer: Answer) => void,
): void {
  const guarded = (answer: Answer): void => {
    if (isOver(call)) return;
    try {
      take(answer);
    } catch (thrown) {
      fail(call, thrown);
    }
  };
  try {
    const answer = ask();
    if (!isPromiseLike(answer)) return guarded(answer);
    void call.clock.enter(() => answer).then(guarded, (thrown: unknown) => fail(call, thrown));
  } catch (thrown) {
    fail(call, thrown);
  }
}

function fail(call: GuestCall, thrown: unknown): void {
  if (isOver(call)) return;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  call.failure = new GuestError(`${whereOf(call.question)}: ${message}`, { cause: thrown });
}

function isPromiseLike<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as Partial<PromiseLike<Value>> | null | undefined)?.then === "function";
}
