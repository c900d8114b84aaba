import type { Engine } from "./engine.ts";
import { ranBeforeKubelet } from "./engine.ts";
import { mapChanged } from "./mapChanged.ts";
import type { HeldContainer, PodObject, PodWorld } from "./podWorld.ts";
import { READINESS, STARTUP } from "./podWorld.ts";
import { resultOf } from "./probeResults.ts";
import { NO_RESULT, SUCCESS } from "./probeSchedule.ts";
import { triggerWorker } from "./probeTurns.ts";
import { containerPlan, recordOf } from "./runtime.ts";

/**
 * Fills in `started` and `ready` from the probe results, and triggers the readiness workers of containers that are
 * started and not known to be ready (UpdatePodStatus; prober spec §4).
 */
export function withProbeFlags(
  engine: Engine,
  pod: PodWorld,
  object: PodObject,
  containers: readonly HeldContainer[],
): readonly HeldContainer[] {
  return mapChanged(containers, (container, place) => {
    const plan = containerPlan(pod, place);
    // KLT-027
    const completed = plan.isInit && container.state.kind === "terminated" && container.state.exitCode === 0;
    // Before sidecars, init containers had no `started` (prober/1.25).
    if (plan.isInit && !engine.profile.sidecars) return completed ? { ...container, ready: true } : container;
    const started = isStarted(engine, pod, container, place);
    if (plan.isInit && !plan.isSidecar) return { ...container, started, ...(completed && { ready: true }) };
    const ready = started
      ? isReady(engine, pod, object, container, place)
      : container.state.kind !== "running" && container.ready;
    return container.started === started && container.ready === ready ? container : { ...container, started, ready };
  });
}

function isStarted(engine: Engine, pod: PodWorld, container: HeldContainer, place: number): boolean {
  if (container.state.kind !== "running") return false;
  const result = resultOf(pod, place, STARTUP, container.instance);
  // KLT-023
  if (result !== NO_RESULT) return result === SUCCESS;
  if (engine.profile.keepsStatusOverKubeletRestart && container.started === true) return true;
  return pod.probeWorkers[place * 3 + STARTUP] === undefined;
}

function isReady(engine: Engine, pod: PodWorld, object: PodObject, container: HeldContainer, place: number): boolean {
  if (container.state.kind !== "running") return false;
  const result = resultOf(pod, place, READINESS, container.instance);
  // KLT-024
  if (result === SUCCESS) return true;
  const hasWorker = pod.probeWorkers[place * 3 + READINESS] !== undefined;
  const { manualTrigger, keepsStatusOverKubeletRestart } = engine.profile;
  // KLT-025
  if (hasWorker && (manualTrigger === "notSuccess" || (manualTrigger === "noResult" && result === NO_RESULT)))
    triggerWorker(pod, place);
  const ready = !hasWorker;
  if (!keepsStatusOverKubeletRestart) return ready;
  // The runtime's own time counts: a held one is cut to whole seconds (kubeletRestart, seed 100079 of the oracle).
  const startedAtMs = recordOf(pod, place, container.instance)?.startedAtMs ?? container.state.startedAtMs;
  // KLT-026
  if (!ranBeforeKubelet(engine, pod, startedAtMs)) return ready;
  if (containerPlan(pod, place).spec.readinessProbe !== undefined && !isPodReady(object)) return false;
  return ready || result === NO_RESULT;
}

function isPodReady(object: PodObject): boolean {
  return object.status.conditions.some(({ type, status }) => type === "Ready" && status === "True");
}
