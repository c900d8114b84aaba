import type { DialectName } from "../../model/dialect.ts";
import type { Finding, FindingSeverity } from "../../model/finding.ts";
import type { PlatformContext } from "../../model/platformContext.ts";
import type { ProbeType } from "../../model/probe.ts";
import type { GivenObjects } from "./givenObjects.ts";
import type { ObjectSubject } from "./objectSubject.ts";
import type { WorkloadSubject } from "./workloadSubject.ts";

/** Files of whom a rule looks at; `all`: the pods of every platform. */
export type RulePlatform = "all" | DialectName;

/** What a rule says of a place: the frame adds the file, the line and whether the fix holds. */
export interface Draft {
  /** Path of the field in the document. */
  readonly path: string;
  /** Default: the rule's. */
  readonly severity?: FindingSeverity;
  readonly container?: string;
  readonly probe?: ProbeType;
  readonly message: string;
  readonly why?: string;
  /** Run when somebody looks. */
  readonly witness?: () => NonNullable<Finding["witness"]>;
  readonly fix?: Pick<NonNullable<Finding["fix"]>, "text" | "edits">;
  readonly assumptions?: readonly string[];
}

/** A manifest that shows a rule, and under which circumstances. Run by the tests, printed by `probewise explain`. */
export interface RuleExample {
  readonly manifest: string;
  /** Default: the newest release. */
  readonly kubernetes?: string;
  /** As of `--behaviour`: how the apps are. */
  readonly behaviour?: string;
  /** Default `example.yaml`; a service.json needs its own. */
  readonly file?: string;
  /** What a platform's file does not say. */
  readonly context?: PlatformContext;
}

export interface RuleText {
  /** Speaking kebab-case; reads well after "allow". Never used again for another rule. */
  readonly id: string;
  /** Other names of the same rule; each explains and ignores it. */
  readonly aliases?: readonly string[];
  /** General rules that say less about the same: where this one speaks of a probe, they are silent. */
  readonly supersedes?: readonly string[];
  /** The gravest that it gives. */
  readonly severity: FindingSeverity;
  /** One line, lower case, no full stop. */
  readonly summary: string;
  readonly platforms: readonly RulePlatform[];
  /** Which releases can reach it, in words; absent: all of them. */
  readonly releases?: string;
  /** What the rule needs to be told, where a manifest alone never triggers it. */
  readonly needs?: string;
  /** Where it was seen: `KI-05` of the known issues, `X-14` of the dialects' facts. */
  readonly evidence: readonly string[];
  /** What it is about, as paragraphs. */
  readonly essay: readonly string[];
  readonly ignoreWhen: string;
  readonly triggers: RuleExample;
  readonly quiet: RuleExample;
}

/** Looks at the pods that come of an object. */
export interface WorkloadRule extends RuleText {
  readonly findInWorkload: (subject: WorkloadSubject) => readonly Draft[];
}

/** Looks at the document as it is written, also at one that makes no pod, and at what else is given. */
export interface ObjectRule extends RuleText {
  readonly findInObject: (
    subject: ObjectSubject & { readonly context: PlatformContext; readonly given: GivenObjects },
  ) => readonly Draft[];
}

export type Rule = WorkloadRule | ObjectRule;
