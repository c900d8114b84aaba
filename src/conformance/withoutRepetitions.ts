import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";

const OF_EVENT: ReadonlySet<string> = new Set(["t", "kind", "pod"]);

/** The parts of a pod's held status that an event tells, by name. */
function partsOf(event: JsonObject): readonly (readonly [string, JsonValue])[] {
  return Object.entries(event).flatMap(([key, value = null]): (readonly [string, JsonValue])[] => {
    if (OF_EVENT.has(key)) return [];
    if (key !== "containers" || !isJsonObject(value)) return [[key, value]];
    return Object.entries(value).map(([name, container = null]) => [`containers/${name}`, container]);
  });
}

/**
 * Leaves out statuses that tell nothing new. The recorder forgets whatever it has said when any kubelet starts, and so
 * says it again of the other nodes' pods when it next happens to look at them (1.36 outage, seed 2000040, 49560 ms). Of the
 * pods of the kubelet that has started it is news.
 */
export function withoutRepetitions(events: readonly JsonValue[]): readonly JsonValue[] {
  const nodes = new Map<JsonValue | undefined, JsonValue | undefined>();
  const said = new Map<JsonValue | undefined, Map<string, string>>();
  return events.filter((event) => {
    if (!isJsonObject(event)) return true;
    const { kind, pod, node } = event;
    if (kind === "podCreated") nodes.set(pod, node);
    if (kind === "action" && event["do"] === "startKubelet")
      for (const known of said.keys()) if (nodes.get(known) === node) said.delete(known);
    if (kind !== "status") return true;
    const before = said.get(pod) ?? new Map<string, string>();
    said.set(pod, before);
    let isNews = false;
    for (const [part, value] of partsOf(event)) {
      const text = JSON.stringify(isJsonObject(value) ? sorted(value) : value);
      isNews ||= before.get(part) !== text;
      before.set(part, text);
    }
    return isNews;
  });
}

const sorted = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
