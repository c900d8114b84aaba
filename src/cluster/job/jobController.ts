import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isTerminalPhase } from "../../model/status.ts";
import type { PodSpec } from "../../model/pod.ts";
import type { ApiRequest, Delivery } from "../api/controlPlane.ts";
import { NS_PER_MS, storedMs } from "../api/controlPlane.ts";
import type { Job, Pod, StoredObject } from "../api/objects.ts";
import { keyOf } from "../api/objects.ts";
import { isPodReady } from "../api/podFacts.ts";
import { templateLabels } from "../api/templateLabels.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import type { ControllerState } from "../control/controller.ts";
import { ownedPods } from "../control/podsByOwner.ts";
import type { Sync, SyncEnd } from "../control/sync.ts";
import { cached, call, calls, nowMs } from "../control/sync.ts";
import { add, addAfter } from "../control/workQueue.ts";
import { creationObserved, deletionObserved, isSatisfied } from "../replicaset/expectations.ts";
import { isSame } from "../api/isSame.ts";
import type { JobPod, JobStatus } from "./job.ts";
import { jobRules } from "./job.ts";
import { isFinished, planJob } from "./planJob.ts";

/** Changes of pods are looked at together, a second later (SyncJobBatchPeriod). */
const BATCH_MS = 1000;
const BURST = 500;
const STATUS_ATTEMPTS = 2;

/** What a sync of a Job sees. */
interface JobLook {
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly mayManage: boolean;
  /** Now, as the API stores it. */
  readonly storedNowMs: number;
  readonly version: KubernetesVersion;
}

export function lookAtJob(
  { engine, plane }: ClusterWorld,
  controller: ControllerState,
  key: string,
  nowNs: number,
): JobLook | SyncEnd {
  const job = controller.caches.jobs.get(key);
  if (job === undefined || isFinished(job.status)) {
    controller.expectations.delete(key);
    return "done";
  }
  return {
    job,
    pods: ownedPods(controller, job.metadata.uid),
    mayManage: isSatisfied(controller.expectations, key, nowNs),
    storedNowMs: storedMs(plane, nowNs),
    version: engine.profile.version,
  };
}

function jobPodOf(pod: Pod): JobPod {
  const { metadata, status, spec, number } = pod;
  const names = [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name);
  const ends = status.containers.flatMap(({ state }, place) =>
    state?.kind === "terminated" ? [{ container: names[place] ?? "", ...state }] : [],
  );
  const finished = ends.flatMap(({ finishedAtMs }) => finishedAtMs ?? []);
  const notReady = status.conditions.find(({ type }) => type === "Ready")?.sinceMs;
  const isOver = isTerminalPhase(status.phase) && finished.length > 0;
  return {
    name: metadata.name,
    uid: metadata.uid,
    phase: status.phase,
    deleting: metadata.deletionMs !== undefined,
    ready: isPodReady(pod),
    number,
    finishedMs: isOver ? Math.max(...finished) : (notReady ?? metadata.deletionMs ?? metadata.creationMs),
    restarts: status.containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
    ends: ends.map(({ container, exitCode }) => ({ container, exitCode })),
    conditions: status.conditions,
  };
}

/** Finished pods are counted, pods are made and deleted as wanted, the status says what there is. */
export function* syncJob({ job, pods, mayManage, storedNowMs, version }: JobLook): Sync {
  const now = yield* nowMs();
  const template = job.spec.template.spec as unknown as PodSpec;
  const view = { spec: job.spec, status: job.status, restartPolicy: template.restartPolicy ?? "Never" };
  const plan = planJob(view, pods.map(jobPodOf), mayManage, now, storedNowMs, jobRules(version));
  const isFine = (yield* deletePods(job, plan.delete)) && (yield* createPods(job, Math.min(plan.create, BURST)));
  const isWritten = yield* writeStatus(job, plan.status);
  if (!isFine || !isWritten) return "failed";
  yield* tell(job, plan.status);
  if (plan.againAfterMs !== undefined) yield { ask: "requeueAfter", afterMs: plan.againAfterMs };
  return "done";
}

function eventOf({ metadata }: Job, type: "Normal" | "Warning", reason: string, message: string) {
  const { name, uid } = metadata;
  return { ask: "event", object: `Job/${name}`, uid, type, reason, message } as const;
}

function* deletePods(job: Job, names: readonly string[]): Sync<boolean> {
  if (names.length === 0) return true;
  const { namespace } = job.metadata;
  const keys = names.map((name) => `${namespace}/${name}`);
  yield { ask: "expectDeletions", pods: keys };
  const answers = yield* calls(keys.map((key) => ({ verb: "delete", resource: "pods", key, by: "job" })));
  let isFine = true;
  for (const [index, answer] of answers.entries()) {
    if (!("error" in answer)) {
      yield eventOf(job, "Normal", "SuccessfulDelete", `Deleted pod: ${names[index] ?? ""}`);
      continue;
    }
    yield { ask: "deletionFailed", pod: keys[index] ?? "" };
    if (answer.error !== "NotFound") isFine = false;
  }
  return isFine;
}

/** In batches of one, two, four … */
function* createPods(job: Job, count: number): Sync<boolean> {
  if (count === 0) return true;
  yield { ask: "expectCreations", count };
  const request = podRequest(job);
  let left = count;
  for (let batch = 1; left > 0; batch *= 2) {
    const answers = yield* calls(Array.from({ length: Math.min(batch, left) }, () => request));
    let failed = 0;
    for (const answer of answers) {
      if ("error" in answer || answer.object === undefined) failed++;
      else yield eventOf(job, "Normal", "SuccessfulCreate", `Created pod: ${answer.object.metadata.name}`);
    }
    left -= answers.length;
    if (failed === 0) continue;
    yield { ask: "creationFailed", count: left + failed };
    return false;
  }
  return true;
}

function podRequest({ metadata, spec }: Job): ApiRequest {
  const { labels, annotations } = templateLabels(spec.template);
  const { name, uid } = metadata;
  const own = { "batch.kubernetes.io/job-name": name, "batch.kubernetes.io/controller-uid": uid };
  return {
    verb: "create",
    resource: "pods",
    object: {
      metadata: {
        generateName: `${name}-`,
        labels: { ...labels, ...own },
        annotations,
        owner: { kind: "Job", name, uid },
      },
      spec: spec.template.spec as unknown as PodSpec,
    } as Extract<ApiRequest, { verb: "create" }>["object"],
  };
}

function* writeStatus(job: Job, status: JobStatus): Sync<boolean> {
  if (isSame(job.status, status)) return true;
  let object = job;
  for (let attempt = 0; attempt < STATUS_ATTEMPTS; attempt++) {
    const answer = yield* call({ verb: "updateStatus", resource: "jobs", object: { ...object, status } });
    if (!("error" in answer)) return true;
    object = (yield* cached<Job>("jobs", keyOf(job))) ?? object;
  }
  return false;
}

/** How a Job ended. */
function* tell(job: Job, { conditions }: JobStatus): Sync<void> {
  const end = conditions.find(({ type }) => type === "Failed" || type === "Complete");
  if (end === undefined) return;
  if (end.type === "Complete") yield eventOf(job, "Normal", "Completed", "Job completed");
  else yield eventOf(job, "Warning", end.reason, end.message);
}

export function jobHears(
  _cluster: ClusterWorld,
  controller: ControllerState,
  { resource, type, object }: Delivery,
  before: StoredObject | undefined,
  nowNs: number,
): void {
  const { queue, expectations, caches } = controller;
  if (resource === "jobs") return add(queue, keyOf(object));
  const { owner, namespace, deletionMs } = object.metadata;
  if (owner?.kind !== "Job") return;
  const key = `${namespace}/${owner.name}`;
  if (caches.jobs.get(key)?.metadata.uid !== owner.uid) return;
  if (type === "deleted" || deletionMs !== undefined) deletionObserved(expectations, key, keyOf(object));
  else if (before === undefined) creationObserved(expectations, key);
  addAfter(queue, key, nowNs, BATCH_MS * NS_PER_MS);
}
