import { exitOf } from "../app/lifetime.ts";
import type { AppSegment, ContainerBehaviour, InstanceBehaviour } from "../model/scenario.ts";
import { formatDuration } from "../time/duration.ts";
import type { ContainerHistory } from "../properties/podHistory.ts";
import type { Span } from "./strip.ts";

/** How the scenario has the app behave; nothing where it says nothing about it. */
export function appSpans(
  behaviour: ContainerBehaviour | undefined,
  history: ContainerHistory,
  endMs: number,
): readonly Span[] {
  const instances = behaviour?.instances ?? [];
  if (!instances.some((instance) => instance.app !== undefined || instance.startsMs !== undefined)) return [];
  return history.instances.flatMap((instance) => {
    const plan = instances[Math.min(instance.n, instances.length - 1)];
    if (plan === undefined || instance.startMs === undefined) return [];
    return spansOfApp(plan, instance.startMs, instance.exitMs ?? endMs);
  });
}

function spansOfApp(plan: InstanceBehaviour, startMs: number, endMs: number): readonly Span[] {
  const stopMs = startMs + (exitOf(plan)?.afterMs ?? Infinity);
  const readyMs = startMs + (plan.startsMs ?? 0);
  const spans: Span[] = [];
  const add = (fromMs: number, toMs: number, look: Pick<Span, "fill" | "tone" | "words">): void => {
    const span = { fromMs: Math.max(startMs, fromMs), toMs: Math.min(endMs, stopMs, toMs), ...look };
    if (span.toMs > span.fromMs) spans.push(span);
  };
  add(startMs, readyMs, STARTING);
  let healthyMs = readyMs;
  for (const [index, segment] of (plan.app ?? []).entries()) {
    const fromMs = startMs + segment.fromMs;
    const toMs = startMs + (segment.toMs ?? plan.app?.[index + 1]?.fromMs ?? Infinity);
    add(healthyMs, fromMs, HEALTHY);
    add(Math.max(readyMs, fromMs), toMs, lookOf(segment));
    healthyMs = Math.max(readyMs, toMs);
  }
  add(healthyMs, Infinity, HEALTHY);
  return spans;
}

const STARTING = { fill: "░", tone: "dim", words: ["starting"] } as const;
const HEALTHY = { fill: "─", tone: "good", words: ["healthy"] } as const;

function lookOf({ state, ms }: AppSegment): Pick<Span, "fill" | "tone" | "words"> {
  const word = ms === undefined ? state : `${state} ${formatDuration(ms)}`;
  return state === "healthy" ? { ...HEALTHY, words: [word] } : { fill: "▒", tone: "bad", words: [word, state] };
}
