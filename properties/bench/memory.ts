import { simulate } from "../../src/simulate.ts";
import { scenarioOf, type Workload } from "./workload.ts";

// Runs the workload of its argument and prints the most memory that this process has held, in bytes. Started by bench.ts.

const trace = simulate(scenarioOf(JSON.parse(process.argv[2] ?? "") as Workload), { recorder: "transitions" });
const heldKiB = process.resourceUsage().maxRSS;
if (trace.header.attempts === 0) throw new Error("nothing was simulated");
console.log(heldKiB * 1024);
