/** What there is of pods, in the order of their numbers. Plain data. */
export interface ByNumber<Item> {
  readonly numbers: number[];
  readonly items: Item[];
}

/** Puts what there is of a pod in the place of what there was; undefined: it goes. */
export function putByNumber<Item>({ numbers, items }: ByNumber<Item>, number: number, item: Item | undefined): void {
  const place = placeOf(numbers, number);
  const isPresent = numbers[place] === number;
  if (item === undefined) {
    if (!isPresent) return;
    numbers.splice(place, 1);
    items.splice(place, 1);
  } else if (isPresent) items[place] = item;
  else {
    numbers.splice(place, 0, number);
    items.splice(place, 0, item);
  }
}

export function getByNumber<Item>({ numbers, items }: ByNumber<Item>, number: number): Item | undefined {
  const place = placeOf(numbers, number);
  return numbers[place] === number ? items[place] : undefined;
}

/** Where the number stands, or would. */
function placeOf(numbers: readonly number[], number: number): number {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((numbers[middle] as number) < number) from = middle + 1;
    else to = middle;
  }
  return from;
}
