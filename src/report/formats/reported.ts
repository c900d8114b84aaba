import type { Diagnostic, SourcePlace } from "../../model/diagnostic.ts";
import type { Finding, FindingSeverity, WitnessStep } from "../../model/finding.ts";
import { witnessIdOf } from "../../analyze/findings/witnessId.ts";
import { fixWords } from "../fixWords.ts";

/** What is said of a place in a file, be it by the API server, by a rule or by an expectation that did not come true. */
export interface Remark extends SourcePlace {
  /** Constant: of a rule, of a kind of diagnostic, or `expectation`. */
  readonly ruleId: string;
  readonly severity: FindingSeverity;
  readonly file: string;
  /** Stands alone. */
  readonly message: string;
  readonly why?: string;
  readonly help?: string;
  /** What it is about, without line numbers: the same remark in a file that was edited elsewhere has the same subject. */
  readonly subject: string;
  /** The timeline that proves it. */
  readonly steps: readonly WitnessStep[];
  readonly assumptions: readonly string[];
  readonly ignored?: NonNullable<Finding["ignored"]>;
}

/**
 * `skipped`: nobody could tell, or somebody has decided to live with it; `errored`: it could not even be tried.
 */
export type CaseResult = "passed" | "failed" | "skipped" | "errored";

/** One thing that was looked at. */
export interface ReportedCase {
  /** What it is about: a workload, a scenario. */
  readonly subject: string;
  readonly name: string;
  readonly result: CaseResult;
  /** What kind of thing went wrong: a rule's id, `expectation`. */
  readonly type: string;
  /** Self-sufficient: some readers show nothing else. */
  readonly message?: string;
  readonly details?: string;
}

/** What belongs to one input. */
export interface ReportedSuite {
  /** A file, or a scenario. */
  readonly name: string;
  /** What it takes to get the same again: release, seed, hash. */
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly ReportedCase[];
  readonly remarks: readonly Remark[];
  /** As a person would be shown it on a terminal, without colour. */
  readonly text: string;
}

/** What a command came to, for all machine reports. */
export interface Reported {
  readonly command: string;
  readonly toolVersion: string;
  readonly suites: readonly ReportedSuite[];
  /** One line: how many of what. */
  readonly summary: string;
}

/** What the API server, or a reader, says of a file. */
export function remarkOfDiagnostic(diagnostic: Diagnostic): Remark {
  const { code, severity, file, line, column, quotedLine, message, why, help, path = "" } = diagnostic;
  return {
    ruleId: diagnostic.ruleId ?? code,
    severity,
    file,
    line,
    column,
    quotedLine,
    message,
    ...(why !== undefined && { why }),
    ...(help !== undefined && { help }),
    subject: path,
    steps: [],
    assumptions: [],
  };
}

export function remarkOfFinding(finding: Finding): Remark {
  const { ruleId, severity, file, line, column, quotedLine, message, why, fix, witness, assumptions, ignored } =
    finding;
  return {
    ruleId,
    severity,
    file,
    line,
    column,
    quotedLine,
    message,
    ...(why !== undefined && { why }),
    ...(fix !== undefined && { help: fixWords(fix) }),
    subject: witnessIdOf(finding),
    steps: witness?.steps ?? [],
    assumptions,
    ...(ignored !== undefined && { ignored }),
  };
}

const GRAVITY: Readonly<Record<FindingSeverity, number>> = { error: 0, warning: 1, note: 2 };

/** All remarks that nobody ignores, the gravest first, then by file and line. */
export function remarksByGravity({ suites }: Reported): readonly Remark[] {
  return suites
    .flatMap(({ remarks }) => remarks)
    .filter(({ ignored }) => ignored === undefined)
    .toSorted(
      (a, b) =>
        GRAVITY[a.severity] - GRAVITY[b.severity] || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line),
    );
}
