import { quoteGoString } from "../../../model/quoteGoString.ts";
import { formatQuantity, parseQuantity } from "../quantity.ts";
import type { PrintedValue } from "./fieldErrors.ts";
import { goJson } from "./fieldErrors.ts";

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

/** The sum as Go's `Quantity.Add` and `String` print it: in the notation of the first that is not 0. */
export function addQuantities(left: string, right: string): string {
  const [first, second] = [parseQuantity(left), parseQuantity(right)];
  if (typeof first === "string" || typeof second === "string") return left;
  const exponent = Math.min(first.exponent, second.exponent);
  const scaled = ({ mantissa, exponent: own }: typeof first): bigint =>
    mantissa * 10n ** BigInt(Math.min(own - exponent, LARGEST_EXPONENT));
  const format = first.mantissa === 0n ? second.format : first.format;
  return formatQuantity({ mantissa: scaled(first) + scaled(second), exponent, format });
}

/**
 * A quantity that is shown as Go's struct. What is in it depends on how it was written; here it was written as Kubernetes
 * writes it (`1500m`, not `1.5`).
 */
export function printedQuantity(text: string): PrintedValue {
  const quantity = parseQuantity(text);
  if (typeof quantity === "string") return { json: goJson(text), goSyntax: quoteGoString(text) };
  const amount = `i:resource.int64Amount{value:${quantity.mantissa}, scale:${quantity.exponent}}`;
  const format = quantity.format === "binarySI" ? "BinarySI" : "DecimalSI";
  const decimal = "d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}";
  return {
    json: goJson(text),
    goSyntax: `resource.Quantity{${amount}, ${decimal}, s:${quoteGoString(text)}, Format:${quoteGoString(format)}}`,
  };
}
