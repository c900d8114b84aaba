import { simulateWithGuests } from "../../src/guests.ts";
import { GUESTS_BY_ANSWER, guestScenario } from "./guestWorkload.ts";
import { processorTimeMs } from "./processorTime.ts";

// Probes that msw handlers answer, in a process of its own: prints attempts for each second of processor time (the fastest
// of some runs), and by how many bytes the most memory held grew over a run, once an earlier one has filled the caches. Started by bench.ts.

const ATTEMPTS = 100_000;
const RUNS = 3;

const guests = GUESTS_BY_ANSWER[process.argv[2] as keyof typeof GUESTS_BY_ANSWER];
const scenario = guestScenario(ATTEMPTS);
const heldBytes = (): number => process.resourceUsage().maxRSS * 1024;

let fastest = 0;
let heldBefore = 0;
for (let run = 0; run < RUNS; run++) {
  if (run === RUNS - 1) heldBefore = heldBytes();
  const startedMs = processorTimeMs();
  const { header } = await simulateWithGuests(scenario, guests, { recorder: "transitions" });
  if (header.attempts < ATTEMPTS) throw new Error(`only ${header.attempts} attempts`);
  fastest = Math.max(fastest, header.attempts / ((processorTimeMs() - startedMs) / 1_000));
}
console.log(JSON.stringify({ rate: fastest, grownBytes: heldBytes() - heldBefore }));
