import { expect } from "vitest";
import type { Expectations, TimeRange } from "../../model/expectations.ts";
import { nearestName } from "../../model/nearestName.ts";
import { PROPERTY_IDS, type PropertyId } from "../../model/propertyIds.ts";
import { parseDuration } from "../../time/duration.ts";
import { checkProperties } from "../checkProperties.ts";
import { judgeExpectations } from "../expect/judgeExpectations.ts";
import type { Verdict } from "../expect/verdict.ts";
import { PROPERTIES } from "../invariants/invariants.ts";
import { newViolations } from "../knownViolations.ts";
import { runFactsOf } from "../runFacts.ts";
import { runOf } from "./judgedRun.ts";

export type { Run } from "./judgedRun.ts";

/** Of which container or pod; default: the pod as a whole, and the scenario's first. */
export interface Whose {
  readonly container?: string;
  readonly pod?: string;
}

interface RunMatchers<R> {
  /** All that is expected comes out, in the words of `expect` in scenario files. (`toSatisfy` is vitest's own, of functions.) */
  toSatisfyExpectations(expected: Expectations): R;
  /** Restarts so often, both ends included. */
  toRestartBetween(atLeast: number, atMost: number, whose?: Whose): R;
  /** Ready for the first time at the latest then: `"42s"`, or ms. */
  toBeReadyBy(time: string | number, whose?: Whose): R;
  /**
   * Breaks none of these properties (default: all), but as real kubelets of its release are known to, and whether or not it could
   * have. `toSatisfyExpectations({ holds: [...] })` excuses neither.
   */
  toHoldProperties(ids?: readonly PropertyId[]): R;
}

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends RunMatchers<R> {}
}

interface Matched {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

const STEPS_SHOWN = 5;

/** Each expectation by its path, so that a diff shows which line differs. */
function matchVerdicts(verdicts: readonly Verdict[]): Matched {
  const failed = verdicts.filter(({ holds }) => !holds);
  const shown = failed.length > 0 ? failed : verdicts;
  const linesOf = (word: "expected" | "came"): Readonly<Record<string, string>> =>
    Object.fromEntries(shown.map((verdict) => [verdict.path.join("."), verdict[word]]));
  const lines = shown.map(({ path, expected, came, steps }) => {
    const where = steps.length > 0 ? ` (steps ${steps.slice(0, STEPS_SHOWN).join(", ")})` : "";
    return `  ${path.join(".")}: expected ${expected}, came ${came}${where}`;
  });
  return {
    pass: failed.length === 0,
    message: () => `${failed.length > 0 ? "not all came out" : "all came out"}:\n${lines.join("\n")}`,
    actual: linesOf("came"),
    expected: linesOf("expected"),
  };
}

function judge(received: unknown, expected: Expectations): Matched {
  const { scenario, trace } = runOf(received);
  refuseUnknown(expected.holds ?? []);
  return matchVerdicts(judgeExpectations(expected, scenario, trace));
}

/** The same expectation of a container of a pod. */
function expectationsOf({ container, pod }: Whose, own: Pick<Expectations, "restarts" | "readyBy">): Expectations {
  const words = container === undefined ? own : { containers: { [container]: own } };
  return pod === undefined ? words : { pods: { [pod]: words } };
}

function timeRangeUntil(time: string | number): TimeRange {
  if (typeof time === "number") return { fromMs: 0, toMs: time };
  const parsed = parseDuration(time);
  if (!("durationMs" in parsed)) throw new TypeError(`"${time}" is no duration: ${parsed.problem}`);
  return { fromMs: 0, toMs: parsed.durationMs };
}

function matchProperties(received: unknown, ids: readonly PropertyId[] = PROPERTY_IDS): Matched {
  const { scenario, trace } = runOf(received);
  refuseUnknown(ids);
  const { version } = runFactsOf(scenario);
  const properties = PROPERTIES.filter(({ id }) => ids.some((wanted) => wanted === id));
  const broken = checkProperties(scenario, trace, properties).flatMap((judged) =>
    newViolations(judged, version)
      .slice(0, 1)
      .map(
        ({ atMs, steps, explanation }) =>
          `${judged.property.id} at ${atMs} ms, steps ${steps.join(", ")}: ${explanation}`,
      ),
  );
  return {
    pass: broken.length === 0,
    message: () => (broken.length === 0 ? `${properties.length} properties hold` : `broken:\n  ${broken.join("\n  ")}`),
    actual: broken,
    expected: [],
  };
}

/** Ids come from plain JavaScript as well. */
function refuseUnknown(ids: readonly string[]): void {
  for (const id of ids) {
    if (PROPERTY_IDS.some((known) => known === id)) continue;
    const near = nearestName(id, PROPERTY_IDS);
    throw new TypeError(`there is no property ${id}${near === undefined ? "" : `; did you mean ${near}?`}`);
  }
}

/** All matchers; importing this module makes them known to `expect`. */
export const runMatchers = {
  toSatisfyExpectations: judge,
  toRestartBetween: (received: unknown, atLeast: number, atMost: number, whose: Whose = {}): Matched =>
    judge(received, expectationsOf(whose, { restarts: { atLeast, atMost } })),
  toBeReadyBy: (received: unknown, time: string | number, whose: Whose = {}): Matched =>
    judge(received, expectationsOf(whose, { readyBy: timeRangeUntil(time) })),
  toHoldProperties: matchProperties,
};

expect.extend(runMatchers);
