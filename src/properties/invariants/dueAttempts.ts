import { isTerminalPhase } from "../../model/status.ts";
import type { EventOf } from "../eventOf.ts";
import type { Findings, Observer } from "../property.ts";
import { violate, wakeAfter } from "../property.ts";
import type { PodView, ProbeView, RunView } from "../traceView.ts";

/** When the next attempt of one probe begins at the latest. */
interface DueAttempt {
  dueMs: number;
  /** Instance that it speaks of; -1: none. */
  n: number;
  /** None of this instance has begun. */
  isFirst: boolean;
  /** What it follows from. */
  step: number;
  /** When the last attempt that began is over. */
  busyUntilMs: number;
}

interface DueAttempts {
  readonly found: Findings;
  readonly areFirst: boolean;
  /** By index of the probe. */
  readonly byProbe: readonly DueAttempt[];
}

function setDue({ found, areFirst }: DueAttempts, due: DueAttempt, dueMs: number): void {
  due.dueMs = dueMs;
  if (due.isFirst === areFirst) wakeAfter(found, dueMs);
}

/** The gate that a startup probe is: open for others once the container has started, and shut for itself then. */
const isOpen = ({ container, plan }: ProbeView): boolean =>
  (container.held?.started === true) !== (plan.type === "startup");

/**
 * Watches all probes of a run that are being asked again and again: that each attempt begins by the time at which it is due.
 * @param which the first attempts of instances, or those that follow.
 * @param missed what is said of one that does not begin.
 */
export function watchDueAttempts(
  run: RunView,
  found: Findings,
  which: "first" | "next",
  missed: (due: Readonly<DueAttempt>, probe: ProbeView) => string,
): Observer {
  const byProbe = run.probes.map(
    (): DueAttempt => ({ dueMs: Infinity, n: -1, isFirst: true, step: 0, busyUntilMs: 0 }),
  );
  const all: DueAttempts = { found, areFirst: which === "first", byProbe };
  return {
    probe: (attempt, probe) => attemptBegins(all, attempt, probe),
    probeEnd: ({ n }, probe) => {
      if (isDoneWith(probe, n)) (byProbe[probe.index] as DueAttempt).dueMs = Infinity;
    },
    status: (event, pod) => statusChanges(all, event, pod),
    exit: ({ n }, { probes }) => {
      for (const { index } of probes) {
        const due = byProbe[index] as DueAttempt;
        if (due.n === n) due.dueMs = Infinity;
      }
    },
    kubeletEnd: () => byProbe.forEach(forget),
    passed: (t) => {
      for (const probe of run.probes) {
        const due = byProbe[probe.index] as DueAttempt;
        if (due.isFirst !== all.areFirst || due.dueMs === Infinity) continue;
        if (t <= due.dueMs) {
          wakeAfter(found, due.dueMs);
          continue;
        }
        if (!isSilenced(probe)) {
          found.tried++;
          violate(found, due.dueMs, [due.step], missed(due, probe));
        }
        due.dueMs = Infinity;
      }
    },
  };
}

function forget(due: DueAttempt): void {
  due.dueMs = Infinity;
  due.n = -1;
}

function attemptBegins(all: DueAttempts, { t, step, n, end }: EventOf<"probe">, probe: ProbeView): void {
  const due = all.byProbe[probe.index] as DueAttempt;
  if (due.n === n && due.dueMs < Infinity && due.isFirst === all.areFirst) all.found.tried++;
  due.n = n;
  due.isFirst = false;
  due.step = step;
  due.busyUntilMs = end ?? Infinity;
  const { instance } = probe.container;
  // One that is never told to have ended lasts beyond the run; of a dead process nobody need know that it is dead.
  const goesOn = end !== undefined && isOpen(probe) && instance?.n === n && instance.exit === undefined;
  setDue(all, due, goesOn ? Math.max(t + probe.plan.periodMs, end) : Infinity);
}

/** A verdict ended the worker's work on the instance. */
function isDoneWith({ plan: { type }, results }: ProbeView, n: number): boolean {
  return type !== "readiness" && (results.perhapsFatalFor === n || (type === "startup" && results.last === "success"));
}

function statusChanges(all: DueAttempts, { t, step }: EventOf<"status">, pod: PodView): void {
  for (const { held, instance, probes } of pod.containers) {
    if (held?.state !== "running" || held.n === undefined) continue;
    // Nobody knows yet that it has ended.
    if (instance?.n === held.n && instance.exit !== undefined) continue;
    for (const probe of probes) {
      const due = all.byProbe[probe.index] as DueAttempt;
      // The gate may shut again on a running instance (KLT-022).
      if (!isOpen(probe)) forget(due);
      else if (due.n !== held.n && probe.results.perhapsFatalFor !== held.n) {
        due.n = held.n;
        due.isFirst = true;
        due.step = step;
        const { initialDelaySeconds, periodMs } = probe.plan;
        const openMs = Math.max(t, (held.startedAt ?? t) + initialDelaySeconds * 1000);
        // One from before the gate shut may still be on.
        setDue(all, due, Math.max(openMs + periodMs, due.busyUntilMs));
      }
    }
  }
}

/** Nobody asks any more, or nobody is there to ask. */
function isSilenced({ plan, container: { pod, facts } }: ProbeView): boolean {
  if (pod.kubeletSinceMs === Infinity || pod.removedMs < Infinity || isTerminalPhase(pod.phase ?? "")) return true;
  // A kubelet that finds a pod terminating makes no workers for it.
  if (pod.kubeletCount > 1 && pod.terminatingMs < Infinity) return true;
  return plan.type !== "readiness" && !facts.isSidecar && pod.terminatingMs < Infinity;
}
