import type { CitedRule } from "./citedRules.ts";

/** One reason, in a sentence, with the rule of the model that says so. */
export interface Reason {
  readonly text: string;
  /** `KLT-018`. */
  readonly rule?: CitedRule;
}

/** What a step is, and why it did or did not lead to more. */
export interface Explanation {
  /** One line. */
  readonly title: string;
  readonly reasons: readonly Reason[];
}

export function because(text: string, rule?: CitedRule): Reason {
  return rule === undefined ? { text } : { text, rule };
}
