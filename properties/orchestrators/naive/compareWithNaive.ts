import fc from "fast-check";
import type { Scenario } from "../../../src/model/scenario.ts";
import type { Trace } from "../../../src/model/trace.ts";
import { simulate } from "../../../src/simulate.ts";
import { agreedLines } from "./agreement.ts";
import { naive } from "./naive.ts";
import { naiveScenario } from "./scenario.ts";

/** What came about in the scenarios that were compared: where nothing did, that the two agree says nothing. */
export interface Exercised {
  scenarios: number;
  virtualMs: number;
  attempts: number;
  timeouts: number;
  errors: number;
  cutOff: number;
  inNothing: number;
  restarts: number;
  ownExits: number;
  killed: number;
  refusedStarts: number;
  becameReady: number;
  becameUnready: number;
}

export interface Disagreement {
  /** Shrunk. */
  readonly scenario: Scenario;
  readonly naive: readonly string[];
  readonly engine: readonly string[];
}

/** @param engine in the place of ours. */
export function compareWithNaive(
  runs: number,
  seed: number,
  engine: (scenario: Scenario) => Trace = simulate,
): { readonly exercised: Exercised; readonly disagreement?: Disagreement } {
  const exercised = newExercised();
  const agrees = fc.property(naiveScenario, (scenario) => {
    const trace = engine(scenario);
    count(exercised, trace);
    return agreedLines(naive(scenario)).join("\n") === agreedLines(trace).join("\n");
  });
  const { failed, counterexample } = fc.check(agrees, { numRuns: runs, seed });
  const scenario = counterexample?.[0];
  if (!failed || scenario === undefined) return { exercised };
  const ours = agreedLines(engine(scenario));
  const theirs = agreedLines(naive(scenario));
  const same = ours.findIndex((line, index) => line !== theirs[index]);
  const from = same === -1 ? ours.length : same;
  return {
    exercised,
    disagreement: { scenario, naive: theirs.slice(from, from + 3), engine: ours.slice(from, from + 3) },
  };
}

function newExercised(): Exercised {
  return {
    scenarios: 0,
    virtualMs: 0,
    attempts: 0,
    timeouts: 0,
    errors: 0,
    cutOff: 0,
    inNothing: 0,
    restarts: 0,
    ownExits: 0,
    killed: 0,
    refusedStarts: 0,
    becameReady: 0,
    becameUnready: 0,
  };
}

function count(exercised: Exercised, { header, events }: Trace): void {
  exercised.scenarios++;
  exercised.virtualMs += header.untilMs;
  for (const event of events) {
    if (event.kind === "probe") {
      exercised.attempts++;
      if (event.out === "timeout") exercised.timeouts++;
      if (event.out === "error") exercised.errors++;
      if (event.out === "killed") exercised.cutOff++;
      if (event.out === "notRunning") exercised.inNothing++;
    }
    if (event.kind === "start" && event.n > 0) exercised.restarts++;
    if (event.kind === "exit") exercised[event.by === "self" ? "ownExits" : "killed"]++;
    if (event.kind === "event" && event.reason === "BackOff") exercised.refusedStarts++;
    if (event.kind === "status" && event.src === "readiness") {
      const isReady = Object.values(event.containers ?? {}).some((container) => container?.ready === true);
      exercised[isReady ? "becameReady" : "becameUnready"]++;
    }
  }
}
