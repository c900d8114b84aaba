/** Records `properties/dialects/golden.jsonl` by the real probe workers: `node scripts/recordGolden.ts`. Needs Go and the oracles beside the checkout. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { GOLDEN, idealScenario } from "../properties/dialects/golden.ts";
import type { JsonObject } from "../src/model/json.ts";
import { drawsOf } from "./oracle/draw.ts";
import { openOraclePrograms } from "./oracle/recordings.ts";

const ROOT = resolve(import.meta.dirname, "..");
const [draw] = drawsOf(["prober"], [36], "default");
if (draw === undefined) throw new Error("no oracle of 1.36");
const programs = openOraclePrograms(join(ROOT, "../shared/oracle"));
try {
  const lines: string[] = [];
  const scenarios = GOLDEN.map((golden) => idealScenario(golden) as unknown as JsonObject);
  for await (const { vector } of programs.recordWorkers(draw, scenarios)) lines.push(`${JSON.stringify(vector)}\n`);
  writeFileSync(join(ROOT, "properties/dialects/golden.jsonl"), lines.join(""));
} finally {
  programs.close();
}
