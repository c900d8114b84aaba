import type { TraceEventKind } from "../model/trace.ts";
import type { ClusterTraceEvent } from "./clusterView.ts";
import type { EndedAttempt, EventOf } from "./eventOf.ts";
import type { RunFacts } from "./runFacts.ts";
import type { Alarm, ContainerView, PodView, ProbeView, RunView } from "./traceView.ts";

/** One place where a property did not hold. */
export interface Violation {
  readonly atMs: number;
  /** Numbers of the trace's events that show it. */
  readonly steps: readonly number[];
  readonly explanation: string;
  /** What it came with, where some releases are known to break the property only then. */
  readonly circumstance?: Circumstance;
}

export type Circumstance = "in a replacement" | "after a kubelet restart" | "of a young container" | "in termination";

/** What an observer found so far. */
export interface Findings {
  /** How often the property could have failed. */
  tried: number;
  /** How often it did. */
  failed: number;
  /** The first of them. */
  readonly violations: Violation[];
  /** After this instant the observer is told that time has passed; never, if `Infinity`. Set by `wakeAfter`. */
  wakeMs: number;
  readonly alarm: Alarm;
}

export function newFindings({ alarm }: RunView): Findings {
  return { tried: 0, failed: 0, violations: [], wakeMs: Infinity, alarm };
}

/** The observer is told when all of this instant has been, if it does not ask for an earlier one. */
export function wakeAfter(found: Findings, atMs: number): void {
  if (atMs < found.wakeMs) found.wakeMs = atMs;
  if (atMs < found.alarm.atMs) found.alarm.atMs = atMs;
}

/** The observer is told when all of the present instant has been. */
export function awaitNextInstant(found: Findings): void {
  wakeAfter(found, Number.NEGATIVE_INFINITY);
}

/** An observer, and what it finds. */
export interface Watch {
  readonly observer: Observer;
  readonly found: Findings;
}

type OfPod<Kind extends TraceEventKind> = (event: EventOf<Kind>, pod: PodView) => void;
type OfContainer<Kind extends TraceEventKind> = (event: EventOf<Kind>, container: ContainerView) => void;

/**
 * What looks at a trace, event by event in the order of time. The views already know the event. What lasts is told twice,
 * at its begin and at its end.
 */
export interface Observer {
  readonly sync?: OfPod<"sync">;
  readonly status?: OfPod<"status">;
  readonly patch?: OfPod<"patch">;
  /** A status that tells of this container: `held` is new, `before` is what it was. */
  readonly held?: OfContainer<"status">;
  /** Of which probes it is told; of all, if absent. */
  readonly watches?: (probe: ProbeView) => boolean;
  readonly probe?: (attempt: EventOf<"probe">, probe: ProbeView) => void;
  readonly probeEnd?: (attempt: EndedAttempt, probe: ProbeView) => void;
  readonly hook?: OfContainer<"hook">;
  readonly hookEnd?: OfContainer<"hook">;
  readonly create?: OfContainer<"create">;
  readonly start?: OfContainer<"start">;
  readonly exit?: OfContainer<"exit">;
  readonly stop?: OfContainer<"stop">;
  readonly sandboxRun?: OfPod<"sandboxRun">;
  readonly event?: (event: EventOf<"event">, pod: PodView, container: ContainerView | undefined) => void;
  readonly action?: OfPod<"action">;
  readonly kubeletStart?: (event: EventOf<"kubeletStart">) => void;
  readonly kubeletEnd?: (event: EventOf<"action">) => void;
  readonly apiRemoved?: OfPod<"apiRemoved">;
  readonly slice?: (event: EventOf<"slice">) => void;
  readonly endpoints?: (event: EventOf<"endpoints">) => void;
  readonly proxy?: (event: EventOf<"proxy">) => void;
  /** Of what only the API server knows: pods that controllers make, and workloads. */
  readonly cluster?: (event: ClusterTraceEvent) => void;
  /** All of the instant `wakeMs` has been told; `t` is the next one at which something happens. Each wake is asked for anew. */
  readonly passed?: (t: number) => void;
  /** The run is over. */
  readonly finish?: (untilMs: number) => void;
}

/** An invariant: what must be so in every run of every orchestrator that claims to be a kubelet. */
export interface Property {
  /** Kebab-case, never used again for another one. */
  readonly id: string;
  /** What holds, in one plain sentence. */
  readonly statement: string;
  /** Rules of the model that it follows from (`KLT-013`). */
  readonly sources: readonly string[];
  /** When a run can show its breach: where that never came about the run says nothing. */
  readonly exercised: string;
  /** Whether a run of this scenario could come to that. */
  readonly appliesTo: (facts: RunFacts) => boolean;
  readonly observe: (run: RunView, found: Findings) => Observer;
}

const VIOLATIONS_KEPT = 20;

/** Notes a violation; of very many only the first are kept. */
export function violate(
  found: Findings,
  atMs: number,
  steps: readonly (number | undefined)[],
  explanation: string,
  circumstance?: Circumstance,
): void {
  found.failed++;
  if (found.violations.length >= VIOLATIONS_KEPT) return;
  const shown = steps.filter((step) => step !== undefined);
  found.violations.push({ atMs, steps: shown, explanation, ...(circumstance !== undefined && { circumstance }) });
}

/** What an instance has behind it that may explain a breach. */
export function circumstanceOf(n: number, pod: PodView): Circumstance | undefined {
  if (pod.terminatingMs < Infinity) return "in termination";
  if (pod.kubeletCount > 1) return "after a kubelet restart";
  return n > 0 ? "in a replacement" : undefined;
}

/** Any container of the run that this is true of. */
export function someContainer(
  facts: RunFacts,
  isIt: (container: RunFacts["pods"][number]["containers"][number], pod: RunFacts["pods"][number]) => boolean,
): boolean {
  return facts.pods.some((pod) => pod.containers.some((container) => isIt(container, pod)));
}
