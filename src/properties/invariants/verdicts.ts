import type { Property } from "../property.ts";
import { awaitNextInstant, circumstanceOf, violate } from "../property.ts";
import type { EndedAttempt } from "../eventOf.ts";
import type { ContainerView, ProbeView } from "../traceView.ts";
import { probeOf } from "../traceView.ts";
import { hasProbeOf } from "./probed.ts";

/** A verdict that the status shows at the end of its instant. */
interface AwaitedVerdict {
  readonly container: ContainerView;
  readonly event: EndedAttempt;
  readonly wanted: boolean;
  /** It was so at least for a moment: a triggered attempt may turn it back in the same instant. */
  isShown: boolean;
}

const runs = (container: ContainerView, n: number): boolean =>
  container.held?.state === "running" && container.held.n === n;

/** Nobody holds its status any more, or a new kubelet found it terminating and asks it by old workers' results alone. */
const isBeyondItsKubelet = ({ pod }: ContainerView): boolean =>
  pod.removedMs < Infinity || (pod.kubeletCount > 1 && pod.terminatingMs < Infinity);

export const readinessFlipsAtThreshold: Property = {
  id: "readiness-flips-at-the-threshold",
  statement:
    "The attempt that completes a readiness threshold makes the container ready or not ready in the same instant; errors count for nothing.",
  sources: ["KLT-018", "KLT-039", "KLT-032", "KLT-010"],
  exercised: "a readiness attempt that completes its threshold",
  appliesTo: hasProbeOf("readiness"),
  observe: (_run, found) => {
    let awaited: AwaitedVerdict[] = [];
    return {
      watches: ({ plan }) => plan.type === "readiness",
      probeEnd: (event, { plan, results: { last, atLeast }, container }) => {
        if (last === undefined || (event.out !== "ok" && event.out !== "fail" && event.out !== "timeout")) return;
        const wanted = last === "success";
        const threshold = wanted ? plan.successThreshold : plan.failureThreshold;
        if (atLeast < threshold || !runs(container, event.n) || container.held?.started !== true) return;
        if (container.held.ready === wanted) {
          found.tried++;
          return;
        }
        awaited.push({ container, event, wanted, isShown: false });
        awaitNextInstant(found);
      },
      status: () => {
        for (const one of awaited) one.isShown ||= one.container.held?.ready === one.wanted;
      },
      passed: () => {
        for (const { container, event, wanted, isShown } of awaited) {
          if (!runs(container, event.n) || isBeyondItsKubelet(container)) continue;
          found.tried++;
          if (isShown || container.held?.ready === wanted) continue;
          const state = wanted ? "ready" : "not ready";
          violate(
            found,
            event.end,
            [event.step],
            `${container.facts.name} does not become ${state} with the attempt that completes the threshold`,
            circumstanceOf(event.n, container.pod),
          );
        }
        awaited = [];
      },
    };
  },
};

/** The most equal results in a row that attempts of one instant came to. */
interface Instant {
  atMs: number;
  successes: number;
  failures: number;
}

export const readinessNeedsVerdict: Property = {
  id: "readiness-needs-a-verdict",
  statement:
    "A running container with a readiness probe becomes ready only after as many successes in a row as the threshold, and not ready only after as many failures.",
  sources: ["KLT-018", "KLT-011", "KLT-032"],
  exercised: "such a container that becomes ready or not ready while it runs",
  appliesTo: hasProbeOf("readiness"),
  observe: (run, found) => {
    // A kubelet tells the statuses of an instant when it can: each attempt of the instant may be the one it goes by.
    const instants = run.probes.map((): Instant => ({ atMs: Number.NEGATIVE_INFINITY, successes: 0, failures: 0 }));
    const addResults = (instant: Instant, t: number, { last, atMost }: ProbeView["results"]): void => {
      if (instant.atMs !== t) Object.assign(instant, { atMs: t, successes: 0, failures: 0 });
      if (last === "success") instant.successes = Math.max(instant.successes, atMost);
      if (last === "failure") instant.failures = Math.max(instant.failures, atMost);
    };
    return {
      watches: ({ plan }) => plan.type === "readiness",
      probeEnd: ({ end }, { index, results }) => addResults(instants[index] as Instant, end, results),
      held: ({ t, step }, container) => {
        const { held, before, pod } = container;
        const readiness = probeOf(container, "readiness");
        if (readiness === undefined || held?.state !== "running" || pod.isFirstStatus) return;
        const wasReady = before?.state === "running" && before.n === held.n && before.ready;
        if (wasReady === held.ready) return;
        found.tried++;
        const { plan, results } = readiness;
        const instant = instants[readiness.index] as Instant;
        addResults(instant, t, results);
        const isEnough = held.ready
          ? instant.successes >= plan.successThreshold
          : held.started !== true || instant.failures >= plan.failureThreshold;
        if (isEnough) return;
        const words = held.ready ? "ready" : "not ready";
        violate(
          found,
          t,
          [step],
          `${container.facts.name} becomes ${words} after ${results.atMost} × ${results.last ?? "nothing"}`,
          circumstanceOf(held.n ?? 0, pod),
        );
      },
    };
  },
};

export const startupOpensAtThreshold: Property = {
  id: "startup-success-shows-at-once",
  statement: "The attempt that completes the startup threshold makes the container started in the same instant.",
  sources: ["KLT-040", "KLT-018"],
  exercised: "a startup attempt that succeeds",
  appliesTo: hasProbeOf("startup"),
  observe: (_run, found) => {
    let awaited: AwaitedVerdict[] = [];
    return {
      watches: ({ plan }) => plan.type === "startup" && plan.successThreshold === 1,
      probeEnd: (event, { container }) => {
        if (event.out !== "ok") return;
        awaited.push({ container, event, wanted: true, isShown: false });
        awaitNextInstant(found);
      },
      status: () => {
        for (const one of awaited) one.isShown ||= one.container.held?.started === true;
      },
      passed: () => {
        for (const { container, event, isShown } of awaited) {
          if (!runs(container, event.n) || isBeyondItsKubelet(container)) continue;
          found.tried++;
          if (!isShown && container.held?.started !== true)
            violate(
              found,
              event.end,
              [event.step],
              `${container.facts.name} is not started after its startup probe succeeded`,
            );
        }
        awaited = [];
      },
    };
  },
};

export const startedNeedsSuccess: Property = {
  id: "started-needs-its-startup-probe",
  statement: "A running instance with a startup probe is started only once that probe has succeeded on it.",
  sources: ["KLT-011", "KLT-023"],
  exercised: "a running container with a startup probe becomes started",
  appliesTo: hasProbeOf("startup"),
  observe: (_run, found) => ({
    held: ({ t, step }, container) => {
      const { held, before, facts, pod } = container;
      const startup = probeOf(container, "startup");
      if (startup === undefined || held?.state !== "running") return;
      if (held.started !== true || (before?.started === true && before.n === held.n)) return;
      found.tried++;
      if (startup.succeededFor === held.n) return;
      violate(
        found,
        t,
        [step],
        `instance ${held.n} of ${facts.name} is started without a success of its startup probe`,
        circumstanceOf(held.n ?? 0, pod),
      );
    },
  }),
};

export const killsNeedVerdict: Property = {
  id: "probe-kills-need-a-verdict",
  statement: "A probe has a container killed only after as many failures in a row as its threshold.",
  sources: ["KLT-018", "KLT-032", "KLT-010"],
  exercised: "a kill by a probe",
  appliesTo: hasProbeOf("liveness", "startup"),
  observe: (_run, found) => ({
    event: ({ t, step, reason }, _pod, container) => {
      const kill = container?.instance?.kill;
      if (reason !== "Killing" || container === undefined || kill?.step !== step || kill.probe === undefined) return;
      found.tried++;
      const counted = probeOf(container, kill.probe)?.results;
      if (counted !== undefined && counted.perhapsFatalFor === container.instance?.n) return;
      violate(
        found,
        t,
        [step],
        `${container.facts.name} is killed by its ${kill.probe} probe after ${counted?.atMost ?? 0} × ${counted?.last ?? "nothing"}`,
      );
    },
  }),
};

/** It is the one that decided the end of its instance. */
const isFatal = ({ n, step }: EndedAttempt, { fatalFor, fatalStep }: ProbeView["results"]): boolean =>
  fatalFor === n && fatalStep === step;

export const silentAfterFatalVerdict: Property = {
  id: "silent-after-a-fatal-verdict",
  statement: "After the failure that has an instance killed its probe asks it no more.",
  sources: ["KLT-017", "KLT-010"],
  exercised: "a failed liveness or startup verdict",
  appliesTo: hasProbeOf("liveness", "startup"),
  observe: (_run, found) => ({
    watches: ({ plan }) => plan.type !== "readiness",
    probeEnd: (attempt, { results }) => {
      if (isFatal(attempt, results)) found.tried++;
    },
    probe: ({ t, step, probe, n }, { results: { fatalFor, fatalMs, fatalStep }, container }) => {
      if (fatalFor !== n) return;
      violate(
        found,
        t,
        [fatalStep, step],
        `${probe} of ${container.facts.name} asks instance ${n} again, whose end it decided at ${fatalMs} ms`,
      );
    },
  }),
};

/** The kubelet waits for the runtime: kills come one after the other. */
const isAtWork = ({ callsOn, containers }: ContainerView["pod"]): boolean =>
  callsOn > 0 || containers.some(({ instance }) => instance?.kill !== undefined && instance.exit === undefined);

/** From a verdict to the kill: a sync waits for a look at the runtime at most, unless the one before it still runs. */
const KILL_SLACK_MS = 2_100;

export const fatalVerdictKills: Property = {
  id: "a-fatal-verdict-kills",
  statement:
    "An instance whose liveness or startup probe has failed for good is killed within two seconds, unless the kubelet still waits for the runtime.",
  sources: ["KLT-038", "KLT-058", "KLT-051"],
  exercised: "a failed liveness or startup verdict of an instance that runs on",
  appliesTo: (facts) => hasProbeOf("liveness", "startup")(facts) && !facts.hasNodeFaults,
  observe: (_run, found) => {
    const waiting = new Map<ContainerView, EndedAttempt>();
    const settle = (container: ContainerView): void => {
      if (waiting.delete(container)) found.tried++;
    };
    return {
      watches: ({ plan }) => plan.type !== "readiness",
      probeEnd: (event, { results, container }) => {
        if (!isFatal(event, results)) return;
        const { instance, facts } = container;
        // A sidecar that is not started is not asked about.
        if (facts.isSidecar && facts.probes.startup !== undefined && event.probe === "liveness") return;
        if (instance?.n !== event.n || instance.exit !== undefined || instance.kill !== undefined) return;
        waiting.set(container, event);
        awaitNextInstant(found);
      },
      event: ({ reason }, _pod, container) => {
        if (reason === "Killing" && container !== undefined) settle(container);
      },
      exit: (_event, container) => void waiting.delete(container),
      kubeletEnd: () => waiting.clear(),
      passed: (t) => {
        for (const [container, event] of waiting) {
          const { pod } = container;
          if (pod.deletedMs < Infinity || pod.terminatingMs < Infinity) waiting.delete(container);
          else if (!isAtWork(pod) && t > Math.max(event.end, pod.lastCallEndMs) + KILL_SLACK_MS) {
            settle(container);
            violate(
              found,
              t,
              [event.step],
              `${container.facts.name} is not killed although its ${event.probe} probe failed for good at ${event.end} ms`,
              event.n > 0 ? "in a replacement" : circumstanceOf(event.n, pod),
            );
          }
        }
        if (waiting.size > 0) awaitNextInstant(found);
      },
    };
  },
};
