import type { RecorderLevel } from "../../src/model/trace.ts";
import { simulate } from "../../src/simulate.ts";
import { processorTimeMs } from "./processorTime.ts";
import { scenarioOf, type Workload } from "./workload.ts";

// Runs the workload of its first argument with the recorder of the second, as many times as the third says for each of so many
// measurements as the fourth, and prints attempts for each second of processor time, of the fastest. Started by bench.ts.

const [, , workload = "", level, times, measurements] = process.argv;
const scenario = scenarioOf(JSON.parse(workload) as Workload);
let fastest = 0;
for (let measurement = 0; measurement < Number(measurements); measurement++) {
  let attempts = 0;
  const startedMs = processorTimeMs();
  for (let time = 0; time < Number(times); time++)
    attempts += simulate(scenario, { recorder: level as RecorderLevel }).header.attempts;
  fastest = Math.max(fastest, attempts / ((processorTimeMs() - startedMs) / 1_000));
}
console.log(fastest);
