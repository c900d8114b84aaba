import canonicalize from "canonicalize";
import type { JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { ProberRun } from "./proberHarness.ts";
import { runProberScenario } from "./proberHarness.ts";
import type { ProberEvent, ProberScenario } from "./proberScenario.ts";
import { listOf } from "./recordedObjects.ts";
import type { Comparison, Difference, VectorKind } from "./vectorKind.ts";

/** So many other orders are tried at named ties before a vector counts as not matched. */
const MAX_TRIES = 64;

const linesOf = (events: readonly (JsonValue | ProberEvent)[]): string[] => events.map((event) => canonicalize(event) ?? "");

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

/** Other choices at one tie, then at two; returns the names of the ties whose other order gave what was recorded. */
function search(scenario: ProberScenario, release: KubernetesVersion, first: ProberRun, outcomes: readonly string[][]): string | undefined {
  let tries = 0;
  const attempt = (choices: ReadonlyMap<number, number>): ProberRun | undefined => {
    tries++;
    const run = runProberScenario(scenario, release, (number) => choices.get(number) ?? 0);
    const lines = linesOf(run.events);
    return outcomes.some((outcome) => equalLines(outcome, lines)) ? run : undefined;
  };
  const queue: ReadonlyMap<number, number>[] = [];
  const enqueue = (base: ReadonlyMap<number, number>, run: ProberRun): void => {
    const from = Math.max(-1, ...base.keys()) + 1;
    run.ties.forEach(({ alternatives }, number) => {
      for (let choice = 1; number >= from && choice < alternatives; choice++) queue.push(new Map([...base, [number, choice]]));
    });
  };
  enqueue(new Map(), first);
  for (let choices = queue.shift(); choices !== undefined && tries < MAX_TRIES; choices = queue.shift()) {
    const run = attempt(choices);
    if (run !== undefined) return [...choices.keys()].map((number) => run.ties[number]?.name).join(", ");
    if (choices.size < 3) enqueue(choices, runProberScenario(scenario, release, (number) => choices.get(number) ?? 0));
  }
  return undefined;
}

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
    const tie = search(scenario, release, run, outcomes);
    return tie === undefined ? { matched: false, ...raced, difference } : { matched: true, ...raced, tie };
  },
};
