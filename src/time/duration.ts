/** A whole number of milliseconds, or what is wrong with the text and, where one is likely, what was meant. */
export type ParsedDuration =
  | { readonly durationMs: number }
  | { readonly problem: string; readonly suggestion?: string };

const UNIT_MS = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** Units that people write and Go does not know, as factors of one that it does. */
const FOREIGN_UNITS: Readonly<Record<string, { readonly factor: number; readonly unit: keyof typeof UNIT_MS }>> = {
  w: { factor: 168, unit: "h" },
  d: { factor: 24, unit: "h" },
  day: { factor: 24, unit: "h" },
  days: { factor: 24, unit: "h" },
  hr: { factor: 1, unit: "h" },
  hour: { factor: 1, unit: "h" },
  hours: { factor: 1, unit: "h" },
  min: { factor: 1, unit: "m" },
  mins: { factor: 1, unit: "m" },
  minute: { factor: 1, unit: "m" },
  minutes: { factor: 1, unit: "m" },
  sec: { factor: 1, unit: "s" },
  secs: { factor: 1, unit: "s" },
  second: { factor: 1, unit: "s" },
  seconds: { factor: 1, unit: "s" },
  msec: { factor: 1, unit: "ms" },
  millis: { factor: 1, unit: "ms" },
};

/**
 * Reads `1500ms`, `42s`, `5m`, `1h30m`, `1.5s`, `0`: Go's notation without sign, units from large to small, each once,
 * whole milliseconds. Never throws.
 */
export function parseDuration(text: string): ParsedDuration {
  if (text === "0") return { durationMs: 0 };
  if (text === "") return { problem: "a duration is empty", suggestion: "30s" };
  if (/^\d+(?:\.\d+)?$/.test(text)) return { problem: `${text} has no unit`, suggestion: `${text}s` };
  if (/^[-+]/.test(text)) return signed(text);
  if (!/^(?:\d+(?:\.\d+)?[a-z]+)+$/.test(text)) return unreadable(text);
  return sumParts(text);
}

function signed(text: string): ParsedDuration {
  const problem = `${text} has a sign, a duration has none`;
  const suggestion = text.slice(1);
  return "durationMs" in parseDuration(suggestion) ? { problem, suggestion } : { problem };
}

function sumParts(text: string): ParsedDuration {
  let totalMs = 0;
  let previousUnitMs = Number.POSITIVE_INFINITY;
  for (const [, amount = "", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)([a-z]+)/g)) {
    if (!isUnit(unit)) return unknownUnit(amount, unit, text);
    if (UNIT_MS[unit] >= previousUnitMs) {
      return { problem: `${text} names its units out of order: h, m, s, ms, each at most once` };
    }
    previousUnitMs = UNIT_MS[unit];
    const partMs = scaleToMs(amount, UNIT_MS[unit]);
    if (partMs === undefined) return { problem: `${text} is not a whole number of milliseconds` };
    totalMs += partMs;
  }
  return Number.isSafeInteger(totalMs) ? { durationMs: totalMs } : { problem: `${text} is too long` };
}

/** `amount` × `unitMs` in exact decimal arithmetic: 1.1 × 3600000 in floating point is not whole. */
function scaleToMs(amount: string, unitMs: number): number | undefined {
  const [whole = "", fraction = ""] = amount.split(".");
  const numerator = BigInt(whole + fraction) * BigInt(unitMs);
  const denominator = 10n ** BigInt(fraction.length);
  return numerator % denominator === 0n ? Number(numerator / denominator) : undefined;
}

function isUnit(unit: string): unit is keyof typeof UNIT_MS {
  return Object.hasOwn(UNIT_MS, unit);
}

function unknownUnit(amount: string, unit: string, text: string): ParsedDuration {
  const foreign = Object.hasOwn(FOREIGN_UNITS, unit) ? FOREIGN_UNITS[unit] : undefined;
  const problem = `${text}: unknown unit ${JSON.stringify(unit)}, the units are h, m, s and ms`;
  if (foreign === undefined || text !== amount + unit) return { problem };
  return { problem, suggestion: `${Number(amount) * foreign.factor}${foreign.unit}` };
}

function unreadable(text: string): ParsedDuration {
  const tidied = text.replaceAll(/\s/g, "").toLowerCase();
  const problem = `${JSON.stringify(text)} is no duration such as 1500ms, 42s, 5m or 1h30m`;
  if (tidied === text) return { problem };
  const parsed = parseDuration(tidied);
  const suggestion = "durationMs" in parsed ? tidied : parsed.suggestion;
  return suggestion === undefined ? { problem } : { problem, suggestion };
}

/** The shortest text that `parseDuration` reads back: `0s`, `250ms`, `1.5s`, `1h30m`. Takes whole ms from 0. */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return "0s";
  if (durationMs < UNIT_MS.s) return `${durationMs}ms`;
  const hours = Math.floor(durationMs / UNIT_MS.h);
  const minutes = Math.floor((durationMs % UNIT_MS.h) / UNIT_MS.m);
  const seconds = (durationMs % UNIT_MS.m) / UNIT_MS.s;
  const parts: readonly (readonly [number, string])[] = [
    [hours, "h"],
    [minutes, "m"],
    [seconds, "s"],
  ];
  return parts.map(([amount, unit]) => (amount === 0 ? "" : `${amount}${unit}`)).join("");
}
