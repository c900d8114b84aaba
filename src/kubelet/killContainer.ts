import type { LifecycleHandler } from "../model/container.ts";
import type { Engine } from "./engine.ts";
import { emitEvent } from "./engine.ts";
import type { Kill, PodSync, PodWorld, ProbeIndex } from "./podWorld.ts";
import { LIVENESS } from "./podWorld.ts";
import { beginHook } from "./lifecycleHook.ts";
import { containerPlan, processOf, RUNTIME_REACTION_MS, stopContainer } from "./runtime.ts";

/** Every container gets this long, whatever its grace period says (KLT-061). */
const MINIMUM_GRACE_SECONDS = 2;

export interface KillOrder {
  /** Empty: `Stopping container …`. */
  readonly message: string;
  /** The probe that asked for it. */
  readonly probe?: ProbeIndex;
  readonly graceOverride?: number;
  /** Places that must have ended first. */
  readonly after?: readonly number[];
}

/** Grace in seconds: the deletion's, else the failed probe's own, else the pod's (lifecycle spec §1.5.2). */
function graceSeconds(
  engine: Engine,
  pod: PodWorld,
  sync: PodSync,
  place: number,
  probe: ProbeIndex | undefined,
): number {
  const { deletionGracePeriodSeconds } = sync.object;
  if (deletionGracePeriodSeconds !== undefined) return deletionGracePeriodSeconds;
  // KLT-060
  if (probe !== undefined && engine.profile.probeTerminationGrace) {
    const { spec } = containerPlan(pod, place);
    const own = (probe === LIVENESS ? spec.livenessProbe : spec.startupProbe)?.terminationGracePeriodSeconds;
    if (own !== undefined) return own;
  }
  return pod.plan.terminationGracePeriodSeconds;
}

/** The event, then the preStop hook, then the turn, then the stop signal (killContainer; lifecycle spec §1.5.1). */
export function beginKill(
  engine: Engine,
  pod: PodWorld,
  t: number,
  sync: PodSync,
  place: number,
  instance: number,
  order: KillOrder,
): void {
  const plan = containerPlan(pod, place);
  // What only the runtime knows of a pod has no hooks, and its containers all count as regular ones (X11orphan).
  const isOrphan = sync.fn === "SyncTerminatingRuntimePod";
  // KLT-062
  const grace = order.graceOverride ?? graceSeconds(engine, pod, sync, place, order.probe);
  emitEvent(
    engine,
    pod,
    t,
    "Normal",
    "Killing",
    order.message === "" ? `Stopping container ${plan.name}` : order.message,
    isOrphan ? `spec.containers{${plan.name}}` : plan.eventPath,
  );
  const kill: Kill = {
    place,
    instance,
    cause: pod.cause,
    ...(order.after && { after: order.after }),
    stage: "hook",
    graceSeconds: grace,
    sinceMs: t,
    untilMs: t,
    hookDone: true,
  };
  sync.kills.push(kill);
  const preStop = isOrphan ? undefined : plan.spec.lifecycle?.preStop;
  // KLT-064
  if (preStop === undefined || grace <= 0) return;
  kill.hookDone = false;
  kill.untilMs = t + grace * 1000;
  beginPreStop(engine, pod, t, kill, preStop);
}

function beginPreStop(engine: Engine, pod: PodWorld, t: number, kill: Kill, preStop: LifecycleHandler): void {
  if (preStop.sleep !== undefined) {
    kill.untilMs = Math.min(kill.untilMs, t + preStop.sleep.seconds * 1000);
    return;
  }
  if (beginHook(engine, pod, t, kill.place, kill.instance, preStop, true) !== "running") kill.hookDone = true;
}

/** A preStop hook of this container is over. */
export function preStopEnded(sync: PodSync | null, place: number, instance: number): void {
  for (const kill of sync?.kills ?? [])
    if (kill.stage === "hook" && kill.place === place && kill.instance === instance) kill.hookDone = true;
}

/** Goes on with all kills as far as they get. True: none is left. */
export function continueKills(engine: Engine, pod: PodWorld, t: number, sync: PodSync): boolean {
  for (let moved = true; moved; ) {
    moved = false;
    for (const kill of sync.kills) if (advance(engine, pod, t, sync, kill)) moved = true;
  }
  if (sync.kills.some(({ stage }) => stage !== "done")) return false;
  sync.kills = [];
  return true;
}

function advance(engine: Engine, pod: PodWorld, t: number, sync: PodSync, kill: Kill): boolean {
  switch (kill.stage) {
    case "hook":
      if (!kill.hookDone && kill.untilMs > t) return false;
      return takeTurn(kill, t);
    case "turn":
      if (kill.untilMs > t && isBefore(sync, kill)) return false;
      kill.graceSeconds -= Math.floor((t - kill.sinceMs) / 1000);
      return stop(engine, pod, t, kill);
    case "stopping":
      if (processOf(pod, kill.place, kill.instance) !== undefined || isAwaitingSigkill(engine, kill, t)) return false;
      kill.stage = "done";
      return true;
    case "done":
      return false;
  }
}

/** What the hook took is off the grace, in whole seconds. */
function takeTurn(kill: Kill, t: number): boolean {
  kill.graceSeconds -= Math.floor((t - kill.sinceMs) / 1000);
  // KLT-063
  kill.sinceMs = t;
  kill.untilMs = kill.after !== undefined && kill.graceSeconds > 0 ? t + kill.graceSeconds * 1000 : t;
  kill.stage = "turn";
  return true;
}

const isBefore = (sync: PodSync, kill: Kill): boolean =>
  kill.after?.some((place) => sync.kills.some((other) => other.place === place && other.stage !== "done")) ?? false;

/**
 * Once SIGKILL was sent, StopContainer is answered when that is done, even if the process ends by itself meanwhile (kubeletRestart,
 * seed 100241 of the oracle). In the very instant it was not sent yet; the runtime of the cluster oracle has sent it (rollout, 1000027).
 */
function isAwaitingSigkill({ order }: Engine, { untilMs }: Kill, t: number): boolean {
  const sentMs = untilMs - RUNTIME_REACTION_MS;
  return t < untilMs && (order.pauses === undefined ? t > sentMs : t >= sentMs);
}

function stop(engine: Engine, pod: PodWorld, t: number, kill: Kill): boolean {
  const { cause } = pod;
  pod.cause = kill.cause;
  const timeout = Math.max(kill.graceSeconds, MINIMUM_GRACE_SECONDS);
  kill.untilMs = t + timeout * 1000 + RUNTIME_REACTION_MS;
  kill.stage = stopContainer(engine, pod, t, kill.place, kill.instance, timeout) ? "done" : "stopping";
  pod.cause = cause;
  return true;
}
