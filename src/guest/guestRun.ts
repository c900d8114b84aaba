import { buildHttpRequest, sentRequest } from "../app/clients/httpRequest.ts";
import type { Engine } from "../kubelet/engine.ts";
import type { PodWorld } from "../kubelet/podWorld.ts";
import { containerPlan, podAddress } from "../kubelet/runtime.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { HttpGetAction } from "../model/probe.ts";
import type { TraceEvent } from "../model/trace.ts";
import type { GuestClock } from "../time/guestClock.ts";
import type { Guest } from "./guest.ts";
import type { GuestApps } from "./guestApps.ts";
import { appOf, followProcesses, guestOf } from "./guestApps.ts";
import type { GuestCall } from "./guestCall.ts";
import { endCall, createGuestCall, isOver } from "./guestCall.ts";
import type { Asking, GuestQuestion } from "./guestQuestion.ts";
import { giveAnswer, stepWithGuests, waitingWorker } from "./guestQuestion.ts";
import type { PreparedRequest } from "./httpGuest.ts";
import { askHttpGuest } from "./httpGuest.ts";
import { askExecGuest, askGrpcGuest, askTcpGuest } from "./otherGuests.ts";

/** The guests of one run: all that is not plain data, and therefore beside the world and not in it. */
export interface GuestRun {
  readonly guests: Readonly<Record<string, Guest>>;
  readonly clock: GuestClock;
  readonly version: KubernetesVersion;
  readonly asking: Asking;
  readonly apps: GuestApps;
  /** Calls whose attempts go on, in the order in which they began. */
  waiting: GuestCall[];
  /** Calls of the step that is being taken that are not answered within its millisecond. */
  readonly lasting: GuestCall[];
  /** Events that the observer of the run is to be told of: a step that is taken back has not happened. */
  readonly told: TraceEvent[];
  readonly requests: Map<string, PreparedRequest | { readonly error: string }>;
}

export function createGuestRun(
  guests: Readonly<Record<string, Guest>>,
  clock: GuestClock,
  version: KubernetesVersion,
): GuestRun {
  return {
    guests,
    clock,
    version,
    asking: {
      isGuests: (pod, { place }) => guestOf(guests, pod, place) !== undefined,
      answers: [],
      taken: 0,
      question: undefined,
    },
    apps: new Map(),
    waiting: [],
    lasting: [],
    told: [],
    requests: new Map(),
  };
}

/** One step of a pod, taken to its end or back. Then its calls wait, and guests live and die with their containers. */
export function takeStep(run: GuestRun, engine: Engine, pod: PodWorld, t: number): void {
  const told = run.told.length;
  try {
    stepWithGuests(run.asking, engine, pod, t);
  } catch (thrown) {
    run.told.length = told;
    throw thrown;
  }
  run.waiting.push(...run.lasting.splice(0));
  followProcesses(run.apps, run.guests, pod);
}

/** Asks the guest that the step stopped for, and gives it the present millisecond to answer. */
export async function answerStep(run: GuestRun): Promise<void> {
  const { asking, clock } = run;
  const { question } = asking;
  if (question === undefined) throw new Error("no step has asked a guest");
  asking.question = undefined;
  const call = createGuestCall(question, clock);
  ask(run, call);
  while (!isOver(call) && !(await clock.finishInstant())) continue;
  if (call.failure !== undefined) throw call.failure;
  // What took time to come to is an attempt that lasts, even if that is known at once.
  if (call.result?.ms === 0) asking.answers.push(call.result);
  else {
    asking.answers.push("lasts");
    run.lasting.push(call);
  }
}

function ask(run: GuestRun, call: GuestCall): void {
  const { pod, place, instance, plan } = call.question;
  const app = appOf(run.apps, run.guests, pod, place, instance);
  const { httpGet, exec, tcpSocket, grpc } = plan.probe;
  if (app?.http !== undefined && httpGet !== undefined) {
    const request = requestFor(run, call.question, httpGet);
    if ("error" in request) call.result = { outcome: "error", ms: 0, output: request.error };
    else askHttpGuest(call, app.http, request);
  } else if (app?.exec !== undefined && exec !== undefined) askExecGuest(call, app.exec, exec);
  else if (app?.tcp !== undefined && tcpSocket !== undefined) askTcpGuest(call, app.tcp, tcpSocket, run.version);
  else if (app?.grpc !== undefined && grpc !== undefined) askGrpcGuest(call, app.grpc, grpc);
  // Nothing but this is asked of guests: what the scenario says.
  else call.result = { outcome: "ok", ms: 0, output: "" };
}

function requestFor(
  run: GuestRun,
  { pod, place, type }: GuestQuestion,
  action: HttpGetAction,
): PreparedRequest | { readonly error: string } {
  const key = `${pod.index}/${place}/${type}`;
  let request = run.requests.get(key);
  if (request === undefined) {
    const { spec: container } = containerPlan(pod, place);
    const built = buildHttpRequest(action, { container, podIp: podAddress(pod), version: run.version });
    request = "error" in built ? built : { request: built, sent: sentRequest(built) };
    run.requests.set(key, request);
  }
  return request;
}

/** The next instant at which somebody stops waiting for a guest; Infinity: nobody waits. */
export function nextDeadline(run: GuestRun): number {
  let deadline = Infinity;
  for (const { question } of run.waiting) deadline = Math.min(deadline, question.askedAtMs + question.plan.timeoutMs);
  return deadline;
}

/**
 * Hands on what guests have said, gives up those whose time is over, and tells those nobody waits for any more.
 * @param changed is told of each pod one of whose attempts ends at another time than was known.
 */
export function settleCalls(run: GuestRun, t: number, changed: (pod: PodWorld) => void): void {
  if (run.waiting.length === 0) return;
  const still: GuestCall[] = [];
  for (const call of run.waiting) {
    const { question } = call;
    const worker = waitingWorker(question);
    if (call.failure !== undefined) throw call.failure;
    if (worker === undefined) endCall(call);
    else if (isOver(call) || t >= question.askedAtMs + question.plan.timeoutMs) {
      giveAnswer(question, worker, endCall(call));
      changed(question.pod);
    } else still.push(call);
  }
  run.waiting = still;
}

/** The run is over, and everything in it. */
export function endGuests({ apps, waiting }: GuestRun): void {
  for (const call of waiting) endCall(call);
  for (const { controller } of apps.values()) controller.abort();
}
