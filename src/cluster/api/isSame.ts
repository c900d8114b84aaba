/** Whether two values of plain data are equal; an absent field and an undefined one are the same. */
export function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right))
    return Array.isArray(left) && Array.isArray(right) && isSameList(left, right);
  const [before, after] = [left as Record<string, unknown>, right as Record<string, unknown>];
  for (const key in before) if (!isSame(before[key], after[key])) return false;
  for (const key in after) if (after[key] !== undefined && before[key] === undefined) return false;
  return true;
}

function isSameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false;
  // Long lists of endpoints are compared often, and most of their items are the same objects.
  for (let index = 0; index < left.length; index++) if (!isSame(left[index], right[index])) return false;
  return true;
}
