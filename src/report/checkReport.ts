import type { CheckedWorkload } from "../analyze/checkFiles.ts";
import { isStuck, toldIntervals } from "../analyze/checkFiles.ts";
import type { ContainerOutcomes } from "../analyze/checkWorkload.ts";
import type { Findings } from "../analyze/findings/findFindings.ts";
import type { StoryName } from "../analyze/stories.ts";
import { STORY_DESCRIPTIONS } from "../analyze/stories.ts";
import { workloadsOf } from "../manifest/dialect.ts";
import type { ManifestFile, ManifestObject } from "../manifest/readManifest.ts";
import { isRestartableInitContainer } from "../model/container.ts";
import type { Workload, WorkloadPlatform } from "../model/workload.ts";
import { INIT_CONTAINER_MS } from "../scenario/podScenario.ts";
import type { Finding, FindingSeverity } from "../model/finding.ts";
import { formatDuration } from "../time/duration.ts";
import { findingText } from "./findingText.ts";
import { storyText } from "./intervalText.ts";
import type { Paint } from "./paint.ts";
import { policyText } from "./policyText.ts";
import { printable } from "../model/printable.ts";
import { quoteSource } from "./quoteSource.ts";
import { checkedRolloutLines } from "./rolloutLines.ts";

/** All that a check came to. */
export interface CheckResult {
  readonly checked: ReadonlyMap<Workload, CheckedWorkload>;
  readonly findings: Findings;
}

/** What is printed of the findings; the footer counts the others. */
export interface ShownFindings {
  readonly notes: boolean;
  readonly ignored: boolean;
}

function isShown({ severity, ignored }: Finding, shown: ShownFindings): boolean {
  return ignored === undefined ? severity !== "note" || shown.notes : shown.ignored;
}

/** What was found in one file, for people. */
export function fileReport(
  file: ManifestFile,
  { checked, findings }: CheckResult,
  shown: ShownFindings,
  paint: Paint,
): string {
  const lines: string[] = [paint("heading", printable(file.file))];
  let isTold = false;
  for (const diagnostic of file.diagnostics) lines.push(quoteSource(file.file, diagnostic, paint).trimEnd());
  for (const object of file.objects) {
    const told = findings.get(object) ?? [];
    for (const diagnostic of object.diagnostics) {
      // What a rule says of the same is told below, with more to it.
      if (told.some(({ ruleId }) => ruleId === diagnostic.ruleId)) continue;
      lines.push(quoteSource(file.file, diagnostic, paint).trimEnd());
    }
    for (const workload of workloadsOf(object)) {
      const one = checked.get(workload);
      if (one === undefined) continue;
      isTold = true;
      lines.push(...workloadLines(one, object, paint));
    }
    for (const finding of told) if (isShown(finding, shown)) lines.push("", findingText(finding, paint).trimEnd());
  }
  const reason = isTold ? undefined : reasonWithoutWorkload(file);
  if (reason !== undefined) lines.push(`  ${paint("dim", printable(reason))}`);
  return `${lines.join("\n")}\n`;
}

/** Why nothing was simulated of a file; undefined where its diagnostics say it. */
export function reasonWithoutWorkload(file: ManifestFile): string | undefined {
  const others = file.objects.filter(({ content }) => content.is === "other" || content.is === "service");
  if (others.length === 0) return undefined;
  const reasons = new Set(
    others.map(({ content }) => (content.is === "other" ? content.reason : "not a workload: Service")),
  );
  return `no workload: ${[...reasons].join("; ")}`;
}

function workloadLines(
  { workload, service, outcomes, rollout }: CheckedWorkload,
  object: ManifestObject,
  paint: Paint,
): string[] {
  const { platform } = workload;
  const place = `line ${object.firstLine}${platform === undefined ? "" : `, of ${platformText(platform)}`}`;
  const lines = [`  ${workload.kind} ${printable(workload.name)} ${paint("dim", `(${printable(place)})`)}`];
  const width = Math.max(
    0,
    ...outcomes.containers.flatMap((one) => [0, ...one.outcomes.map(({ story }) => story.label.length)]),
    outcomes.healthy === undefined ? 0 : "healthy".length,
  );
  for (const one of outcomes.containers) {
    lines.push(`    ${printable(one.container.name)}: ${paint("dim", policyText(one.container))}`);
    lines.push(...containerLines(one, outcomes.healthy, width, paint));
  }
  const endpoint =
    service === undefined ? "by the pod's condition Ready: no Service given selects it" : `of Service ${service}`;
  lines.push(`    ${paint("dim", [`endpoint ${printable(endpoint)}`, ...assumptionsOf(workload)].join("; "))}`);
  lines.push(...checkedRolloutLines(rollout, paint).map((line) => `    ${line}`));
  for (const assumption of platform?.assumptions ?? []) lines.push(`    ${paint("dim", `assumed: ${assumption}`)}`);
  if (outcomes.failing.length > 0) {
    lines.push(
      `    ${paint("bad", "✗ failed")}: a healthy ${outcomes.failing.map(printable).join(", ")} is not ready within the horizon, or is restarted`,
    );
  }
  if (isStuck(rollout)) lines.push(`    ${paint("bad", "✗ failed")}: a good revision is not rolled out`);
  return lines;
}

/** `predictor of InferenceService tagger`, as its user knows it. */
export function platformText({ kind, name, part }: WorkloadPlatform): string {
  return `${part === undefined ? "" : `${part} of `}${kind} ${name}`;
}

/** What the manifest does not say, and how it was taken. */
function assumptionsOf({ kind, pod }: Workload): string[] {
  const { initContainers = [], readinessGates = [] } = pod.spec;
  return [
    ...(kind === "Job" || kind === "CronJob" ? [`what the ${kind} runs is taken to go on`] : []),
    ...(initContainers.some((container) => !isRestartableInitContainer(container))
      ? [`each init container is taken to need ${formatDuration(INIT_CONTAINER_MS)}`]
      : []),
    ...(readinessGates.length > 0 ? ["nobody sets the conditions of its readiness gates"] : []),
  ];
}

function containerLines(
  { container, outcomes, untold }: ContainerOutcomes,
  healthy: CheckedWorkload["outcomes"]["healthy"],
  width: number,
  paint: Paint,
): string[] {
  const all = healthy === undefined ? outcomes : [healthy, ...outcomes];
  const told = all.map((outcome) => {
    const { label, detail } = outcome.story;
    const text = storyText(toldIntervals(outcome, container.name));
    return `      ${label.padEnd(width)}  ${text}${detail === "" ? "" : paint("dim", ` (${detail})`)}`;
  });
  return [
    ...told,
    ...untold.map(({ name, reason }) => `      ${paint("dim", `${name.padEnd(width)}  not told: ${reason}`)}`),
  ];
}

export interface CheckTally {
  readonly files: number;
  readonly objects: number;
  readonly workloads: number;
  readonly services: number;
  readonly others: number;
  readonly refused: number;
  readonly unreadableFiles: number;
  readonly filesWithoutWorkload: number;
  /** Names of files that were left out on purpose, and why. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
  readonly failing: number;
  /** Of workloads; `left`: told only where somebody asks, as there are many. */
  readonly rollouts: { readonly told: number; readonly left: number };
  /** By severity, those that somebody ignores apart. */
  readonly findings: Readonly<Record<FindingSeverity | "ignored", number>>;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** What the stories are, how sure the numbers, and an account of all that was given. */
export function checkFooter(
  tally: CheckTally,
  stories: readonly StoryName[],
  horizonMs: number,
  kubernetes: string,
  isThrifty: boolean,
  shown: ShownFindings,
  paint: Paint,
): string {
  const lines: string[] = [];
  if (tally.workloads > 0) {
    lines.push(`stories, on Kubernetes ${kubernetes}, each followed for at most ${formatDuration(horizonMs)}:`);
    const told = stories.filter((name) => name !== "rollout" || tally.rollouts.told > 0);
    for (const name of told) lines.push(`  ${name}: ${STORY_DESCRIPTIONS[name]}`);
    lines.push(
      "times count from the pod's creation; a–b: earliest and latest over relist phase, sub-second of the clock and requeue draws",
    );
    if (tally.rollouts.left > 0)
      lines.push(`rollouts of ${counted(tally.rollouts.left, "workload")} take longer: --story rollout tells them`);
    if (isThrifty) lines.push("~: what one kubelet does, where finding both ends takes longer; --exact finds them");
    lines.push("");
  }
  const parts = [
    counted(tally.files, "file"),
    counted(tally.objects, "object"),
    counted(tally.workloads, "workload"),
    counted(tally.services, "Service"),
    `${tally.others} of other kinds`,
    `${tally.refused} refused`,
  ];
  lines.push(paint(tally.refused + tally.unreadableFiles + tally.failing > 0 ? "bad" : "heading", parts.join(", ")));
  if (tally.filesWithoutWorkload > 0) lines.push(`${counted(tally.filesWithoutWorkload, "file")} without a workload`);
  if (tally.unreadableFiles > 0)
    lines.push(`${counted(tally.unreadableFiles, "file")} that cannot be read as a manifest`);
  for (const { name, reason } of tally.leftOut) lines.push(printable(`left out: ${name}, ${reason}`));
  if (tally.failing > 0)
    lines.push(
      `${counted(tally.failing, "workload")} whose healthy app is not ready in time, is restarted, or is not rolled out`,
    );
  if (tally.workloads > 0) lines.push(findingsLine(tally.findings, shown, paint));
  return `${lines.join("\n")}\n`;
}

function findingsLine(findings: CheckTally["findings"], shown: ShownFindings, paint: Paint): string {
  const hidden = (is: boolean, count: number, option: string): string => (is || count === 0 ? "" : ` (${option})`);
  const parts = [
    counted(findings.error, "error"),
    counted(findings.warning, "warning"),
    `${counted(findings.note, "note")}${hidden(shown.notes, findings.note, "--notes shows them")}`,
    ...(findings.ignored === 0
      ? []
      : [`${findings.ignored} ignored${hidden(shown.ignored, findings.ignored, "--show-ignored")}`]),
  ];
  const text = `findings: ${parts.join(", ")}`;
  return findings.error > 0 ? paint("bad", text) : text;
}
