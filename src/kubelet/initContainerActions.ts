import { shouldContainerBeRestarted } from "./restartPolicy.ts";
import type { Engine } from "./engine.ts";
import type { PodActions } from "./podActions.ts";
import type { ContainerPlan, PodObject, PodWorld, RuntimeRecord, RuntimeSnapshot } from "./podWorld.ts";
import { LIVENESS, STARTUP } from "./podWorld.ts";
import { resultOf } from "./probeResults.ts";
import { FAILURE, NO_RESULT, SUCCESS } from "./probeSchedule.ts";
import { imageOf, newestRecord } from "./runtime.ts";

/** Records of the newest sandbox, if that one is ready. */
export function activeRecords(snapshot: RuntimeSnapshot): readonly RuntimeRecord[] {
  const newest = snapshot.sandboxes[0];
  return newest?.ready === true ? snapshot.records.filter(({ sandbox }) => sandbox === newest.id) : [];
}

/** Which record of an init container counts: from 1.37 on only one of the current sandbox. */
function countedRecord(engine: Engine, snapshot: RuntimeSnapshot, place: number): RuntimeRecord | undefined {
  if (!engine.profile.exitedCountsAsInitialized) return newestRecord(snapshot, place);
  return activeRecords(snapshot).find((record) => record.place === place);
}

/** "Already initialised" is read off the regular containers (README-kubelet.md; 1.37 sidecar-58). */
function regularContainersShowIt(engine: Engine, pod: PodWorld, snapshot: RuntimeSnapshot): boolean {
  const { initCount } = pod.plan;
  // KLT-081
  if (engine.profile.exitedCountsAsInitialized) return activeRecords(snapshot).some(({ place }) => place >= initCount);
  return pod.plan.containers.slice(initCount).some(({ place }) => {
    const state = newestRecord(snapshot, place)?.state;
    return state === "created" || state === "running";
  });
}

type Step = "initialized" | "pending" | "killPod";

/**
 * Init containers and sidecars, from the last to the first (computeInitContainerActions; lifecycle spec §3.1).
 * Returns whether the regular containers may run.
 */
export function initContainerActions(
  engine: Engine,
  pod: PodWorld,
  object: PodObject,
  snapshot: RuntimeSnapshot,
  actions: PodActions,
): boolean {
  const { initCount } = pod.plan;
  if (initCount === 0) return true;
  let hasInitialized = regularContainersShowIt(engine, pod, snapshot);
  let wasInitialized = hasInitialized;
  for (let place = initCount - 1; place >= 0; place--) {
    const plan = pod.plan.containers[place] as ContainerPlan;
    const record = countedRecord(engine, snapshot, place);
    if (record === undefined) {
      if (wasInitialized && plan.isSidecar) actions.initToStart.push(place);
      continue;
    }
    if (wasInitialized && !plan.isSidecar) continue;
    const step = plan.isSidecar
      ? sidecarStep(pod, plan, record, actions)
      : initStep(engine, pod, object, plan, record, actions);
    if (step === "killPod") {
      actions.killPod = true;
      actions.initToStart = [];
      return false;
    }
    if (step === "initialized") {
      if (place === initCount - 1) hasInitialized = true;
      // KLT-080
      else if (!wasInitialized) actions.initToStart.push(place + 1);
      if (plan.isSidecar) replaceSidecar(pod, object, plan, record, actions);
    }
    wasInitialized = true;
  }
  if (!wasInitialized) actions.initToStart.push(0);
  actions.initToStart.reverse();
  return hasInitialized;
}

function sidecarStep(pod: PodWorld, plan: ContainerPlan, record: RuntimeRecord, actions: PodActions): Step {
  if (record.state !== "running") {
    actions.initToStart.push(plan.place);
    return "pending";
  }
  if (plan.spec.startupProbe === undefined) return "initialized";
  const startup = resultOf(pod, plan.place, STARTUP, record.instance);
  if (startup === SUCCESS) return "initialized";
  if (startup === FAILURE) restartSidecar(plan, record, actions, STARTUP);
  return "pending";
}

/** A started sidecar is restarted with another image, or if its liveness probe failed. */
function replaceSidecar(
  pod: PodWorld,
  object: PodObject,
  plan: ContainerPlan,
  record: RuntimeRecord,
  actions: PodActions,
): void {
  if (record.image !== imageOf(pod, object, plan.place)) {
    const message = `Init container ${plan.name} definition changed`;
    actions.toKill.push({ place: plan.place, instance: record.instance, message });
    actions.initToStart.push(plan.place);
    return;
  }
  if (plan.spec.livenessProbe === undefined) return;
  const liveness = resultOf(pod, plan.place, LIVENESS, record.instance);
  if (liveness !== NO_RESULT && liveness === FAILURE) restartSidecar(plan, record, actions, LIVENESS);
}

/** No ", will be restarted" here (corrections.md §2, S1/S2). */
function restartSidecar(
  plan: ContainerPlan,
  record: RuntimeRecord,
  actions: PodActions,
  probe: typeof STARTUP | typeof LIVENESS,
): void {
  // KLT-082
  const message = `Init container ${plan.name} failed ${probe === STARTUP ? "startup" : "liveness"} probe`;
  actions.toKill.push({ place: plan.place, instance: record.instance, message, probe });
  actions.initToStart.push(plan.place);
}

function initStep(
  engine: Engine,
  pod: PodWorld,
  object: PodObject,
  plan: ContainerPlan,
  record: RuntimeRecord,
  actions: PodActions,
): Step {
  if (record.state === "running") return "pending";
  if (record.state === "created") {
    actions.initToStart.push(plan.place);
    return "pending";
  }
  if (record.exitCode === 0) return "initialized";
  const policy = pod.plan.spec.restartPolicy ?? "Always";
  const restarts = engine.profile.restartRules
    ? shouldContainerBeRestarted(plan.spec, policy, record, object.deletionRequested, engine.profile)
    : policy !== "Never";
  // KLT-083
  if (!restarts) return "killPod";
  actions.initToStart.push(plan.place);
  return "pending";
}
