import type { CheckedWorkload } from "../../analyze/checkFiles.ts";
import { isStuck } from "../../analyze/checkFiles.ts";
import type { CheckedRollout } from "../../analyze/checkRollout.ts";
import { workloadsOf } from "../../manifest/dialect.ts";
import type { ManifestFile, ManifestObject } from "../../manifest/readManifest.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { CheckResult, CheckTally } from "../checkReport.ts";
import { fileReport } from "../checkReport.ts";
import { createPaint } from "../paint.ts";
import { checkedRolloutLines, untoldRolloutText } from "../rolloutLines.ts";
import type { Remark, Reported, ReportedCase, ReportedSuite } from "./reported.ts";
import { remarkOfDiagnostic, remarkOfFinding } from "./reported.ts";

const PLAIN = createPaint(false);

/** A file that could not be read at all. */
interface InputProblem {
  readonly name: string;
  readonly problem: string;
  readonly help?: string;
}

interface CheckInput {
  readonly files: readonly ManifestFile[];
  readonly problems: readonly InputProblem[];
}

/** What `check` came to, a suite for each file: what the API server says, the healthy start of each workload, and each rule that found something. */
export function checkReported(
  { files, problems }: CheckInput,
  result: CheckResult,
  tally: CheckTally,
  toolVersion: string,
  kubernetes: string,
): Reported {
  const { error, warning, note, ignored } = tally.findings;
  return {
    command: "check",
    toolVersion,
    suites: [...problems.map(problemSuite), ...files.map((file) => fileSuite(file, result, kubernetes))],
    summary: `${tally.files} files, ${tally.objects} objects, ${tally.workloads} workloads, ${tally.refused} refused, ${tally.failing} failing; findings: ${error} errors, ${warning} warnings, ${note} notes, ${ignored} ignored`,
  };
}

function problemSuite({ name, problem, help = "" }: InputProblem): ReportedSuite {
  const unread: ReportedCase = {
    subject: name,
    name: "can be read",
    result: "errored",
    type: "unreadable",
    message: problem,
    details: help,
  };
  return { name, properties: {}, cases: [unread], remarks: [], text: `${problem}\n` };
}

function fileSuite(file: ManifestFile, result: CheckResult, kubernetes: string): ReportedSuite {
  const told = file.objects.map((object) => objectParts(object, result));
  const errors = file.diagnostics.filter(({ severity }) => severity === "error");
  return {
    name: file.file,
    properties: { kubernetes },
    cases: [
      ...(file.diagnostics.length === 0 ? [] : [diagnosedCase(file.file, "is a manifest", errors, "errored")]),
      ...told.flatMap(({ cases }) => cases),
    ],
    remarks: [...file.diagnostics.map(remarkOfDiagnostic), ...told.flatMap(({ remarks }) => remarks)],
    text: fileReport(file, result, { notes: true, ignored: true }, PLAIN),
  };
}

function objectParts(
  object: ManifestObject,
  { checked, findings }: CheckResult,
): { readonly cases: readonly ReportedCase[]; readonly remarks: readonly Remark[] } {
  if (object.content.is === "empty") return { cases: [], remarks: [] };
  const found = findings.get(object) ?? [];
  // What a rule says of the same has more to it.
  const diagnostics = object.diagnostics.filter((one) => !found.some(({ ruleId }) => ruleId === one.ruleId));
  const subject = `${(object.kind?.kind ?? "object").toLowerCase()}/${object.name}`;
  const errors = object.diagnostics.filter(({ severity }) => severity === "error");
  const remarks = [...diagnostics.map(remarkOfDiagnostic), ...found.map(remarkOfFinding)];
  const started = workloadsOf(object).flatMap((workload) => {
    const one = checked.get(workload);
    return one === undefined ? [] : workloadCases(one);
  });
  const ruled = remarks.slice(diagnostics.length).map(findingCase);
  // Of other kinds nobody here asks the API server.
  const isJudged = object.content.is !== "other" || errors.length > 0;
  const accepted = isJudged ? [diagnosedCase(subject, "is accepted", errors, "failed")] : [];
  return { cases: [...accepted, ...started, ...ruled], remarks };
}

function workloadCases({ workload, outcomes: { failing }, rollout }: CheckedWorkload): readonly ReportedCase[] {
  const subject = `${workload.kind.toLowerCase()}/${workload.name}`;
  const about = { subject, name: "starts healthy and stays", type: "healthy" };
  const message = `a healthy ${failing.join(", ")} is not ready within the horizon, or is restarted`;
  const started: ReportedCase =
    failing.length === 0 ? { ...about, result: "passed" } : { ...about, result: "failed", message };
  return rollout === undefined ? [started] : [started, rolloutCase(subject, rollout)];
}

/** What bad revisions do is in the details: that they are bad is not the workload's fault. */
function rolloutCase(subject: string, rollout: CheckedRollout): ReportedCase {
  const about = { subject, name: "is rolled out", type: "rollout" };
  if ("untold" in rollout) return { ...about, result: "skipped", message: untoldRolloutText(rollout.untold) };
  const [message = "", ...details] = checkedRolloutLines(rollout, PLAIN);
  return { ...about, result: isStuck(rollout) ? "failed" : "passed", message, details: details.join("\n") };
}

function diagnosedCase(
  subject: string,
  name: string,
  errors: readonly Diagnostic[],
  otherwise: "failed" | "errored",
): ReportedCase {
  const [first] = errors;
  if (first === undefined) return { subject, name, result: "passed", type: "accepted" };
  const details = errors.map(({ file, line, message }) => `${file}:${line}: ${message}`).join("\n");
  return { subject, name, result: otherwise, type: first.code, message: first.message, details };
}

/** A note is no failure: it is told as one that somebody may skip. */
function findingCase({ subject, ruleId, severity, file, line, message, why, help, ignored }: Remark): ReportedCase {
  const details = [`${file}:${line}`, why, help].filter((part) => part !== undefined).join("\n");
  const isSkipped = ignored !== undefined || severity === "note";
  return {
    subject,
    name: ruleId,
    result: isSkipped ? "skipped" : "failed",
    type: ruleId,
    message: ignored === undefined ? message : `${message} (ignored: ${ignored.reason})`,
    details,
  };
}
