/** A point of a run where Go's own choice remains. */
export interface Tie {
  /** What meets: `trigger or tick of a/readiness`. Together with the instant it names the tie. */
  readonly what: string;
  /** What it concerns, as in `TracedLine`. */
  readonly about: string;
  readonly atMs: number;
  /** How many orders there are; 0 is the documented one. */
  readonly alternatives: number;
}

/** Decides ties as they are met; 0 is the documented order. */
export type TieChoice = (tie: Tie) => number;

/** One event of a trace, as it is compared. */
export interface TracedLine {
  readonly text: string;
  readonly atMs: number;
  /** Container and probe: `a/readiness`; `a/` is about the container, empty about no one thing. */
  readonly about: string;
}

/** What a run showed, and the ties on the way, both in order. */
export interface TiedRun {
  readonly lines: readonly TracedLine[];
  readonly ties: readonly Tie[];
}

/** By name of the tie. */
type Choices = ReadonlyMap<string, number>;

interface Attempt {
  readonly choices: Choices;
  readonly run: TiedRun;
  /** Lines from the start that are equal to the outcome that it comes nearest to. */
  readonly equal: number;
  /** The two lines that differ, one where a trace is at its end, none where the outcome is reached. */
  readonly differing: readonly TracedLine[];
  /** Ties from this one on may be decided otherwise. */
  readonly firstFree: number;
}

/** One tie of an attempt decided otherwise; where it lasts, those of the same kind that follow up to the difference, too. */
interface Move {
  readonly from: Attempt;
  readonly position: number;
  readonly tie: Tie;
  readonly choice: number;
  readonly lasts: boolean;
  readonly distance: number;
}

/** So many other orders are tried at named ties before a vector counts as not matched. */
const MAX_TRIES = 64;

const nameOf = ({ what, atMs }: Tie): string => `${what} at ${atMs} ms`;

function equalLines(outcome: readonly TracedLine[], lines: readonly TracedLine[]): number {
  let equal = 0;
  while (equal < lines.length && lines[equal]?.text === outcome[equal]?.text) equal++;
  return equal;
}

/** 0: the tie is of the probe that differs; 1: of its container; 2: of another. */
function distanceBetween(tie: Tie, differing: readonly TracedLine[]): number {
  const container = (about: string): string => about.slice(0, about.indexOf("/") + 1);
  if (differing.some(({ about }) => about === tie.about)) return 0;
  return differing.some(({ about }) => container(about) === container(tie.about)) ? 1 : 2;
}

/**
 * Other choices at the ties that this attempt met up to its first difference: later ones cannot have caused it. The last
 * is made first. Where rounds are longer than a period, what waits is met again in each, and shows only once it is taken:
 * hence those that last, and they are made before those of one tie.
 */
function movesFrom(from: Attempt): Move[] {
  const differsAtMs = Math.min(...from.differing.map(({ atMs }) => atMs));
  const moves: Move[] = [];
  for (const [position, tie] of from.run.ties.entries()) {
    if (position < from.firstFree || tie.atMs > differsAtMs) continue;
    const taken = from.choices.get(nameOf(tie)) ?? 0;
    const distance = distanceBetween(tie, from.differing);
    for (let choice = 0; choice < tie.alternatives; choice++) {
      if (choice === taken) continue;
      moves.push({ from, position, tie, choice, lasts: false, distance });
      moves.push({ from, position, tie, choice, lasts: true, distance });
    }
  }
  return moves;
}

const withChoice = ({ from, tie, choice }: Move): Map<string, number> => new Map(from.choices).set(nameOf(tie), choice);

function makeMove(
  move: Move,
  outcomes: readonly (readonly TracedLine[])[],
  runWith: (choose: TieChoice) => TiedRun,
): Attempt {
  const { from, position, tie, choice, lasts } = move;
  const choices = withChoice(move);
  const lastMs = Math.min(...from.differing.map(({ atMs }) => atMs));
  const run = runWith((met) => {
    if (lasts && met.what === tie.what && met.atMs > tie.atMs && met.atMs <= lastMs)
      choices.set(nameOf(met), Math.min(choice, met.alternatives - 1));
    return choices.get(nameOf(met)) ?? 0;
  });
  const attempt = measure(outcomes, choices, run);
  // What did not help is gone on with, but not gone back on: that is left to the attempts before it.
  return attempt.equal > from.equal ? attempt : { ...attempt, firstFree: position + 1 };
}

function measure(outcomes: readonly (readonly TracedLine[])[], choices: Choices, run: TiedRun): Attempt {
  let nearest: readonly TracedLine[] = [];
  let equal = -1;
  for (const outcome of outcomes) {
    const count = equalLines(outcome, run.lines);
    if (count <= equal) continue;
    equal = count;
    nearest = outcome;
  }
  const differing = [nearest[equal], run.lines[equal]].filter((line) => line !== undefined);
  return { choices, run, equal, differing, firstFree: 0 };
}

/** The same for equal choices. */
function keyOf(choices: Choices): string {
  const others = [...choices].filter(([, choice]) => choice !== 0);
  return others
    .map(([name, choice]) => `${choice} ${name}`)
    .sort()
    .join();
}

function otherOrders({ choices, run }: Attempt): string[] {
  const names = run.ties.map(nameOf).filter((name) => (choices.get(name) ?? 0) !== 0);
  return [...new Set(names)];
}

/**
 * Looks for orders at named ties that give one of the recorded outcomes, led by the first difference: what comes nearest
 * to an outcome, counted in equal lines from the start, is followed first, and there the ties of the probe that differs, in depth.
 * @returns the names of the ties whose other order did; undefined: none of those tried.
 */
export function searchTies(
  outcomes: readonly (readonly TracedLine[])[],
  runWith: (choose: TieChoice) => TiedRun,
): readonly string[] | undefined {
  const documented = measure(
    outcomes,
    new Map(),
    runWith(() => 0),
  );
  const seen = new Set([keyOf(documented.choices)]);
  const open = movesFrom(documented);
  for (let tries = 0; tries < MAX_TRIES; ) {
    // The sort is stable: of equals the latest comes last, and is taken first.
    const move = open.sort((a, b) => a.from.equal - b.from.equal || b.distance - a.distance).pop();
    if (move === undefined) return undefined;
    if (!move.lasts && seen.has(keyOf(withChoice(move)))) continue;
    tries++;
    const attempt = makeMove(move, outcomes, runWith);
    if (attempt.differing.length === 0) return otherOrders(attempt);
    if (seen.has(keyOf(attempt.choices))) continue;
    seen.add(keyOf(attempt.choices));
    open.push(...movesFrom(attempt));
  }
  return undefined;
}
