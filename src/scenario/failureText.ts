import { nearestName } from "../model/nearestName.ts";
import type { AppSegment } from "../model/scenario.ts";
import { APP_FAULTS, APP_STATES } from "../model/scenario.ts";
import { parseDuration } from "../time/duration.ts";

/** A value for one container, or for all that are not named. */
export interface ForContainer<Value> {
  readonly container?: string;
  readonly value: Value;
}

export type Parsed<Value> =
  | { readonly parsed: ForContainer<Value> }
  | { readonly problem: string; readonly help: string };

const STATES = APP_STATES.filter((state) => state !== "healthy");
type FailureState = (typeof STATES)[number];
export const FAILURE_SYNTAX =
  "[CONTAINER:]STATE[=DETAIL]@FROM[+DURATION], as in hang@5m+30s, slow=3s@2m, error=500@1m, flap=5s/20s@1m, web:exit=137@10m";

/**
 * Reads `hang@5m+30s`: from 5m after the container's first start, for 30s; without a duration until it is restarted.
 * DETAIL is how long an answer takes for `slow`, an exit code for `exit` and `crash`, an HTTP status or a fault for
 * `error`, how many times as long all takes for `starve`, how long it fails and is well for `flap`, is well and fails
 * for `warm-up`.
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
  if ((state === "exit" || state === "crash" || state === "oom") && lasts !== undefined)
    return {
      problem: `${JSON.stringify(text)}: ${state === "exit" ? "an exit" : state} has no duration`,
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

type Detail = Omit<AppSegment, "fromMs" | "toMs" | "state">;

function readDetail(text: string, state: FailureState, detail: string | undefined): Detail | Mistake {
  const at = text.slice(text.indexOf("@"));
  switch (state) {
    case "slow": {
      if (detail === undefined)
        return {
          problem: `${JSON.stringify(text)} does not say how slow`,
          help: `write slow=3s${at}: an answer takes 3s`,
        };
      const ms = readDuration(text, detail);
      return typeof ms === "number" ? { ms } : ms;
    }
    case "exit":
    case "crash":
      if (detail === undefined) return {};
      if (/^\d{1,3}$/.test(detail) && Number(detail) <= 255) return { exitCode: Number(detail) };
      return {
        problem: `${JSON.stringify(text)}: ${JSON.stringify(detail)} is no exit code`,
        help: "exit codes are numbers from 0 to 255",
      };
    case "error":
      return readError(text, detail);
    case "starve":
      if (detail !== undefined && /^[1-9]\d{0,5}$/.test(detail)) return { factor: Number(detail) };
      return {
        problem: `${JSON.stringify(text)} does not say how starved`,
        help: `write starve=10${at}: all takes 10 times as long`,
      };
    case "flap":
    case "warm-up":
      return readTurns(text, state, detail);
    default:
      if (detail === undefined) return {};
      return { problem: `${JSON.stringify(text)}: ${state} takes no detail`, help: `write ${state}@…` };
  }
}

function readError(text: string, detail: string | undefined): Detail | Mistake {
  if (detail === undefined) return {};
  if (/^[2-5]\d\d$/.test(detail)) return { statusCode: Number(detail) };
  const as = APP_FAULTS.find((fault) => fault === detail);
  if (as !== undefined) return { as };
  const near = nearestName(detail, APP_FAULTS);
  return {
    problem: `${JSON.stringify(text)}: ${JSON.stringify(detail)} is neither an HTTP status nor a fault`,
    help: near === undefined ? `faults are ${APP_FAULTS.join(", ")}` : `did you mean ${near}?`,
  };
}

/** `5s/20s`, in the order in which they come. */
function readTurns(text: string, state: "flap" | "warm-up", detail: string | undefined): Detail | Mistake {
  const [first = "", second = "", more] = (detail ?? "").split("/");
  if (detail === undefined || second === "" || more !== undefined) {
    const meaning = state === "flap" ? "fails 5s, is well 20s, and so on" : "is well 5s, fails 20s, is well again";
    return {
      problem: `${JSON.stringify(text)} does not say how long it is well and how long it fails`,
      help: `write ${state}=5s/20s${text.slice(text.indexOf("@"))}: ${meaning}`,
    };
  }
  const firstMs = readDuration(text, first);
  if (typeof firstMs !== "number") return firstMs;
  const secondMs = readDuration(text, second);
  if (typeof secondMs !== "number") return secondMs;
  if (firstMs === 0 || secondMs === 0)
    return { problem: `${JSON.stringify(text)}: one of the two lasts no time`, help: "both must be longer than 0" };
  return state === "flap" ? { failingMs: firstMs, okMs: secondMs } : { okMs: firstMs, failingMs: secondMs };
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
