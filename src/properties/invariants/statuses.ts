import type { TracedContainer } from "../../model/trace.ts";
import { isTerminalPhase } from "../../model/status.ts";
import type { Property } from "../property.ts";
import { awaitNextInstant, circumstanceOf, someContainer, violate } from "../property.ts";
import { hasAction } from "../runFacts.ts";
import type { ContainerView, InstanceView, RunView } from "../traceView.ts";
import { instanceOf } from "../traceView.ts";
import { hasProbeOf } from "./probed.ts";
import { cutToSecond } from "./rhythm.ts";

/** Counts for a pod's readiness: all but ordinary init containers. */
export const isCounted = ({ facts }: ContainerView): boolean => !facts.isInit || facts.isSidecar;

export const startedWithoutProbe: Property = {
  id: "started-without-a-startup-probe",
  statement: "A running container without a startup probe is started as soon as its status says that it runs.",
  sources: ["KLT-023"],
  exercised: "the status of such a container comes to say that it runs",
  appliesTo: (facts) =>
    someContainer(facts, ({ probes, isInit, isSidecar }) => probes.startup === undefined && (!isInit || isSidecar)),
  observe: (_run, found) => ({
    held: ({ t, step }, container) => {
      const { facts, held } = container;
      if (held?.state !== "running" || facts.probes.startup !== undefined || !isCounted(container)) return;
      found.tried++;
      if (held.started !== true)
        violate(found, t, [step], `${facts.name} runs without a startup probe and is not started`);
    },
  }),
};

export const readyWithoutProbe: Property = {
  id: "ready-without-a-readiness-probe",
  statement: "A started container without a readiness probe is ready once the next sync has told its status.",
  sources: ["KLT-024"],
  exercised: "a sync tells the status of such a container",
  appliesTo: (facts) =>
    someContainer(facts, ({ probes, isInit, isSidecar }) => probes.readiness === undefined && (!isInit || isSidecar)),
  observe: (_run, found) => ({
    held: ({ t, step, src }, container) => {
      const { facts, held, pod } = container;
      if (src !== "sync" || held?.state !== "running" || held.started !== true) return;
      if (facts.probes.readiness !== undefined || !isCounted(container)) return;
      found.tried++;
      if (!held.ready)
        violate(
          found,
          t,
          [step],
          `${facts.name} has started, has no readiness probe and is not ready`,
          circumstanceOf(held.n ?? 0, pod),
        );
    },
  }),
};

export const readyMeansStarted: Property = {
  id: "ready-means-started-and-running",
  statement: "A container that is ready runs and has started.",
  sources: ["KLT-023", "KLT-024"],
  exercised: "a status says that a container is ready",
  appliesTo: () => true,
  observe: (_run, found) => ({
    held: ({ t, step }, container) => {
      const { facts, held, pod } = container;
      if (held?.ready !== true || !isCounted(container)) return;
      found.tried++;
      if (held.state === "running" && held.started === true) return;
      violate(
        found,
        t,
        [step],
        `${facts.name} is ready, ${held.state} and ${held.started === true ? "" : "not "}started`,
        circumstanceOf(held.n ?? 0, pod),
      );
    },
  }),
};

export const startedStays: Property = {
  id: "started-stays",
  statement: "An instance that has started stays so as long as it runs.",
  sources: ["KLT-022", "KLT-023"],
  exercised: "the status of a running instance that has started changes",
  appliesTo: () => true,
  observe: (_run, found) => ({
    held: ({ t, step }, { facts, held, before, pod }) => {
      if (held?.state !== "running" || before?.state !== "running") return;
      if (before.n !== held.n || before.started !== true) return;
      found.tried++;
      if (held.started !== true)
        violate(
          found,
          t,
          [step],
          `instance ${held.n} of ${facts.name} is no longer started`,
          circumstanceOf(held.n ?? 0, pod),
        );
    },
  }),
};

/** Why a state does not tell what happened to its instance. */
function untruthOf(run: RunView, state: TracedContainer, instance: InstanceView): string | undefined {
  if (instance.startMs === undefined) return state.state === "running" ? "it has not started" : undefined;
  if (state.startedAt !== undefined && state.startedAt !== cutToSecond(run, instance.startMs))
    return `it started at ${instance.startMs} ms`;
  const { exit } = instance;
  if (state.state !== "terminated") return undefined;
  if (exit === undefined) return "it has not ended";
  if (state.exit !== exit.code) return `it ended with ${exit.code}`;
  return state.finishedAt === undefined || state.finishedAt === cutToSecond(run, exit.t)
    ? undefined
    : `it ended at ${exit.t} ms`;
}

export const statusTellsTheTruth: Property = {
  id: "status-tells-what-happened",
  statement:
    "A status says running only of an instance that started, terminated only of one that ended, with its exit code and its times in whole seconds.",
  sources: ["KLT-042", "KLT-085"],
  exercised: "a status tells of an instance",
  appliesTo: () => true,
  observe: (run, found) => ({
    held: ({ t, step }, container) => {
      const { held, facts } = container;
      for (const state of [held, held?.last]) {
        if (state === null || state === undefined) continue;
        if (state.state === "waiting" || state.reason === "ContainerStatusUnknown") continue;
        const instance = instanceOf(container, state.n);
        if (instance === undefined) continue;
        found.tried++;
        const untruth = untruthOf(run, state, instance);
        if (untruth !== undefined)
          violate(
            found,
            t,
            [instance.startStep, instance.exit?.step, step],
            `status of instance ${state.n} of ${facts.name}: ${state.state}, but ${untruth}`,
          );
      }
    },
  }),
};

export const restartsAreCounted: Property = {
  id: "restarts-are-counted",
  statement:
    "The restart count of a running container is the number of instances that it had before, and never shrinks.",
  sources: ["KLT-085", "KLT-105", "KLT-086"],
  exercised: "the status of a container after a restart",
  appliesTo: (facts) => !facts.restartsAll,
  observe: (_run, found) => ({
    held: ({ t, step }, { held, before, facts, pod }) => {
      if (held === null || before === null) return;
      // A kubelet that ends while it creates an instance leaves none to count.
      if (pod.kubeletCount > 1) return;
      if (held.restarts === 0 && before.restarts === 0 && (held.n ?? 0) === 0) return;
      found.tried++;
      const shrinks = held.restarts < before.restarts;
      if (!shrinks && (held.state !== "running" || held.restarts === held.n)) return;
      violate(
        found,
        t,
        [step],
        `instance ${held.n} of ${facts.name} has the restart count ${held.restarts}, after ${before.restarts}`,
        circumstanceOf(held.n ?? 0, pod),
      );
    },
  }),
};

export const lastStateIsThePredecessor: Property = {
  id: "last-state-is-the-predecessor",
  statement: "The status of a running instance tells in lastState how the one before it ended.",
  sources: ["KLT-085", "KLT-097", "KLT-105"],
  exercised: "the status of an instance that replaced another",
  appliesTo: () => true,
  observe: (_run, found) => ({
    held: ({ t, step }, { held, before, facts, previous, instance, pod }) => {
      if (held?.state !== "running" || held.n === 0 || held.n !== instance?.n) return;
      if ((before?.state === "running" && before.n === held.n) || previous?.exit === undefined) return;
      if (previous.removedMs < Infinity) return;
      found.tried++;
      if (held.last?.state === "terminated" && held.last.n === previous.n) return;
      violate(
        found,
        t,
        [step],
        `instance ${held.n} of ${facts.name} has no lastState of instance ${previous?.n}`,
        circumstanceOf(held.n ?? 0, pod),
      );
    },
  }),
};

/** Conditions that the kubelet sets; others it carries along. */
export const KUBELETS: ReadonlySet<string> = new Set([
  "Ready",
  "ContainersReady",
  "Initialized",
  "PodScheduled",
  "PodReadyToStartContainers",
]);

const PHASE_ORDER: readonly (string | undefined)[] = [undefined, "Pending", "Running", "Succeeded", "Failed"];

export const phasesGoForward: Property = {
  id: "phases-go-forward",
  statement: "A pod's phase goes from Pending to Running and to an end, never back, and an ended one stays as it is.",
  sources: ["KLT-103", "KLT-046"],
  exercised: "the phase changes",
  appliesTo: (facts) => !facts.restartsAll,
  observe: (_run, found) => ({
    status: ({ t, step }, pod) => {
      const { phase, phaseBefore, isFirstStatus } = pod;
      if (phase === phaseBefore || pod.removedMs < Infinity) return;
      found.tried++;
      const isForward =
        PHASE_ORDER.indexOf(phase) > PHASE_ORDER.indexOf(phaseBefore) && !isTerminalPhase(phaseBefore ?? "");
      if (!isForward)
        violate(
          found,
          t,
          [step],
          `the phase goes from ${phaseBefore} to ${phase}`,
          isFirstStatus ? "after a kubelet restart" : circumstanceOf(0, pod),
        );
    },
  }),
};

export const endPhaseAgrees: Property = {
  id: "end-phase-agrees",
  statement:
    "The phase is Succeeded only if all main containers ended with 0, and no main container runs in a pod that has ended.",
  sources: ["KLT-103", "KLT-046", "KLT-047"],
  exercised: "a pod's phase becomes Succeeded or Failed",
  appliesTo: () => true,
  observe: (_run, found) => ({
    status: ({ t, step }, { phase, phaseBefore, containers }) => {
      if (phase === phaseBefore || !isTerminalPhase(phase ?? "")) return;
      found.tried++;
      const main = containers.filter(({ facts }) => !facts.isInit);
      const running = main.find(({ held }) => held?.state === "running");
      const failed = main.find(({ held }) => held?.state !== "terminated" || held.exit !== 0);
      if (running !== undefined) violate(found, t, [step], `the phase is ${phase} and ${running.facts.name} runs`);
      else if (phase === "Succeeded" && failed !== undefined)
        violate(found, t, [step], `the phase is Succeeded, ${failed.facts.name} did not end with 0`);
      else if (phase === "Failed" && failed === undefined && main.length === containers.length)
        violate(found, t, [step], "the phase is Failed and all containers ended with 0");
    },
  }),
};

export const patchFollowsStatus: Property = {
  id: "status-reaches-the-api-at-once",
  statement: "A change of the status goes to the API server in the same millisecond.",
  sources: ["KLT-041"],
  exercised: "a change of the status",
  appliesTo: (facts) => !facts.hasNodeFaults,
  observe: (run, found) => {
    const patchedMs = run.pods.map(() => Number.NEGATIVE_INFINITY);
    const changed: { readonly index: number; readonly t: number; readonly step: number; readonly isFirst: boolean }[] =
      [];
    return {
      status: ({ t, step, conditions, containers }, { index, isFirstStatus, phase }) => {
        // What is not new to the API server is not sent: of a first status, and of an end that waits for the containers.
        const isOwn = containers !== undefined || Object.keys(conditions ?? {}).some((type) => KUBELETS.has(type));
        if (!isOwn || isTerminalPhase(phase ?? "")) return;
        changed.push({ index, t, step, isFirst: isFirstStatus });
        awaitNextInstant(found);
      },
      patch: ({ t }, { index }) => {
        patchedMs[index] = t;
      },
      passed: () => {
        const all = changed.splice(0);
        for (const { index, t, step, isFirst } of all) {
          const pod = run.pods[index];
          // What turns back in the same instant may leave nothing to send.
          if (isFirst || all.filter((other) => other.index === index).length > 1) continue;
          if (pod === undefined || pod.removedMs < Infinity || pod.kubeletSinceMs === Infinity) continue;
          found.tried++;
          if (patchedMs[index] !== t) violate(found, t, [step], "the status changes and no patch follows");
        }
      },
    };
  },
};

/** Containers that ran so long before the kubelet are known to have run before it. */
const YOUNG_MS = 11_000;

export const kubeletRestartRaisesNothing: Property = {
  id: "a-kubelet-restart-raises-no-readiness",
  statement: "The first status after a restart of the kubelet makes no container ready that has a readiness probe.",
  sources: ["KLT-026", "KLT-020", "KLT-100"],
  exercised: "such a first status of a running container that was not ready",
  appliesTo: (facts) => hasProbeOf("readiness")(facts) && hasAction(facts, "restartKubelet"),
  observe: (_run, found) => ({
    status: ({ t, step }, { containers, kubeletCount, isFirstStatus, kubeletSinceMs }) => {
      if (!isFirstStatus || kubeletCount === 1) return;
      for (const { facts, held, before, instance } of containers) {
        if (facts.probes.readiness === undefined || held?.state !== "running") continue;
        if (before?.ready === true && before.n === held.n) continue;
        found.tried++;
        if (!held.ready) continue;
        const isYoung = kubeletSinceMs - (instance?.startMs ?? 0) < YOUNG_MS;
        violate(
          found,
          t,
          [step],
          `${facts.name} becomes ready by a restart of the kubelet`,
          isYoung ? "of a young container" : "after a kubelet restart",
        );
      }
    },
  }),
};
