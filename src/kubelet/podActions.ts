import { findMatchingContainerRestartRule, shouldContainerBeRestarted } from "./restartPolicy.ts";
import type { Engine } from "./engine.ts";
import { whySandboxIsNeeded } from "./conditions.ts";
import { initContainerActions } from "./initContainerActions.ts";
import { sandboxesOf } from "./podConditions.ts";
import type { ContainerPlan, PodObject, PodWorld, ProbeIndex, RuntimeSnapshot, SyncOperation } from "./podWorld.ts";
import { LIVENESS, STARTUP } from "./podWorld.ts";
import { resultOf } from "./probeResults.ts";
import { FAILURE } from "./probeSchedule.ts";
import { imageOf, newestRecord } from "./runtime.ts";

/** What a sync is to do, in the words of the kubelet's podActions. */
export interface PodActions {
  killPod: boolean;
  createSandbox: boolean;
  attempt: number;
  initToStart: number[];
  toStart: number[];
  toKill: { place: number; instance: number; message: string; probe?: ProbeIndex }[];
  toReset: { place: number; instance: number; kill: boolean }[];
}

/** Nothing to do, told apart because it is common: all regular containers run as they were created and no probe asks for a kill; no init containers. */
export function nothingToDo(pod: PodWorld, object: PodObject, snapshot: RuntimeSnapshot): boolean {
  if (object.images !== undefined) return false;
  if (pod.plan.initCount > 0 || snapshot.sandboxes.length !== 1 || snapshot.sandboxes[0]?.ready !== true) return false;
  for (const { place } of pod.plan.containers) {
    const record = newestRecord(snapshot, place);
    if (record?.state !== "running" || failedProbe(pod, place, record.instance) !== undefined) return false;
  }
  return true;
}

/** The decisions of one sync (computePodActions; lifecycle spec §1.4). Containers are given by place. */
export function computePodActions(
  engine: Engine,
  pod: PodWorld,
  object: PodObject,
  snapshot: RuntimeSnapshot,
  restartAll: boolean,
): PodActions {
  const hostNetwork = pod.plan.spec.hostNetwork === true;
  const needsSandbox = whySandboxIsNeeded(hostNetwork, sandboxesOf(snapshot, hostNetwork)) !== undefined;
  const newest = snapshot.sandboxes[0];
  const attempt = newest === undefined ? 0 : needsSandbox ? newest.attempt + 1 : newest.attempt;
  const actions: PodActions = {
    killPod: needsSandbox,
    createSandbox: needsSandbox,
    attempt,
    initToStart: [],
    toStart: [],
    toKill: [],
    toReset: [],
  };
  if (restartAll) {
    actions.toReset = containersToReset(pod, snapshot);
    return actions;
  }
  if (needsSandbox) {
    startOver(engine, pod, snapshot, actions);
    return actions;
  }
  const initialized = initContainerActions(engine, pod, object, snapshot, actions);
  if (actions.killPod || !initialized) return actions;
  const kept = regularContainerActions(engine, pod, object, snapshot, actions);
  // KLT-052: nothing to keep and nothing to start: the pod is killed as a whole, by the pod's grace and words.
  if (kept === 0 && actions.toStart.length === 0) {
    actions.killPod = true;
    actions.initToStart = [];
  }
  return actions;
}

/** A new sandbox: all over again, but not for a pod that ran once and is done. */
function startOver(engine: Engine, pod: PodWorld, snapshot: RuntimeSnapshot, actions: PodActions): void {
  const policy = pod.plan.spec.restartPolicy ?? "Always";
  // KLT-059
  if (policy === "Never" && actions.attempt !== 0 && snapshot.records.length > 0) {
    actions.createSandbox = false;
    return;
  }
  const regular = pod.plan.containers.slice(pod.plan.initCount);
  const toStart = regular.filter((plan) => !isDoneForGood(engine, policy, plan, snapshot)).map(({ place }) => place);
  if (toStart.length === 0 && snapshot.records.some(({ place }) => place >= pod.plan.initCount)) {
    actions.createSandbox = false;
    return;
  }
  if (pod.plan.initCount > 0) actions.initToStart = [0];
  else actions.toStart = toStart;
}

function isDoneForGood(engine: Engine, podPolicy: string, plan: ContainerPlan, snapshot: RuntimeSnapshot): boolean {
  const policy =
    engine.profile.restartRules && plan.spec.restartPolicy !== undefined ? plan.spec.restartPolicy : podPolicy;
  const record = newestRecord(snapshot, plan.place);
  return policy === "OnFailure" && record?.state === "exited" && record.exitCode === 0;
}

function regularContainerActions(
  engine: Engine,
  pod: PodWorld,
  object: PodObject,
  snapshot: RuntimeSnapshot,
  actions: PodActions,
): number {
  const podPolicy = pod.plan.spec.restartPolicy ?? "Always";
  let kept = 0;
  for (const plan of pod.plan.containers.slice(pod.plan.initCount)) {
    const record = newestRecord(snapshot, plan.place);
    if (record?.state !== "running") {
      if (shouldContainerBeRestarted(plan.spec, podPolicy, record, object.deletionRequested, engine.profile))
        actions.toStart.push(plan.place);
      continue;
    }
    // KLT-107
    if (record.image !== imageOf(pod, object, plan.place)) {
      actions.toStart.push(plan.place);
      const message = `Container ${plan.name} definition changed, will be restarted`;
      actions.toKill.push({ place: plan.place, instance: record.instance, message });
      continue;
    }
    const probe = failedProbe(pod, plan.place, record.instance);
    if (probe === undefined) {
      kept++;
      continue;
    }
    const own = engine.profile.restartRules ? plan.spec.restartPolicy : undefined;
    // KLT-058
    const restarts = (own ?? podPolicy) !== "Never";
    const message = `Container ${plan.name} failed ${probe === LIVENESS ? "liveness" : "startup"} probe`;
    if (restarts) actions.toStart.push(plan.place);
    actions.toKill.push({
      place: plan.place,
      instance: record.instance,
      message: restarts ? `${message}, will be restarted` : message,
      probe,
    });
  }
  return kept;
}

/** Liveness is asked first (lifecycle spec, case A22). */
function failedProbe(pod: PodWorld, place: number, instance: number): ProbeIndex | undefined {
  // KLT-057
  if (resultOf(pod, place, LIVENESS, instance) === FAILURE) return LIVENESS;
  return resultOf(pod, place, STARTUP, instance) === FAILURE ? STARTUP : undefined;
}

/** RestartAllContainers: all records go, those that caused it last (corrections.md; lifecycle-96). */
function containersToReset(pod: PodWorld, snapshot: RuntimeSnapshot): PodActions["toReset"] {
  const causes: [PodActions["toReset"], PodActions["toReset"]] = [[], []];
  const victims: [PodActions["toReset"], PodActions["toReset"]] = [[], []];
  for (const plan of pod.plan.containers) {
    const list = plan.isInit ? 1 : 0;
    for (const record of snapshot.records.filter(({ place }) => place === plan.place)) {
      const exited = record.state === "exited";
      const isCause =
        exited && findMatchingContainerRestartRule(plan.spec, record.exitCode)?.action === "RestartAllContainers";
      (isCause ? causes : victims)[list].push({ place: plan.place, instance: record.instance, kill: !exited });
    }
  }
  // KLT-079
  return [...victims[0], ...victims[1], ...causes[0], ...causes[1]];
}

/** The same decisions as a list of operations in the order of the runtime's SyncPod (lifecycle spec §1.3). */
export function operationsOf(pod: PodWorld, actions: PodActions): SyncOperation[] {
  const operations: SyncOperation[] = [];
  if (actions.killPod) {
    operations.push({ op: "killAll" }, { op: "stopSandboxes" });
    if (actions.createSandbox && pod.plan.initCount > 0) operations.push({ op: "purgeInit" });
  } else {
    for (const kill of actions.toKill) operations.push({ op: "kill", ...kill });
    for (const reset of actions.toReset) operations.push({ op: "reset", ...reset });
  }
  if (pod.plan.initCount > 0) operations.push({ op: "pruneInit" });
  if (actions.createSandbox) operations.push({ op: "createSandbox", attempt: actions.attempt });
  for (const place of [...actions.initToStart, ...actions.toStart]) operations.push({ op: "start", place });
  return operations;
}
