import type { JsonObject } from "../../../model/json.ts";
import { numberField, pointerField, stringField, stringListField, structField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, invalid, namedStringValue, required } from "./fieldErrors.ts";
import { validateLabelName, validateLabelSelector } from "./labelSelector.ts";
import { validateMatchLabelKeys } from "./matchLabelKeys.ts";
import { isValidLabelValue, nameIsDNSLabel, nameIsDNSSubdomain } from "./names.ts";

const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

/** `spec.affinity`. */
export function validateAffinity(
  affinity: JsonObject,
  podLabels: Readonly<Record<string, string>>,
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const nodeAffinity = pointerField(affinity, "nodeAffinity");
  return [
    ...(nodeAffinity === undefined ? [] : validateNodeAffinity(nodeAffinity, `${path}.nodeAffinity`, release)),
    ...(["podAffinity", "podAntiAffinity"] as const).flatMap((type) => {
      const podAffinity = pointerField(affinity, type);
      return podAffinity === undefined ? [] : validatePodAffinity(podAffinity, podLabels, `${path}.${type}`, release);
    }),
  ];
}

function validateNodeAffinity(nodeAffinity: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const nodeSelector = pointerField(nodeAffinity, REQUIRED);
  return [
    ...(nodeSelector === undefined ? [] : validateNodeSelector(nodeSelector, `${path}.${REQUIRED}`, release)),
    ...structListField(nodeAffinity, PREFERRED).flatMap((term, index) => [
      ...validateWeight(term, `${path}.${PREFERRED}[${index}]`),
      ...validateNodeSelectorTerm(
        structField(term, "preference"),
        `${path}.${PREFERRED}[${index}].preference`,
        release,
        false,
      ),
    ]),
  ];
}

function validateWeight(term: JsonObject, path: string): FieldError[] {
  const weight = numberField(term, "weight");
  return weight > 0 && weight <= 100 ? [] : [invalid(`${path}.weight`, weight, "must be in the range 1-100")];
}

function validateNodeSelector(nodeSelector: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const terms = structListField(nodeSelector, "nodeSelectorTerms");
  const termsPath = `${path}.nodeSelectorTerms`;
  if (terms.length === 0) return [required(termsPath, "must have at least one node selector term")];
  return terms.flatMap((term, index) =>
    validateNodeSelectorTerm(term, `${termsPath}[${index}]`, release, release.nodeAffinityValuesChecked),
  );
}

/** @param checkValues bad values are fine in a preference: the pod runs all the same */
function validateNodeSelectorTerm(
  term: JsonObject,
  path: string,
  release: ManifestRelease,
  checkValues: boolean,
): FieldError[] {
  return [
    ...structListField(term, "matchExpressions").flatMap((requirement, index) =>
      validateNodeRequirement(requirement, `${path}.matchExpressions[${index}]`, release, checkValues),
    ),
    ...structListField(term, "matchFields").flatMap((requirement, index) =>
      validateNodeFieldRequirement(requirement, `${path}.matchFields[${index}]`),
    ),
  ];
}

function validateNodeRequirement(
  requirement: JsonObject,
  path: string,
  release: ManifestRelease,
  checkValues: boolean,
): FieldError[] {
  const values = stringListField(requirement, "values");
  return [
    ...validateNodeOperator(stringField(requirement, "operator"), values.length, path),
    ...validateLabelName(stringField(requirement, "key"), `${path}.key`, release),
    ...(checkValues ? values : []).flatMap((value, index) =>
      isValidLabelValue(value, release).map((problem) => invalid(`${path}.values[${index}]`, value, problem)),
    ),
  ];
}

function validateNodeOperator(operator: string, valueCount: number, path: string): FieldError[] {
  switch (operator) {
    case "In":
    case "NotIn":
      if (valueCount > 0) return [];
      return [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case "Exists":
    case "DoesNotExist":
      if (valueCount === 0) return [];
      return [forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    case "Gt":
    case "Lt":
      if (valueCount === 1) return [];
      return [required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalid(`${path}.operator`, namedStringValue(operator), "not a valid selector operator")];
  }
}

/** The one field of a node that can be asked for is its name. */
function validateNodeFieldRequirement(requirement: JsonObject, path: string): FieldError[] {
  const operator = stringField(requirement, "operator");
  const key = stringField(requirement, "key");
  const values = stringListField(requirement, "values");
  const errors: FieldError[] = [];
  if (operator !== "In" && operator !== "NotIn") {
    errors.push(invalid(`${path}.operator`, namedStringValue(operator), "not a valid selector operator"));
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(`${path}.values`, detail));
  }
  if (key !== "metadata.name") return [...errors, invalid(`${path}.key`, key, "not a valid field selector key")];
  const bad = values.flatMap((value, index) =>
    nameIsDNSSubdomain(value, false).map((problem) => invalid(`${path}.values[${index}]`, value, problem)),
  );
  return [...errors, ...bad];
}

function validatePodAffinity(
  affinity: JsonObject,
  podLabels: Readonly<Record<string, string>>,
  path: string,
  release: ManifestRelease,
): FieldError[] {
  return [
    ...structListField(affinity, REQUIRED).flatMap((term, index) =>
      validatePodAffinityTerm(term, podLabels, `${path}.${REQUIRED}[${index}]`, release),
    ),
    ...structListField(affinity, PREFERRED).flatMap((weighted, index) => {
      const weightedPath = `${path}.${PREFERRED}[${index}]`;
      const term = structField(weighted, "podAffinityTerm");
      return [
        ...validateWeight(weighted, weightedPath),
        ...validatePodAffinityTerm(term, podLabels, `${weightedPath}.podAffinityTerm`, release),
      ];
    }),
  ];
}

function validatePodAffinityTerm(
  term: JsonObject,
  podLabels: Readonly<Record<string, string>>,
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const selector = pointerField(term, "labelSelector");
  const topologyKey = stringField(term, "topologyKey");
  const matchLabelKeys = stringListField(term, "matchLabelKeys");
  const mismatchLabelKeys = stringListField(term, "mismatchLabelKeys");
  return [
    ...validateLabelSelector(selector, `${path}.labelSelector`, release),
    ...validateLabelSelector(pointerField(term, "namespaceSelector"), `${path}.namespaceSelector`, release),
    ...stringListField(term, "namespaces").flatMap((name) =>
      nameIsDNSLabel(name, false).map((problem) => invalid(`${path}.namespace`, name, problem)),
    ),
    ...validateMatchLabelKeys({ selector, matchLabelKeys, mismatchLabelKeys, podLabels }, path, release),
    ...(topologyKey === "" ? [required(`${path}.topologyKey`, "can not be empty")] : []),
    ...validateLabelName(topologyKey, `${path}.topologyKey`, release),
  ];
}
