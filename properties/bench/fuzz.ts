import { checkProperties } from "../../src/properties/checkProperties.ts";
import { simulate } from "../../src/simulate.ts";
import { generatedScenarios } from "../invariants/generated.ts";
import { processorTimeMs } from "./processorTime.ts";

/** Processor time of so many generated scenarios: drawn, run and held to all properties, and drawn alone. */
export function measureFuzz(count: number): { readonly allMs: number; readonly drawnMs: number } {
  const startedMs = processorTimeMs();
  let drawn = 0;
  for (const { run } of generatedScenarios(1, count)) drawn = Math.max(drawn, run);
  const drawnMs = processorTimeMs() - startedMs;
  for (const { scenario } of generatedScenarios(1, drawn + 1)) checkProperties(scenario, simulate(scenario));
  return { drawnMs, allMs: processorTimeMs() - startedMs - drawnMs };
}
