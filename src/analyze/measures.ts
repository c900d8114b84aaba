import type { TraceEvent } from "../model/trace.ts";

/** What `check` asks of one container in one story; instants in ms since the pod was added. */
export const METRICS = ["ready", "killed", "restarted", "restartLoop", "endpointOut", "endpointIn"] as const;
export type Metric = (typeof METRICS)[number];

/** What has been seen so far of one container; null: not yet. */
export interface Measures {
  readonly container: string;
  /** The service whose endpoint is looked at; undefined: the pod's condition Ready stands in for it. */
  readonly service: string | undefined;
  /**
   * `ready`: its status says so for the first time. `killed`: the kubelet begins to kill it for the first time. `restarted`: its second
   * instance starts. `restartLoop`: it first waits in CrashLoopBackOff. `endpointOut`: the pod's endpoint is no longer ready.
   * `endpointIn`: it is (again).
   */
  readonly times: Record<Metric, number | null>;
  /** Start of the first instance. */
  startedMs: number | null;
  /** The last attempt that could have saved the first instance from being killed, in ms since its start. */
  lastChanceMs: number | null;
  lastAttemptMs: number | null;
  isEndpointIn: boolean;
  /** Number of the instance that was ready last; -1: none. */
  readyInstance: number;
}

export function createMeasures(container: string, service: string | undefined): Measures {
  const times = { ready: null, killed: null, restarted: null, restartLoop: null, endpointOut: null, endpointIn: null };
  return {
    container,
    service,
    times,
    startedMs: null,
    lastChanceMs: null,
    lastAttemptMs: null,
    isEndpointIn: false,
    readyInstance: -1,
  };
}

/** Takes in one event of a full trace, in their order. */
export function measure(measures: Measures, event: TraceEvent): void {
  const { container, times } = measures;
  switch (event.kind) {
    case "status": {
      const status = event.containers?.[container];
      if (status?.ready === true) {
        times.ready ??= event.t;
        measures.readyInstance = status.n ?? 0;
      }
      if (status?.state === "waiting" && status.reason === "CrashLoopBackOff") times.restartLoop ??= event.t;
      const ready = event.conditions?.["Ready"];
      if (measures.service === undefined && ready !== undefined)
        endpointIs(measures, ready?.status === "True", event.t);
      return;
    }
    case "slice":
      if (event.svc === measures.service)
        endpointIs(
          measures,
          Object.values(event.pods).some((letters) => letters.includes("r")),
          event.t,
        );
      return;
    case "start":
      if (event.c !== container) return;
      if (event.n === 0) measures.startedMs = event.t;
      else times.restarted ??= event.t;
      return;
    case "probe":
      // Only a probe that can kill gives a chance to be saved.
      if (event.c === container && event.n === 0 && event.probe !== "readiness") measures.lastAttemptMs = event.t;
      return;
    case "event":
      if (event.reason === "Killing" && event.path?.endsWith(`{${container}}`) === true) killed(measures, event.t);
      return;
    default:
  }
}

function killed(measures: Measures, t: number): void {
  if (measures.times.killed !== null) return;
  measures.times.killed = t;
  if (measures.lastAttemptMs !== null && measures.startedMs !== null)
    measures.lastChanceMs = measures.lastAttemptMs - measures.startedMs;
}

function endpointIs(measures: Measures, isIn: boolean, t: number): void {
  if (isIn === measures.isEndpointIn) return;
  measures.isEndpointIn = isIn;
  const { times } = measures;
  if (isIn) times.endpointIn ??= t;
  else if (times.endpointOut === null) {
    times.endpointOut = t;
    // What counts from now on is the return.
    times.endpointIn = null;
  }
}
