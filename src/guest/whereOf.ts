import { containerPlan } from "../kubelet/runtime.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import { formatDuration } from "../time/duration.ts";
import type { GuestQuestion } from "./guestQuestion.ts";

/** Which attempt, in words: `pod web, container app, instance 0, readiness probe at 12s`. */
export function whereOf({ pod, place, type, instance, askedAtMs }: GuestQuestion): string {
  const container = containerPlan(pod, place).name;
  return `pod ${pod.plan.name}, container ${container}, instance ${instance}, ${PROBE_TYPES[type]} probe at ${formatDuration(askedAtMs)}`;
}
