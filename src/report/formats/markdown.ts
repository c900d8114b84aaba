import { formatDuration } from "../../time/duration.ts";
import { printable } from "../../model/printable.ts";
import type { Remark, Reported, ReportedSuite } from "./reported.ts";
import { remarksByGravity } from "./reported.ts";

/** A step's summary on GitHub holds 1 MiB; a report beyond it would be dropped whole. */
const BYTES_MAX = 1_000_000;
const SYMBOLS = { error: "❌", warning: "⚠️", note: "ℹ️" } as const;
const RESULTS = { passed: "✅ passed", failed: "❌ failed", skipped: "➖ skipped", errored: "❗ errored" } as const;

/** A report for job summaries and pull requests: the tally, each remark with its timeline, and what was looked at. */
export function markdownReport(reported: Reported): string {
  const remarks = remarksByGravity(reported);
  const head = `## probewise ${reported.command}\n\n${text(reported.summary)}\n`;
  const parts = [...remarks.map(remarkSection), ...reported.suites.map(suiteSection)];
  let report = head;
  for (const [index, part] of parts.entries()) {
    if (report.length + part.length > BYTES_MAX / 4)
      return `${report}\n…and ${parts.length - index} more parts: they do not fit in here.\n`;
    report += part;
  }
  return report;
}

function remarkSection({ severity, ruleId, file, line, message, why, help, steps, assumptions }: Remark): string {
  const timeline = steps.map(({ tMs, text: words }) => `| ${formatDuration(tMs)} | ${text(words)} |`);
  return [
    `\n### ${SYMBOLS[severity]} ${severity}: ${text(ruleId)} — ${text(`${file}:${line}`)}\n\n${text(message)}\n`,
    why === undefined ? "" : `\n${text(why)}\n`,
    timeline.length === 0 ? "" : `\n| at | what happens |\n| --- | --- |\n${timeline.join("\n")}\n`,
    help === undefined ? "" : `\n**Help:** ${text(help)}\n`,
    assumptions.length === 0 ? "" : `\n*Assumed:* ${assumptions.map(text).join("; ")}\n`,
  ].join("");
}

function suiteSection({ name, cases, properties }: ReportedSuite): string {
  const rows = cases.map(
    ({ subject, name: what, result, message = "" }) =>
      `| ${text(subject)} | ${text(what)} | ${RESULTS[result]} | ${text(message)} |`,
  );
  const given = Object.entries(properties).map(([key, value]) => `${text(key)} ${text(value)}`);
  const table =
    rows.length === 0
      ? "Nothing in it was looked at.\n"
      : `| what | case | result | |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`;
  return `\n<details><summary>${text(name)}: ${cases.length} looked at</summary>\n\n${given.join(", ")}\n\n${table}\n</details>\n`;
}

/** Nothing in a manifest is markup: what could be is escaped. */
const text = (words: string): string =>
  html(words)
    .replaceAll(/[\\`*_[\]|~#]/g, "\\$&")
    .replaceAll(/\s*\n\s*/g, " ");
const html = (words: string): string =>
  printable(words).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("@", "&#64;");
