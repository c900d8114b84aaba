import { shouldAllContainersRestart, shouldContainerBeRestarted } from "./restartPolicy.ts";
import type { Engine } from "./engine.ts";
import type {
  ContainerPlan,
  EndedState,
  HeldContainer,
  PodObject,
  PodStatus,
  PodWorld,
  RuntimeRecord,
  RuntimeSnapshot,
} from "./podWorld.ts";
import { newestRecord } from "./runtime.ts";

const RESTARTING_ALL = "RestartingAllContainers";
const REMOVED_FOR_RESTART = "The container is removed because RestartAllContainers in place";
const COULD_NOT_BE_LOCATED =
  "The container could not be located when the pod was deleted.  The container used to be Running";
const TREATED_AS_COMPLETED =
  "Unable to get init container status from container runtime and pod has been initialized, treat it as exited normally";

interface Context {
  readonly engine: Engine;
  readonly pod: PodWorld;
  readonly object: PodObject;
  readonly snapshot: RuntimeSnapshot;
  readonly podRestarting: boolean;
}

/**
 * What the runtime's records and the held status say of each container, before the probe manager is asked
 * (convertToAPIContainerStatuses; lifecycle spec §1.7; README-kubelet.md "Container statuses"). By place.
 */
export function containerStatuses(
  engine: Engine,
  pod: PodWorld,
  object: PodObject,
  snapshot: RuntimeSnapshot,
  old: PodStatus,
): readonly HeldContainer[] {
  const reported = { conditions: old.conditions, containerStatuses: old.containers };
  const restarts = engine.profile.restartAllContainers && pod.plan.couldRestartAll;
  const podRestarting = restarts && shouldAllContainersRestart(pod.plan.spec, snapshot.records, reported);
  const context: Context = { engine, pod, object, snapshot, podRestarting };
  return pod.plan.containers.map((plan) => {
    const before = old.containers[plan.place];
    if (before !== undefined && runsOn(snapshot, before, plan.place)) return before;
    const records = snapshot.records.filter(({ place }) => place === plan.place);
    const known = records.length === 0 ? withoutRecord(context, plan, before) : fromRecords(context, records, before);
    return asWaiting(context, plan, known);
  });
}

/** The common case, told apart because it is common: the only instance there ever was still runs as the held status says. */
function runsOn(snapshot: RuntimeSnapshot, before: HeldContainer, place: number): boolean {
  if (
    before.state.kind !== "running" ||
    before.instance !== 0 ||
    before.restartCount !== 0 ||
    before.lastState !== undefined ||
    before.lastIsWaiting === true
  )
    return false;
  let only: RuntimeRecord | undefined;
  for (const record of snapshot.records) {
    if (record.place !== place) continue;
    if (only !== undefined) return false;
    only = record;
  }
  return only?.state === "running" && only.instance === 0 && only.attempt === 0;
}

function initialStatus(context: Context, plan: ContainerPlan): HeldContainer {
  const reason = context.pod.plan.initCount > 0 ? "PodInitializing" : "ContainerCreating";
  return { name: plan.name, state: { kind: "waiting", reason }, ready: false, restartCount: 0, instance: -1 };
}

function withLastState(container: HeldContainer, lastState: EndedState | undefined): HeldContainer {
  if (container.lastState === lastState && (lastState === undefined || container.lastIsWaiting === undefined))
    return container;
  const { lastState: _, lastIsWaiting, ...rest } = container;
  if (lastState !== undefined) return { ...rest, lastState };
  return lastIsWaiting === true ? { ...rest, lastIsWaiting } : rest;
}

/** No record in the runtime: what is held decides. */
function withoutRecord(context: Context, plan: ContainerPlan, before: HeldContainer | undefined): HeldContainer {
  const initial = initialStatus(context, plan);
  if (before === undefined) return initial;
  if (context.podRestarting && before.state.kind !== "waiting") {
    const base = before.state.kind === "terminated" ? before : initial;
    return {
      ...base,
      state: { kind: "waiting", reason: RESTARTING_ALL, message: REMOVED_FOR_RESTART },
      lastState: { kind: "terminated", exitCode: 137, reason: RESTARTING_ALL, message: REMOVED_FOR_RESTART },
      restartCount: before.restartCount + 1,
    };
  }
  // KLT-086
  if (before.state.kind === "terminated") return before;
  const kept = withLastState(
    {
      ...initial,
      restartCount: before.restartCount,
      ...(before.lastIsWaiting === true && { lastIsWaiting: true }),
    },
    before.lastState,
  );
  if (before.state.kind !== "running" || before.lastState !== undefined) return kept;
  return {
    ...kept,
    lastState: { kind: "terminated", exitCode: 137, reason: "ContainerStatusUnknown", message: COULD_NOT_BE_LOCATED },
    restartCount: before.restartCount + (context.object.deletionRequested ? 0 : 1),
  };
}

function stateOf(record: RuntimeRecord): HeldContainer["state"] {
  if (record.state === "created") return { kind: "waiting" };
  if (record.state === "running") return { kind: "running", startedAtMs: record.startedAtMs };
  return {
    kind: "terminated",
    exitCode: record.exitCode,
    // lifecycle spec §1.5; no recorded container ran out of memory
    reason: record.oomKilled === true ? "OOMKilled" : record.exitCode === 0 ? "Completed" : "Error",
    startedAtMs: record.startedAtMs,
    finishedAtMs: Math.floor(record.finishedAtMs),
    instance: record.instance,
  };
}

/** The newest record is the state, the second newest the last state. */
function fromRecords(
  context: Context,
  records: readonly RuntimeRecord[],
  before: HeldContainer | undefined,
): HeldContainer {
  const [newest, second] = records as [RuntimeRecord, RuntimeRecord | undefined];
  const { profile } = context.engine;
  let restartCount = newest.attempt;
  let lastState: EndedState | undefined;
  if (before !== undefined && profile.restartAllContainers) {
    restartCount = Math.max(restartCount, before.restartCount);
    const replaced = before.instance !== newest.instance && before.state.kind === "terminated";
    lastState = replaced && before.state.kind === "terminated" ? before.state : before.lastState;
    if (newest.state === "running" && before.state.kind === "terminated" && before.restartCount >= newest.attempt) {
      restartCount = before.restartCount + 1;
    }
  }
  // KLT-085
  if (second !== undefined) {
    const state = stateOf(second);
    lastState = state.kind === "terminated" ? state : undefined;
  }
  // KLT-022: `started` is carried over by container name, also to a replacement instance (#141155, corrections.md P50).
  const carriesStarted =
    profile.keepsStatusOverKubeletRestart && newest.state === "running" && before?.started !== undefined;
  const status: HeldContainer = {
    name: newest.name,
    state: stateOf(newest),
    ready: false,
    restartCount,
    instance: newest.instance,
    ...(carriesStarted && { started: before.started }),
    // Seen when it goes: a patch without any other change (1.35 kubeletRestart, seed 500218 of the oracle, at 111910 ms).
    ...(second?.state === "created" && { lastIsWaiting: true }),
  };
  return withLastState(status, lastState);
}

/** A container that the next sync starts, and whose last start failed, shows why (reason cache). */
function asWaiting(context: Context, plan: ContainerPlan, container: HeldContainer): HeldContainer {
  const { engine, pod, object, snapshot } = context;
  const newest = newestRecord(snapshot, plan.place);
  if (plan.isInit) {
    if (newest?.state === "exited" && newest.exitCode === 0) return container;
    const isPast =
      // KLT-084
      engine.profile.missingInitContainerCompleted &&
      newest === undefined &&
      !plan.isSidecar &&
      container.state.kind === "waiting" &&
      snapshot.records.some(({ place }) => place >= pod.plan.initCount);
    if (isPast)
      return {
        ...container,
        state: { kind: "terminated", exitCode: 0, reason: "Completed", message: TREATED_AS_COMPLETED },
      };
  }
  const policy = pod.plan.spec.restartPolicy ?? "Always";
  if (!shouldContainerBeRestarted(plan.spec, policy, newest, object.deletionRequested, engine.profile))
    return container;
  // KLT-087
  const why = pod.reasons[plan.place];
  if (why === undefined) return container;
  const lastState = container.state.kind === "terminated" ? container.state : container.lastState;
  return withLastState(
    { ...container, state: { kind: "waiting", reason: why.reason, message: why.message } },
    lastState,
  );
}
