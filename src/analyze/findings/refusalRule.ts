import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Draft, ObjectRule, RuleText } from "./rule.ts";

/** A rule that the reader of a platform's files keeps already: it says what the reader says. */
export function refusalRule(text: RuleText): ObjectRule {
  return {
    ...text,
    findInObject: ({ object }) => object.diagnostics.filter(({ ruleId }) => ruleId === text.id).map(draftOf),
  };
}

function draftOf({ path = "", severity, message, why, help, edits }: Diagnostic): Draft {
  const more = [why, ...(edits === undefined ? [help] : [])].filter((part) => part !== undefined);
  return {
    path,
    severity,
    message,
    ...(more.length === 0 ? {} : { why: more.join("; ") }),
    ...(help === undefined || edits === undefined ? {} : { fix: { text: help, edits } }),
  };
}
