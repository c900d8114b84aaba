/** Reads a number as Go's `strconv.ParseFloat` does, but for hexadecimal ones; undefined for what is none. */
export function parseGoFloat(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const [, sign = "", word = ""] = /^([+-]?)(inf|infinity|nan)$/.exec(text.toLowerCase()) ?? [];
  if (word === "") return undefined;
  if (word === "nan") return Number.NaN;
  return sign === "-" ? -Infinity : Infinity;
}

const SMALLEST_PLAIN = 1e-4;

/** As Go prints a float64 with `%v`. */
export function formatGoFloat(value: number): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  if (value === 0 || Number.isNaN(value)) return String(value);
  const text = Math.abs(value) < SMALLEST_PLAIN ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}
