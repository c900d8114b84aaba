import type { JsonObject } from "../../../model/json.ts";
import { quoteGoString } from "../../../model/quoteGoString.ts";
import { optionalNumber, optionalString, stringField, structListField } from "../../kubernetes/fields.ts";
import { manifestRelease } from "../../kubernetes/release.ts";
import { isDNS1035Label, isQualifiedName } from "../../kubernetes/validation/names.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import {
  disallowed,
  invalidKeyName,
  invalidValue,
  missingOneOf,
  multipleOneOf,
  outOfBounds,
  problem,
  via,
} from "../knativeProblems.ts";
import { apiVersionOf } from "../knativeTypes.ts";

const WHOLE = 100;

/** @param isOfService its targets have the Service's own configuration */
export function validateTraffic(spec: JsonObject, isOfService: boolean, config: KnativeConfig): KnativeProblem[] {
  const problems: KnativeProblem[] = [];
  const places = new Map<string, number>();
  let sum = 0;
  for (const [index, target] of structListField(spec, "traffic").entries()) {
    problems.push(...via(`[${index}]`, validateTarget(target, isOfService, config)));
    sum += optionalNumber(target, "percent") ?? 0;
    const tag = stringField(target, "tag");
    if (tag === "") continue;
    const ofTag = isDNS1035Label(tag);
    if (ofTag.length > 0) {
      problems.push(...via(`tag.[${index}]`, [invalidValue(`not a DNS 1035 label: [${ofTag.join(" ")}]`, "")]));
    }
    const earlier = places.get(tag);
    if (earlier === undefined) places.set(tag, index);
    else {
      const paths = [`[${index}].tag`, `[${earlier}].tag`];
      problems.push(problem(`Multiple definitions for ${quoteGoString(tag)}`, paths));
    }
  }
  if (sum !== WHOLE) problems.push(problem(`Traffic targets sum to ${sum}, want ${WHOLE}`, [""]));
  return problems;
}

function validateTarget(target: JsonObject, isOfService: boolean, config: KnativeConfig): KnativeProblem[] {
  const revision = stringField(target, "revisionName");
  const latest = target["latestRevision"];
  const percent = optionalNumber(target, "percent");
  const url = optionalString(target, "url") ?? "";
  const problems: KnativeProblem[] = [];
  if (typeof latest === "boolean" && latest === (revision !== "")) {
    const message = `may not set revisionName ${quoteGoString(revision)} when latestRevision is ${latest}`;
    problems.push(problem(message, ["latestRevision"]));
  }
  problems.push(...validateWhither(target, isOfService, config));
  if (percent !== undefined && (percent < 0 || percent > WHOLE)) {
    problems.push(outOfBounds(percent, 0, WHOLE, "percent"));
  }
  if (url === "") return problems;
  return [...problems, disallowed("url"), ...(stringField(target, "tag") === "" ? [disallowed("url")] : [])];
}

function validateWhither(target: JsonObject, isOfService: boolean, config: KnativeConfig): KnativeProblem[] {
  const revision = stringField(target, "revisionName");
  const configuration = stringField(target, "configurationName");
  const checkName = (name: string, field: string): KnativeProblem[] => {
    const problems = isQualifiedName(name, manifestRelease(apiVersionOf(config.release)));
    return problems.length === 0 ? [] : [invalidKeyName(name, field, problems.join(", "))];
  };
  if (isOfService && configuration !== "") return [disallowed("configurationName")];
  if (revision !== "" && configuration !== "") return [multipleOneOf("revisionName", "configurationName")];
  if (revision !== "") return checkName(revision, "revisionName");
  if (configuration !== "") return checkName(configuration, "configurationName");
  return isOfService ? [] : [missingOneOf("revisionName", "configurationName")];
}
