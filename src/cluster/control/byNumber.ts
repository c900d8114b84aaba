/** What there is of pods, in the order of their numbers. Plain data. */
export interface ByNumber<Item> {
  readonly numbers: number[];
  readonly items: Item[];
}

/** Puts what there is of a pod in the place of what there was; undefined: it goes. */
export function putByNumber<Item>({ numbers, items }: ByNumber<Item>, number: number, item: Item | undefined): void {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((numbers[middle] as number) < number) from = middle + 1;
    else to = middle;
  }
  const isPresent = numbers[from] === number;
  if (item === undefined) {
    if (!isPresent) return;
    numbers.splice(from, 1);
    items.splice(from, 1);
  } else if (isPresent) items[from] = item;
  else {
    numbers.splice(from, 0, number);
    items.splice(from, 0, item);
  }
}
