/**
 * The candidate that `name` most likely was meant to be; undefined where none is near enough to be worth printing.
 * Near: at most one edit per three letters (insert, delete, replace, swap neighbours), capitals and dashes aside,
 * or the unfinished beginning of exactly one candidate. Of equals the first.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = normalize(name);
  if (wanted === "") return undefined;
  let best: string | undefined;
  let bestDistance = Math.floor(wanted.length / 3) + 1;
  const continued: string[] = [];
  for (const candidate of candidates) {
    const offered = normalize(candidate);
    if (wanted.length >= 3 && offered.startsWith(wanted)) continued.push(candidate);
    if (Math.abs(offered.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, offered);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? (continued.length === 1 ? continued[0] : undefined);
}

/** Longer names are no typos of ours; it also bounds the work on hostile input. */
const NAME_LENGTH_MAX = 80;

function normalize(name: string): string {
  return name.slice(0, NAME_LENGTH_MAX).toLowerCase().replaceAll(/[-_]/g, "");
}

/** Optimal string alignment distance. */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = at(previous, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
      let distance = Math.min(replaced, at(previous, column) + 1, at(current, column - 1) + 1);
      const isSwap =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (isSwap) distance = Math.min(distance, at(beforePrevious, column - 2) + 1);
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
