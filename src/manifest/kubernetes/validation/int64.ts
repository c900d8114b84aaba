const LARGEST_INT64 = 2n ** 63n - 1n;

/**
 * A Go int64 as it is printed. JSON numbers that large are read as the nearest double: the one that is nearest to the largest
 * int64 lies beyond it, and nothing else could have been decoded into it.
 */
export function int64(value: number): number | bigint {
  if (Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  const exact = BigInt(value);
  return exact > LARGEST_INT64 ? LARGEST_INT64 : exact;
}
