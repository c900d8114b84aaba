import type { Change } from "./podHistory.ts";

/** While something was so, and the steps of the trace that show it. Without `toMs` it was so at the end of the run. */
export interface TracedStay {
  readonly fromMs: number;
  readonly fromStep: number;
  readonly toMs?: number;
  readonly toStep?: number;
}

/** The times during which `isIn` holds, in order. */
export function staysOf<Value>(
  changes: readonly Change<Value>[],
  isIn: (value: Value) => boolean,
): readonly TracedStay[] {
  const stays: TracedStay[] = [];
  let begin: Change<Value> | undefined;
  for (const change of changes) {
    if (isIn(change.value)) begin ??= change;
    else if (begin !== undefined) {
      stays.push({ fromMs: begin.fromMs, fromStep: begin.step, toMs: change.fromMs, toStep: change.step });
      begin = undefined;
    }
  }
  if (begin !== undefined) stays.push({ fromMs: begin.fromMs, fromStep: begin.step });
  return stays;
}
