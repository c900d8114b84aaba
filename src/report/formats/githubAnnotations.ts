import type { FindingSeverity } from "../../model/finding.ts";
import { printable } from "../../model/printable.ts";
import type { Remark, Reported } from "./reported.ts";
import { remarksByGravity } from "./reported.ts";

const COMMANDS: Readonly<Record<FindingSeverity, string>> = { error: "error", warning: "warning", note: "notice" };
/** GitHub shows so many of each kind for a step, and drops the others without a word. */
const SHOWN_OF_A_KIND = 10;

/** Workflow commands that put remarks beside the lines they are about; what GitHub would not show is counted instead. */
export function githubAnnotations(reported: Reported): string {
  const remarks = remarksByGravity(reported);
  const lines = (["error", "warning", "note"] as const).flatMap((severity) => {
    const all = remarks.filter((remark) => remark.severity === severity);
    const shown = all.length > SHOWN_OF_A_KIND ? all.slice(0, SHOWN_OF_A_KIND - 1) : all;
    const rest = all.length - shown.length;
    return [
      ...shown.map(annotation),
      ...(rest > 0 ? [`::${COMMANDS[severity]} title=probewise::and ${rest} more: the job summary has them all`] : []),
    ];
  });
  return lines.map((line) => `${line}\n`).join("");
}

function annotation({ severity, file, line, column, ruleId, message, help }: Remark): string {
  const properties = { file, line: String(line), col: String(column), title: `probewise: ${ruleId}` };
  const given = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  return `::${COMMANDS[severity]} ${given.join(",")}::${data(help === undefined ? message : `${message}\n${help}`)}`;
}

/** What ends a message or a property to the runner's reader of workflow commands. */
const data = (text: string): string =>
  printable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
