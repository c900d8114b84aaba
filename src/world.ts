import type { Recorder } from "./model/recorder.ts";
import { createRecorder, flushEvents, recordEvent } from "./model/recorder.ts";
import type { KubernetesVersion } from "./model/kubernetesVersion.ts";
import { formatKubernetesVersion, NEWEST_VERSION, parseKubernetesVersion } from "./model/kubernetesVersion.ts";
import type { Action, Scenario, ScenarioPod } from "./model/scenario.ts";
import { CRASH_LOOP_BACKOFF } from "./kubelet/backoff.ts";
import { deletePod, evictFromNode, nodeIsLost, setCondition, setImage } from "./kubelet/apiServer.ts";
import { askApp } from "./kubelet/askApp.ts";
import { consumeResult } from "./kubelet/consumeResult.ts";
import type { Engine, PendingWork, WorkerEnvironment } from "./kubelet/engine.ts";
import { CLUSTER_ORDER, KUBELET_ORDER, kubeletOf, PHASE } from "./kubelet/engine.ts";
import { kubeletDies, kubeletStarts, podAtKubeletStart, scheduleCollection } from "./kubelet/kubeletLife.ts";
import { newPodWorld } from "./kubelet/newPodWorld.ts";
import type { TemplatePlans } from "./kubelet/podPlan.ts";
import { newTemplatePlans, podPlanOf } from "./kubelet/podPlan.ts";
import { arrive, nextDue, stepPod } from "./kubelet/podStep.ts";
import type { KubeletWorld } from "./kubelet/kubeletWorld.ts";
import { newKubeletWorld } from "./kubelet/kubeletWorld.ts";
import { hearAgain, suspendKubelet, suspendPod } from "./kubelet/nodeFaults.ts";
import type { PodWorld } from "./kubelet/podWorld.ts";
import { NEVER } from "./kubelet/podWorld.ts";
import { profileOf } from "./kubelet/profile.ts";
import { nodeStepsOf } from "./nodeSteps.ts";
import type { NodeStep } from "./nodeSteps.ts";
import { createEventQueue, NEVER_MS, peekKey, peekTimeMs, pop, schedule, scheduledTimeMs } from "./time/eventQueue.ts";
import type { EventQueue } from "./time/eventQueue.ts";
import type { RecorderLevel } from "./model/trace.ts";
import { advanceCluster, nextClusterMs } from "./cluster/advanceCluster.ts";
import type { ClusterWorld } from "./cluster/clusterWorld.ts";
import { createCluster } from "./cluster/createCluster.ts";
import { isClusterAction } from "./model/clusterScenario.ts";
import type { EndpointsWorld } from "./cluster/endpoints/endpointsWorld.ts";
import { createEndpointsWorld, endpointsDue, objectChanged, runEndpoints } from "./cluster/endpoints/endpointsWorld.ts";

const DEFAULT_KUBELET_UP_MS = 3_600_000;
const DEFAULT_SYNC_US = 1000;
const NO_BEHAVIOUR = {};
/** A young kubelet has not seen all pods once before its first housekeeping. */
const FIRST_HOUSEKEEPING_MS = 2000;

/** The kubelet's: apps answer, results go to the sync loop, and of several pending things the first of the documented order is taken. */
export const KUBELET_ENVIRONMENT: WorkerEnvironment = {
  askApp,
  onResult: consumeResult,
  settleTie: (_worker, _t, pending) => pending[0] as PendingWork,
};

/** `analyze` marks what depends on a kubelet's ticks by a part of a millisecond in the kubelet's age; scenarios of users have none. */
const MARKED_UNITS_PER_MS = 2 ** 20;

/** A run that can be gone on with: the engine, its queue, and what the scenario still has in store. Plain data but for the recorder's observer. */
export interface World {
  readonly engine: Engine;
  readonly endpoints: EndpointsWorld;
  /** Of a scenario with `objects`: everything happens there. */
  readonly cluster?: ClusterWorld;
  readonly actions: readonly (Action | NodeStep)[];
  nextAction: number;
  readonly queue: EventQueue;
  readonly untilMs: number;
}

/** Keys of the queue, in the order of one millisecond: the scenario's actions, the pods by number, the nodes by number. */
const ACTIONS_KEY = 0;
const keyOfPod = (pod: PodWorld): number => 1 + pod.index;
const keyOfKubelet = (engine: Engine, node: number): number => 1 + engine.pods.length + node;

/** The release that a scenario names; the newest if it names none. Throws a RangeError for one that does not exist. */
export function versionOf(scenario: Scenario): KubernetesVersion {
  if (scenario.kubernetes === undefined) return NEWEST_VERSION;
  const version = parseKubernetesVersion(scenario.kubernetes);
  if (version === undefined) {
    throw new RangeError(
      `kubernetes: "${scenario.kubernetes}" is no release between 1.12 and ${formatKubernetesVersion(NEWEST_VERSION)}`,
    );
  }
  return version;
}

/** The pods of a scenario, however it gives them. */
export function podsOf(scenario: Scenario): readonly ScenarioPod[] {
  const only: readonly ScenarioPod[] =
    scenario.pod === undefined
      ? []
      : [{ pod: scenario.pod, ...(scenario.containers && { containers: scenario.containers }) }];
  return [...only, ...(scenario.pods ?? [])];
}

/**
 * The world of a scenario at the instant before it begins. `plans`: those of other worlds on the same release, not to be made again;
 * where the behaviours are the same objects, so must be the horizon and the dependencies.
 */
export function createWorld(
  scenario: Scenario,
  level: RecorderLevel,
  observe?: Recorder["observe"],
  environment: WorkerEnvironment = KUBELET_ENVIRONMENT,
  plans: TemplatePlans = newTemplatePlans(),
): World {
  const version = versionOf(scenario);
  const profile = profileOf(version, scenario.gates);
  const kubelets = kubeletsOf(scenario);
  const surroundings = { version, dependencies: scenario.dependencies ?? {}, horizonMs: scenario.untilMs };
  const pods = podsOf(scenario).map(({ pod, containers, atMs, node }, index) => {
    const home = Math.max(
      0,
      kubelets.findIndex(({ name }) => name === node),
    );
    return newPodWorld(index, podPlanOf(plans, pod, containers ?? NO_BEHAVIOUR, surroundings), home, atMs ?? 0);
  });
  const engine: Engine = {
    profile,
    settings: {
      wallMs: scenario.wallMs ?? 0,
      rand: scenario.rand ?? 0,
      sandboxMs: scenario.sandboxMs ?? 0,
      syncMs: Math.floor((scenario.syncUs ?? DEFAULT_SYNC_US) / 1000),
      firstKills: scenario.firstKills ?? [],
    },
    backoff: { ...CRASH_LOOP_BACKOFF, initialMs: profile.backoffInitialMs, maxMs: profile.backoffMaxMs },
    kubelets,
    pods,
    environment,
    order: scenario.objects === undefined ? KUBELET_ORDER : CLUSTER_ORDER,
    recorder: createRecorder(level, observe, scenario.objects !== undefined),
    killTies: [],
    ...(scenario.objects === undefined ? {} : { outbox: [] }),
  };
  const world: World = {
    engine,
    endpoints: createEndpointsWorld(scenario, engine),
    ...(scenario.objects === undefined ? {} : { cluster: createCluster(scenario, engine) }),
    actions: actionsOf(scenario, engine),
    nextAction: 0,
    queue: createEventQueue(
      keyOfKubelet(engine, kubelets.length),
      kubelets.every(({ startedAtMs }) => Number.isInteger(startedAtMs)) ? 1 : MARKED_UNITS_PER_MS,
    ),
    untilMs: scenario.untilMs,
  };
  scheduleActions(world);
  for (const pod of pods) reschedulePod(world, pod);
  kubelets.forEach((_, node) => scheduleKubelet(world, node, 0));
  return world;
}

/** What users do, and what the control plane does about nodes that it hears nothing of; in a cluster, that is not modelled yet. */
function actionsOf({ actions = [], objects }: Scenario, { kubelets, pods, profile }: Engine): World["actions"] {
  const placed = pods.map(({ node, plan }) => ({ node, spec: plan.spec }));
  const steps = objects === undefined ? nodeStepsOf(actions, kubelets, placed, profile.version) : [];
  return [...actions, ...steps].sort((a, b) => a.atMs - b.atMs);
}

function kubeletsOf(scenario: Scenario): KubeletWorld[] {
  const nodes = scenario.nodes ?? [{ name: "node" }];
  return nodes.map(({ name, kubeletUpMs }) => {
    const startedAtMs = -(kubeletUpMs ?? scenario.kubeletUpMs ?? DEFAULT_KUBELET_UP_MS);
    return newKubeletWorld(name, startedAtMs, startedAtMs + FIRST_HOUSEKEEPING_MS <= 0);
  });
}

function scheduleAt(world: World, key: number, t: number): void {
  schedule(world.queue, key, t >= NEVER ? NEVER_MS : t);
}

/** The next instant at which the scenario itself does something. */
function scheduleActions(world: World): void {
  scheduleAt(world, ACTIONS_KEY, world.actions[world.nextAction]?.atMs ?? NEVER);
}

/** What falls due after `t`, or was due at it and has not been done yet. */
function scheduleKubelet(world: World, node: number, t: number): void {
  const kubelet = world.engine.kubelets[node] as KubeletWorld;
  let next = kubelet.restartAtMs;
  if (kubelet.alive && !kubelet.podsSynced) next = kubelet.startedAtMs + FIRST_HOUSEKEEPING_MS;
  if (kubelet.alive && kubelet.disconnectedUntilMs > t) next = Math.min(next, kubelet.disconnectedUntilMs);
  scheduleAt(world, keyOfKubelet(world.engine, node), next);
}

/**
 * Pods are simulated one after the other for a window of time, not one instant after the other: kubelets hear of each
 * other only through the API server, and between two actions nothing comes from there. That keeps a pod's state in the
 * processor's caches; the events are put in order when the window ends (decisions/0008-windows.md). So much of the pods'
 * time is in one window: some hundred thousand events at the most usual.
 */
const WINDOW_POD_MS = 6e9;

/** What one pod does in one millisecond. */
export type PodStep = (engine: Engine, pod: PodWorld, t: number) => void;

/**
 * Runs up to and including `untilMs`, or the scenario's end.
 * @param step throws, and has left the pod as it was, where it cannot be taken yet; `advance` may be called again then.
 */
export function advance(world: World, untilMs: number = world.untilMs, step: PodStep = stepPod): void {
  if (world.cluster !== undefined) return advanceCluster(world.cluster, untilMs);
  const { engine, queue } = world;
  const windowMs = engine.recorder.observe === undefined ? Math.ceil(WINDOW_POD_MS / engine.pods.length) : 1;
  const lastPod = engine.pods.length;
  for (let t = peekTimeMs(queue); t <= untilMs; t = peekTimeMs(queue)) {
    const key = peekKey(queue);
    runControlPlane(world, key > lastPod ? t + 1 : t);
    if (key === ACTIONS_KEY) runActions(world, t);
    else if (key > lastPod) runKubelet(world, key - 1 - lastPod, t);
    else runWindow(world, Math.min(t + windowMs, untilMs + 1, nextInterference(world)), step);
    flushEvents(engine.recorder);
  }
  runControlPlane(world, untilMs + 1);
}

/** The control plane takes in what reaches it before `endMs`; of one millisecond it comes after the pods and before new kubelets. */
function runControlPlane({ endpoints, engine }: World, endMs: number): void {
  for (let t = endpointsDue(endpoints); t < endMs; t = endpointsDue(endpoints)) runEndpoints(endpoints, engine, t);
  flushEvents(engine.recorder);
}

/** The instant before which nothing but the pods themselves decides: actions come first in their millisecond, new kubelets last. */
function nextInterference({ queue, engine }: World): number {
  let instant = scheduledTimeMs(queue, ACTIONS_KEY);
  for (let node = 0; node < engine.kubelets.length; node++)
    instant = Math.min(instant, scheduledTimeMs(queue, keyOfKubelet(engine, node)) + 1);
  return instant;
}

/** All that happens before `endMs`: pods by number, then the control plane. */
function runWindow(world: World, endMs: number, step: PodStep): void {
  const { engine, queue } = world;
  const due: PodWorld[] = [];
  while (peekTimeMs(queue) < endMs && peekKey(queue) <= engine.pods.length)
    due.push(engine.pods[pop(queue) - 1] as PodWorld);
  due.sort((a, b) => a.index - b.index);
  let done = 0;
  try {
    for (; done < due.length; done++) runPod(world, due[done] as PodWorld, endMs, step);
  } finally {
    for (const pod of due.slice(done)) reschedulePod(world, pod);
  }
  runControlPlane(world, endMs);
}

function runPod(world: World, pod: PodWorld, endMs: number, step: PodStep): void {
  const { engine } = world;
  let { object } = pod;
  let t = nextDue(pod.due);
  for (; t < endMs; t = nextDue(pod.due)) {
    step(engine, pod, t);
    if (pod.object === object) continue;
    object = pod.object;
    objectChanged(world.endpoints, engine, pod, t);
  }
  scheduleAt(world, keyOfPod(pod), t);
}

/** After something was done to a pod from outside: its next instant, and what the control plane hears of it. */
function podChanged(world: World, pod: PodWorld, t: number, before: PodWorld["object"]): void {
  reschedulePod(world, pod);
  if (pod.object !== before) objectChanged(world.endpoints, world.engine, pod, t);
}

function runActions(world: World, t: number): void {
  for (
    let action = world.actions[world.nextAction];
    action !== undefined && action.atMs <= t;
    action = world.actions[world.nextAction]
  ) {
    world.nextAction++;
    runAction(world, action, t);
  }
  scheduleActions(world);
}

function actOn(world: World, pod: PodWorld, t: number, act: () => void): void {
  const { object } = pod;
  pod.phase = PHASE.action;
  pod.turn++;
  act();
  if (t >= kubeletOf(world.engine, pod).suspendedUntilMs) scheduleCollection(world.engine, pod, t);
  pod.phase = 0;
  podChanged(world, pod, t, object);
}

/** What comes at the instant of an action is there when that is done. */
function arriveBeforeActions(world: World, pod: PodWorld, t: number): void {
  if (pod.due.arrival > t) return;
  const { object } = pod;
  arrive(world.engine, pod, t);
  podChanged(world, pod, t, object);
}

function runAction(world: World, action: Action | NodeStep, t: number): void {
  const { engine } = world;
  if ("step" in action) return runNodeStep(world, action, t);
  if (isClusterAction(action)) return;
  if (action.do === "restartKubelet") return restartKubelet(world, action, t);
  if ("forMs" in action) return runNodeFault(world, action, t);
  const pod = engine.pods.find(({ plan }) => action.pod === undefined || plan.name === action.pod);
  if (pod === undefined) return;
  arriveBeforeActions(world, pod, t);
  const step = recordEvent(engine.recorder, t, pod.plan.name, 0, { kind: "action", do: action.do });
  actOn(world, pod, t, () => {
    pod.cause = step;
    if (action.do === "delete") deletePod(engine, pod, t, action.graceSeconds);
    else if (action.do === "setImage") setImage(engine, pod, t, action.container, action.image);
    else setCondition(engine, pod, t, action.type, action.status);
  });
}

function runNodeStep(world: World, { step, pod: index }: NodeStep, t: number): void {
  const { engine } = world;
  const pod = engine.pods[index];
  if (pod === undefined) return;
  arriveBeforeActions(world, pod, t);
  if (pod.object === null) return;
  actOn(world, pod, t, () => {
    if (step === "notReady") nodeIsLost(engine, pod, t);
    else evictFromNode(engine, pod, t);
  });
}

function restartKubelet(world: World, action: Extract<Action, { do: "restartKubelet" }>, t: number): void {
  const { engine } = world;
  recordEvent(engine.recorder, t, undefined, 0, { kind: "action", do: action.do });
  engine.kubelets.forEach((kubelet, node) => {
    if (action.node !== undefined && kubelet.name !== action.node) return;
    kubelet.alive = false;
    // A new kubelet without API server knows no pods and does nothing: as good as none.
    kubelet.restartAtMs = Math.max(t + action.downMs, kubelet.disconnectedUntilMs);
    for (const pod of engine.pods) {
      if (pod.node !== node) continue;
      arriveBeforeActions(world, pod, t);
      kubeletDies(engine, pod, t);
      reschedulePod(world, pod);
    }
    scheduleKubelet(world, node, t);
  });
}

function runNodeFault(world: World, action: Extract<Action, { readonly forMs: number }>, t: number): void {
  const { engine } = world;
  recordEvent(engine.recorder, t, undefined, 0, { kind: "action", do: action.do });
  const untilMs = t + action.forMs;
  engine.kubelets.forEach((kubelet, node) => {
    if (action.node !== undefined && kubelet.name !== action.node) return;
    if (action.do === "failExec") kubelet.execFailsUntilMs = Math.max(kubelet.execFailsUntilMs, untilMs);
    else if (action.do === "disconnectNode")
      kubelet.disconnectedUntilMs = Math.max(kubelet.disconnectedUntilMs, untilMs);
    else {
      suspendKubelet(kubelet, t, action.forMs);
      for (const pod of engine.pods) {
        if (pod.node !== node) continue;
        arriveBeforeActions(world, pod, t);
        suspendPod(pod, t, action.forMs);
        reschedulePod(world, pod);
      }
    }
    scheduleKubelet(world, node, t);
  });
}

/** Something of this pod falls due at another instant than was known. */
export function reschedulePod(world: World, pod: PodWorld): void {
  scheduleAt(world, keyOfPod(pod), nextDue(pod.due));
}

/** The next instant at which anything happens; Infinity or later than all time: never. */
export function nextInstant({ queue, endpoints, cluster }: World): number {
  if (cluster !== undefined) return nextClusterMs(cluster);
  return Math.min(peekTimeMs(queue), endpointsDue(endpoints));
}

function runKubelet(world: World, node: number, t: number): void {
  const { engine } = world;
  const kubelet = engine.kubelets[node] as KubeletWorld;
  const pods = engine.pods.filter((pod) => pod.node === node);
  if (kubelet.alive && kubelet.disconnectedUntilMs === t) for (const pod of pods) hearAgain(engine, pod, t);
  if (kubelet.restartAtMs <= t) {
    kubeletStarts(engine, node, t);
    for (const pod of pods) if (pod.lastObject !== null) podAtKubeletStart(engine, pod, t);
  } else if (!kubelet.podsSynced && kubelet.startedAtMs + FIRST_HOUSEKEEPING_MS <= t) {
    kubelet.podsSynced = true;
    for (const pod of pods) if (!pod.worker.known) scheduleCollection(engine, pod, t + 1);
  }
  for (const pod of pods) reschedulePod(world, pod);
  scheduleKubelet(world, node, t);
}
