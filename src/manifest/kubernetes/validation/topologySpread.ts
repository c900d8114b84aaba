import type { JsonObject } from "../../../model/json.ts";
import { numberField, optionalNumber, optionalString, pointerField, stringField, stringListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { duplicate, invalid, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import { validateLabelSelector } from "./labelSelector.ts";
import { validateMatchLabelKeys, validateMatchLabelKeysUnmerged } from "./matchLabelKeys.ts";

const ACTIONS: readonly string[] = ["DoNotSchedule", "ScheduleAnyway"];
const INCLUSION_POLICIES: readonly string[] = ["Honor", "Ignore"];

/** `spec.topologySpreadConstraints`. */
export function validateTopologySpread(
  constraints: readonly JsonObject[],
  podLabels: Readonly<Record<string, string>>,
  path: string,
  release: ManifestRelease,
): FieldError[] {
  return constraints.flatMap((constraint, index) => {
    const constraintPath = `${path}[${index}]`;
    const selector = pointerField(constraint, "labelSelector");
    const matchLabelKeys = stringListField(constraint, "matchLabelKeys");
    const keys = { selector, matchLabelKeys, mismatchLabelKeys: [], podLabels };
    return [
      ...validatePositive(numberField(constraint, "maxSkew"), `${constraintPath}.maxSkew`),
      ...validateKeyAndAction(constraint, constraintPath),
      ...validateDistinct(constraint, constraints.slice(index + 1), constraintPath),
      ...validateMinDomains(constraint, `${constraintPath}.minDomains`),
      ...validateInclusionPolicies(constraint, constraintPath),
      ...(release.topologySpreadSelectorMerge
        ? validateMatchLabelKeys(keys, constraintPath, release)
        : validateMatchLabelKeysUnmerged(keys, constraintPath, release)),
      ...validateLabelSelector(selector, `${constraintPath}.labelSelector`, release),
    ];
  });
}

function validatePositive(value: number, path: string): FieldError[] {
  return value > 0 ? [] : [invalid(path, value, "must be greater than zero")];
}

function validateKeyAndAction(constraint: JsonObject, path: string): FieldError[] {
  const action = stringField(constraint, "whenUnsatisfiable");
  return [
    ...(stringField(constraint, "topologyKey") === "" ? [required(`${path}.topologyKey`, "can not be empty")] : []),
    ...(ACTIONS.includes(action) ? [] : [notSupported(`${path}.whenUnsatisfiable`, namedStringValue(action), ACTIONS)]),
  ];
}

/** A pair of topology key and action may occur once; the first of two is reported. */
function validateDistinct(constraint: JsonObject, others: readonly JsonObject[], path: string): FieldError[] {
  const pair = pairOf(constraint);
  if (!others.some((other) => pairOf(other) === pair)) return [];
  return [duplicate(`${path}.{topologyKey, whenUnsatisfiable}`, pair)];
}

function pairOf(constraint: JsonObject): string {
  return `{${stringField(constraint, "topologyKey")}, ${stringField(constraint, "whenUnsatisfiable")}}`;
}

function validateMinDomains(constraint: JsonObject, path: string): FieldError[] {
  const minDomains = optionalNumber(constraint, "minDomains");
  const action = stringField(constraint, "whenUnsatisfiable");
  if (minDomains === undefined) return [];
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
  return [
    ...validatePositive(minDomains, path),
    ...(action === "DoNotSchedule" ? [] : [invalid(path, minDomains, detail)]),
  ];
}

function validateInclusionPolicies(constraint: JsonObject, path: string): FieldError[] {
  return ["nodeAffinityPolicy", "nodeTaintsPolicy"].flatMap((field) => {
    const policy = optionalString(constraint, field);
    if (policy === undefined || INCLUSION_POLICIES.includes(policy)) return [];
    return [notSupported(`${path}.${field}`, namedStringValue(policy), INCLUSION_POLICIES)];
  });
}
