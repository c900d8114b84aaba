import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { Toleration } from "../../model/pod.ts";

/** A time in which the API server hears nothing of a node's kubelet. */
export interface NodeSilence {
  readonly fromMs: number;
  readonly toMs: number;
  /** When the kubelet renews its lease for the first time after it. */
  readonly heardAgainMs: number;
}

/** A time in which a node counts as lost. */
export interface LostTime {
  readonly fromMs: number;
  /** Infinity: to the end. */
  readonly toMs: number;
}

/** A kubelet renews its node's lease so often, counted from its start. Really up to 4 % later each time. */
export const LEASE_RENEWAL_MS = 10_000;
/** The node lifecycle controller looks at all nodes so often; here at multiples of it. */
const CHECK_MS = 5_000;
/** What the API server gives a pod that says nothing else. */
const DEFAULT_TOLERATION_MS = 300_000;
const UNREACHABLE = "node.kubernetes.io/unreachable";

/** node-monitor-grace-period: 40 s, and 50 s from 1.32 on (kubernetes#127352). */
export function monitorGraceMs(version: KubernetesVersion): number {
  return isAtLeast(version, 32) ? 50_000 : 40_000;
}

function nextCheck(t: number): number {
  return Math.ceil(t / CHECK_MS) * CHECK_MS;
}

/**
 * When a node counts as lost. The controller goes by the check at which it noticed the last renewal, and a node is lost at the
 * first check that is more than the grace period later (G6).
 * @param renewedMs the last renewal at or before the silence
 */
export function lostTimeOf(silence: NodeSilence, renewedMs: number, version: KubernetesVersion): LostTime | undefined {
  const lostMs = nextCheck(nextCheck(renewedMs) + monitorGraceMs(version) + 1);
  const backMs = nextCheck(silence.heardAgainMs);
  return lostMs < backMs ? { fromMs: lostMs, toMs: backMs } : undefined;
}

/** How long a pod stays on a lost node before it is deleted; Infinity: for ever. */
export function tolerationMs(tolerations: readonly Toleration[] = []): number {
  const fitting = tolerations.filter(
    ({ key, effect, operator = "Equal", value = "" }) =>
      (effect === undefined || effect === "" || effect === "NoExecute") &&
      (key === UNREACHABLE || ((key ?? "") === "" && operator === "Exists")) &&
      (operator === "Exists" || value === ""),
  );
  if (fitting.length === 0) return DEFAULT_TOLERATION_MS;
  const limited = fitting.flatMap(({ tolerationSeconds }) =>
    tolerationSeconds === undefined ? [] : [tolerationSeconds],
  );
  return limited.length === 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.min(...limited) * 1000);
}

/**
 * When a pod of a lost node is deleted; undefined: the node is back before, or all nodes are lost at some time until then, when the
 * controller takes the fault for its own and evicts nobody.
 */
export function evictionAtMs(lost: LostTime, toleratedMs: number, allLost: readonly LostTime[]): number | undefined {
  const atMs = lost.fromMs + toleratedMs;
  if (atMs >= lost.toMs) return undefined;
  return allLost.some(({ fromMs, toMs }) => fromMs <= atMs && toMs > lost.fromMs) ? undefined : atMs;
}

/** The times in which all of several nodes are lost. */
export function whenAllAreLost(nodes: readonly (readonly LostTime[])[]): readonly LostTime[] {
  const [first = [], ...others] = nodes;
  return others.reduce<readonly LostTime[]>(
    (common, node) =>
      common.flatMap((one) =>
        node.flatMap((other) => {
          const fromMs = Math.max(one.fromMs, other.fromMs);
          const toMs = Math.min(one.toMs, other.toMs);
          return fromMs < toMs ? [{ fromMs, toMs }] : [];
        }),
      ),
    first,
  );
}
