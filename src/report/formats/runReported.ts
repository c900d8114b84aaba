import type { Judgement } from "../../analyze/judgeScenario.ts";
import type { SourcePlace } from "../../model/diagnostic.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Verdict } from "../../properties/expect/verdict.ts";
import type { Path } from "../../scenario/shapeProblem.ts";
import { nameOf } from "../../scenario/shapeProblem.ts";
import { failureNotes } from "../judgementText.ts";
import type { Remark, Reported, ReportedCase, ReportedSuite } from "./reported.ts";

/** One scenario that was run. */
export interface ReportedRun {
  readonly file: string;
  readonly scenario: Scenario;
  /** Undefined: it expects nothing. */
  readonly judgement: Judgement | undefined;
  readonly placeOf: ((path: Path) => SourcePlace) | undefined;
  readonly traceHash: string;
  readonly text: string;
}

const EXPECTATION = "expectation";

/** What `run` came to, a suite for each scenario and a case for each thing that it expects. */
export function runReported(runs: readonly ReportedRun[], summary: string, toolVersion: string): Reported {
  return { command: "run", toolVersion, suites: runs.map(runSuite), summary };
}

function runSuite({ file, scenario, judgement, placeOf, traceHash, text }: ReportedRun): ReportedSuite {
  const { id = file, kubernetes = "", untilMs } = scenario;
  const verdicts = judgement?.verdicts.map((verdict) => verdictCase(id, verdict)) ?? [];
  const flips =
    judgement?.flips.map(
      ({ because, failed, holds }): ReportedCase => ({
        subject: id,
        name: `fails when changed: ${because}`,
        result: holds ? "passed" : "failed",
        type: "flip",
        ...(failed.length === 0 && { message: "with the change all of expect still holds: it proves nothing" }),
      }),
    ) ?? [];
  return {
    name: file,
    properties: { ...(kubernetes !== "" && { kubernetes }), untilMs: String(untilMs), traceHash },
    cases: judgement === undefined ? [expectsNothing(id)] : [...verdicts, ...flips],
    remarks: judgement === undefined || placeOf === undefined ? [] : failureRemarks(file, id, judgement, placeOf),
    text,
  };
}

const expectsNothing = (subject: string): ReportedCase => ({
  subject,
  name: "expect",
  result: "skipped",
  type: EXPECTATION,
  message: "the scenario expects nothing",
});

function verdictCase(subject: string, { path, holds, isVacuous, expected, came }: Verdict): ReportedCase {
  const about = { subject, name: nameOf(path), type: EXPECTATION };
  if (holds) return { ...about, result: "passed" };
  const message = `expected ${expected}, came ${came}`;
  return { ...about, result: isVacuous === true ? "skipped" : "failed", message };
}

function failureRemarks(
  file: string,
  subject: string,
  judgement: Judgement,
  placeOf: (path: Path) => SourcePlace,
): readonly Remark[] {
  return failureNotes(judgement, placeOf).map(
    ({ line, column, quotedLine, message }): Remark => ({
      ruleId: EXPECTATION,
      severity: "error",
      file,
      line,
      column,
      quotedLine,
      message,
      subject,
      steps: [],
      assumptions: [],
    }),
  );
}
