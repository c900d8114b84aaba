/** Whether two values of plain data are equal; an absent field and an undefined one are the same. */
export function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => isSame(item, right[index]));
  }
  const [before, after] = [left as Record<string, unknown>, right as Record<string, unknown>];
  for (const key in before) if (!isSame(before[key], after[key])) return false;
  for (const key in after) if (after[key] !== undefined && before[key] === undefined) return false;
  return true;
}
