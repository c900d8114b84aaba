import { isRestartableInitContainer } from "../../model/container.ts";
import { isPodActive, isPodReady, readyCondition } from "../api/podFacts.ts";
import type { Pod } from "../api/objects.ts";

/** Pods of less advanced phases go first. */
const PHASE_RANK: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

interface Candidate {
  readonly pod: Pod;
  readonly isReady: boolean;
  readonly cost: number;
  /** How many active pods of the same Deployment its node has. */
  readonly neighbours: number;
  readonly restarts: number;
  readonly sidecarRestarts: number;
}

/**
 * The pods that a ReplicaSet deletes first when it has `count` too many (controller.ActivePodsWithRanks).
 * @param related active pods of the Deployment's ReplicaSets, its own among them
 */
export function chooseVictims(
  pods: readonly Pod[],
  related: readonly Pod[],
  count: number,
  nowMs: number,
): readonly Pod[] {
  if (count >= pods.length) return pods;
  const onNode = new Map<number | undefined, number>();
  for (const pod of related) if (isPodActive(pod)) onNode.set(pod.node, (onNode.get(pod.node) ?? 0) + 1);
  return pods
    .map((pod) => candidateOf(pod, onNode.get(pod.node) ?? 0))
    .sort((left, right) => compare(left, right, nowMs))
    .slice(0, count)
    .map(({ pod }) => pod);
}

function candidateOf(pod: Pod, neighbours: number): Candidate {
  const { initContainers = [] } = pod.spec;
  const sidecars = new Set(initContainers.filter(isRestartableInitContainer).map(({ name }) => name));
  const init = new Set(initContainers.map(({ name }) => name));
  const most = (isMeant: (name: string) => boolean): number =>
    Math.max(0, ...pod.status.containers.filter(({ name }) => isMeant(name)).map(({ restartCount }) => restartCount));
  const cost = Number(pod.metadata.annotations[DELETION_COST] ?? 0);
  return {
    pod,
    isReady: isPodReady(pod),
    cost: Number.isInteger(cost) ? cost : 0,
    neighbours,
    restarts: most((name) => !init.has(name)),
    sidecarRestarts: most((name) => sidecars.has(name)),
  };
}

function compare(left: Candidate, right: Candidate, nowMs: number): number {
  const scheduled = Number(left.pod.node !== undefined) - Number(right.pod.node !== undefined);
  if (scheduled !== 0) return scheduled;
  const phase = (PHASE_RANK[left.pod.status.phase] ?? 0) - (PHASE_RANK[right.pod.status.phase] ?? 0);
  if (phase !== 0) return phase;
  if (left.isReady !== right.isReady) return left.isReady ? 1 : -1;
  if (left.cost !== right.cost) return left.cost - right.cost;
  if (left.neighbours !== right.neighbours) return right.neighbours - left.neighbours;
  const [readySince, otherSince] = [readyCondition(left.pod)?.sinceMs, readyCondition(right.pod)?.sinceMs];
  if (left.isReady && readySince !== otherSince)
    return compareAges(nowMs - (readySince ?? 0), nowMs - (otherSince ?? 0)) || byUid(left, right);
  if (left.restarts !== right.restarts) return right.restarts - left.restarts;
  if (left.sidecarRestarts !== right.sidecarRestarts) return right.sidecarRestarts - left.sidecarRestarts;
  return compareAges(nowMs - createdMs(left), nowMs - createdMs(right)) || byUid(left, right);
}

/** A tie of all else goes to the pod that was created first (oracle/cluster README, concession 4). */
function createdMs({ pod }: Candidate): number {
  return pod.metadata.creationMs + pod.number / 1000;
}

function byUid(left: Candidate, right: Candidate): number {
  return left.pod.metadata.uid < right.pod.metadata.uid ? -1 : 1;
}

/** Ages count by their power of two in ns: the younger first. */
function compareAges(leftMs: number, rightMs: number): number {
  return magnitude(leftMs) - magnitude(rightMs);
}

function magnitude(ageMs: number): number {
  return ageMs > 0 ? Math.floor(Math.log2(ageMs * 1e6)) : -1;
}
