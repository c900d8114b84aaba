import { witnessIdOf } from "../analyze/findings/witnessId.ts";
import type { Finding } from "../model/finding.ts";
import { formatKubernetesVersion, NEWEST_VERSION } from "../model/kubernetesVersion.ts";
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
      ...(witness !== undefined && { details: witnessLines(finding, witness, paint) }),
      ...(finding.why !== undefined && { why: finding.why }),
      ...(fix !== undefined && { help: fixWords(fix) }),
    },
    paint,
  );
  const assumed = assumptions.map((one) => `  ${paint("heading", "assumed")}: ${printable(one)}\n`);
  return `${text}${assumed.join("")}`;
}

function witnessLines(finding: Finding, { steps, scenario }: Witness, paint: Paint): string[] {
  const times = steps.map(({ tMs }) => formatDuration(tMs));
  const width = Math.max(0, ...times.map((time) => time.length));
  return [
    `  ${paint("heading", "what happens")}:`,
    ...steps.map(
      ({ text }, index) => `  ${paint("dim", (times[index] ?? "").padStart(width + 2))}  ${printable(text)}`,
    ),
    `  ${paint("heading", "replay")}: ${paint("dim", printable(replayCommand(finding, scenario)))}`,
  ];
}

type Witness = NonNullable<Finding["witness"]>;

const NEWEST = formatKubernetesVersion(NEWEST_VERSION);

/** To be pasted into a shell. */
function replayCommand(finding: Finding, { kubernetes = NEWEST }: Witness["scenario"]): string {
  const file = finding.file === "<stdin>" ? "-" : quoted(finding.file);
  const release = kubernetes === NEWEST ? "" : ` --kubernetes ${kubernetes}`;
  return `probewise check ${file}${release} --witness ${quoted(witnessIdOf(finding))} | probewise run -`;
}

/** As one word of a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
