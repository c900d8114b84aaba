import { rowAt } from "../app/attemptSchedule.ts";
import type { Engine } from "./engine.ts";
import { kubeletOf } from "./engine.ts";
import type { PodWorld, ProbeWorker, Process } from "./podWorld.ts";
import { askRelay } from "./askRelay.ts";
import { CANCELLED, ERROR, FAIL, NOT_RUNNING, OK, TIMEOUT } from "./probeSchedule.ts";
import { processOf, RUNTIME_REACTION_MS } from "./runtime.ts";

/** What an attempt that begins now will come to: the behaviour of the instance it is for decides. Returns how long it lasts in ms. */
export function askApp(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number): number {
  const { plan } = worker;
  const isExec = plan.handler === "exec";
  if (isExec && worker.cancelled) return refuse(worker, CANCELLED);
  if (isExec && t < kubeletOf(engine, pod).execFailsUntilMs) return refuse(worker, ERROR, NO_RUNTIME);
  const process = processOf(pod, worker.place, worker.instance);
  if (process === undefined && isExec) return refuse(worker, NOT_RUNNING);
  if (plan.relay !== undefined && process !== undefined && isDraining(pod, process))
    return refuse(worker, FAIL, plan.relay.failedOutput);
  const { schedules, gone } = plan;
  const schedule =
    process === undefined
      ? gone
      : (process.schedules?.[worker.type] ?? schedules[Math.min(worker.instance, schedules.length - 1)] ?? gone);
  const row = process === undefined ? 0 : rowAt(schedule, t - Math.floor(process.startedAtMs), worker.attemptRow);
  const outcome = schedule.outcome[row] as number;
  worker.attemptRow = row;
  worker.attemptOutcome = outcome;
  worker.attemptOutput = schedule.output[row] as string;
  if (plan.relay !== undefined && outcome === OK) {
    return askRelay(pod, worker, plan.relay, schedule.ms[row] as number, t);
  }
  // KLT-030: a time-out of an exec probe comes a moment late, when the runtime has noticed.
  return (schedule.ms[row] as number) + (outcome === TIMEOUT && isExec ? RUNTIME_REACTION_MS : 0);
}

/** [backends exec/error/runtime-gone] */
const NO_RUNTIME = "rpc error: code = Unavailable desc = error reading from server: EOF";

/** A relay that is to end, or is told that a container of its pod is, answers 503 to who asks after its readiness. [kserve/agent draining] */
function isDraining(pod: PodWorld, process: Process): boolean {
  return process.signalled || pod.hooks.some(({ drains }) => drains);
}

function refuse(
  worker: ProbeWorker,
  outcome: typeof CANCELLED | typeof NOT_RUNNING | typeof ERROR | typeof FAIL,
  output = "",
): number {
  worker.attemptOutcome = outcome;
  worker.attemptOutput = output;
  return 0;
}
