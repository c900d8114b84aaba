import { existsSync, globSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { isJsonObject } from "../model/json.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { behaviourJsonSchema, scenarioJsonSchema } from "./jsonSchema.ts";
import { scenarioFromVector, vectorFromScenario } from "./kubeletVector.ts";
import type { KubeletVector } from "./kubeletVector.ts";
import { scenarioOf } from "./readScenario.ts";
import { BEHAVIOUR_SHAPE, SCENARIO_SHAPE } from "./scenarioShape.ts";

const schemaText = readFileSync(new URL("../../schema/scenario.json", import.meta.url), "utf8");
const schema = JSON.parse(schemaText) as JsonObject;

/** As much of JSON Schema as our own file uses; a keyword that it does not know is a failure of the test. */
function conforms(part: JsonObject, value: JsonValue | undefined): boolean {
  return Object.entries(part).every(([keyword, wanted]) => {
    switch (keyword) {
      case "$schema":
      case "title":
      case "description":
      case "$defs":
        return true;
      case "$ref":
        return conforms(
          (schema["$defs"] as JsonObject)[(wanted as string).replace("#/$defs/", "")] as JsonObject,
          value,
        );
      case "type":
        return [wanted as string | string[]].flat().some((type) => typeOf(value).includes(type));
      case "enum":
        return (wanted as readonly JsonValue[]).includes(value as JsonValue);
      case "const":
        return wanted === value;
      case "minimum":
        return typeof value !== "number" || value >= Number(wanted);
      case "maximum":
        return typeof value !== "number" || value <= Number(wanted);
      case "exclusiveMaximum":
        return typeof value !== "number" || value < Number(wanted);
      case "multipleOf":
        return typeof value !== "number" || value % Number(wanted) === 0;
      case "pattern":
        return typeof value !== "string" || new RegExp(wanted as string, "u").test(value);
      case "anyOf":
        return (wanted as JsonObject[]).some((option) => conforms(option, value));
      case "oneOf":
        return (wanted as JsonObject[]).filter((option) => conforms(option, value)).length === 1;
      case "required":
        return !isJsonObject(value) || (wanted as string[]).every((key) => Object.hasOwn(value, key));
      case "properties":
        return (
          !isJsonObject(value) ||
          Object.entries(wanted as JsonObject).every(
            ([key, item]) => !Object.hasOwn(value, key) || conforms(item as JsonObject, value[key]),
          )
        );
      case "additionalProperties": {
        const known = Object.keys((part["properties"] ?? {}) as JsonObject);
        const others = isJsonObject(value) ? Object.entries(value).filter(([key]) => !known.includes(key)) : [];
        return wanted === false
          ? others.length === 0
          : others.every(([, item]) => conforms(wanted as JsonObject, item));
      }
      case "items":
        return !Array.isArray(value) || value.every((item: JsonValue) => conforms(wanted as JsonObject, item));
      case "minItems":
        return !Array.isArray(value) || value.length >= Number(wanted);
      default:
        throw new Error(`unknown keyword ${keyword}`);
    }
  });
}

function typeOf(value: JsonValue | undefined): string[] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  if (typeof value === "number") return Number.isInteger(value) ? ["integer", "number"] : ["number"];
  return [typeof value];
}

test("the published schema of behaviour files is that of the reader", () => {
  const published = readFileSync(new URL("../../schema/behaviour.json", import.meta.url), "utf8");
  expect(JSON.parse(JSON.stringify(behaviourJsonSchema(BEHAVIOUR_SHAPE)))).toEqual(JSON.parse(published));
});

test("the published schema is that of the reader", () => {
  expect(JSON.parse(JSON.stringify(scenarioJsonSchema(SCENARIO_SHAPE)))).toEqual(schema);
});

const base = { pod: { spec: { containers: [{ name: "a" }] } }, untilMs: 1000 };
const instance = (value: JsonValue): JsonValue => ({ ...base, containers: { a: { instances: [value] } } });

test("schema and reader accept and refuse the same", () => {
  const good: JsonValue[] = [
    base,
    { ...base, untilMs: "1h30m", rand: 0.875, syncUs: 2000, propagation: "slow", gates: { ExecProbeTimeout: false } },
    { untilMs: 5, pods: [{ pod: base.pod, atMs: "5s" }] },
    instance({ onTerm: "ignore", app: [{ fromMs: 0, state: "slow", ms: "1.5s" }], startsMs: "250ms" }),
    {
      ...base,
      actions: [
        { atMs: 5, do: "delete" },
        { atMs: "5s", do: "setCondition", type: "g", status: "True" },
        { atMs: 6, do: "restartKubelet", downMs: 1 },
      ],
    },
    {
      ...base,
      services: [{ metadata: { name: "web" }, spec: { selector: { app: "web" } } }],
      nodes: [{ name: "n1", zone: "a" }],
    },
    instance({ startsMs: "20s..90s", answerMs: { draw: "normal", mean: "1s", deviation: 100 } }),
    instance({ app: [{ fromMs: "1m", forMs: "5s..9s", state: "error", as: "stalled-body", statusCode: "500..503" }] }),
    instance({ app: [{ fromMs: 0, state: "flap", okMs: 5, failingMs: "1s", failing: "refuse" }], createMs: 1 }),
    {
      ...base,
      rand: { draw: "exponential", mean: 0.5 },
      seed: 5,
      containers: { a: { clock: [{ fromMs: 1, state: "oom" }], dependsOn: ["db"] } },
      dependencies: { db: [{ fromMs: 5, toMs: 6, state: "starve", factor: 5 }] },
      actions: [{ atMs: 5, do: "suspendNode", forMs: "5s" }],
    },
  ];
  const bad: JsonValue[] = [
    {},
    [],
    "x",
    { untilMs: 5 },
    { ...base, untilMs: -1 },
    { ...base, untilMs: "5 min" },
    { ...base, untilMs: "1m5m" },
    { ...base, rand: 1 },
    { ...base, syncUs: 5 },
    { ...base, typo: 1 },
    { ...base, pods: [{ pod: base.pod }] },
    { ...base, propagation: "fast" },
    { ...base, propagation: { apiMs: 1 } },
    { ...base, kubernetes: 1.36 },
    instance({ onTerm: "never" }),
    instance({ startsMs: "20s.." }),
    instance({ startsMs: { draw: "normal", mean: 5 } }),
    instance({ startsMs: { draw: "normal", mean: 5, deviation: 1, median: 5 } }),
    instance({ startsMs: { draw: "poisson", mean: 5 } }),
    instance({ app: [{ fromMs: 0, state: "error", as: "odd" }] }),
    instance({ app: [{ fromMs: 0, state: "starve", factor: 0 }] }),
    { ...base, containers: { a: { parts: [{ path: "/", since: 5 }] } } },
    { ...base, dependencies: { db: { fromMs: 5, state: "hang" } } },
    { ...base, seed: -1 },
    { ...base, actions: [{ atMs: 5, do: "suspendNode" }] },
    instance({ app: [{ fromMs: 0, state: "sad" }] }),
    instance({ exit: { afterMs: 5 } }),
    instance({ exit: { afterMs: 5, code: 256 } }),
    instance({ probes: { startup: [{ fromMs: 0, outcome: "okay" }] } }),
    instance({ probes: { alive: [] } }),
    { ...base, actions: [{ atMs: 5, do: "explode" }] },
    { ...base, actions: [{ atMs: 5, do: "delete", downMs: 5 }] },
    { ...base, actions: [{ do: "delete" }] },
    { ...base, pod: { spec: { containers: [] } } },
    { ...base, pod: { spec: { containers: [{ name: "a", livenessProbe: { periodSecond: 5 } }] } } },
  ];
  for (const value of good)
    expect([JSON.stringify(value), conforms(schema, value), "scenario" in scenarioOf(value)]).toEqual([
      JSON.stringify(value),
      true,
      true,
    ]);
  for (const value of bad)
    expect([JSON.stringify(value), conforms(schema, value), "scenario" in scenarioOf(value)]).toEqual([
      JSON.stringify(value),
      false,
      false,
    ]);
});

/** All recorded vectors where they lie beside the checkout, else those that ship. */
const folder = [
  new URL("../../../shared/conformance/kubelet", import.meta.url),
  new URL("../../properties/vectors/kubelet", import.meta.url),
].find((url) => existsSync(url)) as URL;
const files = globSync("*/*.jsonl.gz", { cwd: folder.pathname });

test("there are recorded scenarios", () => expect(files.length).toBeGreaterThan(0));

test.each(files)("%s: each is a scenario as it stands and translates back without loss", (file) => {
  const lines = gunzipSync(readFileSync(`${folder.pathname}/${file}`))
    .toString("utf8")
    .trim()
    .split("\n");
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const vector = JSON.parse(line) as KubeletVector & { readonly id: string };
    const read = scenarioFromVector(vector);
    if (!("scenario" in read)) throw new Error(`${vector.id}: ${JSON.stringify(read.problems)}`);
    expect(vectorFromScenario(read.scenario)).toEqual({ kubernetes: vector.kubernetes, scenario: vector.scenario });
    if (!conforms(schema, vector.scenario)) throw new Error(`${vector.id} does not conform to the schema`);
  }
});
