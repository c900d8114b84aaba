import type { TracedCondition, TracedContainer } from "../model/trace.ts";
import type { PodCondition } from "../model/status.ts";
import type { Engine } from "./engine.ts";
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

/** The entries of `now` that differ from `before`; null for those that are gone; undefined if nothing differs. */
function differences<T>(before: Record<string, T>, now: Record<string, T>): Record<string, T | null> | undefined {
  const changed: Record<string, T | null> = {};
  for (const [key, value] of Object.entries(now)) {
    if (before[key] === undefined || JSON.stringify(before[key]) !== JSON.stringify(value)) changed[key] = value;
  }
  for (const key of Object.keys(before)) if (!(key in now)) changed[key] = null;
  return Object.keys(changed).length > 0 ? changed : undefined;
}

/** Puts on the trace what the held status shows that it did not show before. Returns whether there was anything. */
export function traceStatus(engine: Engine, pod: PodWorld, t: number, status: PodStatus, src: "sync" | "readiness" | "startup" | "terminate"): void {
  if (engine.recorder.level === "none") {
    engine.recorder.steps++;
    return;
  }
  const now = {
    phase: status.phase,
    conditions: Object.fromEntries(status.conditions.map((condition) => [condition.type, tracedCondition(condition)])),
    containers: Object.fromEntries(status.containers.map((container, place) => [containerPlan(pod, place).name, tracedContainer(container)])),
  };
  const before = pod.traced ?? { phase: "", conditions: {}, containers: {} };
  const conditions = differences(before.conditions, now.conditions);
  const containers = differences(before.containers, now.containers);
  if (now.phase === before.phase && conditions === undefined && containers === undefined) return;
  pod.traced = now;
  const phase = now.phase === before.phase ? undefined : now.phase;
  pod.cause = emit(engine, pod, t, {
    kind: "status",
    src,
    ...(phase !== undefined && { phase }),
    ...(conditions && { conditions }),
    ...(containers && { containers }),
  });
}
