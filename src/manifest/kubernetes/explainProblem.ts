import { nearestName } from "../../model/nearestName.ts";
import type { DecodeProblem } from "./decodeFields.ts";
import { minorsKnowing } from "./goTypes.ts";

/** How many names of fields are worth listing. */
const LISTED_NAMES_MAX = 12;

/** What to do about an unknown field: the nearest valid name, the release that knows it, or the names that are valid there. */
export function explainUnknownField(problem: DecodeProblem, minor: number): string | undefined {
  const { unknown } = problem;
  if (unknown === undefined) return undefined;
  const minors = minorsKnowing(unknown.structName, unknown.name);
  const oldest = minors[0];
  const newest = minors.at(-1);
  if (oldest !== undefined && oldest > minor) return `Kubernetes 1.${oldest} is the first that knows the field`;
  if (newest !== undefined) return `Kubernetes 1.${newest} was the last that knew the field`;
  const meant = nearestName(unknown.name, unknown.validNames);
  if (meant !== undefined) return `did you mean ${meant}?`;
  const names = [...unknown.validNames].toSorted();
  return names.length > LISTED_NAMES_MAX ? undefined : `the fields here are ${names.join(", ")}`;
}

/** What to do about a value of the wrong type; undefined where the message says it all. */
export function explainWrongType(message: string): string | undefined {
  const match = /^json: cannot unmarshal (bool|number|string|object|array)( \S+)? into .* of type (\S+)$/.exec(message);
  if (match === null) return undefined;
  const [, found, , wanted = ""] = match;
  if (wanted === "string" || /^v1\.[A-Z]/.test(wanted)) {
    if (found === "bool") return "put the value in quotes: without, y, yes, on, n, no and off are booleans to YAML";
    if (found === "number") return "put the value in quotes";
  }
  if ((wanted === "int32" || wanted === "int64") && found === "number")
    return "write a whole number within the range of the field";
  if (wanted === "int32" || wanted === "int64") return "write a plain whole number, without quotes and without a unit";
  if (wanted === "bool") return "write true or false, without quotes";
  if (wanted.startsWith("[]") && found !== "array") return "write a list, even of one element";
  return undefined;
}

/** What usually stands behind an error of YAML's grammar. */
export function explainYamlError(message: string): string | undefined {
  if (message.includes("tab character") || message === "found character that cannot start any token") {
    return "YAML indents with spaces only; a text that begins with a special character wants quotes";
  }
  if (message.startsWith("mapping values are not allowed")) {
    return "a line above may lack its colon or be indented differently; a text that holds ': ' wants quotes";
  }
  if (message.startsWith("did not find expected") || message.startsWith("could not find expected ':'")) {
    return "look at the indentation of this line and of those above it";
  }
  return undefined;
}
