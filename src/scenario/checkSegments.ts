import type { AppSegment, AppState } from "../model/scenario.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";
import { nameOf } from "./shapeProblem.ts";

/** Whose the segments are: of an instance from its start, of all instances by the clock, of a part, of a dependency. */
export type SegmentOwner = "instance" | "clock" | "part" | "dependency";

type Detail = Exclude<keyof AppSegment, "fromMs" | "toMs" | "state">;

interface DetailRule {
  /** States that it goes with. */
  readonly states: readonly AppState[];
  /** States that cannot do without it, and what to say then. */
  readonly neededBy?: readonly AppState[];
  readonly says?: string;
}

const DETAILS: Readonly<Record<Detail, DetailRule>> = {
  ms: { states: ["slow", "healthy"], neededBy: ["slow"], says: "how long an answer takes" },
  exitCode: { states: ["exit", "crash"] },
  as: { states: ["error", "flap", "warm-up"] },
  statusCode: { states: ["error", "flap", "warm-up"] },
  factor: { states: ["starve"], neededBy: ["starve"], says: "how many times as long all takes" },
  okMs: { states: ["flap", "warm-up"], neededBy: ["flap", "warm-up"], says: "how long it is healthy in between" },
  failingMs: { states: ["flap", "warm-up"], neededBy: ["flap", "warm-up"], says: "how long it fails" },
  failing: { states: ["flap", "warm-up"] },
};

const ENDS: readonly AppState[] = ["exit", "crash", "oom"];
/** So often may an app flap in one segment: each time costs memory before the run begins. */
export const FLAPS_MAX = 100_000;

/** Segments of one list follow each other, and say what their states need and nothing else. [DESIGN §8] */
export function checkSegments(
  segments: readonly AppSegment[],
  owner: SegmentOwner,
  untilMs: number,
  path: Path,
): ShapeProblem[] {
  return segments.flatMap((segment, index) => {
    const here = [...path, index];
    return [
      ...checkOrder(segment, segments[index - 1], here, [...path, index - 1]),
      ...checkDetails(segment, here),
      ...checkEnd(segment, owner, index === segments.length - 1, here),
      ...(flapsTooOften(segment, untilMs) ? [flapProblem(here)] : checkTurns(segment, here)),
    ];
  });
}

function checkOrder(segment: AppSegment, previous: AppSegment | undefined, here: Path, before: Path): ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  if (previous !== undefined && segment.fromMs < Math.max(previous.toMs ?? 0, previous.fromMs + 1)) {
    problems.push({
      path: [...here, "fromMs"],
      message: `${nameOf(here)} begins before ${nameOf(before)} is over`,
      help: "segments stand in the order of time and do not overlap",
    });
  }
  if (segment.toMs !== undefined && segment.toMs <= segment.fromMs) {
    problems.push({
      path: [...here, "toMs"],
      message: `${nameOf(here)} ends before it begins`,
      help: "toMs counts from the same instant as fromMs; forMs says how long it lasts",
    });
  }
  return problems;
}

function checkDetails(segment: AppSegment, here: Path): ShapeProblem[] {
  const { state } = segment;
  return (Object.entries(DETAILS) as [Detail, DetailRule][]).flatMap(([detail, { states, neededBy = [], says }]) => {
    if (segment[detail] === undefined)
      return neededBy.includes(state)
        ? [
            {
              path: [...here, "state"],
              message: `${nameOf(here)} is in state ${state}, but has no ${detail}`,
              help: `add ${detail}: ${says}`,
            },
          ]
        : [];
    if (states.includes(state)) return [];
    return [
      {
        path: [...here, detail],
        atKey: true as const,
        message: `${detail} means nothing while the app is in state ${state}`,
        help: `${detail} goes with ${states.join(", ")}`,
      },
    ];
  });
}

/** The end of a process is the end of its instance. */
function checkEnd({ state, toMs }: AppSegment, owner: SegmentOwner, isLast: boolean, here: Path): ShapeProblem[] {
  if (!ENDS.includes(state)) return [];
  if (owner === "part") {
    const message = `${nameOf(here)}: a part of an app cannot end by itself (${state})`;
    return [{ path: [...here, "state"], message, help: "put it into app or clock of the container" }];
  }
  if (owner !== "instance" || (toMs === undefined && isLast)) return [];
  return [
    {
      path: here,
      message: `${nameOf(here)} ends the process, nothing follows in this instance`,
      help: "describe the next instance instead",
    },
  ];
}

/** Each turn of a segment in state `flap` is laid out before the run begins. */
export function flapsTooOften(
  { state, okMs = 0, failingMs = 0, fromMs, toMs = Infinity }: AppSegment,
  untilMs: number,
): boolean {
  const everyMs = okMs + failingMs;
  return state === "flap" && everyMs > 0 && (Math.min(toMs, untilMs) - fromMs) / everyMs > FLAPS_MAX;
}

function flapProblem(here: Path): ShapeProblem {
  return {
    path: [...here, "failingMs"],
    message: `${nameOf(here)} would flap more than ${FLAPS_MAX} times until it is over`,
    help: "make okMs and failingMs longer, or end it with toMs",
  };
}

function checkTurns({ state, okMs, failingMs }: AppSegment, here: Path): ShapeProblem[] {
  if (state !== "flap" && state !== "warm-up") return [];
  const none = failingMs === 0 ? "failingMs" : okMs === 0 && state === "flap" ? "okMs" : undefined;
  if (none === undefined) return [];
  return [{ path: [...here, none], message: `${nameOf([...here, none])} must be longer than 0` }];
}
