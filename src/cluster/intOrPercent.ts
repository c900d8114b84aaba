import { quoteGoString } from "../model/quoteGoString.ts";

/** A number of pods, or a share of all of them: `3`, `"25%"`. */
export type IntOrPercent = number | string;

/** What the controllers make of an IntOrPercent: a number, or the API machinery's own complaint. */
export type Resolved = { readonly value: number } | { readonly error: string };

/** As Go's strconv.Atoi reads it. */
const WHOLE_NUMBER = /^[+-]?\d+$/;

/** How many of `total` are meant. Shares of a surge are rounded up, those of what may be missing down. */
export function resolveIntOrPercent(value: IntOrPercent, total: number, rounding: "up" | "down"): Resolved {
  if (typeof value === "number") return { value };
  if (!value.endsWith("%")) return { error: "invalid value for IntOrString: invalid type: string is not a percentage" };
  const digits = value.slice(0, -1);
  if (!WHOLE_NUMBER.test(digits)) {
    return {
      error: `invalid value for IntOrString: invalid value ${quoteGoString(value)}: strconv.Atoi: parsing ${quoteGoString(digits)}: invalid syntax`,
    };
  }
  const share = (Number(digits) * total) / 100;
  return { value: rounding === "up" ? Math.ceil(share) : Math.floor(share) };
}
