import { lifeOf } from "../app/appLife.ts";
import { exitOf, KILLED_EXIT_CODE, onTermOf } from "../app/lifetime.ts";
import type { Engine } from "./engine.ts";
import { reconsiderRelays } from "./askRelay.ts";
import { schedulesOf } from "./podPlan.ts";
import { emit, instantOf, kubeletOf, nextOfAge, PHASE } from "./engine.ts";
import type { ContainerPlan, PodObject, PodWorld, Process, RuntimeRecord, RuntimeSnapshot } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";

/** From the moment SIGKILL is sent until the process is gone, and from a time-out until the runtime has noticed (oracle/kubelet README). */
// KLT-066
export const RUNTIME_REACTION_MS = 7;

/** The relist will have something to see. */
export function runtimeChanged(engine: Engine, pod: PodWorld, t: number): void {
  pod.runtimeChanged = true;
  if (!kubeletOf(engine, pod).alive) return;
  // KLT-053
  pod.due.relist = Math.min(pod.due.relist, nextOfAge(engine, pod, t, PHASE.relist, 1000));
}

export function containerPlan(pod: PodWorld, place: number): ContainerPlan {
  return pod.plan.containers[place] as ContainerPlan;
}

export function recordOf(pod: PodWorld, place: number, instance: number): RuntimeRecord | undefined {
  return pod.records.find((record) => record.place === place && record.instance === instance);
}

export function processOf(pod: PodWorld, place: number, instance: number): Process | undefined {
  for (const process of pod.processes) if (process.place === place && process.instance === instance) return process;
  return undefined;
}

const DEFAULT_IMAGE = "example.com/image:1";

/** The image that a container is to have. */
export function imageOf(pod: PodWorld, object: PodObject, place: number): string {
  const { name, spec } = containerPlan(pod, place);
  return object.images?.[name] ?? spec.image ?? DEFAULT_IMAGE;
}

/** Whether the runtime lists the pod among those that run: a container or a sandbox of it does. */
export function hasAnythingRunning(pod: PodWorld): boolean {
  return pod.processes.length > 0 || pod.sandboxes.some(({ ready }) => ready);
}

/** The newest instance of a container that a snapshot shows. */
export function newestRecord(snapshot: RuntimeSnapshot, place: number): RuntimeRecord | undefined {
  for (const record of snapshot.records) if (record.place === place) return record;
  return undefined;
}

/** What the runtime would answer now. The address is that of the newest sandbox, while it is ready. */
export function currentSnapshot(pod: PodWorld): RuntimeSnapshot {
  return {
    records: pod.records,
    sandboxes: pod.sandboxes,
    podIp: pod.sandboxes[0]?.ready === true ? podAddress(pod) : "",
  };
}

/** Addresses as the oracle gives them to its one pod, counted on for more. */
export function podAddress({ index }: PodWorld): string {
  const number = index + 5;
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}

function replaceRecord(pod: PodWorld, changed: RuntimeRecord): void {
  pod.records = pod.records.map((record) =>
    record.place === changed.place && record.instance === changed.instance ? changed : record,
  );
}

export function sandboxCreated(engine: Engine, pod: PodWorld, t: number, attempt: number): void {
  pod.sandboxes = [{ id: pod.sandboxCount++, ready: true, attempt }, ...pod.sandboxes];
  runtimeChanged(engine, pod, t);
}

export function containerCreated(
  engine: Engine,
  pod: PodWorld,
  t: number,
  place: number,
  instance: number,
  attempt: number,
  image: string,
): void {
  const record: RuntimeRecord = {
    name: containerPlan(pod, place).name,
    place,
    instance,
    sandbox: pod.sandboxes[0]?.id ?? -1,
    attempt,
    image,
    state: "created",
    startedAtMs: 0,
    finishedAtMs: 0,
    exitCode: 0,
  };
  pod.records = [record, ...pod.records];
  runtimeChanged(engine, pod, t);
}

export function containerStarted(engine: Engine, pod: PodWorld, t: number, place: number, instance: number): void {
  const record = recordOf(pod, place, instance) as RuntimeRecord;
  replaceRecord(pod, { ...record, state: "running", startedAtMs: t });
  const plan = containerPlan(pod, place);
  const life = lifeOf(plan.app, instance, Math.floor(t));
  pod.cause = emit(engine, pod, t, { kind: "start", c: record.name, n: instance });
  const exit = exitOf(life);
  pod.processes.push({
    place,
    instance,
    life,
    schedules: schedulesOf(plan, life),
    startedAtMs: t,
    exitAtMs: exit === undefined ? NEVER : t + exit.afterMs,
    exitCode: exit?.code ?? 0,
    exitBy: "self",
    oom: exit?.oom === true,
    killAtMs: NEVER,
    signalled: false,
    cause: pod.cause,
  });
  exitsChanged(pod);
  reconsiderRelays(pod, t);
  runtimeChanged(engine, pod, t);
}

export function exitsChanged(pod: PodWorld): void {
  let due = NEVER;
  for (const process of pod.processes) due = Math.min(due, process.exitAtMs, process.killAtMs);
  for (const kill of pod.sync?.kills ?? []) if (kill.stage === "stopping") due = Math.min(due, kill.untilMs);
  for (const worker of pod.probeOrder) if (worker.late && worker.state !== "ended") due = Math.min(due, worker.wakeMs);
  pod.due.exits = due;
}

/** Ends a process; the caller lets those who wait for it know. */
export function processExits(
  engine: Engine,
  pod: PodWorld,
  t: number,
  process: Process,
  code: number,
  by: "self" | "term" | "kill" | "sandboxStop" | "remove",
): void {
  const record = recordOf(pod, process.place, process.instance);
  pod.processes.splice(pod.processes.indexOf(process), 1);
  if (record === undefined) return;
  const ended: RuntimeRecord = { ...record, state: "exited", finishedAtMs: instantOf(engine, pod, t), exitCode: code };
  replaceRecord(pod, by === "self" && process.oom ? { ...ended, oomKilled: true } : ended);
  pod.died.push({ place: record.place, instance: record.instance });
  emit(engine, pod, t, { kind: "exit", c: record.name, n: record.instance, code, by });
  exitsChanged(pod);
  reconsiderRelays(pod, t);
  runtimeChanged(engine, pod, t);
}

/**
 * StopContainer: sends the stop signal once in a process's life.
 * True: the process is gone (or was); false: the caller waits for its exit, at the latest by SIGKILL.
 */
export function stopContainer(
  engine: Engine,
  pod: PodWorld,
  t: number,
  place: number,
  instance: number,
  timeoutSeconds: number,
): boolean {
  const name = containerPlan(pod, place).name;
  const step = emit(engine, pod, t, { kind: "stop", c: name, n: instance, timeout: timeoutSeconds });
  const process = processOf(pod, place, instance);
  if (process === undefined) return true;
  pod.cause = step;
  process.cause = step;
  const term = onTermOf(process.life, t - process.startedAtMs);
  if (!process.signalled && term !== undefined) {
    if (term.afterMs <= 0) {
      processExits(engine, pod, t, process, term.code, "term");
      return true;
    }
    if (t + term.afterMs < process.exitAtMs) {
      process.exitAtMs = t + term.afterMs;
      process.exitCode = term.code;
      process.exitBy = "term";
    }
  }
  process.signalled = true;
  process.killAtMs = t + timeoutSeconds * 1000 + RUNTIME_REACTION_MS;
  exitsChanged(pod);
  return false;
}

/** The process's end that falls due now: its own comes before SIGKILL of the same millisecond. */
export function dueExit(
  process: Process,
  t: number,
): { readonly code: number; readonly by: "self" | "term" | "kill" } | undefined {
  // KLT-069
  if (process.exitAtMs <= t) return { code: process.exitCode, by: process.exitBy };
  if (process.killAtMs <= t) return { code: KILLED_EXIT_CODE, by: "kill" };
  return undefined;
}

export function stopSandboxes(engine: Engine, pod: PodWorld, t: number, ids: readonly number[]): void {
  for (const process of [...pod.processes]) {
    const record = recordOf(pod, process.place, process.instance);
    if (record !== undefined && ids.includes(record.sandbox))
      processExits(engine, pod, t, process, KILLED_EXIT_CODE, "sandboxStop");
  }
  for (const sandbox of pod.sandboxes) {
    if (!ids.includes(sandbox.id) || !sandbox.ready) continue;
    emit(engine, pod, t, { kind: "sandboxStop" });
    pod.sandboxes = pod.sandboxes.map((other) => (other.id === sandbox.id ? { ...other, ready: false } : other));
    runtimeChanged(engine, pod, t);
  }
}

export function removeContainer(engine: Engine, pod: PodWorld, t: number, place: number, instance: number): void {
  const process = processOf(pod, place, instance);
  if (process !== undefined) processExits(engine, pod, t, process, KILLED_EXIT_CODE, "remove");
  if (recordOf(pod, place, instance) === undefined) return;
  pod.records = pod.records.filter((record) => record.place !== place || record.instance !== instance);
  emit(engine, pod, t, { kind: "remove", c: containerPlan(pod, place).name, n: instance });
  runtimeChanged(engine, pod, t);
}

export function removeSandbox(engine: Engine, pod: PodWorld, t: number, id: number): void {
  pod.sandboxes = pod.sandboxes.filter((sandbox) => sandbox.id !== id);
  emit(engine, pod, t, { kind: "sandboxRemove" });
  runtimeChanged(engine, pod, t);
}
