import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { drawFrom } from "../time/distribution.ts";
import { createRandomStream } from "../time/randomStream.ts";
import type { Draw } from "./readDistribution.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";
import { nameOf } from "./shapeProblem.ts";

/** The last instance repeats; where it has something to draw, so many instances in all have draws of their own. */
const DRAWN_INSTANCES = 32;

interface Drawable {
  readonly value: JsonValue;
  readonly draws: readonly Draw[];
}

/**
 * A scenario in which every number is settled: drawn by the seed, each from a stream of its own, and with `toMs` where
 * the file says `forMs`. It keeps the seed if it has drawn anything. The file's value, fresh from `readShape`, becomes it.
 * @param seed default: that of the file, else 0.
 */
export function settleScenario({ value, draws }: Drawable, asked?: number): JsonValue {
  const settled = value as MutableObject;
  const seed = asked ?? Number(settled["seed"] ?? 0);
  if (draws.length > 0) settled["seed"] = seed;
  for (const holder of [settled, ...itemsOf(settled, "pods").map(([, pod]) => pod)])
    for (const [, container] of entriesOf((holder as JsonObject)["containers"]))
      (container as MutableObject)["instances"] ??= [{}];
  for (const { path, distribution, stream, unit } of withRepeatedInstances(settled, draws)) {
    const holder = valueAt(settled, path.slice(0, -1)) as MutableObject;
    holder[path.at(-1) as string] = drawFrom(distribution, createRandomStream(seed, stream ?? nameOf(path))) * unit;
  }
  for (const path of segmentLists(settled, [])) {
    for (const segment of valueAt(settled, path) as readonly MutableObject[]) {
      const { forMs } = segment;
      if (forMs === undefined) continue;
      delete segment["forMs"];
      segment["toMs"] = Number(segment["fromMs"]) + Number(forMs);
    }
  }
  return settled;
}

type MutableObject = Record<string, JsonValue | undefined>;

/** A container's last instance stands for all later ones, but each of them is drawn anew: adds them, and their draws. */
function withRepeatedInstances(value: JsonValue, draws: readonly Draw[]): readonly Draw[] {
  const repeated: Draw[] = [];
  for (const path of listsOfInstances(draws)) {
    const instances = valueAt(value, path) as JsonValue[];
    const last = instances.length - 1;
    const ofLast = draws.filter((draw) => isWithin(draw.path, [...path, last]));
    for (let number = instances.length; ofLast.length > 0 && number < DRAWN_INSTANCES; number++) {
      instances.push(structuredClone(instances[last] as JsonValue));
      repeated.push(...ofLast.map((draw) => ({ ...draw, path: draw.path.with(path.length, number) })));
    }
  }
  return [...draws, ...repeated];
}

function listsOfInstances(draws: readonly Draw[]): readonly Path[] {
  const lists = new Map<string, Path>();
  for (const { path } of draws) {
    const at = path[0] === "pods" ? 2 : 0;
    if (path[at] !== "containers" || path[at + 2] !== "instances") continue;
    const list = path.slice(0, at + 3);
    lists.set(JSON.stringify(list), list);
  }
  return [...lists.values()];
}

function isWithin(path: Path, around: Path): boolean {
  return around.every((part, index) => path[index] === part);
}

function valueAt(value: JsonValue, path: Path): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const part of path) found = (found as JsonObject | undefined)?.[part] ?? undefined;
  return found;
}

/** Lists of segments by where they stand; also of a file that holds nothing but behaviours. */
function segmentLists(value: JsonValue, path: Path): readonly Path[] {
  if (!isJsonObject(value)) return [];
  const lists: Path[] = [];
  const add = (object: JsonValue | undefined, at: Path, keys: readonly string[]): void => {
    if (!isJsonObject(object ?? null)) return;
    for (const key of keys) if (Array.isArray((object as JsonObject)[key])) lists.push([...at, key]);
  };
  for (const [name, container] of entriesOf(value["containers"])) {
    const at = [...path, "containers", name];
    add(container, at, ["clock"]);
    for (const [index, instance] of itemsOf(container, "instances"))
      add(instance, [...at, "instances", index], ["app"]);
    for (const [index, part] of itemsOf(container, "parts")) add(part, [...at, "parts", index], ["app", "clock"]);
  }
  for (const [name] of entriesOf(value["dependencies"])) add(value["dependencies"], [...path, "dependencies"], [name]);
  for (const [index, pod] of itemsOf(value, "pods")) lists.push(...segmentLists(pod, [...path, "pods", index]));
  return lists;
}

function entriesOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return value !== undefined && isJsonObject(value) ? (Object.entries(value) as [string, JsonValue][]) : [];
}

function itemsOf(value: JsonValue, key: string): readonly (readonly [number, JsonValue])[] {
  const list = isJsonObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? [...(list as readonly JsonValue[]).entries()] : [];
}

/** What is wrong with a file whichever numbers are drawn, or with some of those that can be. */
export function checkDrawable({ value, draws }: Drawable): ShapeProblem[] {
  const limits = new Map(draws.map(({ path, distribution }) => [JSON.stringify(path), distribution]));
  const limitsAt = (path: Path): { readonly min: number; readonly max: number } => {
    const found = Number(valueAt(value, path) ?? 0);
    return limits.get(JSON.stringify(path)) ?? { min: found, max: found };
  };
  const isDrawn = (path: Path): boolean => limits.has(JSON.stringify(path));
  return segmentLists(value, []).flatMap((path) => {
    const problems: ShapeProblem[] = [];
    let over = { atMs: 0, isDrawn: false };
    for (const [index, segment] of (valueAt(value, path) as readonly JsonObject[]).entries()) {
      const here = [...path, index];
      const hasEnd = segment["toMs"] !== undefined;
      if (hasEnd && segment["forMs"] !== undefined) {
        const message = `${nameOf(here)} has both toMs and forMs`;
        problems.push({ path: [...here, "forMs"], atKey: true, message, help: "one of them says when it is over" });
      }
      const from = limitsAt([...here, "fromMs"]);
      const to = limitsAt([...here, "toMs"]);
      if (from.min < over.atMs && (over.isDrawn || isDrawn([...here, "fromMs"]))) {
        const message = `${nameOf(here)} can begin before ${nameOf([...path, index - 1])} is over`;
        problems.push({ path: [...here, "fromMs"], message, help: "whatever is drawn, segments do not overlap" });
      }
      if (hasEnd && to.min <= from.max && (isDrawn([...here, "fromMs"]) || isDrawn([...here, "toMs"]))) {
        const message = `${nameOf(here)} can end before it begins`;
        problems.push({ path: [...here, "toMs"], message, help: "say how long it lasts: forMs" });
      }
      over = {
        atMs: hasEnd ? to.max : from.max + Math.max(1, limitsAt([...here, "forMs"]).max),
        isDrawn: ["fromMs", "toMs", "forMs"].some((key) => isDrawn([...here, key])),
      };
    }
    return problems;
  });
}
