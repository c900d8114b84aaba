import * as fc from "fast-check";
import type { Container } from "../../model/container.ts";
import type { ProbeType } from "../../model/probe.ts";
import { PROBE_TYPES } from "../../model/probe.ts";
import type { ContainerBehaviour, InstanceBehaviour, ProbeSegment } from "../../model/scenario.ts";

/**
 * One thing that goes wrong, told by the probe's own measures so that it meets the edges: it begins some rounds after the
 * instance's start, a little early or late, and lasts some rounds more or less than a verdict takes.
 */
export interface Failure {
  /** Of the container's instances, from 0; the last one that is named repeats. */
  readonly instance: number;
  /** Number of the type; of a container without it another of its probes, and where there are none the process exits. */
  readonly probe: number;
  readonly what: (typeof FAILURES)[number];
  readonly round: number;
  readonly shiftMs: number;
  /** Rounds beyond the failure threshold. */
  readonly beyond: number;
}

const FAILURES = ["fail", "hang", "error", "slow", "tooSlow", "exit", "succeedAndExit"] as const;
const INSTANCES_MAX = 3;
const ROUNDS_MAX = 40;

/** A flat list of failures: without one of them the others stay as they are. Shrinks to none. */
export function failureSchedule(maxLength = 6): fc.Arbitrary<readonly Failure[]> {
  return fc.array(
    fc.record<Failure>({
      instance: fc.nat({ max: INSTANCES_MAX - 1 }),
      probe: fc.nat({ max: PROBE_TYPES.length - 1 }),
      what: fc.constantFrom(...FAILURES),
      round: fc.nat({ max: ROUNDS_MAX }),
      shiftMs: fc.constantFrom(0, -1, 1, 500, 250),
      beyond: fc.constantFrom(0, -1, 1, 8),
    }),
    { maxLength, size: "max" },
  );
}

/** How a container comes and goes, whatever its probes see. */
export interface Temper {
  readonly createMs: number;
  readonly startMs: number;
  readonly answerMs: number;
  readonly onTerm: InstanceBehaviour["onTerm"] | null;
}

/** Shrinks to a container that does everything at once. */
export function temper(): fc.Arbitrary<Temper> {
  return fc.record<Temper>({
    createMs: fc.constantFrom(0, 5, 40),
    startMs: fc.constantFrom(0, 5, 300),
    answerMs: fc.constantFrom(0, 3, 50),
    onTerm: fc.constantFrom<Temper["onTerm"][]>(
      null,
      { afterMs: 300, code: 0 },
      { afterMs: 9_000, code: 143 },
      { afterMs: 40_000, code: 1 },
      "ignore",
    ),
  });
}

/** What a container does that is given these failures. */
export function behaviourOf(
  container: Container,
  { createMs, startMs, answerMs, onTerm }: Temper,
  failures: readonly Failure[],
): ContainerBehaviour {
  const types = PROBE_TYPES.filter((type) => container[`${type}Probe`] !== undefined);
  const count = failures.reduce((most, { instance }) => Math.max(most, instance + 1), 1);
  const instances = Array.from({ length: count }, (_, index): InstanceBehaviour => {
    const own = failures.filter(({ instance }) => instance === index);
    const exits = own.filter((failure) => isExit(failure, types));
    const exit = exits.map((failure) => exitOf(failure, container, types)).toSorted((a, b) => a.afterMs - b.afterMs)[0];
    const probes: Partial<Record<ProbeType, readonly ProbeSegment[]>> = {};
    for (const type of types) {
      const ofProbe = own.filter((failure) => !isExit(failure, types) && typeOf(failure, types) === type);
      if (ofProbe.length > 0 || answerMs > 0) probes[type] = segmentsOf(container, type, ofProbe, answerMs);
    }
    return {
      ...(createMs > 0 && { createMs }),
      ...(startMs > 0 && { startMs }),
      ...(onTerm !== null && onTerm !== undefined && { onTerm }),
      ...(exit !== undefined && { exit }),
      ...(Object.keys(probes).length > 0 && { probes }),
    };
  });
  return { instances };
}

const isExit = ({ what }: Failure, types: readonly ProbeType[]): boolean =>
  types.length === 0 || what === "exit" || what === "succeedAndExit";

/** One and the same whatever other probes shrinking takes away. */
function typeOf({ probe }: Failure, types: readonly ProbeType[]): ProbeType | undefined {
  const wanted = PROBE_TYPES[probe];
  return wanted !== undefined && types.includes(wanted) ? wanted : types[probe % Math.max(1, types.length)];
}

/** What a failure is told by; of a container without probes those of a default one. */
export interface Measures {
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly threshold: number;
}

export function measuresOf(container: Container, type: ProbeType | undefined): Measures {
  const probe = type && container[`${type}Probe`];
  return {
    periodMs: (probe?.periodSeconds ?? 10) * 1000,
    timeoutMs: (probe?.timeoutSeconds ?? 1) * 1000,
    threshold: probe?.failureThreshold ?? 3,
  };
}

function exitOf(failure: Failure, container: Container, types: readonly ProbeType[]) {
  const { what, round, shiftMs } = failure;
  const { periodMs } = measuresOf(container, typeOf(failure, types));
  return { afterMs: Math.max(1, round * periodMs + shiftMs), code: what === "succeedAndExit" ? 0 : 1 };
}

/** The failures of one probe in the order of time; where one begins before the last is over it takes its place. */
function segmentsOf(
  container: Container,
  type: ProbeType,
  failures: readonly Failure[],
  answerMs: number,
): readonly ProbeSegment[] {
  const measures = measuresOf(container, type);
  const well = (fromMs: number): ProbeSegment => ({ fromMs, outcome: "ok", ms: answerMs });
  const segments: ProbeSegment[] = [well(0)];
  let overMs = 0;
  const spans = failures.map((failure) => spanOf(failure, measures)).toSorted((a, b) => a.fromMs - b.fromMs);
  for (const { fromMs, toMs, what } of spans) {
    if (overMs > 0 && overMs < fromMs) segments.push(well(overMs));
    if (segments.at(-1)?.fromMs === fromMs) segments.pop();
    segments.push(failing(what, fromMs, measures, answerMs));
    overMs = toMs;
  }
  if (overMs > 0) segments.push(well(overMs));
  return segments;
}

function spanOf({ what, round, shiftMs, beyond }: Failure, { periodMs, threshold }: Measures) {
  const fromMs = Math.max(0, round * periodMs + shiftMs);
  return { what, fromMs, toMs: fromMs + Math.max(1, threshold + beyond) * periodMs };
}

function failing(what: Failure["what"], fromMs: number, { timeoutMs }: Measures, answerMs: number): ProbeSegment {
  switch (what) {
    case "hang":
      return { fromMs, outcome: what };
    case "error":
      return { fromMs, outcome: what, ms: answerMs };
    case "slow":
      return { fromMs, outcome: "ok", ms: timeoutMs - 1 };
    case "tooSlow":
      return { fromMs, outcome: "ok", ms: timeoutMs };
    default:
      return { fromMs, outcome: "fail", ms: answerMs, output: "503" };
  }
}
