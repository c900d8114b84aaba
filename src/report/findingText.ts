import { witnessIdOf } from "../analyze/findings/witnessId.ts";
import type { Finding } from "../model/finding.ts";
import { formatDuration } from "../time/duration.ts";
import { fixWords } from "./fixWords.ts";
import type { Paint } from "./paint.ts";
import { printable } from "../model/printable.ts";
import { quoteSource } from "./quoteSource.ts";

/** A finding as `check` prints it: what, where, what happens, why, and the change that mends it. Ends with a line feed. */
export function findingText(finding: Finding, paint: Paint): string {
  const { witness, fix, ignored, assumptions } = finding;
  const text = quoteSource(
    finding.file,
    {
      severity: finding.severity,
      rule: finding.ruleId,
      line: finding.line,
      column: finding.column,
      quotedLine: finding.quotedLine,
      message: `${finding.message}${ignored === undefined ? "" : ` (ignored: ${ignored.reason})`}`,
      ...(witness !== undefined && { details: witnessLines(finding, witness.steps, paint) }),
      ...(finding.why !== undefined && { why: finding.why }),
      ...(fix !== undefined && { help: fixWords(fix) }),
    },
    paint,
  );
  const assumed = assumptions.map((one) => `  ${paint("heading", "assumed")}: ${printable(one)}\n`);
  return `${text}${assumed.join("")}`;
}

function witnessLines(finding: Finding, steps: NonNullable<Finding["witness"]>["steps"], paint: Paint): string[] {
  const times = steps.map(({ tMs }) => formatDuration(tMs));
  const width = Math.max(0, ...times.map((time) => time.length));
  return [
    `  ${paint("heading", "what happens")} ${paint("dim", `(--witness ${printable(witnessIdOf(finding))})`)}:`,
    ...steps.map(
      ({ text }, index) => `  ${paint("dim", (times[index] ?? "").padStart(width + 2))}  ${printable(text)}`,
    ),
  ];
}
