import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField, structField, structListField } from "../../kubernetes/fields.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { missing, missingOneOf, multipleOneOf, problem, via } from "../knativeProblems.ts";
import { disallowedFields } from "./disallowedFields.ts";

const SOURCES = ["secret", "configMap", "serviceAccountToken", "downwardAPI"];

export function validateProjection(projection: JsonObject): KnativeProblem[] {
  const problems = disallowedFields(projection, SOURCES);
  const specified = SOURCES.filter((source) => projection[source] !== undefined);
  for (const source of specified)
    problems.push(...via(source, validateSource(source, structField(projection, source))));
  if (specified.length === 0) problems.push(missingOneOf(...SOURCES));
  if (specified.length > 1) problems.push(multipleOneOf(...specified));
  return problems;
}

function validateSource(name: string, source: JsonObject): KnativeProblem[] {
  if (name === "serviceAccountToken") {
    const problems = disallowedFields(source, ["audience", "expirationSeconds", "path"]);
    return stringField(source, "path") === "" ? [...problems, missing("path")] : problems;
  }
  if (name === "downwardAPI") {
    return structListField(source, "items").flatMap((file, index) =>
      via(`items.[${index}]`, validateDownwardFile(file)),
    );
  }
  return [
    ...disallowedFields(source, ["name", "items", "optional"]),
    ...(stringField(source, "name") === "" ? [missing("name")] : []),
    ...validateKeysToPaths(source),
  ];
}

export function validateKeysToPaths(source: JsonObject): KnativeProblem[] {
  return structListField(source, "items").flatMap((item, index) => {
    const absent = ["key", "path"].filter((field) => stringField(item, field) === "");
    return via(
      `items.[${index}]`,
      absent.map((field) => missing(field)),
    );
  });
}

function validateDownwardFile(file: JsonObject): KnativeProblem[] {
  const problems = disallowedFields(file, ["fieldRef", "resourceFieldRef", "path", "mode"]);
  const ofField = pointerField(file, "fieldRef");
  const ofResource = pointerField(file, "resourceFieldRef");
  if (ofField === undefined && ofResource === undefined) problems.push(missingOneOf("fieldRef", "resourceFieldRef"));
  if (ofField !== undefined && ofResource !== undefined) {
    problems.push(problem("Within a single item, cannot set both", ["resourceFieldRef", "fieldRef"]));
  }
  if (stringField(file, "path") === "") problems.push(missing("path"));
  return problems;
}
