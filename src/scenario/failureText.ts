import { nearestName } from "../model/nearestName.ts";
import type { AppSegment } from "../model/scenario.ts";
import { parseDuration } from "../time/duration.ts";

/** A value for one container, or for all that are not named. */
export interface ForContainer<Value> {
  readonly container?: string;
  readonly value: Value;
}

export type Parsed<Value> =
  | { readonly parsed: ForContainer<Value> }
  | { readonly problem: string; readonly help: string };

const STATES = ["hang", "refuse", "slow", "exit"] as const;
export const FAILURE_SYNTAX =
  "[CONTAINER:]STATE[=DETAIL]@FROM[+DURATION], as in hang@5m+30s, slow=3s@2m, web:exit=137@10m";

/**
 * Reads `hang@5m+30s`: from 5m after the container's first start, for 30s; without a duration until it is restarted.
 * DETAIL is how long an answer takes for `slow`, the exit code for `exit`.
 */
export function parseFailure(text: string): Parsed<AppSegment> {
  const match = /^(?:([^:@=]+):)?([^:@=]+)(?:=([^@]*))?@([^+]*)(?:\+(.*))?$/.exec(text);
  if (match === null) return { problem: `${JSON.stringify(text)} is no failure`, help: `write ${FAILURE_SYNTAX}` };
  const [, container, word = "", detail, from = "", duration] = match;
  const state = STATES.find((candidate) => candidate === word);
  if (state === undefined) {
    const near = nearestName(word, STATES);
    return {
      problem: `${JSON.stringify(text)}: unknown state ${JSON.stringify(word)}`,
      help: near === undefined ? `the states are ${STATES.join(", ")}` : `did you mean ${near}?`,
    };
  }
  const fromMs = readDuration(text, from);
  if (typeof fromMs !== "number") return fromMs;
  const lasts = duration === undefined ? undefined : readDuration(text, duration);
  if (lasts !== undefined && typeof lasts !== "number") return lasts;
  if (lasts === 0)
    return {
      problem: `${JSON.stringify(text)} lasts no time`,
      help: "leave the duration away: then it lasts until the container is restarted",
    };
  const detailed = readDetail(text, state, detail);
  if ("problem" in detailed) return detailed;
  if (state === "exit" && lasts !== undefined)
    return {
      problem: `${JSON.stringify(text)}: an exit has no duration`,
      help: "the restart policy decides what comes next",
    };
  const value = { fromMs, state, ...detailed, ...(lasts === undefined ? {} : { toMs: fromMs + lasts }) };
  return { parsed: container === undefined ? { value } : { container, value } };
}

/** Reads `42s` or `web:42s`. */
export function parseStart(text: string): Parsed<number> {
  const colon = text.lastIndexOf(":");
  const durationMs = readDuration(text, text.slice(colon + 1));
  if (typeof durationMs !== "number") return durationMs;
  return { parsed: colon === -1 ? { value: durationMs } : { container: text.slice(0, colon), value: durationMs } };
}

interface Mistake {
  readonly problem: string;
  readonly help: string;
}

function readDetail(
  text: string,
  state: (typeof STATES)[number],
  detail: string | undefined,
): { readonly ms?: number; readonly exitCode?: number } | Mistake {
  if (state === "slow") {
    if (detail === undefined)
      return {
        problem: `${JSON.stringify(text)} does not say how slow`,
        help: `write slow=3s${text.slice(text.indexOf("@"))}: an answer takes 3s`,
      };
    const ms = readDuration(text, detail);
    return typeof ms === "number" ? { ms } : ms;
  }
  if (detail === undefined) return {};
  if (state !== "exit")
    return { problem: `${JSON.stringify(text)}: ${state} takes no detail`, help: `write ${state}@…` };
  const exitCode = Number(detail);
  if (/^\d{1,3}$/.test(detail) && exitCode <= 255) return { exitCode };
  return {
    problem: `${JSON.stringify(text)}: ${JSON.stringify(detail)} is no exit code`,
    help: "exit codes are numbers from 0 to 255",
  };
}

function readDuration(text: string, duration: string): number | Mistake {
  const parsed = parseDuration(duration);
  if ("durationMs" in parsed) return parsed.durationMs;
  return {
    problem: `${JSON.stringify(text)}: ${parsed.problem}`,
    help:
      parsed.suggestion === undefined
        ? "durations are written 1500ms, 42s, 5m, 1h30m"
        : `did you mean ${parsed.suggestion}?`,
  };
}
