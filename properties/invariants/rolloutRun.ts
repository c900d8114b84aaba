import type { JsonObject } from "../../src/model/json.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import type { TraceEvent } from "../../src/model/trace.ts";
import { scenarioFromClusterVector } from "../../src/scenario/clusterVector.ts";

/** A recorded run of kubelets with the real controllers, as `conformance/README-cluster.md` has it. */
export interface RolloutVector {
  readonly id: string;
  readonly kubernetes: string;
  readonly scenario: JsonObject;
  readonly events: readonly (JsonObject & { readonly kind: string; readonly t: number })[];
}

const KINDS = [
  "api",
  "podCreated",
  "podDelete",
  "podGone",
  "deployment",
  "replicaset",
  "statefulset",
  "slice",
  "proxy",
];

/** The same as a trace of ours: pods are called by their numbers, and what lasts for no whole millisecond is left out. */
export function rolloutRun({ kubernetes, scenario, events }: RolloutVector): {
  readonly scenario: Scenario;
  readonly events: readonly TraceEvent[];
} {
  const told = events.filter(
    ({ kind, mid, use }) => mid !== true && KINDS.includes(kind) && (kind !== "proxy" || use !== undefined),
  );
  return {
    scenario: scenarioFromClusterVector(kubernetes, scenario),
    events: told.map((event, index) => {
      const { pod, use, node, ...rest } = event;
      return {
        ...rest,
        // A slice that is gone.
        ...(rest.kind === "slice" && rest["pods"] === undefined ? { pods: {} } : {}),
        step: index + 1,
        ...(pod === undefined ? {} : { pod: `${pod as number}`, number: pod }),
        ...(node === undefined ? {} : { node: `node${node as number}` }),
        ...(Array.isArray(use) ? { use: use.map(String) } : {}),
      } as unknown as TraceEvent;
    }),
  };
}
