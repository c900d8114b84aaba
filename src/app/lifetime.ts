import type { InstanceBehaviour } from "../model/scenario.ts";

/** A process that ends, and when. */
export interface ProcessEnd {
  /** ms since the instance's start, or since the stop signal. */
  readonly afterMs: number;
  readonly code: number;
}

/** When the process ends by itself, counted from the instance's start; undefined: it runs until it is stopped. */
export function exitOf(instance: InstanceBehaviour): ProcessEnd | undefined {
  let end: ProcessEnd | undefined = instance.exit;
  for (const segment of instance.app ?? []) {
    if (segment.state === "exit" && (end === undefined || segment.fromMs < end.afterMs)) {
      end = { afterMs: segment.fromMs, code: segment.exitCode ?? 1 };
    }
  }
  return end;
}

/** What the stop signal does to the process, counted from the signal; undefined: nothing, until SIGKILL ends it. */
export function onTermOf(instance: InstanceBehaviour): ProcessEnd | undefined {
  if (instance.onTerm === "ignore") return undefined;
  return instance.onTerm ?? EXITS_AT_ONCE;
}

/** 128 + 15, what a process without a handler for SIGTERM leaves. [oracle/kubelet README, Instance] */
const EXITS_AT_ONCE: ProcessEnd = { afterMs: 0, code: 143 };
/** 128 + 9. */
export const KILLED_EXIT_CODE = 137;
