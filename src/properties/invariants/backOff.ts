import { isAtLeast } from "../../model/kubernetesVersion.ts";
import { formatGoDuration } from "../../time/goDuration.ts";
import type { EventOf } from "../eventOf.ts";
import type { Property } from "../property.ts";
import { awaitNextInstant, violate } from "../property.ts";
import type { RunFacts } from "../runFacts.ts";
import { hasAction } from "../runFacts.ts";
import type { ContainerView, RunView } from "../traceView.ts";
import { shouldRestart } from "./instances.ts";

/** How the kubelet lets crashing containers wait, as its documentation has it. */
interface Waits {
  readonly firstMs: number;
  readonly longestMs: number;
}

const FORGOTTEN_AFTER_MS = 600_000;
const HOUSEKEEPING_MS = 2_100;
const MINUTE_MS = 60_000;

function waitsOf({ scenario, version }: RunFacts): Waits {
  const isFast = isAtLeast(version, 33) && scenario.gates?.["ReduceDefaultCrashLoopBackOffDecay"] === true;
  if (!isFast) return { firstMs: 10_000, longestMs: 300_000 };
  const isCapped = !(scenario.gates?.["KubeletCrashLoopBackOffMax"] ?? isAtLeast(version, 35));
  return { firstMs: 1_000, longestMs: isCapped ? MINUTE_MS : 300_000 };
}

/** The back-off of one container: how long it waits after its next end. */
interface BackOff {
  waitMs: number;
  /** When the last start was let through; undefined: none was, or the kubelet has forgotten. */
  sinceMs: number | undefined;
  /** It cannot be told whether the kubelet has forgotten it. */
  isUnsure: boolean;
}

/**
 * The newest end that had come about when the sync began that starts it, and that the runtime still knew: ends that the sync
 * itself brings do not count (KLT-070). Within one millisecond nobody knows what came first.
 */
function endBeforeSync({ previous, beforePrevious, pod }: ContainerView): EventOf<"exit"> | "unsure" | undefined {
  const syncMs = pod.sync?.t ?? 0;
  for (const ended of [previous, beforePrevious]) {
    if (ended?.exit === undefined || ended.exit.t > syncMs || ended.removedMs < syncMs) continue;
    return ended.exit.t === syncMs || ended.removedMs === syncMs ? "unsure" : ended.exit;
  }
  return undefined;
}

/** Follows the back-offs of a run. `onStart` comes before a start is let through. */
function followBackOffs(
  run: RunView,
  onStart: (container: ContainerView, backOff: BackOff, event: EventOf<"create">) => void,
) {
  const waits = waitsOf(run.facts);
  const backOffs = run.containers.map((): BackOff => ({ waitMs: 0, sinceMs: undefined, isUnsure: false }));
  return {
    backOffs,
    create: (event: EventOf<"create">, container: ContainerView): void => {
      const backOff = backOffs[container.index] as BackOff;
      onStart(container, backOff, event);
      const ended = endBeforeSync(container);
      if (ended === undefined) return;
      if (ended === "unsure") {
        backOff.isUnsure = true;
        backOff.sinceMs = event.t;
        return;
      }
      const { sinceMs } = backOff;
      const ageMs = sinceMs === undefined ? Infinity : Math.max(ended.t, event.t) - sinceMs;
      // Housekeeping forgets old ones even while they hold a start, every two seconds (KLT-073).
      if (ageMs > FORGOTTEN_AFTER_MS) backOff.isUnsure = ageMs <= FORGOTTEN_AFTER_MS + HOUSEKEEPING_MS;
      backOff.waitMs = ageMs > FORGOTTEN_AFTER_MS ? waits.firstMs : Math.min(backOff.waitMs * 2, waits.longestMs);
      backOff.sinceMs = event.t;
    },
    kubeletEnd: (): void => {
      for (const backOff of backOffs) Object.assign(backOff, { sinceMs: undefined, isUnsure: false });
    },
  };
}

const setsImages = (facts: RunFacts): boolean => hasAction(facts, "setImage");
const canWait: Property["appliesTo"] = (facts) => !facts.hasNodeFaults && !setsImages(facts);

export const backOffHolds: Property = {
  id: "back-off-holds",
  statement:
    "A container that ended again is not started before its back-off is over: 10 s after the first restart, doubled with each, at most 5 minutes.",
  sources: ["KLT-070", "KLT-071", "KLT-072", "KLT-074", "KLT-075", "KLT-076"],
  exercised: "a second restart within ten minutes",
  appliesTo: canWait,
  observe: (run, found) => {
    const { create, kubeletEnd } = followBackOffs(run, (container, { waitMs, sinceMs, isUnsure }, { t, step }) => {
      const ended = endBeforeSync(container);
      if (
        ended === undefined ||
        ended === "unsure" ||
        sinceMs === undefined ||
        isUnsure ||
        t - sinceMs > FORGOTTEN_AFTER_MS
      )
        return;
      found.tried++;
      if (t - ended.t < waitMs)
        violate(
          found,
          t,
          [ended.step, step],
          `${container.facts.name} is started ${t - ended.t} ms after its end, its back-off is ${waitMs} ms`,
        );
    });
    return { create, kubeletEnd };
  },
};

export const backOffSaysItsLength: Property = {
  id: "back-off-says-its-length",
  statement:
    "The status of a container that waits in CrashLoopBackOff says how long: 10 s after the first restart, doubled with each, at most 5 minutes.",
  sources: ["KLT-071", "KLT-075", "KLT-076", "KLT-072", "KLT-087"],
  exercised: "a status says CrashLoopBackOff",
  appliesTo: canWait,
  observe: (run, found) => {
    const follow = followBackOffs(run, () => undefined);
    return {
      create: follow.create,
      kubeletEnd: follow.kubeletEnd,
      held: ({ t, step }, { held, facts, index }) => {
        if (held?.reason !== "CrashLoopBackOff" || held.state !== "waiting") return;
        const { waitMs, sinceMs, isUnsure } = follow.backOffs[index] as BackOff;
        if (sinceMs === undefined || isUnsure) return;
        found.tried++;
        const words = `back-off ${formatGoDuration(waitMs)} restarting failed container=${facts.name} `;
        if (held.message?.startsWith(words) !== true)
          violate(found, t, [step], `${facts.name} waits with "${held.message}", not "${words}…"`);
      },
    };
  },
};

/** After the wait: a look at the runtime, a tick of the sync loop, and a queue that draws up to half as much again. */
const TRIES_AGAIN_SLACK_MS = 4_000;
const OLD_RETRY_MS = 10_000;

export const backOffEnds: Property = {
  id: "back-off-ends",
  statement:
    "A container that its policy starts again is, soon after its back-off is over; after its first end at once.",
  sources: ["KLT-056", "KLT-053", "KLT-074", "KLT-071", "KLT-051"],
  exercised: "a container ends that is to be started again",
  appliesTo: canWait,
  observe: (run, found) => {
    const due = new Map<ContainerView, { readonly dueMs: number; readonly exit: EventOf<"exit"> }>();
    const follow = followBackOffs(run, () => undefined);
    const factor = 1 + run.facts.rand / 2;
    const forget = (pod: ContainerView["pod"]): void => {
      for (const container of due.keys()) if (container.pod === pod) due.delete(container);
    };
    return {
      exit: (exit, container) => {
        const { pod } = container;
        if (
          pod.kubeletSinceMs === Infinity ||
          shouldRestart(container, exit.code) !== true ||
          pod.deletedMs < Infinity ||
          pod.terminatingMs < Infinity
        )
          return;
        // Main containers wait for sidecars that wait themselves.
        if (pod.containers.some(({ facts }) => facts.isInit)) return;
        const { waitMs, sinceMs, isUnsure } = follow.backOffs[container.index] as BackOff;
        if (isUnsure) return;
        const longestMs = sinceMs === undefined ? 0 : waitMs;
        // Where another container fails to start its retries come between.
        const isAlone = isAtLeast(run.facts.version, 35) && pod.containers.length === 1;
        const retryMs = longestMs * (factor - 1) + (isAlone ? 0 : OLD_RETRY_MS * factor);
        due.set(container, { exit, dueMs: exit.t + longestMs + retryMs + TRIES_AGAIN_SLACK_MS });
        awaitNextInstant(found);
      },
      create: (event, container) => {
        if (due.delete(container)) found.tried++;
        follow.create(event, container);
      },
      kubeletEnd: () => {
        follow.kubeletEnd();
        due.clear();
      },
      action: ({ do: what }, pod) => {
        if (what === "delete") forget(pod);
      },
      sync: ({ fn }, pod) => {
        if (fn !== "SyncPod") forget(pod);
      },
      passed: (t) => {
        for (const [container, { dueMs, exit }] of due) {
          const { pod, facts } = container;
          if (pod.callsOn > 0 || t <= Math.max(dueMs, pod.lastCallEndMs + TRIES_AGAIN_SLACK_MS + OLD_RETRY_MS * factor))
            continue;
          due.delete(container);
          found.tried++;
          violate(found, t, [exit.step], `${facts.name} ended at ${exit.t} ms and is not started again by ${dueMs} ms`);
        }
        if (due.size > 0) awaitNextInstant(found);
      },
    };
  },
};
