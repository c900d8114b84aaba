import { containerShouldRestart } from "./restartPolicy.ts";
import type { Engine } from "./engine.ts";
import type { ContainerPlan, EndedState, HeldContainer, PodWorld } from "./podWorld.ts";

interface Counts {
  pendingInit: number;
  pendingSidecars: number;
  failedInit: number;
  failedInitForGood: number;
  running: number;
  waiting: number;
  stopped: number;
  stoppedForGood: number;
  succeeded: number;
}

/**
 * The pod's phase from its container statuses, before `started` and `ready` are known (getPhase; lifecycle spec §1.8).
 * @param isTerminal the pod worker knows that nothing will be started any more.
 * @param hasStarted the current sandbox holds an instance of a regular container.
 */
export function podPhase(
  engine: Engine,
  pod: PodWorld,
  containers: readonly HeldContainer[],
  isTerminal: boolean,
  hasStarted: boolean,
): string {
  const counts: Counts = {
    pendingInit: 0,
    pendingSidecars: 0,
    failedInit: 0,
    failedInitForGood: 0,
    running: 0,
    waiting: 0,
    stopped: 0,
    stoppedForGood: 0,
    succeeded: 0,
  };
  for (const plan of pod.plan.containers) {
    const container = containers[plan.place] as HeldContainer;
    if (!plan.isInit) countRegular(engine, pod, counts, plan, container);
    else if (plan.isSidecar) countSidecar(counts, container);
    else countInit(engine, pod, counts, plan, container);
  }
  return decide(engine, pod, counts, isTerminal, hasStarted);
}

function endsForGood(engine: Engine, pod: PodWorld, plan: ContainerPlan, ended: EndedState): boolean {
  const { profile } = engine;
  if (profile.restartAllContainers && ended.reason === "RestartingAllContainers") return false;
  return !containerShouldRestart(plan.spec, pod.plan.spec.restartPolicy ?? "Always", ended.exitCode, profile);
}

function countInit(
  engine: Engine,
  pod: PodWorld,
  counts: Counts,
  plan: ContainerPlan,
  { state, lastState }: HeldContainer,
): void {
  const ended = state.kind === "terminated" ? state : state.kind === "waiting" ? lastState : undefined;
  if (ended === undefined) counts.pendingInit++;
  else if (ended.exitCode !== 0) {
    counts.failedInit++;
    if (endsForGood(engine, pod, plan, ended)) counts.failedInitForGood++;
  }
}

function countSidecar(counts: Counts, { state, lastState, started }: HeldContainer): void {
  if (state.kind === "running") {
    if (started !== true) counts.pendingSidecars++;
    counts.running++;
  } else if (state.kind === "waiting" && lastState === undefined) {
    counts.pendingSidecars++;
    counts.waiting++;
  }
}

function countRegular(
  engine: Engine,
  pod: PodWorld,
  counts: Counts,
  plan: ContainerPlan,
  { state, lastState }: HeldContainer,
): void {
  if (state.kind === "running") {
    counts.running++;
    return;
  }
  const ended = state.kind === "terminated" ? state : lastState;
  if (ended === undefined) {
    counts.waiting++;
    return;
  }
  counts.stopped++;
  if (endsForGood(engine, pod, plan, ended)) counts.stoppedForGood++;
  if (state.kind === "terminated" && ended.exitCode === 0) counts.succeeded++;
}

function decide(engine: Engine, pod: PodWorld, counts: Counts, isTerminal: boolean, hasStarted: boolean): string {
  const policy = pod.plan.spec.restartPolicy ?? "Always";
  const { restartRules } = engine.profile;
  if (restartRules ? counts.failedInitForGood > 0 : counts.failedInit > 0 && policy === "Never") return "Failed";
  // KLT-103
  if (counts.pendingInit > 0 || (counts.pendingSidecars > 0 && !hasStarted) || counts.waiting > 0) return "Pending";
  if (counts.running > 0) return "Running";
  if (counts.stopped === 0) return "Pending";
  const outcome = counts.stopped === counts.succeeded ? "Succeeded" : "Failed";
  if (isTerminal) return outcome;
  if (restartRules) return counts.stopped === counts.stoppedForGood ? outcome : "Running";
  if (policy === "Always") return "Running";
  return outcome === "Succeeded" || policy === "Never" ? outcome : "Running";
}
