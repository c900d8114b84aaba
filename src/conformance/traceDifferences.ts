import canonicalize from "canonicalize";
import type { JsonObject, JsonValue } from "../model/json.ts";
import type { Trace, TraceEvent } from "../model/trace.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { asRecorded } from "./kubeletVectors.ts";
import type { Difference } from "./vectorKind.ts";

/** One way in which two traces of one scenario differ. */
export interface TraceDifference {
  /** The same in all scenarios that differ so: `status: conditions.Ready.reason`, `only the second: liveness attempt`. */
  readonly what: string;
  /** The kubelets do something else, rather than say something else of the same. */
  readonly isDeed: boolean;
  readonly atMs: number;
  /** What the first has there, or in that field; undefined: nothing. */
  readonly first: JsonValue | undefined;
  readonly second: JsonValue | undefined;
}

/** Fields that describe the recorder, or are ours. */
const NOT_COMPARED: ReadonlySet<string> = new Set(["rev", "src", "step", "cause", "pod"]);
/** What a kubelet says and looks at; all else is what it does. */
const WORDS: ReadonlySet<TraceEvent["kind"]> = new Set(["status", "patch", "sync", "event"]);

/**
 * In what ways two traces differ, each way once and where it is first met, in the order of time. After the first deed that only
 * one of them has, the rest is its consequence and is left out. Events of one millisecond may come in any order.
 */
export function traceDifferences(first: Trace, second: Trace): readonly TraceDifference[] {
  const found = new Map<string, TraceDifference>();
  const [ofFirst, ofSecond] = [instantsOf(first), instantsOf(second)];
  for (const atMs of [...new Set([...ofFirst.keys(), ...ofSecond.keys()])].sort((a, b) => a - b)) {
    const one = ofFirst.get(atMs) ?? NOTHING;
    const other = ofSecond.get(atMs) ?? NOTHING;
    for (const name of new Set([...one.keys(), ...other.keys()]))
      for (const difference of differencesOf(name, atMs, one.get(name) ?? [], other.get(name) ?? []))
        if (!found.has(difference.what)) found.set(difference.what, difference);
    if ([...found.values()].some(({ isDeed }) => isDeed)) break;
  }
  return [...found.values()];
}

type Instant = Map<string, JsonObject[]>;
const NOTHING: Instant = new Map();

/** Events by instant and by what they are called. */
function instantsOf({ events }: Trace): ReadonlyMap<number, Instant> {
  const instants = new Map<number, Instant>();
  const recorded = asRecorded(events);
  for (const [index, event] of events.entries()) {
    const instant = instants.get(event.t) ?? new Map<string, JsonObject[]>();
    instants.set(event.t, instant);
    const name = nameOf(event);
    const alike = instant.get(name) ?? [];
    instant.set(name, alike);
    const kept = Object.entries(recorded[index] as JsonObject).filter(([key]) => !NOT_COMPARED.has(key));
    // Who records a path only where there is one says the same.
    alike.push({ ...(event.kind === "event" && { path: "" }), ...Object.fromEntries(kept) });
  }
  return instants;
}

function nameOf(event: TraceEvent): string {
  switch (event.kind) {
    case "probe":
      return `${event.probe} attempt`;
    case "sync":
      return event.fn;
    case "event":
      return `event ${event.reason}`;
    default:
      return event.kind;
  }
}

function* differencesOf(
  name: string,
  atMs: number,
  one: readonly JsonObject[],
  other: readonly JsonObject[],
): Generator<TraceDifference> {
  const [first, second] = [unmatched(one, other), unmatched(other, one)];
  for (let index = 0; index < Math.max(first.length, second.length); index++) {
    const [left, right] = [first[index], second[index]];
    const isDeed = !WORDS.has(((left ?? right)?.["kind"] ?? "") as TraceEvent["kind"]);
    if (left === undefined || right === undefined) {
      const what = `only the ${left === undefined ? "second" : "first"}: ${name}`;
      yield { what, isDeed, atMs, first: left, second: right };
      continue;
    }
    const { at, expected, got } = fieldOf(left, right);
    const what = `${name}: ${at.replace(/^containers\.[^.]+/, "containers.*")}`;
    // Of words the one that differs is enough; a deed is shown whole.
    yield { what, isDeed, atMs, first: isDeed ? left : expected, second: isDeed ? right : got };
  }
}

function unmatched(events: readonly JsonObject[], others: readonly JsonObject[]): readonly JsonObject[] {
  const left = others.map((event) => canonicalize(event));
  return events.filter((event) => {
    const index = left.indexOf(canonicalize(event));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** The first field that differs. */
function fieldOf(left: JsonObject, right: JsonObject): Difference {
  const { difference } = compareOutcomes(left, right);
  return difference ?? { at: "" };
}
