import type { AppSegment, InstanceBehaviour } from "../model/scenario.ts";
import type { AppLife } from "./appLife.ts";
import { ownSpans } from "./appLife.ts";
import { strongestSituations } from "./strongestSituation.ts";

/** A process that ends, and when. */
export interface ProcessEnd {
  /** ms since the instance's start, or since the stop signal. */
  readonly afterMs: number;
  readonly code: number;
  /** It was killed for its memory. */
  readonly oom?: true;
}

/** When the process ends by itself, counted from the instance's start; undefined: it runs until it is stopped. */
export function exitOf(life: AppLife): ProcessEnd | undefined {
  const { instance, container, startedAtMs = 0 } = life;
  const ends = [
    ...(instance.exit === undefined ? [] : [instance.exit]),
    ...(instance.app ?? []).flatMap((segment) => endOf(segment, segment.fromMs)),
    ...(container?.clock ?? []).flatMap((segment) => {
      const { fromMs, toMs = fromMs } = segment;
      if (fromMs < startedAtMs && toMs <= startedAtMs) return [];
      return endOf(segment, Math.max(0, fromMs - startedAtMs));
    }),
  ];
  return ends.reduce<ProcessEnd | undefined>(
    (first, end) => (first === undefined || end.afterMs < first.afterMs ? end : first),
    undefined,
  );
}

function endOf({ state, exitCode }: AppSegment, afterMs: number): ProcessEnd[] {
  switch (state) {
    case "exit":
      return [{ afterMs, code: exitCode ?? 1 }];
    case "crash":
      return [{ afterMs, code: exitCode ?? CRASHED_EXIT_CODE }];
    case "oom":
      return [{ afterMs, code: KILLED_EXIT_CODE, oom: true }];
    default:
      return [];
  }
}

/**
 * What the stop signal does to the process, counted from the signal; undefined: nothing, until SIGKILL ends it.
 * @param sinceMs when the signal comes, counted from the instance's start: a starved process takes longer to go.
 */
export function onTermOf(life: AppLife, sinceMs: number): ProcessEnd | undefined {
  const { onTerm } = life.instance;
  if (onTerm === "ignore") return undefined;
  if (onTerm === undefined) return EXITS_AT_ONCE;
  const factor = strongestSituations(ownSpans(life)).findLast(({ fromMs }) => fromMs <= sinceMs)?.factor ?? 1;
  return { ...onTerm, afterMs: onTerm.afterMs * factor };
}

/** Whether the instance's own words say what it is like, beyond that it runs. */
export function saysHowAppIs({ app, startsMs, answerMs }: InstanceBehaviour): boolean {
  return app !== undefined || startsMs !== undefined || answerMs !== undefined;
}

/** 128 + 15, what a process without a handler for SIGTERM leaves. [oracle/kubelet README, Instance] */
const EXITS_AT_ONCE: ProcessEnd = { afterMs: 0, code: 143 };
/** 128 + 9. */
export const KILLED_EXIT_CODE = 137;
/** 128 + 11. */
const CRASHED_EXIT_CODE = 139;
