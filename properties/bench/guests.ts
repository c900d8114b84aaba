import { simulateWithGuests } from "../../src/guests.ts";
import { GUESTS_BY_ANSWER, guestScenario } from "./guestWorkload.ts";
import { processorTimeMs } from "./processorTime.ts";

// Probes that msw handlers answer, in a process of its own that is started with --expose-gc: prints attempts for each
// second of processor time (the fastest of some runs), and by how many bytes memory grew. That is the larger of what lives
// after all runs and did not before them, and of what the most memory held grew by over the last run: over the first ones
// V8 lets garbage of any async loop come to some 150 MB before it collects. Started by bench.ts.

const ATTEMPTS = 100_000;
const RUNS = 3;

const guests = GUESTS_BY_ANSWER[process.argv[2] as keyof typeof GUESTS_BY_ANSWER];
const scenario = guestScenario(ATTEMPTS);

function livingBytes(): number {
  if (globalThis.gc === undefined) throw new Error("start it with --expose-gc");
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const heldBytes = (): number => process.resourceUsage().maxRSS * 1024;

const livingBefore = livingBytes();
let heldBefore = 0;
let fastest = 0;
for (let run = 0; run < RUNS; run++) {
  heldBefore = heldBytes();
  const startedMs = processorTimeMs();
  const { header } = await simulateWithGuests(scenario, guests, { recorder: "transitions" });
  if (header.attempts < ATTEMPTS) throw new Error(`only ${header.attempts} attempts`);
  fastest = Math.max(fastest, header.attempts / ((processorTimeMs() - startedMs) / 1_000));
}
const grownBytes = Math.max(livingBytes() - livingBefore, heldBytes() - heldBefore);
console.log(JSON.stringify({ rate: fastest, grownBytes }));
