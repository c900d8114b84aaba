import type { Service } from "../../model/service.ts";
import type { Workload } from "../../model/workload.ts";
import { serviceOf } from "../stories.ts";
import { podOfWorkload } from "../workloads.ts";
import { isRolledOut } from "./rolloutScenario.ts";
import type { RolloutTelling } from "./rolloutStories.ts";
import { openRollout } from "./rolloutStories.ts";

/** The rollouts of many workloads. */
export interface RolloutBook {
  /** There are many: of each only what is likely to matter is simulated. */
  readonly isThrifty: boolean;
  /** Null: the pods do not get ready; undefined: no controller rolls them out. */
  readonly open: (workload: Workload, services: readonly Service[]) => RolloutTelling | null | undefined;
}

/** The service whose clients a rollout is felt by: the first that selects the pods, if kube-proxy serves it. */
export function askedService(workload: Workload, services: readonly Service[]): Service | undefined {
  const service = serviceOf({ pod: podOfWorkload(workload), services });
  return service?.spec.clusterIP === "None" || service?.spec.type === "ExternalName" ? undefined : service;
}

/** Tells the rollouts of each workload once, and of the same workload in another file not again. */
export function openRolloutBook(kubernetes: string, isThrifty = false): RolloutBook {
  const known = new Map<string, RolloutTelling | null>();
  return {
    isThrifty,
    open: (workload, services) => {
      if (!isRolledOut(workload)) return undefined;
      const { kind, name, spec } = workload;
      const service = askedService(workload, services);
      const key = JSON.stringify([kind, name, spec, service]);
      const found = known.get(key);
      if (found !== undefined) return found;
      const telling = openRollout(workload, { kubernetes, service });
      known.set(key, telling);
      return telling;
    },
  };
}
