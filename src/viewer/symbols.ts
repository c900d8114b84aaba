import type { AttemptOutcome } from "../model/trace.ts";

/** What an outcome looks like beside its colour, which not everybody can tell: a drawn symbol, and a word. */
export interface OutcomeLook {
  readonly tone: "good" | "bad" | "warn" | "faint";
  readonly word: string;
  /** Of several on one pixel the highest is drawn. */
  readonly weight: number;
  /** Draws the symbol around the middle of a square of two by two. */
  readonly trace: (path: Path2D) => void;
}

const check = (path: Path2D): void => lines(path, [-0.8, 0.05], [-0.2, 0.65], [0.85, -0.65]);
const cross = (path: Path2D): void => {
  lines(path, [-0.65, -0.65], [0.65, 0.65]);
  lines(path, [-0.65, 0.65], [0.65, -0.65]);
};
const clock = (path: Path2D): void => {
  circle(path);
  lines(path, [0, -0.5], [0, 0.05], [0.45, 0.3]);
};
const exclamation = (path: Path2D): void => {
  lines(path, [0, -0.85], [0, 0.25]);
  lines(path, [0, 0.75], [0, 0.85]);
};
const slashed = (path: Path2D): void => {
  circle(path);
  lines(path, [-0.6, 0.6], [0.6, -0.6]);
};
const diamond = (path: Path2D): void => lines(path, [0, -0.85], [0.75, 0], [0, 0.85], [-0.75, 0], [0, -0.85]);
const dots = (path: Path2D): void => {
  for (const x of [-0.7, 0, 0.7]) lines(path, [x - 0.05, 0], [x + 0.05, 0]);
};

export const OUTCOME_LOOKS: Readonly<Record<AttemptOutcome | "open", OutcomeLook>> = {
  ok: { tone: "good", word: "ok", weight: 2, trace: check },
  fail: { tone: "bad", word: "failed", weight: 7, trace: cross },
  timeout: { tone: "bad", word: "timed out", weight: 6, trace: clock },
  error: { tone: "warn", word: "error, does not count", weight: 5, trace: exclamation },
  killed: { tone: "warn", word: "container died meanwhile", weight: 4, trace: diamond },
  notRunning: { tone: "warn", word: "container not running", weight: 3, trace: slashed },
  cancelled: { tone: "warn", word: "cancelled, does not count", weight: 3, trace: slashed },
  kubeletGone: { tone: "warn", word: "cancelled, does not count", weight: 3, trace: slashed },
  open: { tone: "faint", word: "still on", weight: 1, trace: dots },
};

export const OUTCOMES = Object.keys(OUTCOME_LOOKS) as readonly (AttemptOutcome | "open")[];

const paths = new Map<string, Path2D>();

/** Draws the symbol of an outcome in lines of the context's stroke style. */
export function drawOutcome(
  context: CanvasRenderingContext2D,
  outcome: AttemptOutcome | "open",
  x: number,
  y: number,
  radius: number,
): void {
  let path = paths.get(outcome);
  if (path === undefined) {
    path = new Path2D();
    OUTCOME_LOOKS[outcome].trace(path);
    paths.set(outcome, path);
  }
  context.save();
  context.translate(x, y);
  context.scale(radius, radius);
  context.lineWidth = 1.8 / radius;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.stroke(path);
  context.restore();
}

function lines(
  path: Path2D,
  [x, y]: readonly [number, number],
  ...others: readonly (readonly [number, number])[]
): void {
  path.moveTo(x, y);
  for (const [toX, toY] of others) path.lineTo(toX, toY);
}

function circle(path: Path2D): void {
  path.moveTo(0.85, 0);
  path.arc(0, 0, 0.85, 0, Math.PI * 2);
}
