import type { PodOverload, TrafficClient } from "../../model/traffic.ts";
import type { FlowSpan } from "./clientFlow.ts";
import { failingParts } from "./clientFlow.ts";

/** A time, by the scenario's clock. */
export interface OverloadSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Attempts in a second at each pod in one span, retries included. */
function loadIn(span: FlowSpan, { perSecond, retries = 0 }: TrafficClient): ReadonlyMap<string, number> {
  const load = new Map([...span.shares].map(([pod, share]) => [pod, perSecond * share]));
  const { first, retry } = failingParts(span);
  let again = perSecond * first;
  for (let attempt = 0; attempt < retries && again > 0; attempt++, again *= retry) {
    for (const pod of span.use) load.set(pod, (load.get(pod) ?? 0) + again / span.use.length);
  }
  return load;
}

/**
 * A pod feels a moment later what it is asked: else what a probe is answered in an instant could depend on what follows from that
 * answer in the same one.
 */
const FELT_AFTER_MS = 1;

/** When each pod of a service feels that it is asked more than it can serve, by pod. */
export function overloadSpans(
  { abovePerSecond, recoversMs = 0 }: PodOverload,
  flows: readonly { readonly client: TrafficClient; readonly flow: readonly FlowSpan[] }[],
): ReadonlyMap<string, readonly OverloadSpan[]> {
  const changes = flows.flatMap(({ client, flow }) =>
    flow.flatMap((span) =>
      [...loadIn(span, client)].flatMap(([pod, rate]) => [
        { t: span.fromMs, pod, rate },
        { t: span.toMs, pod, rate: -rate },
      ]),
    ),
  );
  const found = new Map<string, OverloadSpan[]>();
  for (const [pod, ofPod] of Map.groupBy(changes, (change) => change.pod)) {
    const spans: OverloadSpan[] = [];
    const instants = [...Map.groupBy(ofPod, ({ t }) => t)].sort(([a], [b]) => a - b);
    let load = 0;
    let sinceMs: number | undefined;
    for (const [t, atOnce] of instants) {
      load = atOnce.reduce((sum, { rate }) => sum + rate, load);
      // Sums of thirds and their like come out a little above what they are.
      const isOver = load > abovePerSecond * (1 + 1e-9);
      if (isOver) sinceMs ??= t + FELT_AFTER_MS;
      else if (sinceMs !== undefined) {
        const last = spans.at(-1);
        const span = { fromMs: sinceMs, toMs: t + FELT_AFTER_MS + recoversMs };
        if (last !== undefined && last.toMs >= sinceMs) spans[spans.length - 1] = { ...span, fromMs: last.fromMs };
        else spans.push(span);
        sinceMs = undefined;
      }
    }
    if (spans.length > 0) found.set(pod, spans);
  }
  return found;
}
