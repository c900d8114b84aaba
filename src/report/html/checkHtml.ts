import { toldIntervals } from "../../analyze/checkFiles.ts";
import type { CheckedWorkload } from "../../analyze/checkFiles.ts";
import type { CheckedRollout } from "../../analyze/checkRollout.ts";
import type { ContainerOutcomes, StoryOutcome } from "../../analyze/checkWorkload.ts";
import type { ShownRun } from "../../analyze/shownRuns.ts";
import { runOf, storyRun } from "../../analyze/shownRuns.ts";
import { workloadsOf } from "../../manifest/dialect.ts";
import type { ManifestFile, ManifestObject } from "../../manifest/readManifest.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Finding } from "../../model/finding.ts";
import type { Workload } from "../../model/workload.ts";
import type { Claim, ReportData, ReportNote, ReportRun, ReportTable } from "../../viewer/reportData.ts";
import type { CheckResult } from "../checkReport.ts";
import { reasonWithoutWorkload } from "../checkReport.ts";
import { findingText } from "../findingText.ts";
import { storyText } from "../intervalText.ts";
import { createPaint } from "../paint.ts";
import { policyText } from "../policyText.ts";
import { quoteSource } from "../quoteSource.ts";
import { harmText, storyWords, untoldRolloutText } from "../rolloutLines.ts";
import { htmlRun } from "./htmlRun.ts";

/** Beyond so many events no more runs are put into a report: it would be too large to be sent around. */
const EVENTS_MAX = 150_000;

const PLAIN = createPaint(false);

interface Gathered {
  readonly runs: ReportRun[];
  events: number;
  left: number;
}

/** What a check came to: tables of its numbers and findings, with the run behind each. */
export function checkHtml(
  files: readonly ManifestFile[],
  { checked, findings }: CheckResult,
  kubeletAgeMs: number,
): Pick<ReportData, "title" | "tables" | "runs"> {
  const gathered: Gathered = { runs: [], events: 0, left: 0 };
  const tables = files.flatMap((file) => {
    const ofFile: ReportTable[] = [];
    const notes = file.diagnostics.map((one) => diagnosticNote(file.file, one));
    for (const object of file.objects) {
      notes.push(...object.diagnostics.map((one) => diagnosticNote(file.file, one)));
      for (const workload of workloadsOf(object)) {
        const one = checked.get(workload);
        if (one === undefined) continue;
        ofFile.push(...workloadTables(one, file.file, object, kubeletAgeMs, gathered));
        if (one.rollout !== undefined) ofFile.push(rolloutTable(one.workload, one.rollout, gathered));
      }
      const found = (findings.get(object) ?? []).filter(({ ignored }) => ignored === undefined);
      if (found.length > 0) ofFile.push(findingsTable(found, gathered));
    }
    const reason = ofFile.length === 0 ? reasonWithoutWorkload(file) : undefined;
    if (reason !== undefined) notes.push({ tone: "plain", text: reason });
    return notes.length === 0 ? ofFile : [noteTable(file.file, notes), ...ofFile];
  });
  if (gathered.left > 0)
    tables.unshift(
      noteTable("Left out", [
        {
          tone: "warn",
          text: `${gathered.left} runs are not in this report, as it would grow too large: check fewer files at a time`,
        },
      ]),
    );
  const [only, other] = files;
  return {
    title: only !== undefined && other === undefined ? only.file : `${files.length} files`,
    tables,
    runs: gathered.runs,
  };
}

const noteTable = (title: string, notes: readonly ReportNote[]): ReportTable => ({
  title,
  notes,
  columns: [],
  rows: [],
});

function diagnosticNote(file: string, diagnostic: Diagnostic): ReportNote {
  const tone = diagnostic.severity === "error" ? "bad" : "warn";
  return { tone, text: quoteSource(file, diagnostic, PLAIN).trimEnd() };
}

/** A table for each container, its stories in the order in which they are told. */
function workloadTables(
  one: CheckedWorkload,
  file: string,
  object: ManifestObject,
  kubeletAgeMs: number,
  gathered: Gathered,
): readonly ReportTable[] {
  const { workload, outcomes } = one;
  const { healthy, failing } = outcomes;
  const healthyRun =
    healthy === undefined ? undefined : addRun(gathered, () => storyRun(one, undefined, healthy, kubeletAgeMs));
  return outcomes.containers.map(
    (container): ReportTable => ({
      title: `${workload.kind} ${workload.name}, ${container.container.name} (${file}:${object.firstLine})`,
      notes: [
        { tone: "plain", text: policyText(container.container) },
        ...(failing.includes(container.container.name)
          ? [{ tone: "bad" as const, text: "✗ healthy, it is not ready within the horizon, or is restarted" }]
          : []),
        ...container.untold.map(
          ({ name, reason }): ReportNote => ({ tone: "plain", text: `${name} is not told: ${reason}` }),
        ),
      ],
      columns: ["Story", "What it comes to", "What the app does"],
      rows: storyRows(one, container, healthyRun, kubeletAgeMs, gathered),
    }),
  );
}

function storyRows(
  one: CheckedWorkload,
  { container, outcomes }: ContainerOutcomes,
  healthyRun: number | undefined,
  kubeletAgeMs: number,
  gathered: Gathered,
): ReportTable["rows"] {
  const row = (outcome: StoryOutcome, run: number | undefined): ReportTable["rows"][number] => {
    const { label, detail } = outcome.story;
    const cells = [label, storyText(toldIntervals(outcome, container.name)), detail];
    return { cells, ...(run !== undefined && { run }) };
  };
  const { healthy } = one.outcomes;
  return [
    ...(healthy === undefined ? [] : [row(healthy, healthyRun)]),
    ...outcomes.map((outcome) =>
      row(
        outcome,
        addRun(gathered, () => storyRun(one, container.name, outcome, kubeletAgeMs)),
      ),
    ),
  ];
}

/** All stories of it, also those that hurt nobody. */
function rolloutTable(workload: Workload, rollout: CheckedRollout, gathered: Gathered): ReportTable {
  const title = `${workload.kind} ${workload.name}, a new revision of its ${workload.replicas} pods`;
  if ("untold" in rollout) return noteTable(title, [{ tone: "plain", text: untoldRolloutText(rollout.untold) }]);
  return {
    title,
    notes: [],
    columns: ["Revision", "What it comes to", "What its apps do"],
    rows: rollout.stories.map((one): ReportTable["rows"][number] => {
      const { story } = one;
      const run = addRun(gathered, () => runOf(rollout.telling.scenario(story.name)));
      return { cells: [story.name, harmText(one), storyWords(story.name)], ...(run !== undefined && { run }) };
    }),
  };
}

function findingsTable(findings: readonly Finding[], gathered: Gathered): ReportTable {
  const [first] = findings;
  return {
    title: `Findings of ${first?.workload ?? first?.file}`,
    notes: findings.map((finding) => ({
      tone: finding.severity === "error" ? "bad" : finding.severity === "warning" ? "warn" : "plain",
      text: findingText(finding, PLAIN).trimEnd(),
    })),
    columns: ["Finding", "Severity", "In words"],
    rows: findings.map((finding) => {
      const run = findingRun(finding, gathered);
      return { cells: [finding.ruleId, finding.severity, finding.message], ...(run !== undefined && { run }) };
    }),
  };
}

/** The run that proves a finding, which leads to its steps. */
function findingRun(finding: Finding, gathered: Gathered): number | undefined {
  const { witness, ruleId, message } = finding;
  if (witness === undefined) return undefined;
  const claim: Claim = {
    source: "finding",
    holds: false,
    name: ruleId,
    text: message,
    steps: witness.steps.map(({ step }) => step),
  };
  const scenario = { ...witness.scenario, id: `${finding.workload}: ${ruleId}`, description: message };
  return addRun(gathered, () => runOf(scenario), [claim]);
}

/** Its place among the runs; undefined if there is no room for it any more. */
function addRun(gathered: Gathered, make: () => ShownRun, claims: readonly Claim[] = []): number | undefined {
  if (gathered.events > EVENTS_MAX) {
    gathered.left++;
    return undefined;
  }
  const { scenario, trace, clients } = make();
  gathered.events += trace.events.length;
  const run = htmlRun("", scenario, trace, undefined, clients);
  return gathered.runs.push({ ...run, claims: [...claims, ...run.claims] }) - 1;
}
