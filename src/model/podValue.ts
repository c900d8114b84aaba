/** A value of a pod, or all that is below it, and how it came there. */
export interface PodValue {
  /** Path within the pod: `spec.containers[0].livenessProbe.periodSeconds`. */
  readonly path: string;
  /** Path of the user's field that says it, or could. Absent: no field of the user's file has to do with it. */
  readonly from?: string;
  /** Why it is not as the user's file has it, in a few words. Absent: it is, only in another place. */
  readonly why?: string;
}

/** Where a value comes from: of the entries that fit its path the longest counts, and what is below `path` is below `from`. */
export function originOfValue(values: readonly PodValue[], path: string): Omit<PodValue, "path"> {
  let best: PodValue | undefined;
  for (const value of values) {
    const fits =
      path === value.path || (path.startsWith(value.path) && [".", "["].includes(path.charAt(value.path.length)));
    if (fits && (best === undefined || value.path.length >= best.path.length)) best = value;
  }
  if (best === undefined) return {};
  const { from, why } = best;
  return {
    ...(from === undefined ? {} : { from: from + path.slice(best.path.length) }),
    ...(why === undefined ? {} : { why }),
  };
}
