import { nearestName } from "../model/nearestName.ts";
import { formatDuration, parseDuration } from "../time/duration.ts";
import type { Option } from "./option.ts";

export type ReadValue = { readonly value: string | number } | { readonly problem: string; readonly help?: string };

/** Reads one value of `option`; without regard to where it came from. */
export function readOptionValue(option: Exclude<Option, { kind: "flag" }>, text: string): ReadValue {
  switch (option.kind) {
    case "text":
      return text === "" ? { problem: "the value is empty" } : { value: text };
    case "count":
      return readCount(text, option.minimum ?? 0);
    case "bytes":
      return readBytes(text);
    case "duration":
      return readDuration(text);
    case "choice":
      return readChoice(text, option.choices);
  }
}

/** As `--help` shows a default; null: there is none. */
export function formatDefault(option: Option): string | null {
  if (option.kind === "flag" || option.default === undefined) return null;
  switch (option.kind) {
    case "duration":
      return formatDuration(option.default);
    case "bytes":
      return formatBytes(option.default);
    default:
      return String(option.default);
  }
}

function readCount(text: string, minimum: number): ReadValue {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    return { problem: `${JSON.stringify(text)} is no whole number` };
  return value < minimum ? { problem: `${text} is below ${minimum}` } : { value };
}

const BYTE_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

function readBytes(text: string): ReadValue {
  const match = /^(\d+)\s?([A-Za-z]*)$/.exec(text);
  const factor = BYTE_UNITS[match?.[2] ?? "none"];
  const value = Number(match?.[1]) * (factor ?? Number.NaN);
  if (Number.isSafeInteger(value)) return { value };
  return { problem: `${JSON.stringify(text)} is no size`, help: "write bytes, or KiB, MiB, GiB: 33554432, 32MiB" };
}

/** `33554432` → `32MiB`, `1000` → `1000 bytes`: exact, so that a limit in a message is the limit. */
export function formatBytes(bytes: number): string {
  for (const [unit, factor] of Object.entries(BYTE_UNITS).toReversed()) {
    if (factor > 1 && bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return `${bytes} bytes`;
}

function readDuration(text: string): ReadValue {
  const parsed = parseDuration(text);
  if ("durationMs" in parsed) return { value: parsed.durationMs };
  const { problem, suggestion } = parsed;
  return suggestion === undefined ? { problem } : { problem, help: `write ${suggestion}` };
}

function readChoice(text: string, choices: readonly string[]): ReadValue {
  if (choices.includes(text)) return { value: text };
  const nearest = nearestName(text, choices);
  const list = `the choices are ${choices.join(", ")}`;
  return {
    problem: `${JSON.stringify(text)} is not one of the choices`,
    help: nearest === undefined ? list : `did you mean ${nearest}? ${list}`,
  };
}
