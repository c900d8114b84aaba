import { isTerminalPhase } from "../model/status.ts";
import { isKubeletCondition } from "./compareStatus.ts";
import { containerStatuses } from "./containerStatuses.ts";
import type { Engine } from "./engine.ts";
import { activeRecords } from "./initContainerActions.ts";
import { podConditions } from "./podConditions.ts";
import { podPhase } from "./podPhase.ts";
import type { HeldContainer, PodStatus, PodSync, PodWorld } from "./podWorld.ts";
import { withProbeFlags } from "./probeFlags.ts";
import { hasAnyActiveRegularContainerStarted } from "./restartPolicy.ts";

/**
 * The status that a sync makes of what the runtime said and what was held when it began, and of what the probe manager
 * says now (generateAPIPodStatus; lifecycle spec §1.8). The held one itself where it comes to the same.
 */
export function generateStatus(engine: Engine, pod: PodWorld, sync: PodSync, old: PodStatus): PodStatus {
  const { object, snapshot } = sync;
  const asHeld = old === pod.held && isSettled(pod, sync);
  const known = asHeld ? old.containers : containerStatuses(engine, pod, object, snapshot, old);
  const containers = withProbeFlags(engine, pod, object, known);
  if (asHeld && containers === old.containers) return old;
  const phase = phaseOf(engine, pod, sync, old.phase, known);
  const conditions = podConditions(engine, pod, object, snapshot, old, containers, phase);
  const runsAsHeld = phase === "Running" && known.every((one, at) => one === old.containers[at]);
  pod.settled = runsAsHeld && dependsOnContainersOnly(pod, sync) ? { snapshot, generation: object.generation } : null;
  return { phase, conditions, containers, podIp: snapshot.podIp, observedGeneration: old.observedGeneration };
}

/**
 * Whether the held status is known to be what a sync generates as long as `started` and `ready` are as held: an earlier
 * sync came to it from the same look at the runtime, and what a readiness or startup result changes at once in the held
 * status is what a sync would change.
 */
function isSettled(pod: PodWorld, sync: PodSync): boolean {
  const { settled } = pod;
  return (
    settled !== null &&
    settled.snapshot === sync.snapshot &&
    settled.generation === sync.object.generation &&
    dependsOnContainersOnly(pod, sync)
  );
}

/** Nothing but its containers decides the conditions and the phase: no init containers, nothing that others say, no end in sight. */
function dependsOnContainersOnly(pod: PodWorld, { fn, object }: PodSync): boolean {
  const { plan } = pod;
  return (
    fn === "SyncPod" &&
    !object.deletionRequested &&
    !isTerminalPhase(object.status.phase) &&
    plan.initCount === 0 &&
    !plan.couldRestartAll &&
    (plan.spec.readinessGates?.length ?? 0) === 0 &&
    object.status.conditions.every(isKubeletCondition)
  );
}

/** Phases do not leave a terminal one, be it held or the API server's. */
function phaseOf(
  engine: Engine,
  pod: PodWorld,
  sync: PodSync,
  heldPhase: string,
  containers: readonly HeldContainer[],
): string {
  const apiPhase = sync.object.status.phase;
  if (isTerminalPhase(apiPhase)) return apiPhase;
  const podIsTerminal = sync.fn === "SyncTerminatedPod" || sync.isFinalStatus;
  const hasStarted = hasAnyActiveRegularContainerStarted(pod.plan.spec, activeRecords(sync.snapshot));
  const phase = podPhase(engine, pod, containers, podIsTerminal, hasStarted);
  return !isTerminalPhase(phase) && isTerminalPhase(heldPhase) ? heldPhase : phase;
}
