import { parseArgs } from "node:util";
import * as fc from "fast-check";
import { chooseOrchestrator } from "../src/cli/orchestrators/chooseOrchestrator.ts";
import type { OpenOrchestrator } from "../src/cli/orchestrators/openOrchestrator.ts";
import { kubeletVectors } from "../src/conformance/kubeletVectors.ts";
import { addTrace, createPropertyTallies, propertyScores } from "../src/conformance/propertyScore.ts";
import { compareSafely } from "../src/conformance/runVectors.ts";
import type { JsonObject } from "../src/model/json.ts";
import type { KubernetesVersion } from "../src/model/kubernetesVersion.ts";
import { parseKubernetesVersion } from "../src/model/kubernetesVersion.ts";
import { OrchestratorError } from "../src/model/orchestrator.ts";
import type { Scenario } from "../src/model/scenario.ts";
import type { Trace } from "../src/model/trace.ts";
import { scenario } from "../src/properties/arbitraries/scenarios.ts";
import { PROPERTIES } from "../src/properties/invariants/invariants.ts";

const HELP = `Holds real kubelets to the properties, on generated scenarios, and compares their traces with ours.

usage: node scripts/checkKubelets.ts [--kubelet 1.N]… [--runs N] [--seed N]

  --kubelet 1.N   release (repeatable; default: 1.35 and 1.37). Needs Go the first time
  --runs N        scenarios of each release, the same for all (default: 2000)
  --seed N        (default: 1)

Exit code 0: each scenario had its trace, each trace equals ours, and no property is broken but as is known of that release.
`;
const SHOWN = 3;
/** Some of what is drawn cannot be asked. */
const DRAWN_FOR_EACH = 1.1;

interface Found {
  runs: number;
  attempts: number;
  virtualMs: number;
  byTie: number;
  readonly without: string[];
  readonly different: string[];
}

/** As a recording that was made once: whether ours equals it, if need be by another order at a named tie. */
function compare(given: Scenario, id: string, trace: Trace, version: KubernetesVersion, found: Found): void {
  const value = { id, stable: "once", scenario: given, events: trace.events } as unknown as JsonObject;
  const { matched, tie, difference } = compareSafely(kubeletVectors, { id, value, line: "" }, version);
  if (tie !== undefined) found.byTie++;
  if (!matched) found.different.push(`${id}: ${JSON.stringify(difference)} ${JSON.stringify(given)}`);
}

async function check(orchestrator: OpenOrchestrator, runs: number, seed: number): Promise<boolean> {
  const release = orchestrator.release ?? "";
  const version = parseKubernetesVersion(release) as KubernetesVersion;
  const tallies = createPropertyTallies(PROPERTIES);
  const found: Found = { runs: 0, attempts: 0, virtualMs: 0, byTie: 0, without: [], different: [] };
  for (const drawn of fc.sample(scenario({ releases: [release] }), {
    numRuns: Math.ceil(runs * DRAWN_FOR_EACH),
    seed,
  })) {
    if (found.runs === runs) break;
    const { services: _services, propagation: _propagation, ...given } = drawn;
    const id = `${found.runs}`;
    try {
      const trace = await orchestrator.run(given);
      found.attempts += trace.header.attempts;
      found.virtualMs += given.untilMs;
      addTrace(tallies, id, given, trace, version);
      compare(given, id, trace, version, found);
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      // Nobody can ask that of a recorded kubelet: another one is drawn instead.
      if (error.failure === "unsupported") continue;
      found.without.push(`${id}: ${error.failure}: ${error.message}`);
    }
    found.runs++;
    if (found.runs % 100 === 0) process.stderr.write(`${release}: ${found.runs} of ${runs}\n`);
  }
  return report(release, seed, found, propertyScores(tallies));
}

function report(release: string, seed: number, found: Found, scores: ReturnType<typeof propertyScores>): boolean {
  const { runs, attempts, virtualMs, byTie, without, different } = found;
  const count = (wanted: string): number => scores.filter(({ result }) => result === wanted).length;
  console.log(
    `${release}, seed ${seed}: ${runs} scenarios, ${(virtualMs / 3_600_000).toFixed(0)} h, ${attempts} attempts; ` +
      `${runs - without.length - different.length} equal, ${byTie} of them by a named tie, ${different.length} different, ${without.length} without a trace; ` +
      `properties: ${count("held")} held, ${count("violated")} violated, ${count("vacuous")} vacuous`,
  );
  for (const { property, traces } of scores)
    if (traces.known > 0) console.log(`  known of it: ${property} in ${traces.known} traces`);
  for (const { property, counterexamples } of scores)
    for (const { id, atMs, explanation } of counterexamples)
      console.log(`  violated: ${property}, ${id} at ${atMs} ms: ${explanation}`);
  for (const text of [...different.slice(0, SHOWN), ...without.slice(0, SHOWN)]) console.log(`  ${text}`);
  return runs > 0 && without.length + different.length + count("violated") === 0;
}

const { values } = parseArgs({
  options: {
    kubelet: { type: "string", multiple: true, default: ["1.35", "1.37"] },
    runs: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(HELP);
else {
  const environment = { cwd: process.cwd(), env: process.env, stderr: process.stderr };
  for (const minor of values.kubelet) {
    const orchestrator = await chooseOrchestrator(`kubelet:${minor}`, undefined, environment);
    try {
      if (!(await check(orchestrator, Number(values.runs), Number(values.seed)))) process.exitCode = 1;
    } finally {
      await orchestrator.close();
    }
  }
}
