import type { Expectations } from "../model/expectations.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Trace } from "../model/trace.ts";
import { judgeExpectations } from "../properties/expect/judgeExpectations.ts";
import type { Verdict } from "../properties/expect/verdict.ts";
import { flipScenario } from "../scenario/readScenario.ts";
import { simulate } from "../simulate.ts";
import { podOfManifest } from "./podOfManifest.ts";

/** What became of `expect` under one flip. */
export interface FlipJudgement {
  readonly because: string;
  /** What of `expect` failed, as it should; nothing: then the flip proves nothing. */
  readonly failed: readonly Verdict[];
  /** What became of the flip's own expectations. */
  readonly instead: readonly Verdict[];
  readonly holds: boolean;
}

export interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly flips: readonly FlipJudgement[];
  /** All came out as expected, and each flip made it fail. */
  readonly holds: boolean;
  /** Nothing failed, but something that is expected could not have in this run. */
  readonly isInconclusive: boolean;
}

/** Judges a run of `scenario` by what the scenario expects, and runs its flips. Undefined: it expects nothing. */
export function judgeScenario(scenario: Scenario, trace: Trace): Judgement | undefined {
  const { expect, failsWhen = [] } = scenario;
  if (expect === undefined) return undefined;
  const verdicts = judgeExpectations(expect, scenario, trace);
  const flips = failsWhen.map((flip) => judgeFlip(expect, scenario, flip));
  const holds = verdicts.every(isTrue) && flips.every(isTrue);
  const isFailed = verdicts.some((verdict) => !verdict.holds && !verdict.isVacuous) || !flips.every(isTrue);
  return { verdicts, flips, holds, isInconclusive: !holds && !isFailed };
}

const isTrue = ({ holds }: { readonly holds: boolean }): boolean => holds;

function judgeFlip(
  expect: Expectations,
  scenario: Scenario,
  flip: NonNullable<Scenario["failsWhen"]>[number],
): FlipJudgement {
  const flipped = flipScenario(scenario, flip, { podOf: podOfManifest });
  if ("problems" in flipped) throw new RangeError(`${flip.because}: ${flipped.problems[0]?.message}`);
  const trace = simulate(flipped.scenario);
  const failed = judgeExpectations(expect, flipped.scenario, trace).filter(
    ({ holds, isVacuous }) => !holds && !isVacuous,
  );
  const instead = flip.instead === undefined ? [] : judgeExpectations(flip.instead, flipped.scenario, trace);
  return { because: flip.because, failed, instead, holds: failed.length > 0 && instead.every(isTrue) };
}
