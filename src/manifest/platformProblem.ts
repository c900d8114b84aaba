import type { Diagnostic } from "../model/diagnostic.ts";
import { diagnose } from "./describeFile.ts";
import type { ObjectContext } from "./dialect.ts";
import type { SourceNode } from "./source/sourceNode.ts";

/** Something that a platform, or who knows it, says about a field of its file. */
export interface PlatformProblem {
  /** Absent: it is no rule, only wrong. */
  readonly ruleId?: string;
  /** Default: error, the platform refuses the file. */
  readonly severity?: "error" | "warning";
  /** Path within the object. */
  readonly path: string;
  readonly message: string;
  readonly why?: string;
  readonly help?: string;
  /** What `help` says, by paths within the object; null removes what is there. */
  readonly edits?: Diagnostic["edits"];
}

/** A problem at its place in the user's file. */
export function describeProblem(
  { ruleId, severity = "error", path, message, why, help, edits }: PlatformProblem,
  node: SourceNode,
  context: ObjectContext,
): Diagnostic {
  const code = severity === "error" ? "platform-refusal" : "platform-warning";
  return {
    ...diagnose(node, context, code, message, path),
    severity,
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(why === undefined ? {} : { why }),
    ...(help === undefined ? {} : { help }),
    ...(edits === undefined ? {} : { edits }),
  };
}
