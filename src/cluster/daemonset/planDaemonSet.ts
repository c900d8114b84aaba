import { resolveIntOrPercent } from "../intOrPercent.ts";
import type { AvailabilityRules } from "../podAvailability.ts";
import { isPodAvailable } from "../podAvailability.ts";
import type { DaemonPod, DaemonSetSpec, DaemonSetStatus } from "./daemonSet.ts";

/** What one sync of a DaemonSet does. */
export interface DaemonSetPlan {
  /** Names of pods. */
  readonly delete: readonly string[];
  /** Names of nodes that get a pod. */
  readonly create: readonly string[];
  readonly status: DaemonSetStatus;
  /** When the set is looked at again by time alone; undefined: not. */
  readonly againAfterMs?: number;
}

interface Node {
  readonly name: string;
  /** Pods for it, the oldest first. */
  readonly pods: readonly DaemonPod[];
}

interface View {
  readonly spec: DaemonSetSpec;
  readonly generation: number;
}

const isTerminal = ({ phase }: DaemonPod): boolean => phase === "Failed" || phase === "Succeeded";

function limitsOf(
  { updateStrategy }: DaemonSetSpec,
  nodes: number,
): { readonly surge: number; readonly unavailable: number } {
  const count = (value: DaemonSetSpec["updateStrategy"]["maxSurge"]): number => {
    const resolved = resolveIntOrPercent(value, nodes, "up");
    return "error" in resolved ? 0 : resolved.value;
  };
  const surge = count(updateStrategy.maxSurge);
  const unavailable = count(updateStrategy.maxUnavailable);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** Each node gets a pod as soon as it has none; pods that have ended are deleted first, and so are those too many. */
function manage(nodes: readonly Node[], allowsSurge: boolean): Pick<DaemonSetPlan, "delete" | "create"> {
  const create = nodes.filter(({ pods }) => pods.length === 0).map(({ name }) => name);
  const remove = nodes.flatMap(({ pods }) => {
    const ended = pods.filter((pod) => !pod.deleting && isTerminal(pod));
    const running = pods.filter((pod) => !isTerminal(pod));
    const kept = allowsSurge
      ? [running.find(({ updated }) => updated), running.find(({ updated }) => !updated)]
      : running.slice(0, 1);
    const surplus = running.filter((pod) => !pod.deleting && !kept.includes(pod));
    return [...ended, ...surplus].map(({ name }) => name);
  });
  return { create, delete: remove };
}

/** The pods of a node that are not on their way out, by template. */
function sidesOf({ pods }: Node): { readonly newer: DaemonPod | undefined; readonly older: DaemonPod | undefined } {
  const staying = pods.filter(({ deleting }) => !deleting);
  return { newer: staying.find(({ updated }) => updated), older: staying.find(({ updated }) => !updated) };
}

type IsAvailable = (pod: DaemonPod) => boolean;

/** Old pods that are not available are replaced at once, others as long as not too many are missing. */
function replaceOld(nodes: readonly Node[], maxUnavailable: number, isAvailable: IsAvailable): readonly string[] {
  let unavailable = 0;
  const free: string[] = [];
  const candidates: string[] = [];
  for (const node of nodes) {
    const { newer, older } = sidesOf(node);
    if ((newer === undefined) === (older === undefined)) unavailable++;
    else if (newer !== undefined) unavailable += isAvailable(newer) ? 0 : 1;
    else if (older !== undefined && !isAvailable(older)) {
      free.push(older.name);
      unavailable++;
    } else if (older !== undefined && unavailable < maxUnavailable) candidates.push(older.name);
  }
  return [...free, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))];
}

/** New pods come beside old ones, which go once the new ones are available. */
function surgeOver(
  nodes: readonly Node[],
  maxSurge: number,
  isAvailable: IsAvailable,
): Pick<DaemonSetPlan, "delete" | "create"> {
  let surging = 0;
  const remove: string[] = [];
  const free: string[] = [];
  const candidates: string[] = [];
  for (const node of nodes) {
    const { newer, older } = sidesOf(node);
    if (older === undefined) continue;
    if (newer === undefined) {
      if (!isAvailable(older)) free.push(node.name);
      else if (surging < maxSurge) candidates.push(node.name);
    } else if (isAvailable(newer)) remove.push(older.name);
    else surging++;
  }
  return { delete: remove, create: [...free, ...candidates.slice(0, Math.max(0, maxSurge - surging))] };
}

function statusOf(nodes: readonly Node[], generation: number, isAvailable: IsAvailable): DaemonSetStatus {
  const first = nodes.flatMap(({ pods }) => pods.slice(0, 1));
  const ready = first.filter((pod) => pod.ready?.status === "True");
  const available = ready.filter(isAvailable).length;
  return {
    observedGeneration: generation,
    desiredNumberScheduled: nodes.length,
    currentNumberScheduled: first.length,
    updatedNumberScheduled: first.filter(({ updated }) => updated).length,
    numberReady: ready.length,
    numberAvailable: available,
    numberUnavailable: nodes.length - available,
  };
}

/**
 * One sync of a DaemonSet. Nodes are taken in their order, which the real controller draws.
 * @param mayManage what it did last was seen, so that it may make and delete pods
 */
export function planDaemonSet(
  { spec, generation }: View,
  pods: readonly DaemonPod[],
  nodeNames: readonly string[],
  mayManage: boolean,
  nowMs: number,
  rules: AvailabilityRules,
): DaemonSetPlan {
  const byAge = pods
    .filter((pod) => !(pod.deleting && isTerminal(pod)))
    .sort((left, right) => left.number - right.number);
  const byNode = Map.groupBy(byAge, ({ node }) => node);
  const nodes = nodeNames.map((name): Node => ({ name, pods: byNode.get(name) ?? [] }));
  const isAvailable: IsAvailable = ({ ready }) => isPodAvailable(ready, spec.minReadySeconds, nowMs, rules);
  const status = statusOf(nodes, generation, isAvailable);
  // Counted from the sync, not from when a pod got ready (updateDaemonSetStatus).
  const waits = spec.minReadySeconds > 0 && status.numberReady !== status.numberAvailable;
  const again = waits ? { againAfterMs: spec.minReadySeconds * 1000 } : {};
  if (!mayManage) return { delete: [], create: [], status, ...again };
  const limits = limitsOf(spec, nodes.length);
  const managed = manage(nodes, limits.surge > 0);
  // What the sync has just done is not seen yet, and nothing is updated until it is.
  if (managed.delete.length > 0 || managed.create.length > 0 || spec.updateStrategy.type === "OnDelete")
    return { ...managed, status, ...again };
  const updated =
    limits.surge > 0
      ? surgeOver(nodes, limits.surge, isAvailable)
      : { delete: replaceOld(nodes, limits.unavailable, isAvailable), create: [] };
  return { ...updated, status, ...again };
}
