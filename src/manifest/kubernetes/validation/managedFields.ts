import type { JsonObject } from "../../../model/json.ts";
import { stringField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid, namedStringValue, notSupported, required, tooLong } from "./fieldErrors.ts";
import { byteLength } from "./names.ts";

const FIELD_MANAGER_MAX_LENGTH_BYTES = 128;
const SUBRESOURCE_MAX_LENGTH_BYTES = 256;

/** `metadata.managedFields`, as it is pasted from `kubectl get -o yaml`. */
export function validateManagedFields(
  entries: readonly JsonObject[],
  path: string,
  release: ManifestRelease,
): FieldError[] {
  return entries.flatMap((entry, index) => {
    const at = `${path}[${index}]`;
    const fieldsType = stringField(entry, "fieldsType");
    const subresource = stringField(entry, "subresource");
    return [
      ...validateOperation(stringField(entry, "operation"), `${at}.operation`, release),
      ...(fieldsType === "" || fieldsType === "FieldsV1"
        ? []
        : [invalid(`${at}.fieldsType`, fieldsType, "must be `FieldsV1`")]),
      ...validateFieldManager(stringField(entry, "manager"), `${at}.manager`, release),
      ...(byteLength(subresource) > SUBRESOURCE_MAX_LENGTH_BYTES
        ? [tooLong(`${at}.subresource`, SUBRESOURCE_MAX_LENGTH_BYTES, release.tooLongWording)]
        : []),
    ];
  });
}

function validateOperation(operation: string, path: string, release: ManifestRelease): FieldError[] {
  if (operation === "Apply" || operation === "Update") return [];
  if (!release.managedFieldsOperationRequired)
    return [invalid(path, namedStringValue(operation), "must be `Apply` or `Update`")];
  return operation === ""
    ? [required(path, "must not be empty")]
    : [notSupported(path, namedStringValue(operation), ["Apply", "Update"])];
}

const NOT_PRINTABLE = /[\p{C}\p{Zl}\p{Zp}\p{Zs}]/u;

function validateFieldManager(manager: string, path: string, release: ManifestRelease): FieldError[] {
  const errors =
    byteLength(manager) > FIELD_MANAGER_MAX_LENGTH_BYTES
      ? [tooLong(path, FIELD_MANAGER_MAX_LENGTH_BYTES, release.tooLongWording)]
      : [];
  let position = 0;
  for (const character of manager) {
    if (character !== " " && NOT_PRINTABLE.test(character)) {
      const codePoint = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      errors.push(invalid(path, manager, `invalid character U+${codePoint} (at position ${position})`));
    }
    position += byteLength(character);
  }
  return errors;
}
