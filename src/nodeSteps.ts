import type { LostTime, NodeSilence } from "./cluster/nodes/nodeLifecycle.ts";
import {
  evictionAtMs,
  LEASE_RENEWAL_MS,
  lostTimeOf,
  tolerationMs,
  whenAllAreLost,
} from "./cluster/nodes/nodeLifecycle.ts";
import type { KubernetesVersion } from "./model/kubernetesVersion.ts";
import type { Action } from "./model/scenario.ts";
import type { PodSpec } from "./model/pod.ts";

/** What the control plane does to a pod because nothing is heard of its node. */
export interface NodeStep {
  readonly atMs: number;
  readonly step: "notReady" | "evict";
  /** Index of the pod. */
  readonly pod: number;
}

interface Node {
  readonly name: string;
  readonly startedAtMs: number;
}

function silencesOf(node: Node, actions: readonly Action[]): readonly NodeSilence[] {
  const silences = actions.flatMap((action): NodeSilence[] => {
    // Restarts of kubelets were recorded without this controller.
    if (action.do !== "disconnectNode" && action.do !== "suspendNode") return [];
    if (action.node !== undefined && action.node !== node.name) return [];
    const toMs = action.atMs + action.forMs;
    return [{ fromMs: action.atMs, toMs, heardAgainMs: renewalAt(node, toMs, Math.ceil) }];
  });
  return silences.sort((a, b) => a.fromMs - b.fromMs).reduce(merged, []);
}

/** Silences that meet are one. */
function merged(all: readonly NodeSilence[], next: NodeSilence): readonly NodeSilence[] {
  const last = all.at(-1);
  if (last === undefined || next.fromMs > last.heardAgainMs) return [...all, next];
  const later = next.toMs > last.toMs ? next : last;
  return [...all.slice(0, -1), { ...later, fromMs: last.fromMs }];
}

function renewalAt({ startedAtMs }: Node, t: number, round: (number: number) => number): number {
  return startedAtMs + round((t - startedAtMs) / LEASE_RENEWAL_MS) * LEASE_RENEWAL_MS;
}

/** All that follows for pods from what happens to nodes, in the order of time. */
export function nodeStepsOf(
  actions: readonly Action[],
  nodes: readonly Node[],
  pods: readonly { readonly node: number; readonly spec: PodSpec }[],
  version: KubernetesVersion,
): readonly NodeStep[] {
  const lost = nodes.map((node) =>
    silencesOf(node, actions).flatMap((silence): LostTime[] => {
      const time = lostTimeOf(silence, renewalAt(node, silence.fromMs, Math.floor), version);
      return time === undefined ? [] : [time];
    }),
  );
  const allLost = whenAllAreLost(lost);
  return pods.flatMap(({ node, spec }, pod) =>
    (lost[node] ?? []).flatMap((time): NodeStep[] => {
      const evictMs = evictionAtMs(time, tolerationMs(spec.tolerations), allLost);
      const evict: NodeStep[] = evictMs === undefined ? [] : [{ atMs: evictMs, step: "evict", pod }];
      return [{ atMs: time.fromMs, step: "notReady", pod }, ...evict];
    }),
  );
}
