import type { Workload } from "../../model/workload.ts";
import { isRolledOut } from "./rolloutScenario.ts";
import type { RolloutTelling } from "./rolloutStories.ts";
import { openRollout } from "./rolloutStories.ts";

/** More replicas than these take seconds, which nobody asked for. */
export const TOLD_REPLICAS_MAX = 20;

/** The rollouts of many workloads. */
export interface RolloutBook {
  /** There are many: of each only what is likely to matter is simulated. */
  readonly isThrifty: boolean;
  /** Null: the pods do not get ready; undefined: no controller rolls them out. */
  readonly open: (workload: Workload) => RolloutTelling | null | undefined;
}

/** Tells the rollouts of each workload once, and of the same workload in another file not again. */
export function openRolloutBook(kubernetes: string, isThrifty = false): RolloutBook {
  const known = new Map<string, RolloutTelling | null>();
  return {
    isThrifty,
    open: (workload) => {
      if (!isRolledOut(workload)) return undefined;
      const { kind, name, spec } = workload;
      const key = JSON.stringify([kind, name, spec]);
      const found = known.get(key);
      if (found !== undefined) return found;
      const telling = openRollout(workload, kubernetes);
      known.set(key, telling);
      return telling;
    },
  };
}
