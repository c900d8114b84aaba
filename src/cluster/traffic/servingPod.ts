import type { AppPlan, Surroundings } from "../../app/appLife.ts";
import { lifeOf } from "../../app/appLife.ts";
import type { AttemptSchedule } from "../../app/attemptSchedule.ts";
import { ATTEMPT_OUTCOMES, compileSchedule, rowAt } from "../../app/attemptSchedule.ts";
import type { Container } from "../../model/container.ts";
import type { Probe } from "../../model/probe.ts";
import type { ContainerBehaviour } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import type { RequestFailure, TrafficClient } from "../../model/traffic.ts";

/** The container of a pod that serves, and how it behaves. */
export interface ServingContainer {
  readonly pod: string;
  readonly container: Container;
  readonly behaviour: ContainerBehaviour;
  /** The port that clients reach. */
  readonly port: number;
}

interface Instance {
  readonly startMs: number;
  /** When the process is gone; Infinity: not in this run. */
  readonly endMs: number;
  /** When it was told to stop; Infinity: never. */
  readonly stopMs: number;
  readonly schedule: AttemptSchedule;
}

/** A pod as one client meets it over time. */
export type ServingPod = readonly Instance[];

/** What one attempt comes to. */
export interface RequestOutcome {
  readonly failure: RequestFailure | undefined;
  /** The process had been told to stop. */
  readonly isDying: boolean;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** A client asks as an HTTP probe does. */
function requestOf({ path = "/", timeoutMs = DEFAULT_TIMEOUT_MS }: TrafficClient, port: number): Probe {
  return { httpGet: { path, port }, timeoutSeconds: timeoutMs / 1000 };
}

/** What is said of probes alone does not concern clients. */
function planFor({ behaviour }: ServingContainer, surroundings: Surroundings): AppPlan {
  const instances = behaviour.instances.map((instance) => ({ ...instance, probes: {} }));
  const parts = (behaviour.parts ?? []).filter(({ probe }) => probe === undefined);
  return { behaviour: { ...behaviour, instances, parts }, hasClock: true, surroundings };
}

/** What a client meets at a pod, from what the trace says of its container's instances. */
export function servingPodOf(
  serving: ServingContainer,
  client: TrafficClient,
  events: Trace["events"],
  surroundings: Surroundings,
): ServingPod {
  const plan = planFor(serving, surroundings);
  const request = requestOf(client, serving.port);
  const context = { container: serving.container, podIp: "", version: surroundings.version };
  const found = new Map<number, { startMs: number; endMs: number; stopMs: number }>();
  for (const event of events) {
    if (event.pod !== serving.pod || !("c" in event) || event.c !== serving.container.name) continue;
    if (event.kind === "start") found.set(event.n, { startMs: event.t, endMs: Infinity, stopMs: Infinity });
    const instance = found.get(event.n);
    if (event.kind === "stop" && instance !== undefined) instance.stopMs = Math.min(instance.stopMs, event.t);
    if (event.kind === "exit" && instance !== undefined) instance.endMs = event.t;
  }
  return [...found].map(([number, times]) => ({
    ...times,
    schedule: compileSchedule(lifeOf(plan, number, times.startMs), request, "readiness", context),
  }));
}

/** The instants at which what an attempt comes to may change. */
export function changesOf(pod: ServingPod): readonly number[] {
  return pod.flatMap(({ startMs, endMs, stopMs, schedule }) => [
    startMs,
    stopMs,
    endMs,
    ...schedule.fromMs.map((fromMs) => startMs + fromMs),
    // Who asks later than this is not answered before the process is gone.
    ...schedule.ms.map((ms) => Math.max(startMs, endMs - ms + 1)),
  ]);
}

/** What an attempt that begins now comes to. */
export function outcomeAt(pod: ServingPod, t: number): RequestOutcome {
  const instance = pod.find(({ startMs, endMs }) => startMs <= t && t < endMs);
  if (instance === undefined) return { failure: "refused", isDying: false };
  const { schedule, startMs, endMs, stopMs } = instance;
  const row = rowAt(schedule, t - startMs);
  return { failure: failureOf(schedule, row, endMs - t), isDying: stopMs <= t };
}

function failureOf(schedule: AttemptSchedule, row: number, leftMs: number): RequestFailure | undefined {
  if ((schedule.ms[row] as number) > leftMs) return "cut";
  switch (ATTEMPT_OUTCOMES[schedule.outcome[row] as number]) {
    case "ok":
    case "warning":
      return undefined;
    case "timeout":
      return "timeout";
    default:
      // The client's own words tell who answered: an app that does not listen, or one that is not well.
      return schedule.output[row]?.includes("connection refused") === true ? "refused" : "error";
  }
}
