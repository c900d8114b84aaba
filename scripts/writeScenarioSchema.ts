/** Writes `schema/` from the shapes that the readers use: `node scripts/writeScenarioSchema.ts`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { ANSWER_SHAPE } from "../src/orchestrator/traceShape.ts";
import {
  answerJsonSchema,
  behaviourJsonSchema,
  configJsonSchema,
  scenarioJsonSchema,
} from "../src/scenario/jsonSchema.ts";
import { CONFIG_SHAPE } from "../src/scenario/readConfig.ts";
import { BEHAVIOUR_SHAPE, SCENARIO_SHAPE } from "../src/scenario/scenarioShape.ts";

mkdirSync("schema", { recursive: true });
writeFileSync("schema/scenario.json", `${JSON.stringify(scenarioJsonSchema(SCENARIO_SHAPE), null, 2)}\n`);
writeFileSync("schema/behaviour.json", `${JSON.stringify(behaviourJsonSchema(BEHAVIOUR_SHAPE), null, 2)}\n`);
writeFileSync("schema/answer.json", `${JSON.stringify(answerJsonSchema(ANSWER_SHAPE), null, 2)}\n`);
writeFileSync("schema/config.json", `${JSON.stringify(configJsonSchema(CONFIG_SHAPE), null, 2)}\n`);
