import type { SourcePlace } from "./diagnostic.ts";
import type { JsonValue } from "./json.ts";
import type { ProbeType } from "./probe.ts";
import type { Scenario } from "./scenario.ts";

/** From the gravest on. `error`: it does not do what it is there for; `warning`: it will hurt some day; `note`: good to know. */
export const FINDING_SEVERITIES = ["error", "warning", "note"] as const;
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/** One step of the timeline that proves a finding. */
export interface WitnessStep {
  readonly tMs: number;
  /** Number of the event in the full trace, from 1. */
  readonly step: number;
  readonly text: string;
}

/** What somebody is told of a policy: where, what will happen, and what to do. */
export interface Finding extends SourcePlace {
  /** Speaking kebab-case; reads well after "allow". */
  readonly ruleId: string;
  readonly severity: FindingSeverity;
  readonly file: string;
  /** Number of the document in the file, from 0. */
  readonly document: number;
  /** Path of the field in the document. A field that is not written has the place of its nearest ancestor that is. */
  readonly path: string;
  /** `deployment/web`. */
  readonly workload: string;
  readonly container?: string;
  readonly probe?: ProbeType;
  /** One sentence that stands alone. */
  readonly message: string;
  readonly why?: string;
  /** Where the finding is about behaviour: a run that shows it. */
  readonly witness?: { readonly scenario: Scenario; readonly steps: readonly WitnessStep[] };
  readonly fix?: {
    readonly text: string;
    /** By paths in the document; null removes what is there. */
    readonly edits: readonly { readonly path: string; readonly value: JsonValue }[];
    /** The edited object was read and looked at again: the finding is gone, and no other has come. */
    readonly isProven: boolean;
  };
  /** What the finding rests on and nothing recorded backs. */
  readonly assumptions: readonly string[];
  /** Somebody has decided to live with it. */
  readonly ignored?: { readonly by: "annotation" | "config" | "baseline"; readonly reason: string };
}
