import canonicalize from "canonicalize";
import type { JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { ProberRun } from "./proberHarness.ts";
import { runProberScenario } from "./proberHarness.ts";
import type { ProberEvent, ProberScenario } from "./proberScenario.ts";
import { listOf } from "./recordedObjects.ts";
import type { TiedRun } from "./searchTies.ts";
import { searchTies } from "./searchTies.ts";
import type { Comparison, Difference, VectorKind } from "./vectorKind.ts";

const linesOf = (events: readonly (JsonValue | ProberEvent)[]): string[] =>
  events.map((event) => canonicalize(event) ?? "");

function equalLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

function firstDifference(expected: readonly JsonValue[], got: readonly ProberEvent[]): Difference {
  const want = linesOf(expected);
  const have = linesOf(got);
  const index = want.findIndex((line, at) => line !== have[at]);
  const at = index < 0 ? want.length : index;
  const event = got[at];
  const t = Number((isJsonObject(expected[at]) ? expected[at]["t"] : undefined) ?? event?.t);
  return {
    at: `${t} ms`,
    ...(expected[at] !== undefined && { expected: expected[at] }),
    ...(event !== undefined && { got: event as unknown as JsonValue }),
  };
}

const tiedRunOf = ({ events, ties }: ProberRun): TiedRun => ({
  lines: linesOf(events),
  instantsMs: events.map(({ t }) => t),
  ties,
});

/** Traces of the real probe workers (`conformance/prober/<minor>.jsonl.gz`). */
export const proberVectors: VectorKind = {
  family: "prober",
  recognises: (value) => isJsonArray(value["steps"]) && isJsonArray(value["expect"]) && isJsonObject(value["backend"]),
  compare({ value }, release): Comparison {
    const scenario = value as unknown as ProberScenario;
    const expected = listOf(value["expect"]);
    const alsoSeen = listOf(value["alsoSeen"]).map(listOf);
    const raced = alsoSeen.length > 0 ? { raced: true } : {};
    const outcomes = [expected, ...alsoSeen].map(linesOf);
    const run = runProberScenario(scenario, release, () => 0);
    if (outcomes.some((outcome) => equalLines(outcome, linesOf(run.events)))) return { matched: true, ...raced };
    const difference = firstDifference(expected, run.events);
    const ties = searchTies(outcomes, (choose) => tiedRunOf(runProberScenario(scenario, release, choose)));
    return ties === undefined
      ? { matched: false, ...raced, difference }
      : { matched: true, ...raced, tie: ties.join(", ") };
  },
};
