import type { ProbeType } from "../../src/model/probe.ts";
import type { TraceEvent } from "../../src/model/trace.ts";
import type { CaseTrace } from "./recordedCase.ts";

// Short questions to a trace. All instants are in ms.

type Kind = TraceEvent["kind"];
type OfKind<K extends Kind> = Extract<TraceEvent, { readonly kind: K }>;

export function ofKind<K extends Kind>(trace: CaseTrace, kind: K): OfKind<K>[] {
  return trace.filter((event): event is OfKind<K> => event.kind === kind);
}

/** When attempts of a probe began, of all instances or one. */
export function attempts(trace: CaseTrace, type: ProbeType, container = "app"): number[] {
  return attemptsWithOutcome(trace, type, container).map(([t]) => t);
}

/** Begin and outcome of each attempt. */
export function attemptsWithOutcome(trace: CaseTrace, type: ProbeType, container = "app"): [number, string][] {
  return ofKind(trace, "probe")
    .filter(({ c, probe }) => c === container && probe === type)
    .map(({ t, out = "" }) => [t, out]);
}

export function starts(trace: CaseTrace, container = "app"): number[] {
  return ofKind(trace, "start")
    .filter(({ c }) => c === container)
    .map(({ t }) => t);
}

/** Instant and exit code of each death. */
export function exits(trace: CaseTrace, container = "app"): [number, number][] {
  return ofKind(trace, "exit")
    .filter(({ c }) => c === container)
    .map(({ t, code }) => [t, code]);
}

/** Instant and seconds until SIGKILL of each stop signal. */
export function stops(trace: CaseTrace, container = "app"): [number, number][] {
  return ofKind(trace, "stop")
    .filter(({ c }) => c === container)
    .map(({ t, timeout }) => [t, timeout]);
}

export function eventTimes(trace: CaseTrace, reason: string, path?: string): number[] {
  return ofKind(trace, "event")
    .filter((event) => event.reason === reason && (path === undefined || event.path === path))
    .map(({ t }) => t);
}

export function messages(trace: CaseTrace, reason: string): string[] {
  return ofKind(trace, "event")
    .filter((event) => event.reason === reason)
    .map(({ message }) => message);
}

/** What the held status said of a container, whenever that changed: `running started ready #0`, `waiting CrashLoopBackOff #1`. */
export function shown(trace: CaseTrace, container = "app"): [number, string][] {
  return ofKind(trace, "status").flatMap(({ t, containers }): [number, string][] => {
    const status = containers?.[container];
    if (status === undefined || status === null) return [];
    const words = [
      status.state,
      status.reason,
      status.started === true && "started",
      status.ready && "ready",
      `#${status.restarts}`,
    ];
    return [[t, words.filter(Boolean).join(" ")]];
  });
}

/** When a condition changed, and what it said: `True`, `False ContainersNotReady`. */
export function condition(trace: CaseTrace, type: string): [number, string][] {
  return ofKind(trace, "status").flatMap(({ t, conditions }): [number, string][] => {
    const said = conditions?.[type];
    return said === undefined || said === null ? [] : [[t, [said.status, said.reason].filter(Boolean).join(" ")]];
  });
}

export function phases(trace: CaseTrace): [number, string][] {
  return ofKind(trace, "status").flatMap(({ t, phase }): [number, string][] =>
    phase === undefined ? [] : [[t, phase]],
  );
}

/** From each death to the next start, in ms. */
export function waits(trace: CaseTrace, container = "app"): number[] {
  const begun = starts(trace, container);
  return exits(trace, container).flatMap(([t], index) => {
    const next = begun[index + 1];
    return next === undefined ? [] : [next - t];
  });
}
