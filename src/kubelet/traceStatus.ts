import type { TracedCondition, TracedContainer } from "../model/trace.ts";
import type { PodCondition } from "../model/status.ts";
import type { Engine } from "./engine.ts";
import { conditionOf, sameContainer } from "./compareStatus.ts";
import { emit } from "./engine.ts";
import type { EndedState, HeldContainer, PodStatus, PodWorld } from "./podWorld.ts";
import { containerPlan } from "./runtime.ts";

function tracedCondition(condition: PodCondition): TracedCondition {
  const { status, reason, message, sinceMs } = condition;
  return { status, since: sinceMs ?? 0, ...(reason && { reason }), ...(message && { message }) };
}

function tracedState(state: HeldContainer["state"] | EndedState): Omit<TracedContainer, "ready" | "restarts"> {
  if (state.kind === "running") return { state: "running", startedAt: state.startedAtMs };
  const { reason, message } = state;
  const words = { ...(reason && { reason }), ...(message && { message }) };
  if (state.kind === "waiting") return { state: "waiting", ...words };
  const { exitCode, startedAtMs, finishedAtMs, instance } = state;
  return {
    state: "terminated",
    ...words,
    exit: exitCode,
    ...(instance !== undefined && { n: instance }),
    ...(startedAtMs !== undefined && { startedAt: startedAtMs }),
    ...(finishedAtMs !== undefined && { finishedAt: finishedAtMs }),
  };
}

function tracedContainer(container: HeldContainer): TracedContainer {
  return {
    ...tracedState(container.state),
    ...(container.started !== undefined && { started: container.started }),
    ready: container.ready,
    restarts: container.restartCount,
    ...(container.instance >= 0 && { n: container.instance }),
    ...(container.lastState && { last: { ...tracedState(container.lastState), ready: false, restarts: 0 } }),
  };
}

function changedConditions(before: PodStatus | null, now: PodStatus): Record<string, TracedCondition | null> | undefined {
  let changed: Record<string, TracedCondition | null> | undefined;
  for (const condition of now.conditions) {
    const old = before === null ? undefined : conditionOf(before.conditions, condition.type);
    if (old === undefined || !sameTraced(old, condition)) (changed ??= {})[condition.type] = tracedCondition(condition);
  }
  for (const { type } of before?.conditions ?? []) if (conditionOf(now.conditions, type) === undefined) (changed ??= {})[type] = null;
  return changed;
}

/** The observed generation is not traced. */
function sameTraced(a: PodCondition, b: PodCondition): boolean {
  return a.status === b.status && a.reason === b.reason && a.message === b.message && a.sinceMs === b.sinceMs;
}

function changedContainers(pod: PodWorld, before: PodStatus | null, now: PodStatus): Record<string, TracedContainer | null> | undefined {
  let changed: Record<string, TracedContainer | null> | undefined;
  for (let place = 0; place < now.containers.length; place++) {
    const container = now.containers[place] as HeldContainer;
    if (!sameContainer(container, before?.containers[place])) (changed ??= {})[containerPlan(pod, place).name] = tracedContainer(container);
  }
  return changed;
}

/** Puts on the trace what the held status shows that it did not show before, if there is anything. */
export function traceStatus(engine: Engine, pod: PodWorld, t: number, status: PodStatus, src: "sync" | "readiness" | "startup" | "terminate"): void {
  const before = pod.traced;
  const conditions = changedConditions(before, status);
  const containers = changedContainers(pod, before, status);
  pod.traced = status;
  const samePhase = status.phase === (before?.phase ?? "");
  if (samePhase && conditions === undefined && containers === undefined) return;
  pod.cause = emit(engine, pod, t, {
    kind: "status",
    src,
    ...(!samePhase && { phase: status.phase }),
    ...(conditions && { conditions }),
    ...(containers && { containers }),
  });
}
