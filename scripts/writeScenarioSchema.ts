/** Writes `schema/scenario.json` from the shape that the reader uses: `node scripts/writeScenarioSchema.ts`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { scenarioJsonSchema } from "../src/scenario/jsonSchema.ts";
import { SCENARIO_SHAPE } from "../src/scenario/scenarioShape.ts";

mkdirSync("schema", { recursive: true });
writeFileSync("schema/scenario.json", `${JSON.stringify(scenarioJsonSchema(SCENARIO_SHAPE), null, 2)}\n`);
