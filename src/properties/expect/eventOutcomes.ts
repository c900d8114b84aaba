import type { EventExpectation } from "../../model/expectations.ts";
import type { EventOf } from "../eventOf.ts";
import { judgeCount } from "./countOutcomes.ts";
import { countRangeText, isTimeIn, timeRangeText } from "./range.ts";
import type { Outcome } from "./verdict.ts";

/** How often something is told, and in which words. */
export function judgeEvent(
  { reason, message, container, during, count }: EventExpectation,
  events: readonly EventOf<"event">[],
): Outcome {
  const alike = events.filter(
    (event) =>
      event.reason === reason &&
      (container === undefined || event.path?.endsWith(`{${container}}`) === true) &&
      (during === undefined || isTimeIn(event.t, during)),
  );
  const found = alike.filter((event) => message === undefined || event.message.includes(message));
  const text = [
    countRangeText(count ?? { atLeast: 1 }),
    reason,
    ...(container === undefined ? [] : [`of ${container}`]),
    ...(message === undefined ? [] : [`with ${JSON.stringify(message)}`]),
    ...(during === undefined ? [] : [`during ${timeRangeText(during)}`]),
  ].join(" ");
  const judged = judgeCount(
    count ?? { atLeast: 1 },
    found.map(({ t, step }) => ({ atMs: t, step })),
    text,
  );
  const [other] = alike;
  return found.length > 0 || other === undefined
    ? judged
    : { ...judged, came: `0, but ${JSON.stringify(other.message)}`, steps: [other.step] };
}
