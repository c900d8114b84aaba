/** A point of a run where Go's own choice remains. */
export interface Tie {
  /** Starts with what meets, then says where: `trigger or tick of a/readiness at 50250 ms`. */
  readonly name: string;
  readonly atMs: number;
  /** How many orders there are; 0 is the documented one. */
  readonly alternatives: number;
}

/** Decides ties by their number in the run; 0 is the documented order. */
export type TieChoice = (number: number) => number;

/** What a run showed: comparable lines in order, their instants, and the ties on the way. */
export interface TiedRun {
  readonly lines: readonly string[];
  readonly instantsMs: readonly number[];
  readonly ties: readonly Tie[];
}

interface Attempt {
  readonly choices: ReadonlyMap<number, number>;
  readonly run: TiedRun;
  /** Lines from the start that are equal to the nearest recorded outcome. */
  readonly equal: number;
}

/** So many other orders are tried at named ties before a vector counts as not matched. */
const MAX_TRIES = 64;

function equalLines(outcome: readonly string[], lines: readonly string[]): number {
  let equal = 0;
  while (equal < lines.length && lines[equal] === outcome[equal]) equal++;
  return equal;
}

/** Other orders at the ties that this attempt met up to its first difference, the nearest first: later ones cannot have caused it. */
function* neighbours({ choices, run, equal }: Attempt): Generator<ReadonlyMap<number, number>, undefined> {
  const lastMs = run.instantsMs[equal] ?? Number.POSITIVE_INFINITY;
  const from = Math.max(-1, ...choices.keys()) + 1;
  for (let number = run.ties.length - 1; number >= from; number--) {
    const tie = run.ties[number];
    if (tie === undefined || tie.atMs > lastMs) continue;
    for (let choice = 1; choice < tie.alternatives; choice++) yield new Map([...choices, [number, choice]]);
  }
  return undefined;
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
  const attempt = (choices: ReadonlyMap<number, number>): Attempt => {
    const run = runWith((number) => choices.get(number) ?? 0);
    return { choices, run, equal: Math.max(...outcomes.map((outcome) => equalLines(outcome, run.lines))) };
  };
  const open: { readonly equal: number; readonly next: Generator<ReadonlyMap<number, number>, undefined> }[] = [];
  const follow = (from: Attempt): void => {
    open.push({ equal: from.equal, next: neighbours(from) });
    open.sort((a, b) => b.equal - a.equal);
  };
  follow(attempt(new Map()));
  for (let tries = 0; tries < MAX_TRIES && open[0] !== undefined; ) {
    const { value: choices } = open[0].next.next();
    if (choices === undefined) {
      open.shift();
      continue;
    }
    tries++;
    const found = attempt(choices);
    const { lines, ties } = found.run;
    if (outcomes.some((outcome) => outcome.length === lines.length && found.equal === lines.length))
      return [...choices.keys()].flatMap((number) => ties[number]?.name ?? []);
    follow(found);
  }
  return undefined;
}
