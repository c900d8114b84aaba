import type { Extreme } from "../analyze/bounds.ts";
import type { CheckedWorkload } from "../analyze/checkFiles.ts";
import { toldIntervals, witnessId } from "../analyze/checkFiles.ts";
import type { CheckedRollout } from "../analyze/checkRollout.ts";
import { rolloutWitnessId } from "../analyze/checkRollout.ts";
import type { StoryOutcome } from "../analyze/checkWorkload.ts";
import { witnessIdOf } from "../analyze/findings/witnessId.ts";
import { withUncontrolled } from "../analyze/uncontrolled.ts";
import { workloadsOf } from "../manifest/dialect.ts";
import type { ManifestFile } from "../manifest/readManifest.ts";
import type { Workload, WorkloadPlatform } from "../model/workload.ts";
import type { Finding } from "../model/finding.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import type { CheckResult } from "./checkReport.ts";
import { reasonWithoutWorkload } from "./checkReport.ts";
import { untoldRolloutText } from "./rolloutLines.ts";

/** Names the format of `check --json`; additive within a number. */
export const CHECK_SCHEMA = "probewise-check/1";

/** What was found in one file, as plain data. */
export function fileJson(file: ManifestFile, { checked, findings }: CheckResult, kubeletAgeMs: number): JsonValue {
  const isTold = file.objects.some((object) => workloadsOf(object).some((workload) => checked.has(workload)));
  const reason = isTold ? undefined : reasonWithoutWorkload(file);
  return {
    file: file.file,
    ...(reason === undefined ? {} : { reason }),
    diagnostics: file.diagnostics as unknown as JsonValue,
    objects: file.objects.map((object): JsonValue => {
      const told = workloadsOf(object).flatMap((workload) => checked.get(workload) ?? []);
      return {
        ...(object.kind === undefined ? {} : { kind: object.kind.kind }),
        name: object.name,
        namespace: object.namespace,
        document: object.document,
        path: object.path,
        line: object.firstLine,
        is: object.content.is,
        ...(object.content.is === "other" ? { reason: object.content.reason } : {}),
        isAccepted: object.isAccepted,
        diagnostics: object.diagnostics as unknown as JsonValue,
        workloads: told.map((one) => workloadJson(one, kubeletAgeMs)),
        findings: (findings.get(object) ?? []).map(findingJson),
      };
    }),
  };
}

/** The run behind it is printed by `--witness`: it is longer than all the rest. */
function findingJson(finding: Finding): JsonValue {
  const { witness, ...said } = finding;
  return {
    ...(said as unknown as JsonObject),
    ...(witness === undefined
      ? {}
      : { witness: { id: witnessIdOf(finding), steps: witness.steps as unknown as JsonValue } }),
  };
}

function rolloutJson(workload: Workload, rollout: CheckedRollout): JsonObject {
  if ("untold" in rollout) return { untold: { name: rollout.untold, reason: untoldRolloutText(rollout.untold) } };
  return {
    stories: rollout.stories.map(({ story, harm }) => ({
      ...(story as unknown as JsonObject),
      ...(harm === undefined ? {} : { harm }),
      witness: rolloutWitnessId(workload, story.name),
    })),
  };
}

function workloadJson({ workload, service, outcomes, rollout }: CheckedWorkload, kubeletAgeMs: number): JsonValue {
  return {
    kind: workload.kind,
    name: workload.name,
    ...(workload.platform === undefined ? {} : { platform: platformJson(workload.platform) }),
    endpointBy: service === undefined ? { condition: "Ready" } : { service },
    failing: outcomes.failing,
    runs: outcomes.runs,
    containers: outcomes.containers.map(
      ({ container, outcomes: told, untold }): JsonValue => ({
        container: container.name,
        stories: [...(outcomes.healthy === undefined ? [] : [outcomes.healthy]), ...told].map((outcome) =>
          storyJson(workload, container.name, outcome, kubeletAgeMs),
        ),
        untold,
      }),
    ),
    ...(rollout === undefined ? {} : { rollout: rolloutJson(workload, rollout) }),
  };
}

function platformJson({ dialect, kind, name, part, assumptions }: WorkloadPlatform): JsonValue {
  return { dialect, kind, name, ...(part === undefined ? {} : { part }), assumptions };
}

function storyJson(workload: Workload, container: string, outcome: StoryOutcome, kubeletAgeMs: number): JsonValue {
  const { story } = outcome;
  const end = ({ ms, settings }: Extreme, id: string): JsonValue => {
    const { kubeletUpMs = 0, wallMs = 0, rand = 0 } = withUncontrolled({ untilMs: 0 }, kubeletAgeMs, settings);
    return { ms, settings: { kubeletUpMs, wallMs, rand }, witness: id };
  };
  return {
    story: story.name,
    label: story.label,
    runOptions: story.runOptions,
    untilMs: story.measurement.scenario.untilMs,
    instants: Object.fromEntries(
      toldIntervals(outcome, container).map(([metric, interval]) => [
        metric,
        {
          certainty: interval.certainty,
          earliest: end(interval.earliest, witnessId(workload, container, outcome, metric, "earliest")),
          latest: end(interval.latest, witnessId(workload, container, outcome, metric, "latest")),
        },
      ]),
    ),
  };
}
