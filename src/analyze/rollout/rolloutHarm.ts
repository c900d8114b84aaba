import { minAvailable } from "../../cluster/deployment/fenceposts.ts";
import type { DeploymentSpec } from "../../cluster/deployment/deployment.ts";
import type { StatefulSetSpec } from "../../cluster/statefulset/statefulSet.ts";
import { resolveIntOrPercent } from "../../cluster/intOrPercent.ts";
import type { RolledOutWorkload } from "./rolloutScenario.ts";
import type { RolloutStory } from "./rolloutStories.ts";

/**
 * What a rollout does to a service that it should not: none of several pods is ready for a while; a good revision does not get
 * through, or is said to be stuck; a bad one replaces all good pods, or leaves fewer ready than the strategy wants; or it stops
 * and nobody says so.
 */
export type RolloutHarm = "empties" | "unfinished" | "called-stuck" | "goes-through" | "below-minimum" | "unnoticed";

/** How many ready pods the strategy keeps under a rolling update; 0 where all are recreated. */
export function wantedReady({ kind, replicas, spec }: RolledOutWorkload): number {
  if (kind === "Deployment") return minAvailable(spec as unknown as DeploymentSpec);
  const { updateStrategy } = spec as unknown as StatefulSetSpec;
  const given = resolveIntOrPercent(updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, replicas, "down");
  return Math.max(0, replicas - Math.max(1, "value" in given ? given.value : 1));
}

/** Undefined: it does what one would wish. */
export function harmOf(workload: RolledOutWorkload, story: Omit<RolloutStory, "replicas">): RolloutHarm | undefined {
  const { name, doneMs, stalledMs, fewestReady, readyAtEnd, replaced } = story;
  const { replicas } = workload;
  switch (name) {
    case "good":
    case "slow":
      if (doneMs === undefined) return "unfinished";
      if (stalledMs !== undefined) return "called-stuck";
      return name === "good" && fewestReady === 0 && replicas > 1 ? "empties" : undefined;
    case "crash-after-ready":
    case "never-ready":
    case "half-never-ready":
      // Where half of them are good, all old pods may go.
      if (replaced >= replicas && (name !== "half-never-ready" || doneMs !== undefined)) return "goes-through";
      if (readyAtEnd < Math.max(1, wantedReady(workload))) return "below-minimum";
      return doneMs === undefined && stalledMs === undefined && name !== "crash-after-ready" ? "unnoticed" : undefined;
  }
}
