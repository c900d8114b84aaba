import { bytesOf, textOf as textOfBytes } from "../app/clients/byteString.ts";
import type { ProbeAnswer } from "../app/clients/probeAnswer.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { listOf, objectOf } from "./recordedObjects.ts";
import { withPortNames } from "./recordedServers.ts";
import type { Comparison } from "./vectorKind.ts";

/** What came out of one attempt, next to what the vector says of it. */
export interface Attempted {
  readonly answer: ProbeAnswer;
  readonly timeoutMs: number;
  /** What arrived, as the vectors write it. */
  readonly requests: readonly JsonObject[];
  /** Exec vectors say nothing of durations. */
  readonly isTimed: boolean;
}

/**
 * One of ours is one of those that were recorded. Of a race both sides know several answers: if ours reaches the recorded one
 * only by another outcome of the race than the usual, that is named as a tie.
 */
export function compareAttempt(expected: JsonValue | undefined, attempted: Attempted): Comparison {
  const { variants, ...recorded } = objectOf(expected);
  const { answer } = attempted;
  const usual = outcomeOf(attempted, answer);
  const others = (answer.alternatives ?? []).map((other) => outcomeOf(attempted, { ...other, ms: answer.ms }));
  const seen = [recorded, ...listOf(variants).map(objectOf)];
  const raced = seen.length > 1 ? { raced: true } : {};
  if (seen.some((one) => compareOutcomes(one, like(one, usual)).matched)) return { matched: true, ...raced };
  if (seen.some((one) => others.some((other) => compareOutcomes(one, like(one, other)).matched)))
    return { matched: true, ...(seen.length > 1 ? raced : { tie: "a race inside the client" }) };
  return { ...compareOutcomes(recorded, usual), ...raced };
}

/** Variants are recorded without the requests. */
function like(recorded: JsonObject, { requests, ...outcome }: JsonObject): JsonObject {
  return "requests" in recorded && requests !== undefined ? { ...outcome, requests } : outcome;
}

function outcomeOf({ timeoutMs, requests, isTimed }: Attempted, answer: ProbeAnswer): JsonObject {
  const output = shortened(withPortNames(answer.output));
  const error = answer.error === undefined ? undefined : withPortNames(answer.error);
  return {
    result: answer.result,
    output,
    ...(error === undefined ? {} : { error }),
    duration: isTimed ? durationOf(answer.ms, timeoutMs) : "",
    ...eventOf(answer, output, error),
    ...(requests.length === 0 ? {} : { requests: [...requests] }),
  };
}

function durationOf(ms: number, timeoutMs: number): string {
  if (ms < 0.6 * timeoutMs) return "immediate";
  return ms < 1.4 * timeoutMs ? "timeout" : "longer";
}

/** Worded as in 1.33 and later, for a readiness probe. */
function eventOf({ result }: ProbeAnswer, output: string, error: string | undefined): JsonObject {
  if (error !== undefined)
    return { event: `Readiness probe errored and resulted in ${result} state: ${error}`, reason: "Unhealthy" };
  if (result === "failure") return { event: `Readiness probe failed: ${output}`, reason: "Unhealthy" };
  return result === "warning" ? { event: `Readiness probe warning: ${output}`, reason: "ProbeWarning" } : {};
}

function shortened(output: string): string {
  const bytes = bytesOf(output);
  if (bytes.length <= 400) return output;
  return textOfBytes(`${bytes.slice(0, 40)}${bytesOf(`…(${bytes.length} bytes)…`)}${bytes.slice(-20)}`);
}
