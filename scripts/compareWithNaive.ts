import { parseArgs } from "node:util";
import { compareWithNaive } from "../properties/orchestrators/naive/compareWithNaive.ts";

const HELP = `Compares the engine with the naive implementation (properties/orchestrators/naive) on generated scenarios.

usage: node scripts/compareWithNaive.ts [--runs N] [--seed N]

Exit code 0: all agree; 1: one does not, and is shown, shrunk; 2: wrong use.
`;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
if (values.help) console.log(HELP);
else if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) {
  console.error(HELP);
  process.exitCode = 2;
} else {
  const begin = performance.now();
  const { exercised, disagreement } = compareWithNaive(runs, seed);
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  if (disagreement !== undefined) console.log(JSON.stringify(disagreement, null, 2));
  const verdict = disagreement === undefined ? "all agree" : "they disagree";
  console.log(`${exercised.scenarios} scenarios compared in ${seconds} s, seed ${seed}: ${verdict}`);
  console.log(JSON.stringify(exercised));
  process.exitCode = disagreement === undefined ? 0 : 1;
}
