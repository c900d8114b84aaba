import { checkProperties } from "../../src/properties/checkProperties.ts";
import { PROPERTIES } from "../../src/properties/invariants/invariants.ts";
import { newViolations } from "../../src/properties/knownViolations.ts";
import { runFactsOf } from "../../src/properties/runFacts.ts";
import type { Trace } from "../../src/model/trace.ts";
import { simulate } from "../../src/simulate.ts";
import { generatedScenarios } from "./generated.ts";

export interface PropertyTally {
  readonly id: string;
  /** Runs that could come to it, and that did. */
  could: number;
  exercised: number;
  /** How often it could have failed in all of them. */
  tried: number;
  /** Runs with violations that are known of their release. */
  known: number;
}

export interface Tally {
  runs: number;
  attempts: number;
  virtualMs: number;
  readonly properties: readonly PropertyTally[];
  /** Of runs with violations that are known of no release. */
  readonly news: string[];
}

const NEWS_KEPT = 20;

/** Holds generated scenarios to all properties. @param spoil what is wrong with their traces; default: nothing. */
export function tallyGenerated(seed: number, count: number, spoil: (trace: Trace) => Trace = (trace) => trace): Tally {
  const properties = PROPERTIES.map(({ id }): PropertyTally => ({ id, could: 0, exercised: 0, tried: 0, known: 0 }));
  const tally: Tally = { runs: 0, attempts: 0, virtualMs: 0, properties, news: [] };
  for (const { run, scenario } of generatedScenarios(seed, count)) {
    const trace = spoil(simulate(scenario));
    tally.runs++;
    tally.attempts += trace.header.attempts;
    tally.virtualMs += scenario.untilMs;
    const { version } = runFactsOf(scenario);
    for (const [index, judged] of checkProperties(scenario, trace).entries()) {
      const entry = properties[index] as PropertyTally;
      if (judged.result === "inapplicable") continue;
      entry.could++;
      entry.tried += judged.tried;
      if (judged.result !== "vacuous") entry.exercised++;
      if (judged.result !== "violated") continue;
      const [news] = newViolations(judged, version);
      if (news === undefined) entry.known++;
      else if (tally.news.length < NEWS_KEPT)
        tally.news.push(
          `seed ${seed}, run ${run}, ${scenario.kubernetes}: ${entry.id} at ${news.atMs} ms, steps ${news.steps.join(", ")}: ${news.explanation}`,
        );
    }
  }
  return tally;
}

/** What was exercised, a line for each property. */
export function tallyText({ runs, attempts, virtualMs, properties }: Tally): string {
  const head = `${runs} scenarios, ${(virtualMs / runs / 60_000).toFixed(1)} virtual minutes and ${Math.round(attempts / runs)} attempts each`;
  const rows = properties.map(
    ({ id, could, exercised, tried, known }) =>
      `  ${id.padEnd(38)} ${percent(exercised, could).padStart(6)} of ${String(could).padStart(5)} runs, ${String(tried).padStart(7)} times${known > 0 ? `, ${known} runs break it as their release is known to` : ""}`,
  );
  return [head, ...rows, ""].join("\n");
}

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
