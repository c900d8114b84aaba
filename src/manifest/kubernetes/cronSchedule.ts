import { quoteGoString } from "../../model/quoteGoString.ts";
import { parseGoDuration } from "./goDuration.ts";
import { timeZoneProblem } from "./timeZones.ts";

/** What robfig/cron v3 (`ParseStandard`) makes of a schedule. */
export interface CronReading {
  /** Why it is no schedule, in the library's words. */
  readonly problem?: string;
  /** The library panics on it, with this text; nothing else is known then. */
  readonly panic?: string;
}

const DESCRIPTORS = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
const EVERY = "@every ";
const FIELD_COUNT = 5;

/** What Go's `unicode.IsSpace` holds for white space; `\s` differs. */
const WHITE_SPACE = "\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const WHITE_SPACES = new RegExp(`[${WHITE_SPACE}]+`, "u");

function fieldsOf(text: string): string[] {
  return text.split(WHITE_SPACES).filter((field) => field !== "");
}

export function readCronSchedule(schedule: string): CronReading {
  if (schedule === "") return { problem: "empty spec string" };
  let spec = schedule;
  if (/^(CRON_)?TZ=/.test(schedule)) {
    const space = schedule.indexOf(" ");
    if (space < 0) return { panic: "runtime error: slice bounds out of range [:-1]" };
    const zone = schedule.slice(schedule.indexOf("=") + 1, space);
    const zoneProblem = timeZoneProblem(zone);
    if (zoneProblem !== undefined) return { problem: `provided bad location ${zone}: ${zoneProblem}` };
    spec = schedule.slice(space).replace(new RegExp(`^[${WHITE_SPACE}]+|[${WHITE_SPACE}]+$`, "gu"), "");
  }
  const problem = spec.startsWith("@") ? descriptorProblem(spec) : fieldsProblem(spec);
  return problem === undefined ? {} : { problem };
}

function descriptorProblem(descriptor: string): string | undefined {
  if (DESCRIPTORS.includes(descriptor)) return undefined;
  if (!descriptor.startsWith(EVERY)) return `unrecognized descriptor: ${descriptor}`;
  const parsed = parseGoDuration(descriptor.slice(EVERY.length));
  return typeof parsed === "bigint" ? undefined : `failed to parse duration ${descriptor}: ${parsed}`;
}

interface FieldBounds {
  readonly minimum: bigint;
  readonly maximum: bigint;
  /** Names in lower case, in the order of their numbers, the first being `minimum`. */
  readonly names: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const BOUNDS: readonly FieldBounds[] = [
  { minimum: 0n, maximum: 59n, names: [] },
  { minimum: 0n, maximum: 23n, names: [] },
  { minimum: 1n, maximum: 31n, names: [] },
  { minimum: 1n, maximum: 12n, names: MONTHS },
  { minimum: 0n, maximum: 6n, names: DAYS },
];

function fieldsProblem(spec: string): string | undefined {
  const fields = fieldsOf(spec);
  if (fields.length !== FIELD_COUNT) {
    return `expected exactly ${FIELD_COUNT} fields, found ${fields.length}: [${fields.join(" ")}]`;
  }
  for (const [index, bounds] of BOUNDS.entries()) {
    const ranges = (fields[index] ?? "").split(",").filter((range) => range !== "");
    for (const range of ranges) {
      const problem = rangeProblem(range, bounds);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

/** A number, or what is wrong with the text. */
type Parsed = { readonly number: bigint } | { readonly problem: string };

function rangeProblem(expression: string, bounds: FieldBounds): string | undefined {
  const [range = "", stepText, ...moreSteps] = expression.split("/");
  const [lowText = "", highText, ...moreHyphens] = range.split("-");
  const star = lowText === "*" || lowText === "?";
  const low: Parsed = star ? { number: bounds.minimum } : parseIntOrName(lowText, bounds);
  if ("problem" in low) return low.problem;
  const start = low.number;
  let end = star ? bounds.maximum : start;
  if (!star && highText !== undefined) {
    if (moreHyphens.length > 0) return `too many hyphens: ${expression}`;
    const high = parseIntOrName(highText, bounds);
    if ("problem" in high) return high.problem;
    end = high.number;
  }
  if (moreSteps.length > 0) return `too many slashes: ${expression}`;
  const step: Parsed = stepText === undefined ? { number: 1n } : parseInteger(stepText);
  if ("problem" in step) return step.problem;
  if (stepText !== undefined && highText === undefined) end = bounds.maximum;
  if (start < bounds.minimum) return `beginning of range (${start}) below minimum (${bounds.minimum}): ${expression}`;
  if (end > bounds.maximum) return `end of range (${end}) above maximum (${bounds.maximum}): ${expression}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${expression}`;
  return step.number === 0n ? `step of range should be a positive number: ${expression}` : undefined;
}

function parseIntOrName(text: string, bounds: FieldBounds): Parsed {
  const named = bounds.names.indexOf(text.toLowerCase());
  return named >= 0 ? { number: bounds.minimum + BigInt(named) } : parseInteger(text);
}

const LARGEST_INTEGER = 2n ** 63n - 1n;

function parseInteger(text: string): Parsed {
  const failed = (why: string): Parsed => ({
    problem: `failed to parse int from ${text}: strconv.Atoi: parsing ${quoteGoString(text)}: ${why}`,
  });
  if (!/^[+-]?[0-9]+$/.test(text)) return failed("invalid syntax");
  const number = text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text.replace("+", ""));
  if (number > LARGEST_INTEGER || number < -LARGEST_INTEGER - 1n) return failed("value out of range");
  return number < 0n ? { problem: `negative number (${number}) not allowed: ${text}` } : { number };
}
