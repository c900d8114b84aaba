import type { JsonObject } from "../../../model/json.ts";
import { listField, optionalString, pointerField, stringField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, namedStringValue, notSupported, required, tooLong, tooMany } from "./fieldErrors.ts";

const RESTART_POLICIES = ["Always", "Never", "OnFailure"];
const EXIT_CODE_OPERATORS = ["In", "NotIn"];
const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;

/** `restartPolicy` and `restartPolicyRules` of a container that is no init container. */
export function validateRegularContainerRestart(
  container: JsonObject,
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const policy = optionalString(container, "restartPolicy");
  if (release.containerRestartRules === "validated") return validateRestartPolicyAndRules(container, path, release);
  return policy === undefined ? [] : [forbidden(`${path}.restartPolicy`, "may not be set for non-init containers")];
}

/** The same of an init container, where the policy `Always` makes it a sidecar. */
export function validateInitContainerRestart(
  container: JsonObject,
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const policy = optionalString(container, "restartPolicy");
  if (release.containerRestartRules !== "validated") {
    return policy === undefined || policy === "Always"
      ? []
      : [notSupported(`${path}.restartPolicy`, namedStringValue(policy), ["Always"])];
  }
  const hasRules = structListField(container, "restartPolicyRules").length > 0;
  if (policy === undefined) return hasRules ? [policyRequired(path)] : [];
  if (policy !== "Always" || release.restartAllContainersAction) {
    return validateRestartPolicyAndRules(container, path, release);
  }
  if (!hasRules) return [];
  const detail = "restartPolicyRules are not allowed for init containers with restart policy Always";
  return [forbidden(`${path}.restartPolicyRules`, detail)];
}

function policyRequired(path: string): FieldError {
  return required(`${path}.restartPolicy`, "must specify restartPolicy when restart rules are used");
}

function validateRestartPolicyAndRules(container: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const policy = optionalString(container, "restartPolicy");
  const rules = structListField(container, "restartPolicyRules");
  const errors: FieldError[] = [];
  if (policy === undefined) {
    if (rules.length === 0) return [];
    errors.push(policyRequired(path));
  } else if (!RESTART_POLICIES.includes(policy)) {
    errors.push(notSupported(`${path}.restartPolicy`, namedStringValue(policy), RESTART_POLICIES));
  }
  errors.push(...validateLength(rules.length, MAX_RULES, `${path}.restartPolicyRules`, release));
  for (const [index, rule] of rules.entries()) {
    errors.push(...validateRestartRule(rule, `${path}.restartPolicyRules[${index}]`, release));
  }
  return errors;
}

function validateRestartRule(rule: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const actions = release.restartAllContainersAction ? ["Restart", "RestartAllContainers"] : ["Restart"];
  const action = stringField(rule, "action");
  const errors = actions.includes(action) ? [] : [notSupported(`${path}.action`, namedStringValue(action), actions)];
  const exitCodes = pointerField(rule, "exitCodes");
  if (exitCodes === undefined) return [...errors, required(`${path}.exitCodes`, "must be specified")];
  const operator = stringField(exitCodes, "operator");
  if (!EXIT_CODE_OPERATORS.includes(operator)) {
    errors.push(notSupported(`${path}.exitCodes.operator`, namedStringValue(operator), EXIT_CODE_OPERATORS));
  }
  const exitCodeCount = listField(exitCodes, "values").length;
  errors.push(...validateLength(exitCodeCount, MAX_EXIT_CODES, `${path}.exitCodes.values`, release));
  return errors;
}

function validateLength(length: number, maximum: number, path: string, release: ManifestRelease): FieldError[] {
  if (length <= maximum) return [];
  return [release.tooManyRestartRules === "items" ? tooMany(path, length, maximum) : tooLong(path, maximum)];
}
