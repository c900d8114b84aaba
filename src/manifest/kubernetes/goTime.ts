const LAYOUT = "2006-01-02T15:04:05Z07:00";

/** The elements of RFC 3339 as Go's layout names them, each with what it matches and what it may be at most. */
const ELEMENTS = [
  ["2006", /^\d{4}/, undefined],
  ["-", /^-/, undefined],
  ["01", /^\d{2}/, "month"],
  ["-", /^-/, undefined],
  ["02", /^\d{2}/, "day"],
  ["T", /^T/, undefined],
  ["15", /^\d{2}/, "hour"],
  [":", /^:/, undefined],
  ["04", /^\d{2}/, "minute"],
  [":", /^:/, undefined],
  ["05", /^\d{2}(?:[.,]\d+)?/, "second"],
  ["Z07:00", /^(?:Z|[-+]\d{2}:\d{2})/, undefined],
] as const;

/** A time of the API, in UTC and whole seconds as it is written; or the text of Go's `time.Parse` for what is none. */
export function parseGoTime(text: string): { readonly time: string } | { readonly error: string } {
  const parts: string[] = [];
  let rest = text;
  for (const [element, pattern, name] of ELEMENTS) {
    const part = pattern.exec(rest)?.[0];
    if (part === undefined) return failure(text, `cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}`);
    if (name !== undefined && isOutOfRange(name, Number.parseInt(part, 10), parts))
      return { error: `parsing time ${JSON.stringify(text)}: ${name} out of range` };
    parts.push(part);
    rest = rest.slice(part.length);
  }
  if (rest !== "") return { error: `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}` };
  const [year = "", , month = "", , day = "", , hour = "", , minute = "", , second = "", zone = ""] = parts;
  const offsetMinutes =
    zone === "Z" ? 0 : Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  const utc = Date.UTC(
    2000,
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute) - offsetMinutes,
    Number.parseInt(second, 10),
  );
  const date = new Date(utc);
  date.setUTCFullYear(date.getUTCFullYear() - 2000 + Number(year));
  return { time: `${date.toISOString().slice(0, 19)}Z` };
}

function failure(text: string, reason: string): { readonly error: string } {
  return { error: `parsing time ${JSON.stringify(text)} as ${JSON.stringify(LAYOUT)}: ${reason}` };
}

function isOutOfRange(
  name: "month" | "day" | "hour" | "minute" | "second",
  value: number,
  before: readonly string[],
): boolean {
  if (name === "month") return value < 1 || value > 12;
  if (name === "hour") return value > 23;
  if (name !== "day") return value > 59;
  const daysInMonth = new Date(Date.UTC(Number(before[0]) + 400, Number(before[2]), 0)).getUTCDate();
  return value < 1 || value > daysInMonth;
}
