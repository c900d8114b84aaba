import type { JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";

/** Names that carry the hash of a template, in the order in which they first appear among ReplicaSets and revisions. */
function hashedNames(events: readonly JsonValue[]): readonly string[] {
  const names = new Set<string>();
  for (const event of events.filter(isJsonObject)) {
    if (event["kind"] === "replicaset") names.add(event["name"] as string);
    if (event["kind"] !== "statefulset") continue;
    for (const revision of [event["currentRevision"], event["updateRevision"]])
      if (typeof revision === "string" && revision !== "") names.add(revision);
  }
  return [...names];
}

/** Our events with the recorded names of ReplicaSets and revisions: which hash a template has is not compared. */
export function renamedLike(recorded: readonly JsonValue[], ours: readonly JsonValue[]): readonly JsonValue[] {
  const theirs = hashedNames(recorded);
  const own = hashedNames(ours);
  const names = new Map(own.map((name, index) => [name, theirs[index] ?? name]));
  if (names.size === 0) return ours;
  const pattern = new RegExp([...names.keys()].sort((a, b) => b.length - a.length).join("|"), "g");
  const renamed = (value: JsonValue): JsonValue => {
    if (typeof value === "string") return value.replace(pattern, (name) => names.get(name) ?? name);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamed(item ?? null)]));
  };
  return ours.map(renamed);
}
