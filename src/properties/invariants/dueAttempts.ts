import type { ProbeType } from "../../model/probe.ts";
import { PROBE_TYPES } from "../../model/probe.ts";
import { isTerminalPhase } from "../../model/status.ts";
import type { EventOf } from "../eventOf.ts";
import type { Findings, Observer } from "../property.ts";
import type { ContainerView, PodView, RunView } from "../traceView.ts";

/** When the next attempt of one probe begins at the latest. */
export interface DueAttempt {
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
  readonly byContainer: readonly (readonly DueAttempt[])[];
  readonly configured: readonly {
    readonly container: ContainerView;
    readonly probe: ProbeType;
    readonly due: DueAttempt;
  }[];
}

/** What comes of those that fall due: the next attempt in time, or none. */
interface Outcomes {
  readonly onKept: (due: DueAttempt) => void;
  readonly onMissed: (container: ContainerView, probe: ProbeType, due: DueAttempt) => void;
}

const dueOf = ({ byContainer }: DueAttempts, { index }: ContainerView, probe: ProbeType): DueAttempt | undefined =>
  byContainer[index]?.[PROBE_TYPES.indexOf(probe)];

function setDue(all: DueAttempts, due: DueAttempt, dueMs: number): void {
  due.dueMs = dueMs;
  all.found.wakeMs = Math.min(all.found.wakeMs, dueMs);
}

/** The gate that a startup probe is: open for others once the container has started, and shut for itself then. */
const isOpen = ({ held }: ContainerView, probe: ProbeType): boolean =>
  (held?.started === true) !== (probe === "startup");

/** Watches all probes of a run that are being asked again and again. */
export function watchDueAttempts(run: RunView, found: Findings, outcomes: Outcomes): Observer {
  const none = (): DueAttempt => ({ dueMs: Infinity, n: -1, isFirst: true, step: 0, busyUntilMs: 0 });
  const byContainer = run.containers.map(() => PROBE_TYPES.map(none));
  const configured = run.containers.flatMap((container, index) =>
    PROBE_TYPES.flatMap((probe, place) => {
      const due = byContainer[index]?.[place];
      return due === undefined || container.facts.probes[probe] === undefined ? [] : [{ container, probe, due }];
    }),
  );
  const all: DueAttempts = { found, byContainer, configured };
  return {
    probe: (event, container) => attemptBegins(all, event, container, outcomes),
    probeEnd: (event, container) => attemptEnds(all, event, container),
    status: (event, pod) => statusChanges(all, event, pod),
    exit: ({ n }, { index }) => {
      for (const due of all.byContainer[index] ?? []) if (due.n === n) due.dueMs = Infinity;
    },
    kubeletEnd: () => all.byContainer.flat().forEach(forget),
    passed: (t) => timePasses(all, t, outcomes),
  };
}

function forget(due: DueAttempt): void {
  due.dueMs = Infinity;
  due.n = -1;
}

function attemptBegins(
  all: DueAttempts,
  event: EventOf<"probe">,
  container: ContainerView,
  { onKept }: Outcomes,
): void {
  const due = dueOf(all, container, event.probe);
  const plan = container.facts.probes[event.probe];
  if (due === undefined || plan === undefined) return;
  if (due.n === event.n && due.dueMs < Infinity) onKept(due);
  due.n = event.n;
  due.isFirst = false;
  due.step = event.step;
  due.busyUntilMs = event.end ?? Infinity;
  const { instance } = container;
  // One that is never told to have ended lasts beyond the run; of a dead process nobody need know that it is dead.
  const goesOn =
    event.end !== undefined && isOpen(container, event.probe) && instance?.n === event.n && instance.exit === undefined;
  setDue(all, due, goesOn ? Math.max(event.t + plan.periodMs, event.end) : Infinity);
}

/** A verdict that ends the worker's work on the instance. */
function attemptEnds(all: DueAttempts, { probe, n }: EventOf<"probe">, container: ContainerView): void {
  const due = dueOf(all, container, probe);
  if (due === undefined || probe === "readiness") return;
  const { runs } = container;
  if (runs[probe].perhapsFatalFor === n || (probe === "startup" && runs.startup.last === "success"))
    due.dueMs = Infinity;
}

function statusChanges(all: DueAttempts, { t, step }: EventOf<"status">, pod: PodView): void {
  for (const container of pod.containers) {
    const { facts, held, runs, instance } = container;
    if (held?.state !== "running" || held.n === undefined) continue;
    // Nobody knows yet that it has ended.
    if (instance?.n === held.n && instance.exit !== undefined) continue;
    for (const probe of PROBE_TYPES) {
      const plan = facts.probes[probe];
      const due = dueOf(all, container, probe);
      if (plan === undefined || due === undefined) continue;
      // The gate may shut again on a running instance (KLT-022).
      if (!isOpen(container, probe)) forget(due);
      else if (due.n !== held.n && runs[probe].perhapsFatalFor !== held.n) {
        due.n = held.n;
        due.isFirst = true;
        due.step = step;
        const openMs = Math.max(t, (held.startedAt ?? t) + plan.initialDelaySeconds * 1000);
        // One from before the gate shut may still be on.
        setDue(all, due, Math.max(openMs + plan.periodMs, due.busyUntilMs));
      }
    }
  }
}

function timePasses(all: DueAttempts, t: number, { onMissed }: Outcomes): void {
  for (const { container, probe, due } of all.configured) {
    if (due.dueMs === Infinity) continue;
    if (isSilenced(container, probe)) due.dueMs = Infinity;
    else if (t > due.dueMs) {
      onMissed(container, probe, due);
      due.dueMs = Infinity;
    } else setDue(all, due, due.dueMs);
  }
}

/** Nobody asks any more, or nobody is there to ask. */
function isSilenced({ pod, facts }: ContainerView, probe: ProbeType): boolean {
  if (pod.kubeletSinceMs === Infinity || pod.removedMs < Infinity || isTerminalPhase(pod.phase ?? "")) return true;
  // A kubelet that finds a pod terminating makes no workers for it.
  if (pod.kubeletCount > 1 && pod.terminatingMs < Infinity) return true;
  return probe !== "readiness" && !facts.isSidecar && pod.terminatingMs < Infinity;
}
