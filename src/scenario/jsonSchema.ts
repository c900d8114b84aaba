import type { JsonObject } from "../model/json.ts";
import type { Shape } from "./shape.ts";

function integerSchema({ minimum, maximum, multipleOf, drawable }: Extract<Shape, { kind: "integer" }>): JsonObject {
  const number = {
    type: "integer",
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(multipleOf === undefined ? {} : { multipleOf }),
  };
  return drawable ? { anyOf: [number, DRAWN_NUMBER] } : number;
}

/** JSON Schema of a shape; those with a name go to `definitions`. What spans several fields it does not say. */
function jsonSchemaOf(shape: Shape, definitions: Record<string, JsonObject>): JsonObject {
  const schemaOf = (inner: Shape): JsonObject => jsonSchemaOf(inner, definitions);
  switch (shape.kind) {
    case "any":
      return {};
    case "text":
      return { type: "string" };
    case "boolean":
      return { type: "boolean" };
    case "port":
      return { type: ["integer", "string"] };
    case "integer":
      return integerSchema(shape);
    case "fraction":
      return {
        anyOf: [{ type: "number", minimum: shape.minimum, exclusiveMaximum: shape.below }, DRAWN_NUMBER],
      };
    case "duration":
      return { $ref: "#/$defs/duration" };
    case "countRange":
      return { $ref: "#/$defs/countRange" };
    case "timeRange":
      return { $ref: "#/$defs/timeRange" };
    case "choice":
      return { enum: shape.choices };
    case "orNull":
      return { anyOf: [{ type: "null" }, schemaOf(shape.other)] };
    case "wordOr":
      return { anyOf: [{ enum: shape.words }, schemaOf(shape.other)] };
    case "list":
      return {
        type: "array",
        items: schemaOf(shape.item),
        ...(shape.minimum === undefined ? {} : { minItems: shape.minimum }),
      };
    case "listOr":
      return { anyOf: [{ type: "array", items: schemaOf(shape.item), minItems: 1 }, schemaOf(shape.other)] };
    case "map":
      return { type: "object", additionalProperties: schemaOf(shape.value) };
    case "tagged":
      return {
        oneOf: Object.entries(shape.variants).map(([word, variant]) => {
          const schema = schemaOf(variant);
          return { ...schema, properties: { ...(schema["properties"] as JsonObject), [shape.tag]: { const: word } } };
        }),
      };
    case "object": {
      if (shape.name !== undefined) {
        const { name, ...unnamed } = shape;
        definitions[name] ??= schemaOf(unnamed);
        return { $ref: `#/$defs/${name}` };
      }
      const fields = Object.entries(shape.fields);
      const requiredKeys = fields.filter(([, field]) => field.required).map(([key]) => key);
      return {
        type: "object",
        properties: Object.fromEntries(
          fields.map(([key, field]) => [key, { description: field.description, ...schemaOf(field.shape) }]),
        ),
        ...(requiredKeys.length === 0 ? {} : { required: requiredKeys }),
        ...(shape.open ? {} : { additionalProperties: false }),
      };
    }
  }
}

const DRAWN_NUMBER: JsonObject = { $ref: "#/$defs/drawn" };

function distributionSchema(draw: string, needed: readonly string[], description: string): JsonObject {
  const number: JsonObject = { type: ["number", "string"] };
  return {
    type: "object",
    description,
    properties: {
      draw: { const: draw },
      ...Object.fromEntries([...needed, "min", "max"].map((key) => [key, number])),
      stream: { type: "string", description: "Numbers of one stream are drawn by the same luck." },
    },
    required: ["draw", ...needed],
    additionalProperties: false,
  };
}

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** The published file `schema/scenario.json`, JSON Schema 2020-12, for editors and other programs. */
export function scenarioJsonSchema(shape: Shape): JsonObject {
  return {
    ...fileSchema(
      shape,
      "probewise scenario",
      "What a run of probewise is made of: a pod, how its containers behave, and what happens from outside.",
    ),
    oneOf: [{ required: ["pod"] }, { required: ["pods"] }],
  };
}

/** The published file `schema/behaviour.json`. */
export function behaviourJsonSchema(shape: Shape): JsonObject {
  return fileSchema(
    shape,
    "probewise behaviour",
    "How the apps of a manifest behave, and what happens to them from outside.",
  );
}

/** The published file `schema/answer.json`: one line of an orchestrator. */
export function answerJsonSchema(shape: Shape): JsonObject {
  const definitions: Record<string, JsonObject> = {};
  return {
    $schema: DIALECT,
    title: "probewise orchestrator's answer",
    description: "What an orchestrator says, in one line, of one scenario: docs/orchestrators.md.",
    ...jsonSchemaOf(shape, definitions),
    oneOf: [{ required: ["events"] }, { required: ["unsupported"] }, { required: ["error"] }],
    $defs: definitions,
  };
}

/** The published file `schema/config.json`. */
export function configJsonSchema(shape: Shape): JsonObject {
  return {
    $schema: DIALECT,
    title: "probewise configuration",
    description: "What a project has decided about probewise: probewise.config.yaml.",
    ...jsonSchemaOf(shape, {}),
  };
}

function fileSchema(shape: Shape, title: string, description: string): JsonObject {
  const definitions: Record<string, JsonObject> = {};
  return {
    $schema: DIALECT,
    title,
    description,
    ...jsonSchemaOf(shape, definitions),
    $defs: {
      duration: {
        anyOf: [
          { type: "integer", minimum: 0, description: "Whole milliseconds." },
          { type: "string", pattern: DURATION_PATTERN, description: "Such as 1500ms, 42s, 5m, 1h30m." },
          DRAWN_NUMBER,
        ],
      },
      drawn: {
        anyOf: [
          {
            type: "string",
            pattern: "^\\d[\\dhms.]*\\.\\.\\d[\\dhms.]*$",
            description: "A range such as 20s..90s.",
          },
          distributionSchema("uniform", ["min", "max"], "Each as likely as any other."),
          distributionSchema("normal", ["mean", "deviation"], "Around the mean; default limits: four deviations."),
          distributionSchema("exponential", ["mean"], "The longer the less likely; default limits: 0 and ten means."),
        ],
      },
      countRange: {
        anyOf: [
          { type: "integer", minimum: 0 },
          {
            type: "string",
            pattern: "^(?:\\d+(?:\\.\\.\\d*)?|\\.\\.\\d+)$",
            description: "Such as 2, 2..3, 3.., ..3.",
          },
          rangeSchema("atLeast", "atMost"),
        ],
      },
      timeRange: {
        anyOf: [
          { type: "string", pattern: TIME_RANGE_PATTERN, description: "Such as 46s, 41s..46s, 41s.., ..46s." },
          rangeSchema("fromMs", "toMs"),
        ],
      },
      ...definitions,
    },
  };
}

/** What `parseDuration` reads, but for a rest that is no whole millisecond. */
const DURATION =
  "(?:0|(?=\\d)(?:\\d+(?:\\.\\d+)?h)?(?:\\d+(?:\\.\\d+)?m(?!s))?(?:\\d+(?:\\.\\d+)?s)?(?:\\d+(?:\\.\\d+)?ms)?)";
const DURATION_PATTERN = `^${DURATION}$`;
const TIME_RANGE_PATTERN = `^(?:${DURATION}(?:\\.\\.(?:${DURATION})?)?|\\.\\.${DURATION})$`;

function rangeSchema(low: string, high: string): JsonObject {
  const end = { type: "integer", minimum: 0 };
  return {
    type: "object",
    properties: { [low]: end, [high]: end },
    required: [low],
    additionalProperties: false,
  };
}
