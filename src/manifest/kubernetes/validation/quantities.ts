import { parseQuantity } from "../quantity.ts";

const NANO_EXPONENT = 9;
/** No amount of anything has more digits; a quantity may claim to have two billion. */
const LARGEST_EXPONENT = 60;

/**
 * A quantity in billionths of its unit, the finest that Kubernetes keeps; of absurd ones only that they are large. What is no
 * quantity counts as 0: the decoder refuses it before anybody asks for its size.
 */
export function quantityNanos(text: string): bigint {
  const quantity = parseQuantity(text);
  if (typeof quantity === "string") return 0n;
  return quantity.mantissa * 10n ** BigInt(Math.min(quantity.exponent, LARGEST_EXPONENT) + NANO_EXPONENT);
}

/** Whether `MilliValue()%1000` is 0: an integer, once rounded up to thousandths. */
export function isIntegerQuantity(text: string): boolean {
  const nanos = quantityNanos(text);
  const millis = nanos > 0n ? (nanos + 999_999n) / 1_000_000n : nanos / 1_000_000n;
  return millis % 1000n === 0n;
}
