import type { JsonObject } from "../../../model/json.ts";
import { optionalNumber, stringField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { BadValue, FieldError } from "./fieldErrors.ts";
import { invalid, namedStringValue, notSupported } from "./fieldErrors.ts";
import type { GoField } from "./goStruct.ts";
import { printGoStruct } from "./goStruct.ts";
import { validateLabelName } from "./labelSelector.ts";
import { isValidLabelValue } from "./names.ts";

const TAINT_EFFECTS: readonly string[] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

const TOLERATION_FIELDS: readonly GoField[] = [
  { name: "Key", key: "key", type: "string" },
  { name: "Operator", key: "operator", type: "string" },
  { name: "Value", key: "value", type: "string" },
  { name: "Effect", key: "effect", type: "string" },
  { name: "TolerationSeconds", key: "tolerationSeconds", type: "*int64" },
];

export function validateTolerations(
  tolerations: readonly JsonObject[],
  path: string,
  release: ManifestRelease,
): FieldError[] {
  return tolerations.flatMap((toleration, index) => validateToleration(toleration, `${path}[${index}]`, release));
}

function validateToleration(toleration: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const key = stringField(toleration, "key");
  const operator = stringField(toleration, "operator");
  const effect = stringField(toleration, "effect");
  const errors: FieldError[] = [];
  if (key !== "") errors.push(...validateLabelName(key, `${path}.key`, release));
  else if (operator !== "Exists") {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(invalid(`${path}.operator`, namedStringValue(operator), detail));
  }
  if (optionalNumber(toleration, "tolerationSeconds") !== undefined && effect !== "NoExecute") {
    errors.push(
      invalid(`${path}.effect`, namedStringValue(effect), "effect must be 'NoExecute' when `tolerationSeconds` is set"),
    );
  }
  errors.push(...validateOperatorAndValue(toleration, `${path}.operator`, release));
  if (effect !== "" && !TAINT_EFFECTS.includes(effect))
    errors.push(notSupported(`${path}.effect`, namedStringValue(effect), TAINT_EFFECTS));
  return errors;
}

function validateOperatorAndValue(toleration: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const operator = stringField(toleration, "operator");
  const value = stringField(toleration, "value");
  if (operator === "" || operator === "Equal") {
    const problems = isValidLabelValue(value, release);
    return problems.length === 0 ? [] : [invalid(path, value, problems.join(";"))];
  }
  if (operator === "Exists") {
    if (value === "") return [];
    const badValue: BadValue =
      release.tolerationBadValue === "value" ? value : printGoStruct(toleration, "core.Toleration", TOLERATION_FIELDS);
    return [invalid(path, badValue, "value must be empty when `operator` is 'Exists'")];
  }
  const comparison = release.tolerationComparisonOperators && (operator === "Lt" || operator === "Gt");
  return [
    notSupported(path, namedStringValue(operator), comparison ? ["Equal", "Exists", "Lt", "Gt"] : ["Equal", "Exists"]),
  ];
}
