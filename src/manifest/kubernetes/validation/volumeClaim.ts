import type { JsonObject } from "../../../model/json.ts";
import { optionalString, pointerField, stringField, stringListField, structField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, invalid, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import { validateLabelSelector } from "./labelSelector.ts";
import { isDNS1123Subdomain, nameIsDNSLabel } from "./names.ts";
import { isIntegerQuantity, quantityNanos } from "./quantities.ts";

const ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const VOLUME_MODES = ["Block", "Filesystem"];

/** The spec of a PersistentVolumeClaim, as in a StatefulSet's `volumeClaimTemplates`. */
export function validateVolumeClaimSpec(spec: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const volumeMode = optionalString(spec, "volumeMode");
  return [
    ...(stringListField(spec, "accessModes").length > 0
      ? []
      : [required(`${path}.accessModes`, "at least 1 access mode is required")]),
    ...validateLabelSelector(pointerField(spec, "selector"), `${path}.selector`, release),
    ...validateAccessModes(stringListField(spec, "accessModes"), `${path}.accessModes`),
    ...validateStorageRequest(spec, `${path}.resources[storage]`),
    ...validateClassName(spec, "storageClassName", path),
    ...(volumeMode === undefined || VOLUME_MODES.includes(volumeMode)
      ? []
      : [notSupported(`${path}.volumeMode`, namedStringValue(volumeMode), VOLUME_MODES)]),
    ...validateDataSources(spec, path),
    ...validateClassName(spec, "volumeAttributesClassName", path),
  ];
}

function validateAccessModes(modes: readonly string[], path: string): FieldError[] {
  const errors = modes
    .filter((mode) => !ACCESS_MODES.includes(mode))
    .map((mode) => notSupported(path, namedStringValue(mode), ACCESS_MODES));
  const others = modes.some((mode) => mode !== "ReadWriteOncePod" && ACCESS_MODES.includes(mode));
  if (!modes.includes("ReadWriteOncePod") || !others) return errors;
  return [...errors, forbidden(path, "may not use ReadWriteOncePod with other access modes")];
}

function storageQuantity(spec: JsonObject, kind: "requests" | "limits"): string | undefined {
  return optionalString(structField(structField(spec, "resources"), kind), "storage");
}

function validateStorageRequest(spec: JsonObject, path: string): FieldError[] {
  const storage = storageQuantity(spec, "requests");
  if (storage === undefined) return [required(path)];
  return quantityNanos(storage) > 0n ? [] : [invalid(path, storage, "must be greater than zero")];
}

function validateClassName(spec: JsonObject, field: string, path: string): FieldError[] {
  const name = stringField(spec, field);
  return name === "" ? [] : isDNS1123Subdomain(name).map((problem) => invalid(`${path}.${field}`, name, problem));
}

function validateDataSources(spec: JsonObject, path: string): FieldError[] {
  const dataSource = pointerField(spec, "dataSource");
  const dataSourceRef = pointerField(spec, "dataSourceRef");
  const errors = [
    ...(dataSource === undefined ? [] : validateDataSource(dataSource, `${path}.dataSource`)),
    ...(dataSourceRef === undefined ? [] : validateDataSource(dataSourceRef, `${path}.dataSourceRef`)),
  ];
  if (dataSource === undefined || dataSourceRef === undefined) return errors;
  // Go prints the path object itself, which shows nothing.
  const printed = { json: "{}", goSyntax: "{}" };
  if (stringField(dataSourceRef, "namespace") !== "") {
    return [...errors, invalid(path, printed, "may not be specified when dataSourceRef.namespace is specified")];
  }
  const same = ["apiGroup", "kind", "name"].every((field) => dataSource[field] === dataSourceRef[field]);
  return same ? errors : [...errors, invalid(path, printed, "must match dataSourceRef")];
}

function validateDataSource(source: JsonObject, path: string): FieldError[] {
  const kind = stringField(source, "kind");
  const apiGroup = stringField(source, "apiGroup");
  const namespace = stringField(source, "namespace");
  return [
    ...(stringField(source, "name") === "" ? [required(`${path}.name`)] : []),
    ...(kind === "" ? [required(`${path}.kind`)] : []),
    ...(apiGroup === "" && kind !== "PersistentVolumeClaim"
      ? [invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")]
      : []),
    ...(apiGroup === "" ? [] : isDNS1123Subdomain(apiGroup)).map((problem) =>
      invalid(`${path}.apiGroup`, apiGroup, problem),
    ),
    ...(namespace === "" ? [] : nameIsDNSLabel(namespace, false)).map((problem) =>
      invalid(`${path}.namespace`, namespace, problem),
    ),
  ];
}

/** What the API server warns about the spec of a claim. */
export function volumeClaimWarnings(spec: JsonObject, path: string): string[] {
  return (["requests", "limits"] as const).flatMap((kind) => {
    const storage = storageQuantity(spec, kind);
    if (storage === undefined || isIntegerQuantity(storage)) return [];
    return [`${path}.resources.${kind}[storage]: fractional byte value "${storage}" is invalid, must be an integer`];
  });
}
