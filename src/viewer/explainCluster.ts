import type { ClusterEvent } from "../model/trace.ts";
import type { Explanation } from "./explanation.ts";

/** What the API server of a scenario with objects came to hold. */
export function explainCluster(event: ClusterEvent): Explanation {
  return { title: titleOf(event), reasons: [] };
}

function titleOf(event: ClusterEvent): string {
  switch (event.kind) {
    case "actionError":
      return `what the scenario does fails: ${event.error}`;
    case "podCreated":
      return `pod ${event.name} is created${event.owner === undefined ? "" : ` for ${event.owner}`}, on ${event.node}`;
    case "podDelete":
      return `the pod is to be deleted, by ${event.by}, grace ${event.grace}s`;
    case "podGone":
      return `the pod is gone from the API, by ${event.by}`;
    case "api":
      return `the API holds the pod as ${event.phase}${event.ready === undefined ? "" : `, Ready ${event.ready}`}`;
    case "condition":
      return `${event.of}: ${event.type} is ${event.status} (${event.reason}): ${event.message}`;
    case "job":
      return event.gone === true
        ? `job ${event.name} is gone`
        : `job ${event.name}: ${event.active} pods at work, ${event.succeeded} succeeded, ${event.failed} failed`;
    case "daemonset":
    case "deployment":
    case "replicaset":
    case "statefulset":
      return event.gone === true
        ? `${event.kind} ${event.name} is gone`
        : `${event.kind} ${event.name}: ${event.available} of ${event.spec} available, ${event.ready} ready, ${event.replicas} there`;
  }
}
