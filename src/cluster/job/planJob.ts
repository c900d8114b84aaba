import type { JobCondition, JobPod, JobRules, JobSpec, JobStatus } from "./job.ts";
import { podFailureVerdict } from "./podFailurePolicy.ts";

/** What one sync of a Job does. */
export interface JobPlan {
  readonly delete: readonly string[];
  /** How many pods are made. */
  readonly create: number;
  /** What is written at the end. */
  readonly status: JobStatus;
  /** When the Job is looked at again by time alone; undefined: not. */
  readonly againAfterMs?: number;
}

interface JobView {
  readonly spec: JobSpec;
  readonly status: JobStatus;
  /** Restart policy of its pods. */
  readonly restartPolicy: string;
}

const FIRST_BACKOFF_MS = 10_000;

type Verdict = Pick<JobCondition, "reason" | "message">;

function isFailed({ phase, deleting }: JobPod, { onlyReplaceFailed }: JobSpec): boolean {
  return phase === "Failed" || (!onlyReplaceFailed && deleting && phase !== "Succeeded");
}

function isActive({ phase, deleting }: JobPod): boolean {
  return phase !== "Succeeded" && phase !== "Failed" && !deleting;
}

/** Counts what has finished since the last sync. Failures in a row decide how long the next pod has to wait. */
function counted({ spec, status }: JobView, pods: readonly JobPod[], nowMs: number): JobStatus {
  const fresh = pods.filter(({ uid }) => !status.counted.includes(uid));
  const succeeded = fresh.filter(({ phase }) => phase === "Succeeded");
  const failed = fresh.filter((pod) => isFailed(pod, spec));
  const counting = failed.filter((pod) => podFailureVerdict(pod, spec.podFailureRules).action !== "Ignore");
  const lastSuccessMs = Math.max(Number.NEGATIVE_INFINITY, ...succeeded.map(({ finishedMs }) => finishedMs));
  const since = failed.filter(({ finishedMs }) => finishedMs > lastSuccessMs);
  const before: Pick<JobStatus, "failuresInARow" | "lastFailureMs"> =
    succeeded.length > 0 ? { failuresInARow: 0 } : status;
  const lastFailureMs =
    since.length === 0 ? before.lastFailureMs : Math.max(...since.map(({ finishedMs }) => finishedMs));
  const { lastFailureMs: _, ...rest } = status;
  return {
    ...rest,
    startMs: status.startMs ?? nowMs,
    succeeded: status.succeeded + succeeded.length,
    failed: status.failed + counting.length,
    counted: [...status.counted, ...[...succeeded, ...failed].map(({ uid }) => uid)],
    failuresInARow: before.failuresInARow + since.length,
    ...(lastFailureMs === undefined ? {} : { lastFailureMs }),
  };
}

/** Restarts in place count as failures, of pods that are still at work. */
function restartsExceed({ spec, restartPolicy }: JobView, pods: readonly JobPod[]): boolean {
  if (restartPolicy !== "OnFailure") return false;
  const atWork = pods.filter(({ phase }) => phase === "Running" || phase === "Pending");
  const restarts = atWork.reduce((sum, pod) => sum + pod.restarts, 0);
  return spec.backoffLimit === 0 ? restarts > 0 : restarts >= spec.backoffLimit;
}

/** Why the Job is to fail; undefined: it is not. */
function failureOf(view: JobView, status: JobStatus, pods: readonly JobPod[], nowMs: number): Verdict | undefined {
  const { spec } = view;
  for (const pod of pods) {
    const verdict = isFailed(pod, spec) ? podFailureVerdict(pod, spec.podFailureRules) : undefined;
    if (verdict?.action === "FailJob") return { reason: "PodFailurePolicy", message: verdict.message };
  }
  if (status.failed > spec.backoffLimit || restartsExceed(view, pods))
    return { reason: "BackoffLimitExceeded", message: "Job has reached the specified backoff limit" };
  const deadlineMs = (status.startMs ?? nowMs) + (spec.activeDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  return nowMs >= deadlineMs
    ? { reason: "DeadlineExceeded", message: "Job was active longer than specified deadline" }
    : undefined;
}

function wantedActive({ parallelism, completions, suspend }: JobSpec, status: JobStatus, active: number): number {
  if (suspend) return 0;
  if (completions === undefined) return status.succeeded > 0 ? active : parallelism;
  return Math.max(0, Math.min(parallelism, completions - status.succeeded));
}

function backoffLeftMs({ failuresInARow, lastFailureMs }: JobStatus, nowMs: number, rules: JobRules): number {
  if (failuresInARow === 0 || lastFailureMs === undefined) return 0;
  const waitMs = Math.min(FIRST_BACKOFF_MS * 2 ** (failuresInARow - 1), rules.longestBackoffMs);
  return Math.max(0, lastFailureMs + waitMs - nowMs);
}

function withConditions(
  status: JobStatus,
  [target, final]: readonly ["FailureTarget", "Failed"] | readonly ["SuccessCriteriaMet", "Complete"],
  verdict: Verdict,
  sinceMs: number,
  rules: JobRules,
): JobStatus {
  const { conditions } = status;
  const isMet = conditions.some(({ type }) => type === target);
  const met = isMet || !rules.waitsForPods ? conditions : [...conditions, { type: target, ...verdict, sinceMs }];
  const isOver = !rules.waitsForPods || (status.active === 0 && status.terminating === 0);
  return { ...status, conditions: isOver ? [...met, { type: final, ...verdict, sinceMs }] : met };
}

/** Those that are no use go first: not ready, then the youngest. */
function victims(active: readonly JobPod[], count: number): readonly string[] {
  const sorted = [...active].sort((a, b) => Number(a.ready) - Number(b.ready) || b.number - a.number);
  return sorted.slice(0, Math.max(0, count)).map(({ name }) => name);
}

export function isFinished({ conditions }: JobStatus): boolean {
  return conditions.some(({ type }) => type === "Failed" || type === "Complete");
}

/**
 * One sync of a Job that is not finished.
 * @param mayManage what it did last was seen, so that it may make and delete pods
 * @param storedNowMs now, as the API stores it
 */
export function planJob(
  view: JobView,
  pods: readonly JobPod[],
  mayManage: boolean,
  nowMs: number,
  storedNowMs: number,
  rules: JobRules,
): JobPlan {
  const { spec } = view;
  const atWork = pods.filter(isActive);
  const terminating = pods.filter(
    ({ deleting, phase }) => deleting && phase !== "Succeeded" && phase !== "Failed",
  ).length;
  const before = counted(view, pods, storedNowMs);
  const status = { ...before, active: atWork.length, ready: atWork.filter(({ ready }) => ready).length, terminating };
  const after = (active: number, deleted: number): JobStatus => ({
    ...status,
    active,
    ready: Math.min(active, status.ready),
    terminating: terminating + deleted,
  });
  const target = status.conditions.find(({ type }) => type === "FailureTarget");
  const failure = target ?? failureOf(view, status, pods, nowMs);
  if (failure !== undefined) {
    const { reason, message } = failure;
    const failed = withConditions(
      after(0, atWork.length),
      ["FailureTarget", "Failed"],
      { reason, message },
      storedNowMs,
      rules,
    );
    return { delete: atWork.map(({ name }) => name), create: 0, status: failed };
  }
  const deadline = spec.activeDeadlineSeconds;
  const again =
    deadline === undefined ? {} : { againAfterMs: Math.max(1, (status.startMs ?? nowMs) + deadline * 1000 - nowMs) };
  const wanted = wantedActive(spec, status, atWork.length);
  const surplus = mayManage ? victims(atWork, atWork.length - wanted) : [];
  const missing = wanted - atWork.length - (spec.onlyReplaceFailed ? terminating : 0);
  const waitMs = missing > 0 ? backoffLeftMs(status, nowMs, rules) : 0;
  const create = mayManage && surplus.length === 0 && missing > 0 && waitMs === 0 ? missing : 0;
  const managed = after(atWork.length + create - surplus.length, surplus.length);
  const needed = spec.completions ?? 1;
  if (status.succeeded >= needed && managed.active === 0) {
    const verdict = { reason: "CompletionsReached", message: "Reached expected number of succeeded pods" };
    const done = withConditions(managed, ["SuccessCriteriaMet", "Complete"], verdict, storedNowMs, rules);
    return { delete: surplus, create: 0, status: done };
  }
  return { delete: surplus, create, status: managed, ...(waitMs > 0 ? { againAfterMs: waitMs } : again) };
}
