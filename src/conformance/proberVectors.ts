import canonicalize from "canonicalize";
import type { JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { ProberRun } from "./proberHarness.ts";
import { runProberScenario } from "./proberHarness.ts";
import type { ProberEvent, ProberScenario } from "./proberScenario.ts";
import { listOf } from "./recordedObjects.ts";
import type { TiedRun, TracedLine } from "./searchTies.ts";
import { searchTies } from "./searchTies.ts";
import type { Comparison, Difference, VectorKind } from "./vectorKind.ts";

function tracedLines(events: readonly (JsonValue | ProberEvent)[]): TracedLine[] {
  return events.map((event) => {
    const { t, c, p } = event as unknown as ProberEvent;
    return { text: canonicalize(event) ?? "", atMs: t, about: `${c}/${p ?? ""}` };
  });
}

function isEqual(a: readonly TracedLine[], b: readonly TracedLine[]): boolean {
  return a.length === b.length && a.every(({ text }, index) => text === b[index]?.text);
}

function firstDifference(expected: readonly JsonValue[], got: readonly ProberEvent[]): Difference {
  const want = tracedLines(expected);
  const have = tracedLines(got);
  const index = want.findIndex(({ text }, at) => text !== have[at]?.text);
  const at = index < 0 ? want.length : index;
  const event = got[at];
  return {
    at: `${want[at]?.atMs ?? event?.t} ms`,
    ...(expected[at] !== undefined && { expected: expected[at] }),
    ...(event !== undefined && { got: event as unknown as JsonValue }),
  };
}

const tiedRunOf = ({ events, ties }: ProberRun): TiedRun => ({ lines: tracedLines(events), ties });

/** Traces of the real probe workers (`conformance/prober/<minor>.jsonl.gz`). */
export const proberVectors: VectorKind = {
  family: "prober",
  recognises: (value) => isJsonArray(value["steps"]) && isJsonArray(value["expect"]) && isJsonObject(value["backend"]),
  compare({ value }, release): Comparison {
    const scenario = value as unknown as ProberScenario;
    const expected = listOf(value["expect"]);
    const alsoSeen = listOf(value["alsoSeen"]).map(listOf);
    const raced = alsoSeen.length > 0 ? { raced: true } : {};
    const outcomes = [expected, ...alsoSeen].map(tracedLines);
    const run = runProberScenario(scenario, release, () => 0);
    const lines = tracedLines(run.events);
    if (outcomes.some((outcome) => isEqual(outcome, lines))) return { matched: true, ...raced };
    const difference = firstDifference(expected, run.events);
    const ties = searchTies(outcomes, (choose) => tiedRunOf(runProberScenario(scenario, release, choose)));
    return ties === undefined
      ? { matched: false, ...raced, difference }
      : { matched: true, ...raced, tie: ties.join(", ") };
  },
};
