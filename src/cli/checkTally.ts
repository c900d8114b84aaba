import type { CheckedWorkload } from "../analyze/checkFiles.ts";
import { isFailing } from "../analyze/checkFiles.ts";
import { workloadsOf } from "../manifest/dialect.ts";
import type { ManifestFile, ManifestObject } from "../manifest/readManifest.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { FindingSeverity } from "../model/finding.ts";
import type { CheckResult, CheckTally } from "../report/checkReport.ts";
import { combineExitCodes, EXIT_CODES, type ExitCode } from "./exitCode.ts";
import { type FailOn, isGate } from "./failOn.ts";
import type { ReadManifests } from "./readManifests.ts";

export const isFileError = ({ severity, subject }: Diagnostic): boolean => severity === "error" && subject === "file";

/** The file, or a document of it, is no manifest. */
function isUnreadable({ diagnostics, objects }: ManifestFile): boolean {
  return diagnostics.some(isFileError) || objects.some((object) => object.diagnostics.some(isFileError));
}

function isRefused(object: ManifestObject): boolean {
  return object.diagnostics.some(({ severity, subject }) => severity === "error" && subject === "object");
}

function rolloutCounts(checked: readonly CheckedWorkload[]): CheckTally["rollouts"] {
  const all = checked.flatMap(({ rollout }) => rollout ?? []);
  const untold = all.flatMap((rollout) => ("untold" in rollout ? [rollout.untold] : []));
  return {
    told: all.length - untold.length,
    left: untold.filter((reason) => reason === "many-workloads").length,
  };
}

/** An account of everything that was given. */
export function checkTally(
  { files, problems, leftOut }: ReadManifests,
  { checked, findings }: CheckResult,
): CheckTally {
  const objects = files.flatMap((file) => file.objects).filter(({ content }) => content.is !== "empty");
  const found = [...findings.values()].flat();
  const count = (severity: FindingSeverity): number =>
    found.filter((finding) => finding.ignored === undefined && finding.severity === severity).length;
  return {
    files: files.length + problems.length,
    objects: objects.length,
    workloads: objects.flatMap(workloadsOf).length,
    services: objects.filter(({ content }) => content.is === "service").length,
    others: objects.filter(({ content }) => content.is === "other").length,
    refused: objects.filter(isRefused).length,
    unreadableFiles: problems.length + files.filter(isUnreadable).length,
    filesWithoutWorkload: files.filter((file) => file.objects.flatMap(workloadsOf).length === 0).length,
    leftOut,
    failing: [...checked.values()].filter(isFailing).length,
    rollouts: rolloutCounts([...checked.values()]),
    findings: {
      error: count("error"),
      warning: count("warning"),
      note: count("note"),
      ignored: found.filter(({ ignored }) => ignored !== undefined).length,
    },
  };
}

/** As DESIGN, section 8: what is no manifest, then what is refused or fails, then that there was nothing to tell. */
export function checkExitCode(read: ReadManifests, result: CheckResult, failOn: FailOn): ExitCode {
  const tally = checkTally(read, result);
  return combineExitCodes([
    ...(tally.unreadableFiles > 0 ? [EXIT_CODES.usage] : []),
    ...(tally.refused > 0 || tally.failing > 0 || isGate(result.findings, failOn) ? [EXIT_CODES.failed] : []),
    result.checked.size > 0 ? EXIT_CODES.ok : EXIT_CODES.inconclusive,
  ]);
}
