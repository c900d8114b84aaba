/** As `map`, but the list itself where nothing changes: who compares by identity sees that at once. */
export function mapChanged<T>(list: readonly T[], change: (value: T, index: number) => T): readonly T[] {
  let changed: T[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const value = list[index] as T;
    const next = change(value, index);
    if (next !== value) (changed ??= [...list])[index] = next;
  }
  return changed ?? list;
}
