import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { nearestName } from "../model/nearestName.ts";
import { parseDuration } from "../time/duration.ts";
import { readCountRange, readTimeRange } from "./readRange.ts";
import type { Draw } from "./readDistribution.ts";
import { looksDrawn, readDraw } from "./readDistribution.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";
import { nameOf } from "./shapeProblem.ts";
import type { ObjectShape, Shape } from "./shape.ts";

/** What reading adds to. */
export interface Reading {
  readonly problems: ShapeProblem[];
  readonly draws: Draw[];
}

/**
 * `value` with durations as numbers of ms; what is wrong is added to the reading's
 * problems, and the result then means nothing. Of a number that is to be drawn the least stands in its place.
 */
export function readShape(shape: Shape, value: JsonValue, path: Path, reading: Reading): JsonValue {
  const refuse = refuseAt(path, reading);
  switch (shape.kind) {
    case "any":
      return value;
    case "text":
      return typeof value === "string"
        ? value
        : refuse(`${nameOf(path)} must be a text, not ${describe(value)}`, quoteHelp(value));
    case "boolean":
      return typeof value === "boolean"
        ? value
        : refuse(`${nameOf(path)} must be true or false, not ${describe(value)}`);
    case "port":
      return typeof value === "string" || Number.isInteger(value)
        ? value
        : refuse(`${nameOf(path)} must be a port number or name, not ${describe(value)}`);
    case "integer":
      return shape.drawable && looksDrawn(value)
        ? readDrawn(value, path, reading, 1, (item, at) => readInteger(shape, item, at, refuseAt(at, reading)))
        : readInteger(shape, value, path, refuse);
    case "fraction":
      if (!looksDrawn(value)) return readFraction(shape, value, path, refuse);
      return readDrawn(value, path, reading, FRACTION_UNIT, (item, at) => {
        const fraction = item === shape.below ? item : readFraction(shape, item, at, refuseAt(at, reading));
        return typeof fraction === "number" ? Math.min(Math.round(fraction / FRACTION_UNIT), FRACTIONS - 1) : null;
      });
    case "duration":
      return looksDrawn(value)
        ? readDrawn(value, path, reading, 1, (item, at) => readDuration(item, at, refuseAt(at, reading)))
        : readDuration(value, path, refuse);
    case "choice":
      return readChoice(shape.choices, value, path, refuse);
    case "orNull":
      return value === null ? null : readShape(shape.other, value, path, reading);
    case "wordOr":
      return isJsonObject(value)
        ? readShape(shape.other, value, path, reading)
        : readChoice(shape.words, value, path, refuse, "a mapping");
    case "list":
      if (!Array.isArray(value)) return refuse(`${nameOf(path)} must be a list, not ${describe(value)}`);
      if (value.length < (shape.minimum ?? 0)) return refuse(`${nameOf(path)} must not be empty`);
      return (value as readonly JsonValue[]).map((item, index) =>
        readShape(shape.item, item, [...path, index], reading),
      );
    case "listOr":
      if (Array.isArray(value)) return readShape({ kind: "list", item: shape.item, minimum: 1 }, value, path, reading);
      return shape.other.kind === "choice"
        ? readChoice(shape.other.choices, value, path, refuse, "a list")
        : readShape(shape.other, value, path, reading);
    case "countRange":
    case "timeRange":
      return readRange(shape, value, path, refuse);
    case "map":
      return isJsonObject(value)
        ? readMap(shape.value, value, path, reading)
        : refuse(`${nameOf(path)} must be a mapping, not ${describe(value)}`);
    case "object":
      return isJsonObject(value)
        ? readObject(shape, value, path, reading)
        : refuse(`${nameOf(path)} must be a mapping, not ${describe(value)}`);
    case "tagged":
      return isJsonObject(value)
        ? readTagged(shape, value, path, reading, refuse)
        : refuse(`${nameOf(path)} must be a mapping, not ${describe(value)}`);
  }
}

type Refuse = (message: string, help?: string) => JsonValue;

function readMap(shape: Shape, value: JsonObject, path: Path, reading: Reading): JsonValue {
  return fromEntries(
    Object.entries(value).map(([key, item]) => [key, readShape(shape, item ?? null, [...path, key], reading)]),
  );
}

function readTagged(
  shape: Extract<Shape, { kind: "tagged" }>,
  value: JsonObject,
  path: Path,
  reading: Reading,
  refuse: Refuse,
): JsonValue {
  const tag = value[shape.tag];
  const words = Object.keys(shape.variants);
  if (tag === undefined)
    return refuse(`${nameOf(path)} has no ${shape.tag}`, `${shape.tag} is one of ${words.join(", ")}`);
  const variant = typeof tag === "string" && Object.hasOwn(shape.variants, tag) ? shape.variants[tag] : undefined;
  if (variant !== undefined) return readObject(variant, value, path, reading);
  return readShape({ kind: "choice", choices: words }, tag, [...path, shape.tag], reading);
}

function refuseAt(path: Path, { problems }: Reading): Refuse {
  return (message, help) => {
    problems.push({ path, message, ...(help === undefined ? {} : { help }) });
    return null;
  };
}

/** Drawn fractions are eighths: with them everything stays on whole milliseconds. [oracle/kubelet README, `rand`] */
const FRACTIONS = 8;
const FRACTION_UNIT = 1 / FRACTIONS;

function readDrawn(
  value: JsonValue,
  path: Path,
  reading: Reading,
  unit: number,
  readNumber: (value: JsonValue, path: Path) => JsonValue,
): JsonValue {
  const draw = readDraw(value, path, reading.problems, unit, (item, at) => {
    const before = reading.problems.length;
    const number = readNumber(item, at);
    return reading.problems.length === before && typeof number === "number" ? number : undefined;
  });
  if (draw === undefined) return null;
  reading.draws.push(draw);
  return draw.distribution.min * unit;
}

function readObject(shape: ObjectShape, value: JsonObject, path: Path, reading: Reading): JsonValue {
  const { problems } = reading;
  const entries: [string, JsonValue][] = [];
  for (const [key, item] of Object.entries(value)) {
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    const keyPath = [...path, key];
    if (field !== undefined) {
      entries.push([
        key,
        item === null && field.required === undefined && shape.open
          ? null
          : readShape(field.shape, item ?? null, keyPath, reading),
      ]);
    } else if (shape.open) {
      entries.push([key, item ?? null]);
    } else {
      const known = Object.keys(shape.fields);
      const near = nearestName(key, known);
      const help = near === undefined ? `known here: ${known.join(", ")}` : `did you mean ${near}?`;
      problems.push({
        path: keyPath,
        atKey: true,
        message: `unknown key ${JSON.stringify(key)}${path.length === 0 ? "" : ` in ${nameOf(path)}`}`,
        help,
      });
    }
  }
  for (const [key, field] of Object.entries(shape.fields)) {
    if (field.required && !Object.hasOwn(value, key)) {
      problems.push({
        path,
        atKey: true,
        message: `${path.length === 0 ? "the scenario" : nameOf(path)} has no ${key}`,
        help: `${key}: ${field.description}`,
      });
    }
  }
  return fromEntries(entries);
}

function readInteger(
  shape: Extract<Shape, { kind: "integer" }>,
  value: JsonValue,
  path: Path,
  refuse: Refuse,
): JsonValue {
  if (typeof value !== "number" || !Number.isSafeInteger(value))
    return refuse(`${nameOf(path)} must be a whole number, not ${describe(value)}`);
  if (shape.minimum !== undefined && value < shape.minimum)
    return refuse(`${nameOf(path)} must be at least ${shape.minimum}, not ${value}`);
  if (shape.maximum !== undefined && value > shape.maximum)
    return refuse(`${nameOf(path)} must be at most ${shape.maximum}, not ${value}`);
  if (value % (shape.multipleOf ?? 1) !== 0)
    return refuse(`${nameOf(path)} must be a multiple of ${shape.multipleOf}, not ${value}`);
  return value;
}

function readFraction(
  shape: Extract<Shape, { kind: "fraction" }>,
  value: JsonValue,
  path: Path,
  refuse: Refuse,
): JsonValue {
  if (typeof value === "number" && value >= shape.minimum && value < shape.below) return value;
  return refuse(
    `${nameOf(path)} must be a number from ${shape.minimum} to below ${shape.below}, not ${describe(value)}`,
  );
}

function readDuration(value: JsonValue, path: Path, refuse: Refuse): JsonValue {
  if (typeof value === "number") {
    if (Number.isSafeInteger(value) && value >= 0) return value;
    return refuse(`${nameOf(path)} must be whole milliseconds from 0, or a duration such as 42s, not ${value}`);
  }
  if (typeof value !== "string")
    return refuse(`${nameOf(path)} must be a duration such as 42s, or whole milliseconds, not ${describe(value)}`);
  const parsed = parseDuration(value);
  if ("durationMs" in parsed) return parsed.durationMs;
  return refuse(
    `${nameOf(path)}: ${parsed.problem}`,
    parsed.suggestion === undefined ? undefined : `did you mean ${parsed.suggestion}?`,
  );
}

/** A text or number as people write it, or what became of one: reading twice changes nothing. */
function readRange(
  shape: Extract<Shape, { kind: "countRange" | "timeRange" }>,
  value: JsonValue,
  path: Path,
  refuse: Refuse,
): JsonValue {
  if (typeof value === "string" || typeof value === "number") {
    const text = `${value}`;
    const range = shape.kind === "countRange" ? readCountRange(text) : readTimeRange(text, shape.lone);
    if (!("problem" in range)) return { ...range };
    const help = range.suggestion === undefined ? undefined : `did you mean ${range.suggestion}?`;
    return refuse(`${nameOf(path)}: ${range.problem}`, help);
  }
  const [low, high] = shape.kind === "countRange" ? ["atLeast", "atMost"] : ["fromMs", "toMs"];
  const isEnd = (end: JsonValue | undefined): end is number => Number.isSafeInteger(end) && Number(end) >= 0;
  if (isJsonObject(value) && Object.keys(value).every((key) => key === low || key === high)) {
    const { [low]: from, [high]: to } = value;
    if (isEnd(from) && (to === undefined || (isEnd(to) && to >= from)))
      return to === undefined ? { [low]: from } : { [low]: from, [high]: to };
  }
  const examples =
    shape.kind === "countRange"
      ? "a count such as 2, 2..3, 3.. or ..3"
      : "a time such as 46s, or a range such as 41s..46s";
  return refuse(`${nameOf(path)} must be ${examples}, not ${describe(value)}`);
}

/** Of more than that a message shows but the first. */
const CHOICES_LISTED_MAX = 20;

function readChoice(
  choices: readonly string[],
  value: JsonValue,
  path: Path,
  refuse: Refuse,
  other?: string,
): JsonValue {
  if (typeof value === "string" && choices.includes(value)) return value;
  const near = typeof value === "string" ? nearestName(value, choices) : undefined;
  const listed = choices.length > CHOICES_LISTED_MAX ? [...choices.slice(0, 3), "…"] : choices;
  const allowed = [...listed, ...(other === undefined ? [] : [other])].join(", ");
  const quoteIt = typeof value === "boolean" ? choices.find((word) => word.toLowerCase() === String(value)) : undefined;
  const help =
    quoteIt === undefined ? (near === undefined ? undefined : `did you mean ${near}?`) : `quote it: "${quoteIt}"`;
  return refuse(
    `${nameOf(path)} must be ${choices.length === 1 && other === undefined ? "" : "one of "}${allowed}, not ${describe(value)}`,
    help,
  );
}

function describe(value: JsonValue): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a mapping" : JSON.stringify(value).slice(0, 60);
}

function quoteHelp(value: JsonValue): string | undefined {
  return typeof value === "number" || typeof value === "boolean" ? `quote it: "${value}"` : undefined;
}

/** Own properties only: a key `__proto__` is a key like any other. */
function fromEntries(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  return Object.fromEntries(entries);
}
