/** A resource.Quantity: `mantissa` × 10^`exponent`, never finer than nano, and the notation in which it was given. */
export interface Quantity {
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly format: "decimalSI" | "binarySI" | "decimalExponent";
  /** The text as given, where Kubernetes keeps it. */
  readonly given?: string;
}

const DECIMAL_SUFFIXES: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY_SUFFIXES = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const WRONG_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX = "unable to parse quantity's suffix";
const WRONG_NUMBER = "unable to parse numeric part of quantity";
const INT64_MAX = 2n ** 63n - 1n;
const NANO = -9;

const NUMBER_AND_SUFFIX = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;

/** Reads a quantity; the text of the error otherwise, as apimachinery `resource.ParseQuantity` words it. */
export function parseQuantity(text: string): Quantity | string {
  const match = NUMBER_AND_SUFFIX.exec(text);
  if (text === "" || match === null) return WRONG_FORMAT;
  if (text === "0") return { mantissa: 0n, exponent: 0, format: "decimalSI", given: text };
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match;
  const meaning = interpretSuffix(suffix);
  if (meaning === undefined) return WRONG_SUFFIX;
  const digits = `${whole === "" ? "0" : whole}${fraction}`;
  const magnitude = BigInt(digits) * 2n ** BigInt(meaning.binary);
  const exponent = meaning.decimal - fraction.length;
  const isShort = hasFewDigits(digits, fraction, exponent, meaning);
  // A text without digits is zero to Kubernetes' own reader of short numbers, and an error to the library that reads the others.
  if (!isShort && !/\d/.test(text.slice(0, text.length - suffix.length))) return WRONG_NUMBER;
  const { mantissa, exponent: rounded } = roundUp(magnitude, exponent, NANO);
  const quantity = capped({ mantissa, exponent: rounded, format: meaning.format });
  const signed = { ...quantity, mantissa: sign === "-" ? -quantity.mantissa : quantity.mantissa };
  return isShort && isKept(digits, exponent, meaning) ? { ...signed, given: text } : signed;
}

interface SuffixMeaning {
  readonly format: Quantity["format"];
  readonly decimal: number;
  readonly binary: number;
}

function interpretSuffix(suffix: string): SuffixMeaning | undefined {
  const decimal = DECIMAL_SUFFIXES[suffix];
  if (decimal !== undefined) return { format: "decimalSI", decimal, binary: 0 };
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  if (binary > 0) return { format: "binarySI", decimal: 0, binary: binary * 10 };
  if (!/^[eE][-+]?\d+$/.test(suffix)) return undefined;
  const value = Number(suffix.slice(1));
  // As int64 and then cut to int32.
  return Number.isSafeInteger(value) ? { format: "decimalExponent", decimal: value | 0, binary: 0 } : undefined;
}

/** Whether 64 bits hold it: other numbers take the slow way in Kubernetes, and lose the text they came in. */
function hasFewDigits(digits: string, fraction: string, exponent: number, meaning: SuffixMeaning): boolean {
  if (exponent < NANO) return false;
  if (meaning.format !== "binarySI") return digits.length <= 18;
  return fraction === "" && 15 - digits.length - Math.trunc((meaning.binary * 3) / 10) - 1 >= 0;
}

/** Texts that are already canonical are handed out as they came, leading zeros and plus signs of some included. */
function isKept(digits: string, exponent: number, meaning: SuffixMeaning): boolean {
  if (meaning.format === "binarySI") return BigInt(digits) % 8n !== 0n;
  return exponent % 3 === 0 && !digits.endsWith("000") && digits[0] !== "0";
}

function capped(quantity: Quantity): Quantity {
  if (quantity.format !== "binarySI") return quantity;
  const value = inNanos(quantity);
  if (value > INT64_MAX * 10n ** 9n) return { ...quantity, mantissa: INT64_MAX, exponent: 0 };
  return value > 0n && value < 10n ** 9n ? { ...quantity, format: "decimalSI" } : quantity;
}

/** Of binary quantities only, whose exponent is small. */
function inNanos(quantity: Quantity): bigint {
  return quantity.mantissa * 10n ** BigInt(quantity.exponent - NANO);
}

/** Away from zero to a multiple of 10^`finest`; `magnitude` is not negative. Never makes a number longer than its digits. */
function roundUp(magnitude: bigint, exponent: number, finest: number): { mantissa: bigint; exponent: number } {
  if (exponent >= finest || magnitude === 0n) return { mantissa: magnitude, exponent: magnitude === 0n ? 0 : exponent };
  const dropped = finest - exponent;
  if (dropped > magnitude.toString().length) return { mantissa: 1n, exponent: finest };
  const unit = 10n ** BigInt(dropped);
  return { mantissa: (magnitude + unit - 1n) / unit, exponent: finest };
}

/** The canonical text, or the given one where that was kept. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.given !== undefined) return quantity.given;
  if (quantity.mantissa === 0n) return "0";
  return quantity.format === "binarySI" ? formatBinary(quantity) : formatDecimal(quantity, quantity.format);
}

function formatBinary(quantity: Quantity): string {
  const unit = 10n ** BigInt(Math.max(-quantity.exponent, 0));
  const scaled = quantity.mantissa * 10n ** BigInt(Math.max(quantity.exponent, 0));
  const isSmall = scaled > -1024n * unit && scaled < 1024n * unit;
  if (isSmall || scaled % unit !== 0n) return formatDecimal(quantity, "decimalSI");
  let value = scaled / unit;
  let power = 0;
  while (value % 1024n === 0n) {
    value /= 1024n;
    power += 1;
  }
  return `${value}${BINARY_SUFFIXES[power] ?? ""}`;
}

function formatDecimal(quantity: Quantity, format: "decimalSI" | "decimalExponent"): string {
  let { mantissa, exponent } = quantity;
  while (mantissa % 10n === 0n) {
    mantissa /= 10n;
    exponent += 1;
  }
  while (exponent % 3 !== 0) {
    mantissa *= 10n;
    exponent -= 1;
  }
  if (format === "decimalExponent") return `${mantissa}${exponent === 0 ? "" : `e${exponent}`}`;
  // A number too large for a suffix loses it: so does the real code.
  const suffix = Object.entries(DECIMAL_SUFFIXES).find(([, value]) => value === exponent)?.[0] ?? "";
  return `${mantissa}${suffix}`;
}

/** The text of a quantity rounded up to thousandths, as defaulting does with every resource list. What is no quantity stays. */
export function roundQuantityUpToMilli(text: string): string {
  const quantity = parseQuantity(text);
  if (typeof quantity === "string" || quantity.exponent >= -3) return text;
  const sign = quantity.mantissa < 0n ? -1n : 1n;
  const { mantissa, exponent } = roundUp(quantity.mantissa * sign, quantity.exponent, -3);
  return formatQuantity({ mantissa: mantissa * sign, exponent, format: quantity.format });
}

export function addQuantities(left: Quantity, right: Quantity): Quantity {
  const exponent = Math.min(left.exponent, right.exponent);
  const mantissa = scaledTo(left, exponent) + scaledTo(right, exponent);
  return { mantissa, exponent, format: left.mantissa === 0n ? right.format : left.format };
}

/** Negative, zero or positive, as `left` is less than, equal to or greater than `right`. */
export function compareQuantities(left: Quantity, right: Quantity): number {
  const exponent = Math.min(left.exponent, right.exponent);
  const difference = scaledTo(left, exponent) - scaledTo(right, exponent);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** Beyond any resource; keeps what hostile exponents cost small. */
const EXPONENT_SPAN_MAX = 100;

function scaledTo(quantity: Quantity, exponent: number): bigint {
  return quantity.mantissa * 10n ** BigInt(Math.min(quantity.exponent - exponent, EXPONENT_SPAN_MAX));
}
