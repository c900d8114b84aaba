import type { TraceEvent } from "../model/trace.ts";
import type { Look, ReportRun, Span } from "./reportData.ts";

export interface GroupStates {
  readonly title: string;
  readonly states: readonly { readonly label: string; readonly word: string; readonly look: Look }[];
}

/** How all stands after a step, of its pod; of a step without a pod, of the first. */
export function statesAt({ pods }: ReportRun, event: TraceEvent): readonly GroupStates[] {
  const pod = pods.find(({ name }) => name === event.pod) ?? pods[0];
  return (pod?.groups ?? []).flatMap(({ title, lanes }) => {
    const states = lanes.flatMap((lane) => {
      if (lane.is !== "spans") return [];
      const span = spanAt(lane.spans, event);
      return span === undefined ? [] : [{ label: lane.label, word: span.words[0] ?? "", look: span.look }];
    });
    return states.length === 0 ? [] : [{ title, states }];
  });
}

/** Of an instant at which several steps change something, what holds once this step is done. */
function spanAt(spans: readonly Span[], { t, step }: TraceEvent): Span | undefined {
  return spans.findLast((span) => span.fromMs < t || (span.fromMs === t && (span.step ?? 0) <= step));
}
