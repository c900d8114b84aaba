import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { numberField, pointerField, stringField, structField } from "../fields.ts";
import type { FieldError, PrintedValue } from "./fieldErrors.ts";
import { forbidden, goJson, invalid, notSupported, required } from "./fieldErrors.ts";
import {
  intOrString,
  isZeroIntOrPercent,
  printedIntOrString,
  validateNotMoreThan100Percent,
  validatePositiveIntOrPercent,
} from "./intOrPercent.ts";
import { validateNonnegativeField } from "./objectMeta.ts";

/* How Deployments, DaemonSets and StatefulSets replace their pods. Unknown types are printed as Go's internal structs. */

/** @param goType name of the struct in Go, without its package */
function printedStrategy(
  strategy: JsonObject,
  goType: string,
  updateType: string,
  fields: (update: JsonObject) => object,
): PrintedValue {
  const type = stringField(strategy, "type");
  const update = pointerField(strategy, "rollingUpdate");
  const pointer = `(*apps.${updateType})(${update === undefined ? "nil" : "{address}"})`;
  return {
    json: goJson({ Type: type, RollingUpdate: update === undefined ? null : fields(update) }),
    goSyntax: `apps.${goType}{Type:${quoteGoString(type)}, RollingUpdate:${pointer}}`,
  };
}

function surgeFields(update: JsonObject): object {
  return { MaxUnavailable: intOrString(update["maxUnavailable"]), MaxSurge: intOrString(update["maxSurge"]) };
}

export function validateDeploymentStrategy(spec: JsonObject): FieldError[] {
  const path = "spec.strategy";
  const strategy = structField(spec, "strategy");
  const update = pointerField(strategy, "rollingUpdate");
  switch (stringField(strategy, "type")) {
    case "Recreate":
      return update === undefined
        ? []
        : [forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
    case "RollingUpdate":
      return update === undefined
        ? [required(`${path}.rollingUpdate`, "this should be defaulted and never be nil")]
        : validateRollingUpdateDeployment(update, `${path}.rollingUpdate`);
    default: {
      const printed = printedStrategy(strategy, "DeploymentStrategy", "RollingUpdateDeployment", surgeFields);
      return [notSupported(path, printed, ["Recreate", "RollingUpdate"])];
    }
  }
}

function validateRollingUpdateDeployment(update: JsonObject, path: string): FieldError[] {
  const maxUnavailable = intOrString(update["maxUnavailable"]);
  const maxSurge = intOrString(update["maxSurge"]);
  const nothing = isZeroIntOrPercent(maxUnavailable) && isZeroIntOrPercent(maxSurge);
  return [
    ...validatePositiveIntOrPercent(maxUnavailable, `${path}.maxUnavailable`),
    ...validatePositiveIntOrPercent(maxSurge, `${path}.maxSurge`),
    ...(nothing
      ? [invalid(`${path}.maxUnavailable`, printedIntOrString(maxUnavailable), "may not be 0 when `maxSurge` is 0")]
      : []),
    ...validateNotMoreThan100Percent(maxUnavailable, `${path}.maxUnavailable`),
  ];
}

export function validateDaemonSetUpdateStrategy(spec: JsonObject): FieldError[] {
  const path = "spec.updateStrategy";
  const strategy = structField(spec, "updateStrategy");
  const update = pointerField(strategy, "rollingUpdate");
  switch (stringField(strategy, "type")) {
    case "OnDelete":
      return [];
    case "RollingUpdate":
      return update === undefined
        ? [required(`${path}.rollingUpdate`)]
        : validateRollingUpdateDaemonSet(update, `${path}.rollingUpdate`);
    default: {
      const printed = printedStrategy(strategy, "DaemonSetUpdateStrategy", "RollingUpdateDaemonSet", surgeFields);
      return [notSupported(path, printed, ["RollingUpdate", "OnDelete"])];
    }
  }
}

function validateRollingUpdateDaemonSet(update: JsonObject, path: string): FieldError[] {
  const maxUnavailable = intOrString(update["maxUnavailable"]);
  const maxSurge = intOrString(update["maxSurge"]);
  const hasUnavailable = !isZeroIntOrPercent(maxUnavailable);
  const hasSurge = !isZeroIntOrPercent(maxSurge);
  return [
    ...validatePositiveIntOrPercent(maxUnavailable, `${path}.maxUnavailable`),
    ...validatePositiveIntOrPercent(maxSurge, `${path}.maxSurge`),
    ...validateNotMoreThan100Percent(maxUnavailable, `${path}.maxUnavailable`),
    ...validateNotMoreThan100Percent(maxSurge, `${path}.maxSurge`),
    ...(hasUnavailable && hasSurge
      ? [invalid(`${path}.maxSurge`, printedIntOrString(maxSurge), "may not be set when maxUnavailable is non-zero")]
      : []),
    ...(!hasUnavailable && !hasSurge ? [required(`${path}.maxUnavailable`, "cannot be 0 when maxSurge is 0")] : []),
  ];
}

function partitionFields(update: JsonObject): object {
  const maxUnavailable = update["maxUnavailable"];
  return {
    Partition: numberField(update, "partition"),
    MaxUnavailable: maxUnavailable === undefined ? null : intOrString(maxUnavailable),
  };
}

export function validateStatefulSetUpdateStrategy(spec: JsonObject): FieldError[] {
  const path = "spec.updateStrategy";
  const strategy = structField(spec, "updateStrategy");
  const update = pointerField(strategy, "rollingUpdate");
  switch (stringField(strategy, "type")) {
    case "":
      return [required(path)];
    case "OnDelete":
      return update === undefined
        ? []
        : [
            invalid(
              `${path}.rollingUpdate`,
              printedPartition(update),
              "only allowed for updateStrategy 'RollingUpdate'",
            ),
          ];
    case "RollingUpdate":
      return update === undefined ? [] : validateRollingUpdateStatefulSet(update, `${path}.rollingUpdate`);
    default: {
      const printed = printedStrategy(
        strategy,
        "StatefulSetUpdateStrategy",
        "RollingUpdateStatefulSetStrategy",
        partitionFields,
      );
      return [invalid(path, printed, "must be 'RollingUpdate' or 'OnDelete'")];
    }
  }
}

function printedPartition(update: JsonObject): PrintedValue {
  const pointer = update["maxUnavailable"] === undefined ? "nil" : "{address}";
  const fields = `Partition:${numberField(update, "partition")}, MaxUnavailable:(*intstr.IntOrString)(${pointer})`;
  return { json: goJson(partitionFields(update)), goSyntax: `apps.RollingUpdateStatefulSetStrategy{${fields}}` };
}

function validateRollingUpdateStatefulSet(update: JsonObject, path: string): FieldError[] {
  const errors = validateNonnegativeField(numberField(update, "partition"), `${path}.partition`);
  if (update["maxUnavailable"] === undefined) return errors;
  const maxUnavailable = intOrString(update["maxUnavailable"]);
  const at = `${path}.maxUnavailable`;
  return [
    ...errors,
    ...validatePositiveIntOrPercent(maxUnavailable, at),
    ...(isZeroIntOrPercent(maxUnavailable) ? [invalid(at, printedIntOrString(maxUnavailable), "cannot be 0")] : []),
    ...validateNotMoreThan100Percent(maxUnavailable, at),
  ];
}
