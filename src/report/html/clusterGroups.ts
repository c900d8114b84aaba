import type { ClusterEvent, TraceEvent } from "../../model/trace.ts";
import { isClusterEvent } from "../../model/trace.ts";
import type { Lane, LaneGroup, Span } from "../../viewer/reportData.ts";

type ObjectEvent = Extract<TraceEvent, { kind: "deployment" | "replicaset" | "statefulset" }>;

/** What the API server of a scenario with objects holds: how each workload stands, and all else as marks. */
export function clusterGroups(events: readonly TraceEvent[], untilMs: number): readonly LaneGroup[] {
  const ofObjects = new Map<string, ObjectEvent[]>();
  const others: number[] = [];
  for (const event of events) {
    // Controllers write Events about what they own, of no pod.
    if (event.kind === "event" && event.pod === undefined && event.from !== undefined) others.push(event.step);
    if (!isClusterEvent(event)) continue;
    if (!isOfObject(event)) {
      others.push(event.step);
      continue;
    }
    const key = `${event.kind} ${event.name}`;
    const found = ofObjects.get(key);
    if (found === undefined) ofObjects.set(key, [event]);
    else found.push(event);
  }
  if (ofObjects.size === 0 && others.length === 0) return [];
  const lanes: Lane[] = [...ofObjects].map(([label, own]) => ({
    is: "spans",
    label,
    spans: objectSpans(own, untilMs),
  }));
  return [{ title: "cluster", lanes: [...lanes, { is: "marks", label: "changes", steps: others }] }];
}

function isOfObject(event: TraceEvent & ClusterEvent): event is ObjectEvent {
  return event.kind === "deployment" || event.kind === "replicaset" || event.kind === "statefulset";
}

/** How many of the wanted replicas are available; of an object that wants none there is nothing to see. */
function objectSpans(events: readonly ObjectEvent[], untilMs: number): readonly Span[] {
  return events.map((event, index): Span => {
    const span = { fromMs: event.t, toMs: events[index + 1]?.t ?? untilMs, step: event.step };
    if (event.gone === true) return { ...span, look: "off", words: ["gone"] };
    const { available, spec, replicas } = event;
    if (spec === 0 && replicas === 0) return { ...span, look: "off", words: ["wants none"] };
    const look = available >= spec && replicas === spec ? "good" : available < spec ? "warn" : "running";
    return { ...span, look, words: [`${available} of ${spec} available, ${replicas} there`, `${available}/${spec}`] };
  });
}
