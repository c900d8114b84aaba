import type { ProbeType } from "../model/probe.ts";
import type { Trace } from "../model/trace.ts";

/** Names the form of the data in a report; additive within a number. */
export const REPORT_SCHEMA = "probewise-html/1";

/** All that one HTML report shows, as the JSON in it. */
export interface ReportData {
  readonly schema: typeof REPORT_SCHEMA;
  readonly tool: string;
  readonly title: string;
  /** The command that made it, without the machine's paths. */
  readonly about?: string;
  /** Statements of the rules of the model that explanations may cite, by id. */
  readonly rules: Readonly<Record<string, string>>;
  /** What stands above the timelines: of a check, its numbers. */
  readonly tables: readonly ReportTable[];
  /** At least one, unless there is a table. */
  readonly runs: readonly ReportRun[];
}

/** Text in rows; a row may lead to a run. */
export interface ReportTable {
  readonly title: string;
  readonly notes: readonly ReportNote[];
  readonly columns: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly run?: number }[];
}

export interface ReportNote {
  readonly tone: "good" | "bad" | "warn" | "plain";
  readonly text: string;
}

/** One simulated scenario. */
export interface ReportRun {
  readonly name: string;
  readonly description?: string;
  readonly trace: Trace;
  readonly pods: readonly ReportPod[];
  /** Lanes that belong to no pod, and stand above those of pods: clients, the cluster, nodes. */
  readonly others: readonly LaneGroup[];
  /** What was wanted of the run, and whether it came; violated first. */
  readonly claims: readonly Claim[];
  /** What it came to, in words. */
  readonly summary: readonly string[];
}

/** Something that was expected, promised or found, and the steps that show it. */
export interface Claim {
  /** `expected`, `changed`, `property`, `finding`. */
  readonly source: string;
  readonly holds: boolean;
  /** It does not hold, as it is known of this release of Kubernetes: why. */
  readonly known?: string;
  readonly name: string;
  readonly text: string;
  readonly steps: readonly number[];
}

export interface ReportPod {
  readonly name: string;
  readonly graceSeconds: number;
  readonly restartPolicy: string;
  readonly containers: readonly ReportContainer[];
  readonly groups: readonly LaneGroup[];
  /** Shown while the pod is folded up. */
  readonly inBrief: readonly Span[];
  readonly isFolded: boolean;
}

export interface ReportContainer {
  readonly name: string;
  readonly probes: Readonly<Partial<Record<ProbeType, ReportProbe>>>;
}

/** A probe with all defaults filled in. */
export interface ReportProbe {
  /** `GET :8080/healthz`, `exec cat /tmp/ok`. */
  readonly handler: string;
  readonly isExec: boolean;
  readonly initialDelaySeconds: number;
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

export interface LaneGroup {
  readonly title: string;
  readonly lanes: readonly Lane[];
}

export type Lane = SpanLane | AttemptLane | MarkLane;

export interface SpanLane {
  readonly is: "spans";
  readonly label: string;
  readonly spans: readonly Span[];
}

export const LOOKS = [
  "good",
  "bad",
  "warn",
  "off",
  "waiting",
  "starting",
  "running",
  "stopping",
  "backOff",
  "ended",
  "failed",
  "plain",
] as const;
export type Look = (typeof LOOKS)[number];

/** A state that holds until the next one. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly look: Look;
  /** The first of these that fits is written on it. */
  readonly words: readonly string[];
  /** The step that brought it about; absent for what no event says. */
  readonly step?: number;
  /** Until when it may last at most: the end of a grace period. */
  readonly limitMs?: number;
}

export interface AttemptLane {
  readonly is: "attempts";
  readonly label: string;
  readonly pod: string;
  readonly container: string;
  readonly probe: ProbeType;
  /** Of each attempt, in the order of time. */
  readonly steps: readonly number[];
  /** Of each attempt: so many equal results in a row, with it; failures below 0; 0: it does not count. */
  readonly counts: readonly number[];
  /** Attempts that had the container killed. */
  readonly kills: readonly number[];
}

/** Instants: Kubernetes Events, syncs, what the scenario does. */
export interface MarkLane {
  readonly is: "marks";
  readonly label: string;
  readonly steps: readonly number[];
}
