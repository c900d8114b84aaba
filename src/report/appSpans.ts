import type { AppLife } from "../app/appLife.ts";
import { ownSpans } from "../app/appLife.ts";
import { exitOf, saysHowAppIs } from "../app/lifetime.ts";
import type { SituationFrom } from "../app/strongestSituation.ts";
import { doneAfterMs, strongestSituations } from "../app/strongestSituation.ts";
import type { ContainerBehaviour, Dependencies } from "../model/scenario.ts";
import { formatDuration } from "../time/duration.ts";
import type { ContainerHistory } from "../properties/podHistory.ts";
import type { Span } from "./strip.ts";

/** How the scenario has the app behave as a whole; nothing where it says nothing about it. */
export function appSpans(
  behaviour: ContainerBehaviour | undefined,
  dependencies: Dependencies,
  history: ContainerHistory,
  endMs: number,
): readonly Span[] {
  if (behaviour === undefined) return [];
  const { instances, clock, dependsOn } = behaviour;
  if (!instances.some(saysHowAppIs) && clock === undefined && dependsOn === undefined) return [];
  return history.instances.flatMap(({ n, startMs, exitMs = endMs }) => {
    const instance = instances[Math.min(n, instances.length - 1)];
    if (instance === undefined || startMs === undefined) return [];
    const life = {
      instance,
      number: n,
      container: behaviour,
      dependencies,
      startedAtMs: startMs,
      horizonMs: endMs,
    } satisfies AppLife;
    return spansOfApp(life, startMs, Math.min(exitMs, endMs));
  });
}

function spansOfApp(life: AppLife, startMs: number, endMs: number): readonly Span[] {
  const stopMs = Math.min(endMs, startMs + (exitOf(life)?.afterMs ?? Infinity));
  const situations = strongestSituations(ownSpans(life));
  const servesMs = startMs + doneAfterMs(life.instance.startsMs ?? 0, situations);
  const spans: Span[] = [];
  const add = (fromMs: number, toMs: number, look: Look): void => {
    const span = { fromMs: Math.max(startMs, fromMs), toMs: Math.min(stopMs, toMs), ...look };
    if (span.toMs <= span.fromMs) return;
    const last = spans.at(-1);
    if (last?.words[0] === span.words[0]) spans.splice(-1, 1, { ...last, toMs: span.toMs } as Span);
    else spans.push(span);
  };
  add(startMs, servesMs, STARTING);
  for (const [index, from] of situations.entries()) {
    const toMs = startMs + (situations[index + 1]?.fromMs ?? Infinity);
    add(Math.max(servesMs, startMs + from.fromMs), toMs, lookOf(from));
  }
  return spans;
}

type Look = Pick<Span, "fill" | "tone"> & { readonly words: readonly string[] };

const STARTING = { fill: "░", tone: "dim", words: ["starting"] } as const;
const HEALTHY = { fill: "─", tone: "good", words: ["healthy"] } as const;

function lookOf({ situation, factor }: SituationFrom): Look {
  const { state, ms, as } = situation;
  const word = ms === undefined ? state : `${state} ${formatDuration(ms)}`;
  const wrong = state === "error" && as !== "unwell" ? `${word} ${as}` : word;
  if (factor > 1) return { fill: "▒", tone: "bad", words: [`${wrong}, starved ×${factor}`, "starved"] };
  return state === "healthy" ? { ...HEALTHY, words: [word] } : { fill: "▒", tone: "bad", words: [wrong, state] };
}
