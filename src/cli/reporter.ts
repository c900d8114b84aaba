import type { RolloutStory } from "../analyze/rollout/rolloutStories.ts";
import type { Judgement } from "../analyze/judgeScenario.ts";
import type { StoryName } from "../analyze/stories.ts";
import type { SourcePlace } from "../model/diagnostic.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Trace } from "../model/trace.ts";
import type { ClientSummary } from "../model/traffic.ts";
import type { CheckResult } from "../report/checkReport.ts";
import type { RunTally } from "../report/scenarioLine.ts";
import type { Path } from "../scenario/shapeProblem.ts";
import type { CheckOptions } from "./checkOptions.ts";
import type { ExitCode } from "./exitCode.ts";
import type { ReadManifests } from "./readManifests.ts";

/** What `run` came to for one file. */
export interface RunOutcome {
  /** Of the file, as it was given. */
  readonly name: string;
  readonly scenario: Scenario;
  readonly trace: Trace;
  readonly judgement: Judgement | undefined;
  /** Places in a scenario file; undefined: it was no such file. */
  readonly placeOf: ((path: Path) => SourcePlace) | undefined;
  /** What clients saw, where the scenario has some. */
  readonly clients: readonly ClientSummary[] | undefined;
  /** What becomes of a manifest's workload under new revisions; null: there is nothing to roll them over. */
  readonly rollouts?: readonly RolloutStory[] | null | undefined;
}

/** What `check` came to. */
export interface CheckOutcome {
  readonly read: ReadManifests;
  readonly result: CheckResult;
  readonly stories: readonly StoryName[];
  /** Exact release. */
  readonly kubernetes: string;
  readonly options: CheckOptions;
  readonly exitCode: ExitCode;
}

/** What a report is written to. */
export interface ReportTarget {
  readonly columns: number;
  /** Elsewhere lines need not be cut. */
  readonly isTTY: boolean;
  readonly color: boolean;
}

/** Reports many scenarios as they come; each part is text to write, empty for nothing. */
export interface ScenariosReport {
  readonly begin: () => string;
  readonly each: (outcome: RunOutcome) => string;
  readonly end: (tally: RunTally) => Iterable<string>;
}

/** Makes one kind of report of whatever a command came to. Adds nothing to it and writes nothing itself. */
export interface Reporter {
  readonly run: (outcome: RunOutcome, target: ReportTarget) => Iterable<string>;
  /** @param names of the files, for the layout. */
  readonly scenarios: (names: readonly string[], target: ReportTarget) => ScenariosReport;
  readonly check: (outcome: CheckOutcome, target: ReportTarget) => Iterable<string>;
}
