import type { CreateAnswer } from "../manifest/kubernetes/createObject.ts";
import { createObject } from "../manifest/kubernetes/createObject.ts";
import { parseApiVersion } from "../manifest/kubernetes/groupVersionKind.ts";
import { parseJson } from "../manifest/source/parseJson.ts";
import { memberOf } from "../manifest/source/sourceNode.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { listOf, objectOf, textOf } from "./recordedObjects.ts";
import type { Vector, VectorKind } from "./vectorKind.ts";

/** The recording's Service storage gives no health check node port (README-functions.md, validation). */
const AS_RECORDED = { allocateHealthCheckNodePort: false };

const POD = { group: "", version: "v1", kind: "Pod" };

/** The object of a vector as it was sent: parsing would lose the digits of large numbers. */
function sentObject({ line }: Vector): string {
  const object = memberOf(memberOf(parseJson(line), "input")?.value, "object")?.value;
  if (object === undefined) throw new Error("a vector holds no input.object");
  return line.slice(object.start, object.end);
}

/** The answer as the vectors write it: what is empty is left out. */
function recordedAnswer(answer: CreateAnswer, errorsField: "errors" | "validationErrors"): JsonObject {
  const { decoded, verdict } = answer;
  const isPanic = verdict?.panic !== undefined && decoded.strictErrors.length === 0;
  return {
    ...(decoded.strictErrors.length > 0 ? { strictErrors: [...decoded.strictErrors] } : {}),
    ...(decoded.decodeError === undefined ? {} : { decodeError: decoded.decodeError }),
    ...(decoded.class === undefined ? {} : { class: decoded.class }),
    [errorsField]: [...(verdict?.errors ?? [])],
    ...(verdict?.unordered === true ? { unordered: true } : {}),
    ...(verdict?.panic === undefined ? {} : { panic: verdict.panic }),
    ...(answer.message === undefined || isPanic ? {} : { message: answer.message }),
    ...(answer.kubectl === undefined || isPanic ? {} : { kubectl: answer.kubectl }),
    ...((verdict?.warnings.length ?? 0) > 0 ? { warnings: [...(verdict?.warnings ?? [])] } : {}),
  };
}

/** Of a parser's text only its class counts (README-functions.md, `strict`). */
function withoutParserTexts(outcome: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(outcome) || outcome["class"] === undefined) return outcome;
  const { decodeError: _text, message: _message, kubectl: _kubectl, ...rest } = outcome;
  return rest;
}

/** Two errors from one Go map may have come in the same order in all runs of the recording: then only their set counts. */
function sortedErrors(outcome: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(outcome)) return outcome;
  const { message: _message, kubectl: _kubectl, unordered: _unordered, ...rest } = outcome;
  return {
    ...rest,
    errors: listOf(outcome["errors"])
      .map((error) => textOf(error) ?? "")
      .toSorted(),
  };
}

function objectVectors(file: string, recognises: VectorKind["recognises"]): VectorKind {
  return {
    family: "validation",
    file,
    recognises,
    compare(vector, release) {
      const object = objectOf(objectOf(vector.value["input"])["object"]);
      const apiVersion = parseApiVersion(textOf(object["apiVersion"]) ?? "") ?? { group: "", version: "" };
      const expected = { ...apiVersion, kind: textOf(object["kind"]) ?? "" };
      const answer = createObject({ text: sentObject(vector), format: "json", expected }, release, AS_RECORDED);
      const got = recordedAnswer(answer, "errors");
      return got["unordered"] === true
        ? compareOutcomes(sortedErrors(vector.expected), sortedErrors(got))
        : compareOutcomes(vector.expected, got);
    },
  };
}

function inputObject({ input }: JsonObject): JsonObject | undefined {
  return isJsonObject(input) && isJsonObject(input["object"]) ? input["object"] : undefined;
}

/** Vectors of defaulting look alike; what they expect is an object too. */
function isValidated({ expected }: JsonObject): boolean {
  return isJsonObject(expected) && Array.isArray(expected["errors"]);
}

export const podValidationVectors = objectVectors(
  "pods",
  (value) => inputObject(value)?.["kind"] === "Pod" && isValidated(value),
);

export const serviceValidationVectors = objectVectors(
  "services",
  (value) => inputObject(value)?.["kind"] === "Service" && isValidated(value),
);

export const workloadValidationVectors = objectVectors(
  "workloads",
  (value) => !["Pod", "Service", undefined].includes(textOf(inputObject(value)?.["kind"])) && isValidated(value),
);

export const strictVectors: VectorKind = {
  family: "validation",
  file: "strict",
  recognises: ({ input, expected }) =>
    isJsonObject(input) && "text" in input && isJsonObject(expected) && "validationErrors" in expected,
  compare({ value, expected }, release) {
    const input = objectOf(value["input"]);
    const format = input["format"] === "json" ? "json" : "yaml";
    const answer = createObject({ text: textOf(input["text"]) ?? "", format, expected: POD }, release, AS_RECORDED);
    const { warnings: _warnings, ...got } = recordedAnswer(answer, "validationErrors");
    // Here what is not said is written as an empty text.
    return compareOutcomes(withoutParserTexts(expected), withoutParserTexts({ message: "", kubectl: "", ...got }));
  },
};
