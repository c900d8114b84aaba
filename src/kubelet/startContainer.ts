import { backoffMessage, isInBackOff, nextBackoff } from "./backoff.ts";
import { completeEvent } from "../model/recorder.ts";
import type { Engine } from "./engine.ts";
import { emit, emitEvent, instantOf, podDescription } from "./engine.ts";
import { beginKill } from "./killContainer.ts";
import { beginHook, hookFailure } from "./lifecycleHook.ts";
import type { HookOutcome } from "./lifecycleHook.ts";
import type { PodSync, PodWorld, SyncCall } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";
import { containerCreated, containerPlan, containerStarted, imageOf, newestRecord } from "./runtime.ts";
import { scheduleTick } from "./podWorker.ts";

/** Back-off first, then image, create, start, postStart (startContainer; lifecycle spec §1.6.1). */
export function beginStart(engine: Engine, pod: PodWorld, t: number, sync: PodSync, place: number): void {
  if (isRefused(engine, pod, t, sync, place)) return;
  const plan = containerPlan(pod, place);
  const image = imageOf(pod, sync.object, place);
  const { startEventTexts } = engine.profile;
  const access = startEventTexts === "bare" ? " and can be accessed by the pod" : "";
  emitEvent(
    engine,
    pod,
    t,
    "Normal",
    "Pulled",
    `Container image ${JSON.stringify(image)} already present on machine${access}`,
    plan.eventPath,
  );
  const instance = pod.instanceCount[place] as number;
  pod.instanceCount[place] = instance + 1;
  const behaviour = plan.instances[Math.min(instance, plan.instances.length - 1)];
  const step = emit(engine, pod, t, { kind: "create", c: plan.name, n: instance }, true);
  sync.call = { kind: "create", place, instance, step, endMs: t + (behaviour?.createMs ?? 0) };
}

/** KLT-070: the back-off looks at the newest instance that had ended when the sync began, not at one that this sync killed. */
function isRefused(engine: Engine, pod: PodWorld, t: number, sync: PodSync, place: number): boolean {
  const ended = sync.snapshot.records.find((record) => record.place === place && record.state === "exited");
  if (ended === undefined) return false;
  const nowMs = instantOf(engine, pod, t);
  const image = imageOf(pod, sync.object, place);
  const known = pod.backoff[place];
  // KLT-106
  const entry = known?.image === image ? known : undefined;
  if (!isInBackOff(entry, nowMs, ended.finishedAtMs, engine.backoff) || entry === undefined) {
    pod.backoff[place] = { ...nextBackoff(entry, nowMs, ended.finishedAtMs, engine.backoff), image };
    scheduleTick(engine, pod, t);
    return false;
  }
  const plan = containerPlan(pod, place);
  const description = podDescription(pod);
  emitEvent(
    engine,
    pod,
    t,
    "Warning",
    "BackOff",
    `Back-off restarting failed container ${plan.name} in pod ${description}`,
    plan.eventPath,
  );
  sync.backoffEndMs = Math.min(sync.backoffEndMs, ended.finishedAtMs + entry.backoffMs);
  startFails(pod, sync, place, "CrashLoopBackOff", backoffMessage(entry.backoffMs, plan.name, description));
  return true;
}

/** A regular init container that does not start ends the sync; others are passed over (lifecycle spec §1.3). */
function startFails(pod: PodWorld, sync: PodSync, place: number, reason: string, message: string): void {
  pod.reasons[place] = { reason, message };
  sync.failed = true;
  const plan = containerPlan(pod, place);
  if (plan.isInit && !plan.isSidecar) sync.operations = sync.operations.slice(0, sync.next);
}

/** A call of the start has ended; goes on to the next. False: that one waits. */
export function continueStart(engine: Engine, pod: PodWorld, t: number, sync: PodSync, call: SyncCall): boolean {
  const { place, instance } = call;
  const plan = containerPlan(pod, place);
  const texts = engine.profile.startEventTexts;
  sync.call = null;
  if (call.kind === "create") {
    completeEvent(engine.recorder, call.step, { end: t });
    pod.cause = call.step;
    const previous = newestRecord(sync.snapshot, place);
    containerCreated(
      engine,
      pod,
      t,
      place,
      instance,
      previous === undefined ? 0 : previous.attempt + 1,
      imageOf(pod, sync.object, place),
    );
    // KLT-093
    const created = {
      bare: "Container created",
      colon: `Created container: ${plan.name}`,
      old: `Created container ${plan.name}`,
    }[texts];
    emitEvent(engine, pod, t, "Normal", "Created", created, plan.eventPath);
    const behaviour = plan.instances[Math.min(instance, plan.instances.length - 1)];
    sync.call = { kind: "start", place, instance, step: call.step, endMs: t + (behaviour?.startMs ?? 0) };
    return true;
  }
  if (call.kind === "start") {
    containerStarted(engine, pod, t, place, instance);
    emitEvent(
      engine,
      pod,
      t,
      "Normal",
      "Started",
      texts === "bare" ? "Container started" : `Started container ${plan.name}`,
      plan.eventPath,
    );
    beginPostStart(engine, pod, t, sync, place, instance);
    return true;
  }
  // postStart by `sleep`
  pod.reasons[place] = undefined;
  return true;
}

function beginPostStart(
  engine: Engine,
  pod: PodWorld,
  t: number,
  sync: PodSync,
  place: number,
  instance: number,
): void {
  const postStart = containerPlan(pod, place).spec.lifecycle?.postStart;
  if (postStart === undefined) {
    pod.reasons[place] = undefined;
    return;
  }
  if (postStart.sleep !== undefined) {
    sync.call = { kind: "postStart", place, instance, step: 0, endMs: t + postStart.sleep.seconds * 1000 };
    return;
  }
  const outcome = beginHook(engine, pod, t, place, instance, postStart, false);
  if (outcome === "running") sync.call = { kind: "postStart", place, instance, step: 0, endMs: NEVER };
  else postStartEnded(engine, pod, t, place, instance, outcome);
}

/** The postStart hook is over; a failure kills the container and fails the start (lifecycle spec §1.6.1.5). */
export function postStartEnded(
  engine: Engine,
  pod: PodWorld,
  t: number,
  place: number,
  instance: number,
  outcome: HookOutcome,
): void {
  const { sync } = pod;
  const postStart = containerPlan(pod, place).spec.lifecycle?.postStart;
  if (sync === null || postStart === undefined) return;
  sync.call = null;
  if (outcome === 0) {
    pod.reasons[place] = undefined;
    return;
  }
  const plan = containerPlan(pod, place);
  emitEvent(engine, pod, t, "Warning", "FailedPostStartHook", "PostStartHook failed", plan.eventPath);
  // KLT-094
  startFails(pod, sync, place, "PostStartHookError", hookFailure(pod, place, postStart, outcome));
  beginKill(engine, pod, t, sync, place, instance, { message: "FailedPostStartHook" });
}
