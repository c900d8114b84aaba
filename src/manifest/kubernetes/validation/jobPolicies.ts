import type { JsonObject } from "../../../model/json.ts";
import {
  listField,
  numberField,
  optionalNumber,
  optionalString,
  pointerField,
  stringField,
  structField,
  structListField,
} from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError, PrintedValue } from "./fieldErrors.ts";
import {
  duplicate,
  goJson,
  invalid,
  namedStringValue,
  notSupported,
  required,
  tooLong,
  tooMany,
} from "./fieldErrors.ts";
import { readIndexes } from "../jobIndexes.ts";
import { byteLength, isQualifiedName } from "./names.ts";
import { validateNonnegativeField } from "./objectMeta.ts";

const RULES_MAXIMUM = 20;
const EXIT_CODES_MAXIMUM = 255;
const ACTIONS = ["Count", "FailIndex", "FailJob", "Ignore"];
const OPERATORS = ["In", "NotIn"];
const STATUSES = ["False", "True", "Unknown"];

/** Go's `%q` of a list. */
function quotedList(values: readonly string[]): string {
  return `[${values.map((value) => `"${value}"`).join(" ")}]`;
}

export function validatePodFailurePolicy(spec: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const policy = pointerField(spec, "podFailurePolicy");
  if (policy === undefined) return [];
  const rules = structListField(policy, "rules");
  const podSpec = structField(structField(spec, "template"), "spec");
  const containerNames = ["containers", "initContainers"]
    .flatMap((field) => structListField(podSpec, field))
    .map((container) => stringField(container, "name"));
  return [
    ...(rules.length > RULES_MAXIMUM ? [tooMany(`${path}.rules`, rules.length, RULES_MAXIMUM)] : []),
    ...rules.flatMap((rule, index) =>
      validateFailureRule(spec, rule, `${path}.rules[${index}]`, containerNames, release),
    ),
  ];
}

function validateFailureRule(
  spec: JsonObject,
  rule: JsonObject,
  path: string,
  containerNames: readonly string[],
  release: ManifestRelease,
): FieldError[] {
  const onExitCodes = pointerField(rule, "onExitCodes");
  const onPodConditions = structListField(rule, "onPodConditions");
  const both = onExitCodes !== undefined && onPodConditions.length > 0;
  const neither = onExitCodes === undefined && onPodConditions.length === 0;
  const whole = (detail: string): FieldError => ({ path, kind: "Invalid value", detail });
  return [
    ...validateAction(spec, stringField(rule, "action"), `${path}.action`),
    ...(onExitCodes === undefined ? [] : validateOnExitCodes(onExitCodes, `${path}.onExitCodes`, containerNames)),
    ...validateOnPodConditions(onPodConditions, `${path}.onPodConditions`, release),
    ...(both ? [whole("specifying both OnExitCodes and OnPodConditions is not supported")] : []),
    ...(neither ? [whole("specifying one of OnExitCodes and OnPodConditions is required")] : []),
  ];
}

function validateAction(spec: JsonObject, action: string, path: string): FieldError[] {
  if (action === "") return [required(path, `valid values: ${quotedList(ACTIONS)}`)];
  if (!ACTIONS.includes(action)) return [notSupported(path, namedStringValue(action), ACTIONS)];
  if (action !== "FailIndex" || optionalNumber(spec, "backoffLimitPerIndex") !== undefined) return [];
  return [invalid(path, namedStringValue(action), "requires the backoffLimitPerIndex to be set")];
}

function validateOnExitCodes(requirement: JsonObject, path: string, containerNames: readonly string[]): FieldError[] {
  const operator = stringField(requirement, "operator");
  const containerName = optionalString(requirement, "containerName");
  const values = listField(requirement, "values").filter((value) => typeof value === "number");
  const printed = printedNumbers(values, requirement["values"] === undefined);
  const ordered = values.every((value, index) => index === 0 || (values[index - 1] ?? 0) <= value);
  return [
    ...(operator === "" ? [required(`${path}.operator`, `valid values: ${quotedList(OPERATORS)}`)] : []),
    ...(operator === "" || OPERATORS.includes(operator)
      ? []
      : [notSupported(`${path}.operator`, namedStringValue(operator), OPERATORS)]),
    ...(containerName === undefined || containerNames.includes(containerName)
      ? []
      : [
          invalid(
            `${path}.containerName`,
            containerName,
            "must be one of the container or initContainer names in the pod template",
          ),
        ]),
    ...(values.length === 0 ? [invalid(`${path}.values`, printed, "at least one value is required")] : []),
    ...(values.length > EXIT_CODES_MAXIMUM ? [tooMany(`${path}.values`, values.length, EXIT_CODES_MAXIMUM)] : []),
    ...values.flatMap((value, index) => [
      ...(operator === "In" && value === 0
        ? [invalid(`${path}.values[${index}]`, value, "must not be 0 for the In operator")]
        : []),
      ...(values.indexOf(value) < index ? [duplicate(`${path}.values[${index}]`, value)] : []),
    ]),
    ...(ordered ? [] : [invalid(`${path}.values`, printed, "must be ordered")]),
  ];
}

function printedNumbers(values: readonly number[], isNil: boolean): PrintedValue {
  return isNil
    ? { json: "null", goSyntax: "[]int32(nil)" }
    : { json: goJson(values), goSyntax: `[]int32{${values.join(", ")}}` };
}

function validateOnPodConditions(
  patterns: readonly JsonObject[],
  path: string,
  release: ManifestRelease,
): FieldError[] {
  return [
    ...(patterns.length > RULES_MAXIMUM ? [tooMany(path, patterns.length, RULES_MAXIMUM)] : []),
    ...patterns.flatMap((pattern, index) => {
      const type = stringField(pattern, "type");
      const status = stringField(pattern, "status");
      const statusPath = `${path}[${index}].status`;
      return [
        ...isQualifiedName(type, release).map((problem) => invalid(`${path}[${index}].type`, type, problem)),
        ...(status === "" ? [required(statusPath, `valid values: ${quotedList(STATUSES)}`)] : []),
        ...(status === "" || STATUSES.includes(status)
          ? []
          : [notSupported(statusPath, namedStringValue(status), STATUSES)]),
      ];
    }),
  ];
}

const SUCCEEDED_INDEXES_MAXIMUM_BYTES = 64 * 1024;

export function validateSuccessPolicy(spec: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const policy = pointerField(spec, "successPolicy");
  if (policy === undefined) return [];
  const rules = structListField(policy, "rules");
  if (optionalString(spec, "completionMode") !== "Indexed") {
    return [invalid(path, printedSuccessPolicy(policy, rules), "requires indexed completion mode")];
  }
  return [
    ...(rules.length === 0
      ? [required(`${path}.rules`, "at least one rules must be specified when the successPolicy is specified")]
      : []),
    ...(rules.length > RULES_MAXIMUM ? [tooMany(`${path}.rules`, rules.length, RULES_MAXIMUM)] : []),
    ...rules.flatMap((rule, index) =>
      validateSuccessRule(rule, numberField(spec, "completions"), `${path}.rules[${index}]`, release),
    ),
  ];
}

function printedSuccessPolicy(policy: JsonObject, rules: readonly JsonObject[]): PrintedValue {
  const isNil = policy["rules"] === undefined;
  const pointer = (rule: JsonObject, field: string): string => (rule[field] === undefined ? "nil" : "{address}");
  const items = rules.map(
    (rule) =>
      `batch.SuccessPolicyRule{SucceededIndexes:(*string)(${pointer(rule, "succeededIndexes")}), SucceededCount:(*int32)(${pointer(rule, "succeededCount")})}`,
  );
  const fields = rules.map((rule) => ({
    SucceededIndexes: optionalString(rule, "succeededIndexes") ?? null,
    SucceededCount: optionalNumber(rule, "succeededCount") ?? null,
  }));
  return {
    json: goJson({ Rules: isNil ? null : fields }),
    goSyntax: `batch.SuccessPolicy{Rules:[]batch.SuccessPolicyRule${isNil ? "(nil)" : `{${items.join(", ")}}`}}`,
  };
}

function validateSuccessRule(
  rule: JsonObject,
  completions: number,
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const indexes = optionalString(rule, "succeededIndexes");
  const count = optionalNumber(rule, "succeededCount");
  if (indexes === undefined && count === undefined) {
    return [required(path, "at least one of succeededCount or succeededIndexes must be specified")];
  }
  const reading = readIndexes(indexes ?? "", completions);
  const countPath = `${path}.succeededCount`;
  const tooManyFor = (what: number, of: string): FieldError =>
    invalid(countPath, count ?? 0, `must be less than or equal to ${what} (the number of ${of})`);
  return [
    ...(byteLength(indexes ?? "") > SUCCEEDED_INDEXES_MAXIMUM_BYTES
      ? [tooLong(`${path}.succeededIndexes`, SUCCEEDED_INDEXES_MAXIMUM_BYTES, release.tooLongWording)]
      : []),
    ...("problem" in reading
      ? [invalid(`${path}.succeededIndexes`, indexes ?? "", `error parsing succeededIndexes: ${reading.problem}`)]
      : []),
    ...(count === undefined ? [] : validateNonnegativeField(count, countPath)),
    ...(count !== undefined && count > completions ? [tooManyFor(completions, "specified completions")] : []),
    ...(count !== undefined && indexes !== undefined && count > ("total" in reading ? reading.total : 0)
      ? [tooManyFor("total" in reading ? reading.total : 0, "indexes in the specified succeededIndexes field")]
      : []),
  ];
}
