import type { JobPod, PodFailureRule } from "./job.ts";

/** What a Job's policy makes of a failed pod: `message` of the rule that fails the whole Job. */
export type PodFailureVerdict =
  | { readonly action: "Count" | "Ignore" }
  | { readonly action: "FailJob"; readonly message: string };

function matchingEnd({ ends }: JobPod, { onExitCodes }: PodFailureRule): JobPod["ends"][number] | undefined {
  if (onExitCodes === undefined) return undefined;
  const { containerName, operator, values } = onExitCodes;
  return ends.find(
    ({ container, exitCode }) =>
      exitCode !== 0 &&
      (containerName ?? container) === container &&
      (operator === "In" ? values.includes(exitCode) : operator === "NotIn" && !values.includes(exitCode)),
  );
}

/** The first rule that fits decides; a pod that none fits counts. */
export function podFailureVerdict(pod: JobPod, rules: readonly PodFailureRule[]): PodFailureVerdict {
  for (const [index, rule] of rules.entries()) {
    const end = matchingEnd(pod, rule);
    const condition = (rule.onPodConditions ?? []).flatMap(({ type, status = "True" }) =>
      pod.conditions.filter((one) => one.type === type && one.status === status),
    )[0];
    if (end === undefined && condition === undefined) continue;
    if (rule.action === "Ignore" || rule.action === "Count") return { action: rule.action };
    if (rule.action !== "FailJob") continue;
    const what =
      end === undefined
        ? `Pod default/${pod.name} has condition ${condition?.type ?? ""}`
        : `Container ${end.container} for pod default/${pod.name} failed with exit code ${end.exitCode}`;
    return { action: "FailJob", message: `${what} matching FailJob rule at index ${index}` };
  }
  return { action: "Count" };
}
