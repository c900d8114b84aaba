import { formatKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Orchestrator, OrchestratorFailure } from "../model/orchestrator.ts";
import { ORCHESTRATOR_FAILURES, OrchestratorError } from "../model/orchestrator.ts";
import type { Trace } from "../model/trace.ts";
import type { ConformanceSummary, ConformanceVerdict } from "./conformanceSummary.ts";
import { verdictOf } from "./conformanceSummary.ts";
import { kubeletExercise, kubeletVectors } from "./kubeletVectors.ts";
import type { VectorPlan } from "./planVectorRuns.ts";
import { PROPERTIES } from "../properties/invariants/invariants.ts";
import type { PropertyScore } from "./propertyScore.ts";
import { addTrace, createPropertyTallies, propertyScores } from "./propertyScore.ts";
import type { OnProgress, VectorSource } from "./runVectors.ts";
import { runVectors } from "./runVectors.ts";
import type { Comparison } from "./vectorKind.ts";

/** One way in which an orchestrator gave no trace. */
export interface FailureTally {
  readonly failure: OrchestratorFailure;
  readonly count: number;
  /** The first few, in the words of who noticed. */
  readonly first: readonly { readonly id: string; readonly message: string }[];
}

/** How an orchestrator fares on recorded scenarios. */
export interface OrchestratorScore {
  readonly orchestrator: string;
  readonly verdict: ConformanceVerdict;
  /** Scenarios that it did not know are in none of its numbers. */
  readonly vectors: ConformanceSummary;
  /** Scenarios that it was asked, those that it did not know among them. */
  readonly asked: number;
  /** Those of which it gave a trace. */
  readonly answered: number;
  readonly failures: readonly FailureTally[];
  /** Of its traces, matched or not. */
  readonly properties: readonly PropertyScore[];
}

const KEPT_FAILURES = 3;

interface Asked {
  readonly name: string;
  /** The one release that it knows; absent: any. */
  readonly release?: string;
  readonly run: Orchestrator;
}

/**
 * Asks an orchestrator for the scenarios of all vectors that hold one, compares its traces with the recorded ones, and holds
 * them to the properties.
 */
export async function scoreOrchestrator(
  { name, release, run }: Asked,
  plan: VectorPlan,
  source: VectorSource,
  onProgress?: OnProgress,
): Promise<OrchestratorScore> {
  const failures = new Map<OrchestratorFailure, { count: number; first: { id: string; message: string }[] }>();
  const tallies = createPropertyTallies(PROPERTIES);
  let asked = 0;
  let answered = 0;
  const scenarios = { ...plan, notGiven: [], runs: plan.runs.filter(isOfScenarios) };
  const vectors = await runVectors(scenarios, source, onProgress, async (_, vector, version) => {
    if (release !== undefined && release !== formatKubernetesVersion(version)) return undefined;
    const { scenario, compare } = kubeletExercise(vector, version);
    asked++;
    try {
      const trace: Trace = await run(scenario);
      answered++;
      addTrace(tallies, vector.id, scenario, trace, version);
      return compare(trace);
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      const { failure, message } = error;
      const tally = failures.get(failure) ?? { count: 0, first: [] };
      failures.set(failure, tally);
      tally.count++;
      if (tally.first.length < KEPT_FAILURES) tally.first.push({ id: vector.id, message });
      return failure === "unsupported" ? undefined : NO_TRACE;
    }
  });
  const properties = propertyScores(tallies);
  const isViolated = properties.some(({ result }) => result === "violated");
  const verdict = verdictOf(vectors);
  return {
    orchestrator: name,
    verdict: isViolated && verdict !== "unusable" ? "differs" : verdict,
    // Of a release that it does not know nothing was compared.
    vectors: { ...vectors, families: vectors.families.filter(({ compared, raced }) => compared + raced > 0) },
    asked,
    answered,
    failures: ORCHESTRATOR_FAILURES.flatMap((failure) => {
      const tally = failures.get(failure);
      return tally === undefined ? [] : [{ failure, ...tally }];
    }),
    properties,
  };
}

const NO_TRACE: Comparison = { matched: false };

function isOfScenarios(planned: VectorPlan["runs"][number]): boolean {
  return planned.kind === kubeletVectors;
}
