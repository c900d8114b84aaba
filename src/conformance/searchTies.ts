/** A point of a run where Go's own choice remains. */
export interface Tie {
  /** What meets: `trigger or tick of a/readiness`. */
  readonly what: string;
  readonly atMs: number;
  /** How many orders there are; 0 is the documented one. */
  readonly alternatives: number;
}

/** Decides ties by their number in the run; 0 is the documented order. */
export type TieChoice = (number: number, tie: Tie) => number;

/** What a run showed: comparable lines in order, their instants, and the ties on the way. */
export interface TiedRun {
  readonly lines: readonly string[];
  readonly instantsMs: readonly number[];
  readonly ties: readonly Tie[];
}

type Choices = ReadonlyMap<number, number>;

interface Attempt {
  readonly choices: Choices;
  readonly run: TiedRun;
  /** Lines from the start that are equal to the nearest recorded outcome. */
  readonly equal: number;
}

/** Another choice at one tie; with `untilMs` at those of the same name that follow up to then, too. */
interface Move {
  readonly choices: Choices;
  readonly number: number;
  readonly choice: number;
  readonly untilMs?: number;
}

/** So many other orders are tried at named ties before a vector counts as not matched. */
const MAX_TRIES = 64;

function equalLines(outcome: readonly string[], lines: readonly string[]): number {
  let equal = 0;
  while (equal < lines.length && lines[equal] === outcome[equal]) equal++;
  return equal;
}

/**
 * Other orders at the ties that this attempt met up to its first difference, the nearest first: later ones cannot have
 * caused it. Where rounds are longer than a period, what waits is met again in each, and shows only once it is taken.
 */
function* neighbours({ choices, run, equal }: Attempt): Generator<Move, undefined> {
  const untilMs = run.instantsMs[equal] ?? Number.POSITIVE_INFINITY;
  const from = Math.max(-1, ...choices.keys()) + 1;
  const passed = new Set<string>();
  for (let number = run.ties.length - 1; number >= from; number--) {
    const tie = run.ties[number];
    if (tie === undefined || tie.atMs > untilMs) continue;
    for (let choice = 1; choice < tie.alternatives; choice++) {
      yield { choices, number, choice };
      if (passed.has(tie.what)) yield { choices, number, choice, untilMs };
    }
    passed.add(tie.what);
  }
  return undefined;
}

/** The choices of a move, as they are met: one choice can bring other ties. */
function makeMove(
  { choices, number: moved, choice, untilMs }: Move,
  runWith: (choose: TieChoice) => TiedRun,
): Omit<Attempt, "equal"> {
  const made = new Map(choices);
  let what: string | undefined;
  const run = runWith((number, tie) => {
    if (number === moved) what = tie.what;
    const isMeant = number === moved || (untilMs !== undefined && tie.what === what && tie.atMs <= untilMs);
    if (isMeant) made.set(number, Math.min(choice, tie.alternatives - 1));
    return made.get(number) ?? 0;
  });
  return { choices: made, run };
}

/**
 * Looks for orders at named ties that give one of the recorded outcomes. What comes nearest to one, counted in equal lines
 * from the start, is followed first.
 * @returns the names of the ties whose other order did; undefined: none of those tried.
 */
export function searchTies(
  outcomes: readonly (readonly string[])[],
  runWith: (choose: TieChoice) => TiedRun,
): readonly string[] | undefined {
  const measured = ({ choices, run }: Omit<Attempt, "equal">): Attempt => {
    return { choices, run, equal: Math.max(...outcomes.map((outcome) => equalLines(outcome, run.lines))) };
  };
  const open: { readonly equal: number; readonly moves: Generator<Move, undefined> }[] = [];
  const follow = (from: Attempt): void => {
    open.push({ equal: from.equal, moves: neighbours(from) });
    open.sort((a, b) => b.equal - a.equal);
  };
  follow(measured({ choices: new Map(), run: runWith(() => 0) }));
  for (let tries = 0; tries < MAX_TRIES && open[0] !== undefined; ) {
    const { value: move } = open[0].moves.next();
    if (move === undefined) {
      open.shift();
      continue;
    }
    tries++;
    const found = measured(makeMove(move, runWith));
    const { lines, ties } = found.run;
    if (outcomes.some((outcome) => outcome.length === lines.length && found.equal === lines.length))
      return [...found.choices.keys()].flatMap((number) => nameOf(ties[number]));
    follow(found);
  }
  return undefined;
}

const nameOf = (tie: Tie | undefined): string[] => (tie === undefined ? [] : [`${tie.what} at ${tie.atMs} ms`]);
