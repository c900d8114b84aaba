import type { Orchestrator, OrchestratorFailure } from "../model/orchestrator.ts";
import { OrchestratorError } from "../model/orchestrator.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Trace } from "../model/trace.ts";
import { judgeExpectations } from "../properties/expect/judgeExpectations.ts";
import { PROPERTIES } from "../properties/invariants/invariants.ts";
import { runFactsOf } from "../properties/runFacts.ts";
import { nameOf } from "../scenario/shapeProblem.ts";
import type { PropertyScore, PropertyTallies } from "./propertyScore.ts";
import { addTrace, createPropertyTallies, propertyScores } from "./propertyScore.ts";
import type { TraceDifference } from "./traceDifferences.ts";
import { traceDifferences } from "./traceDifferences.ts";

/** An orchestrator that is fuzzed. */
export interface Contender {
  readonly name: string;
  /** The one release that it knows. Absent: the scenario's. */
  readonly release?: string;
  /** Its traces have no endpoints. */
  readonly isKubeletAlone?: true;
  readonly run: Orchestrator;
}

/** What was met in some runs. */
export interface Met {
  readonly runs: number;
  readonly first: number;
}

export interface ContenderScore {
  readonly name: string;
  readonly answered: number;
  readonly virtualMs: number;
  readonly attempts: number;
  readonly failures: readonly (Met & { readonly failure: OrchestratorFailure; readonly message: string })[];
  readonly properties: readonly PropertyScore[];
  /** What of `expect` did not come out, and what came the first time. */
  readonly expectations: readonly (Met & { readonly what: string; readonly text: string })[];
}

/** How another one differs from the first. */
export interface ContenderDifferences {
  readonly name: string;
  /** Runs of which both gave a trace, and those in which the traces are the same. */
  readonly compared: number;
  readonly same: number;
  /** Deeds first, then by how many runs. */
  readonly differences: readonly (Met & { readonly difference: TraceDifference })[];
}

export interface OrchestratorFuzz {
  readonly runs: number;
  readonly scores: readonly ContenderScore[];
  /** Of all but the first. */
  readonly differences: readonly ContenderDifferences[];
}

/** As this one can be asked for it: with its release, and without services where it has no endpoints. */
export function scenarioFor({ release, isKubeletAlone }: Contender, scenario: Scenario): Scenario {
  const own = release === undefined ? scenario : { ...scenario, kubernetes: release };
  return isKubeletAlone === true ? withoutServices(own) : own;
}

function withoutServices({ services: _services, propagation: _propagation, expect, ...scenario }: Scenario): Scenario {
  if (expect === undefined) return scenario;
  const { endpoints: _endpoints, pods, ...words } = expect;
  const ownPods = Object.entries(pods ?? {}).map(([name, { endpoints: _own, ...rest }]) => [name, rest] as const);
  return { ...scenario, expect: { ...words, ...(pods !== undefined && { pods: Object.fromEntries(ownPods) }) } };
}

interface Tally {
  answered: number;
  virtualMs: number;
  attempts: number;
  readonly failures: Map<OrchestratorFailure, Met & { readonly message: string }>;
  readonly properties: PropertyTallies;
  readonly expectations: Map<string, Met & { readonly text: string }>;
}

interface Comparison {
  compared: number;
  same: number;
  readonly found: Map<string, Met & { readonly difference: TraceDifference }>;
}

/**
 * Asks several orchestrators for the same scenarios, holds each trace to the properties and to what its scenario expects, and
 * compares the others with the first. Ends when all runs are made, when `goOn` says so, or when nobody is asked any more.
 */
export async function fuzzOrchestrators(
  contenders: readonly Contender[],
  scenarioOf: (run: number) => Scenario,
  goOn: (run: number) => boolean,
): Promise<OrchestratorFuzz> {
  const tallies = contenders.map(
    (): Tally => ({
      answered: 0,
      virtualMs: 0,
      attempts: 0,
      failures: new Map(),
      properties: createPropertyTallies(PROPERTIES),
      expectations: new Map(),
    }),
  );
  const comparisons = contenders.slice(1).map((): Comparison => ({ compared: 0, same: 0, found: new Map() }));
  // They are compared on what all of them can be asked for.
  const isAlone = contenders.some(({ isKubeletAlone }) => isKubeletAlone);
  let run = 0;
  for (; goOn(run); run++) {
    const scenario = isAlone ? withoutServices(scenarioOf(run)) : scenarioOf(run);
    const traces = await Promise.all(
      contenders.map((contender, index) => ask(contender, scenario, run, tallies[index] as Tally)),
    );
    const [first, ...others] = traces;
    for (const [index, other] of others.entries())
      if (first !== undefined && other !== undefined) compare(first, other, run, comparisons[index] as Comparison);
    if (tallies.every(({ failures }) => failures.has("notAsked"))) {
      run++;
      break;
    }
  }
  return {
    runs: run,
    scores: contenders.map(({ name }, index) => scoreOf(name, tallies[index] as Tally)),
    differences: contenders.slice(1).map(({ name }, index) => differencesOf(name, comparisons[index] as Comparison)),
  };
}

async function ask(contender: Contender, scenario: Scenario, run: number, tally: Tally): Promise<Trace | undefined> {
  const own = scenarioFor(contender, scenario);
  let trace: Trace;
  try {
    trace = await contender.run(own);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    meet(tally.failures, error.failure, run, { message: error.message });
    return undefined;
  }
  tally.answered++;
  tally.virtualMs += own.untilMs;
  tally.attempts += trace.header.attempts;
  addTrace(tally.properties, `run ${run}`, own, trace, runFactsOf(own).version);
  for (const { path, holds, isVacuous, expected, came } of judgeExpectations(own.expect ?? {}, own, trace))
    if (!holds && isVacuous !== true)
      meet(tally.expectations, nameOf(["expect", ...path]), run, { text: `expected ${expected}, came ${came}` });
  return trace;
}

/** Counts it; what else is said is that of the first time. */
function meet<Key, Said>(all: Map<Key, Met & Said>, key: Key, run: number, said: Said): void {
  const known = all.get(key);
  all.set(key, known === undefined ? { runs: 1, first: run, ...said } : { ...known, runs: known.runs + 1 });
}

function compare(first: Trace, other: Trace, run: number, comparison: Comparison): void {
  const differences = traceDifferences(first, other);
  comparison.compared++;
  if (differences.length === 0) comparison.same++;
  for (const difference of differences) meet(comparison.found, difference.what, run, { difference });
}

function scoreOf(name: string, tally: Tally): ContenderScore {
  const { answered, virtualMs, attempts, failures, properties, expectations } = tally;
  return {
    name,
    answered,
    virtualMs,
    attempts,
    failures: [...failures].map(([failure, met]) => ({ failure, ...met })),
    properties: propertyScores(properties),
    expectations: [...expectations].map(([what, met]) => ({ what, ...met })),
  };
}

function differencesOf(name: string, { compared, same, found }: Comparison): ContenderDifferences {
  const differences = [...found.values()].sort(
    (a, b) => Number(b.difference.isDeed) - Number(a.difference.isDeed) || b.runs - a.runs || a.first - b.first,
  );
  return { name, compared, same, differences };
}
