/** The nanoseconds of a duration, or what is wrong with it in the words of Go's `time.ParseDuration`. */
export function parseGoDuration(text: string): bigint | string {
  const invalidDuration = `time: invalid duration ${quoteAsTime(text)}`;
  let rest = text.replace(/^[-+]/, "");
  if (rest === "0") return 0n;
  if (rest === "") return invalidDuration;
  let totalNanoseconds = 0n;
  while (rest !== "") {
    const number = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest);
    const [matched = "", whole = "", fraction = ""] = number ?? [];
    if (whole === "" && fraction === "") return invalidDuration;
    rest = rest.slice(matched.length);
    const unit = /^[^.0-9]*/.exec(rest)?.[0] ?? "";
    if (unit === "") return `time: missing unit in duration ${quoteAsTime(text)}`;
    rest = rest.slice(unit.length);
    const unitNanoseconds = Object.hasOwn(NANOSECONDS, unit) ? NANOSECONDS[unit] : undefined;
    if (unitNanoseconds === undefined)
      return `time: unknown unit ${quoteAsTime(unit)} in duration ${quoteAsTime(text)}`;
    totalNanoseconds += BigInt(whole || "0") * unitNanoseconds;
    totalNanoseconds += BigInt(Math.floor(Number(`0.${fraction || "0"}`) * Number(unitNanoseconds)));
    if (totalNanoseconds > LARGEST_NANOSECONDS) return invalidDuration;
  }
  const isNegative = text.startsWith("-");
  const limit = isNegative ? LARGEST_NANOSECONDS : LARGEST_NANOSECONDS - 1n;
  if (totalNanoseconds > limit) return invalidDuration;
  return isNegative ? -totalNanoseconds : totalNanoseconds;
}

const LARGEST_NANOSECONDS = 2n ** 63n;

const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "\u00b5s": 1_000n,
  "\u03bcs": 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Package time quotes in its own way: whatever is not printable ASCII byte by byte. */
function quoteAsTime(text: string): string {
  const encoder = new TextEncoder();
  const characters = [...text].map((character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    if (/^[\u0020-\u007f]$/.test(character)) return character;
    return [...encoder.encode(character)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  });
  return `"${characters.join("")}"`;
}
