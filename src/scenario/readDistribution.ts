import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { nearestName } from "../model/nearestName.ts";
import type { Distribution } from "../time/distribution.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";
import { nameOf } from "./shapeProblem.ts";

/** A number that is not settled before a seed is known. */
export interface Draw {
  /** Where the number belongs. */
  readonly path: Path;
  readonly distribution: Distribution;
  /** Numbers of one stream are drawn by the same luck. Default: the place itself, so that none shifts another. */
  readonly stream: string | undefined;
  /** Of a fraction: it is the drawn number times this. */
  readonly unit: number;
}

/** Keys of each kind of distribution, beside `draw` and `stream`; those in `needed` must be there. */
const KINDS = {
  uniform: { needed: ["min", "max"], known: ["min", "max"] },
  normal: { needed: ["mean", "deviation"], known: ["mean", "deviation", "min", "max"] },
  exponential: { needed: ["mean"], known: ["mean", "min", "max"] },
} as const;
export const DISTRIBUTIONS = Object.keys(KINDS) as (keyof typeof KINDS)[];

/** Whether a value wants to be a range or a distribution, and not a number. */
export function looksDrawn(value: JsonValue): boolean {
  return (typeof value === "string" && value.includes("..")) || (isJsonObject(value) && value["draw"] !== undefined);
}

/**
 * Reads `20s..90s`, or `{draw: uniform | normal | exponential, …, stream: NAME}`; undefined: problems say why.
 * @param readNumber reads one number; undefined where it is none, which it says itself.
 */
export function readDraw(
  value: JsonValue,
  path: Path,
  problems: ShapeProblem[],
  unit: number,
  readNumber: (value: JsonValue, path: Path) => number | undefined,
): Draw | undefined {
  const refuse = (at: Path, message: string, help: string): undefined => {
    problems.push({ path: at, message, help });
  };
  if (typeof value === "string") {
    const [from = "", to = "", more] = value.split("..");
    if (more !== undefined || from === "" || to === "")
      return refuse(path, `${nameOf(path)}: ${JSON.stringify(value)} is no range`, "write it as 20s..90s");
    const min = readNumber(numberOr(from.trim()), path);
    const max = readNumber(numberOr(to.trim()), path);
    if (min === undefined || max === undefined) return undefined;
    if (min > max)
      return refuse(path, `${nameOf(path)}: the range ${value} is upside down`, `did you mean ${to}..${from}?`);
    return { path, distribution: { draw: "uniform", min, max }, stream: undefined, unit };
  }
  return isJsonObject(value) ? readDistribution(value, path, problems, unit, readNumber, refuse) : undefined;
}

/** A number may stand in a text here. */
function numberOr(text: string): JsonValue {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function readDistribution(
  value: JsonObject,
  path: Path,
  problems: ShapeProblem[],
  unit: number,
  readNumber: (value: JsonValue, path: Path) => number | undefined,
  refuse: (at: Path, message: string, help: string) => undefined,
): Draw | undefined {
  const kind = DISTRIBUTIONS.find((word) => word === value["draw"]);
  if (kind === undefined) {
    const near = typeof value["draw"] === "string" ? nearestName(value["draw"], DISTRIBUTIONS) : undefined;
    const help = near === undefined ? `known: ${DISTRIBUTIONS.join(", ")}` : `did you mean ${near}?`;
    return refuse(
      [...path, "draw"],
      `${nameOf(path)}: there is no distribution ${JSON.stringify(value["draw"])}`,
      help,
    );
  }
  const { known, needed } = KINDS[kind];
  const before = problems.length;
  const numbers: Record<string, number> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === "draw" || key === "stream") continue;
    if (!(known as readonly string[]).includes(key)) {
      const near = nearestName(key, known);
      const message = `unknown key ${JSON.stringify(key)} in the ${kind} distribution ${nameOf(path)}`;
      const help = near === undefined ? `known here: ${known.join(", ")}, stream` : `did you mean ${near}?`;
      problems.push({ path: [...path, key], atKey: true, message, help });
    } else {
      const number = readNumber(item ?? null, [...path, key]);
      if (number !== undefined) numbers[key] = number;
    }
  }
  for (const key of needed)
    if (!Object.hasOwn(value, key))
      refuse(path, `the ${kind} distribution ${nameOf(path)} has no ${key}`, `it needs ${needed.join(" and ")}`);
  const { stream } = value;
  if (stream !== undefined && typeof stream !== "string")
    refuse([...path, "stream"], `${nameOf([...path, "stream"])} must be a text`, "a stream has a name of your own");
  if (problems.length > before) return undefined;
  const distribution = withLimits(kind, numbers);
  const { min, max } = distribution;
  const mean = "mean" in distribution ? distribution.mean : min;
  if (min > max || mean < min)
    return refuse(path, `${nameOf(path)}: the range ${min}..${max} is upside down`, "min, mean and max ascend");
  return { path, distribution, stream: stream as string | undefined, unit };
}

/** Beyond this many deviations, or this many means, hardly anything falls. */
const DEVIATIONS = 4;
const MEANS = 10;

function withLimits(kind: keyof typeof KINDS, numbers: Readonly<Record<string, number>>): Distribution {
  const { mean = 0, deviation = 0, min = 0 } = numbers;
  if (kind === "uniform") return { draw: kind, min, max: numbers["max"] ?? min };
  if (kind === "exponential") return { draw: kind, mean, min, max: numbers["max"] ?? min + MEANS * (mean - min) };
  const least = numbers["min"] ?? Math.max(0, mean - DEVIATIONS * deviation);
  return { draw: kind, mean, deviation, min: least, max: numbers["max"] ?? mean + DEVIATIONS * deviation };
}
