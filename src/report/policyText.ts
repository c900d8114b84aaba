import type { Container } from "../model/container.ts";
import type { Probe } from "../model/probe.ts";
import { handlerTypeOf, PROBE_TYPES } from "../model/probe.ts";

/** `liveness httpGet 10s×3 after 60s, readiness exec 5s×3`: period × failures, and the initial delay. */
export function policyText(container: Container): string {
  const parts = PROBE_TYPES.flatMap((type) => {
    const probe: Probe | undefined = container[`${type}Probe`];
    if (probe === undefined) return [];
    const { periodSeconds, failureThreshold, initialDelaySeconds = 0 } = probe;
    const delay = initialDelaySeconds === 0 ? "" : ` after ${initialDelaySeconds}s`;
    return [
      `${type} ${handlerTypeOf(probe) ?? "without handler"} ${periodSeconds || 10}s×${failureThreshold || 3}${delay}`,
    ];
  });
  return parts.length === 0 ? "no probes" : parts.join(", ");
}
