import type { TracedCondition, TracedContainer } from "../model/trace.ts";
import { recordStatus } from "../model/recorder.ts";
import type { PodCondition } from "../model/status.ts";
import type { Engine } from "./engine.ts";
import { conditionOf, sameContainer } from "./compareStatus.ts";
import type { EndedState, HeldContainer, PodStatus, PodWorld } from "./podWorld.ts";
import { containerPlan } from "./runtime.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function tracedCondition({ status, reason, message, sinceMs: since = 0 }: PodCondition): TracedCondition {
  if (reason && message) return { status, since, reason, message };
  return { status, since, ...(reason && { reason }), ...(message && { message }) };
}

function withState(traced: Mutable<TracedContainer>, state: HeldContainer["state"] | EndedState): void {
  if (state.kind === "running") {
    traced.startedAt = state.startedAtMs;
    return;
  }
  if (state.reason) traced.reason = state.reason;
  if (state.message) traced.message = state.message;
  if (state.kind === "waiting") return;
  traced.exit = state.exitCode;
  if (state.instance !== undefined) traced.n = state.instance;
  if (state.startedAtMs !== undefined) traced.startedAt = state.startedAtMs;
  if (state.finishedAtMs !== undefined) traced.finishedAt = state.finishedAtMs;
}

function tracedContainer({ state, started, ready, restartCount, instance, lastState }: HeldContainer): TracedContainer {
  // The usual one made in one piece: fields that are added later make an object twice as large.
  if (state.kind === "running" && started !== undefined && lastState === undefined) {
    return { state: state.kind, ready, restarts: restartCount, startedAt: state.startedAtMs, started, n: instance };
  }
  const traced: Mutable<TracedContainer> = { state: state.kind, ready, restarts: restartCount };
  withState(traced, state);
  if (started !== undefined) traced.started = started;
  if (instance >= 0) traced.n = instance;
  if (lastState !== undefined) {
    const last: Mutable<TracedContainer> = { state: lastState.kind, ready: false, restarts: 0 };
    withState(last, lastState);
    traced.last = last;
  }
  return traced;
}

function changedConditions(
  before: PodStatus | null,
  now: PodStatus,
): Record<string, TracedCondition | null> | undefined {
  let changed: Record<string, TracedCondition | null> | undefined;
  let known = 0;
  let last: PodCondition | undefined;
  let traced: TracedCondition | undefined;
  for (let place = 0; place < now.conditions.length; place++) {
    const condition = now.conditions[place] as PodCondition;
    const old = before === null ? undefined : conditionOf(before.conditions, condition.type, place);
    if (old !== undefined) known++;
    if (old !== undefined && sameTraced(old, condition)) continue;
    // Ready mostly says what ContainersReady says, word for word: one object is enough.
    if (traced === undefined || last === undefined || !sameTraced(last, condition)) traced = tracedCondition(condition);
    last = condition;
    (changed ??= {})[condition.type] = traced;
  }
  if (before === null || known === before.conditions.length) return changed;
  for (const { type } of before.conditions)
    if (conditionOf(now.conditions, type) === undefined) (changed ??= {})[type] = null;
  return changed;
}

/** The observed generation is not traced. */
function sameTraced(a: PodCondition, b: PodCondition): boolean {
  if (a === b) return true;
  return a.status === b.status && a.reason === b.reason && a.message === b.message && a.sinceMs === b.sinceMs;
}

function changedContainers(
  pod: PodWorld,
  before: PodStatus | null,
  now: PodStatus,
): Record<string, TracedContainer | null> | undefined {
  let changed: Record<string, TracedContainer | null> | undefined;
  for (let place = 0; place < now.containers.length; place++) {
    const container = now.containers[place] as HeldContainer;
    if (!sameContainer(container, before?.containers[place]))
      (changed ??= {})[containerPlan(pod, place).name] = tracedContainer(container);
  }
  return changed;
}

/** Puts on the trace what the held status shows that it did not show before, if there is anything. */
export function traceStatus(
  engine: Engine,
  pod: PodWorld,
  t: number,
  status: PodStatus,
  src: "sync" | "readiness" | "startup" | "terminate",
): void {
  const before = pod.traced;
  const conditions = changedConditions(before, status);
  const containers = changedContainers(pod, before, status);
  pod.traced = status;
  if (before === status) return;
  const samePhase = status.phase === (before?.phase ?? "");
  if (samePhase && conditions === undefined && containers === undefined) return;
  const phase = samePhase ? undefined : status.phase;
  pod.cause = recordStatus(engine.recorder, t, pod.plan.name, pod.cause, src, phase, conditions, containers);
}
