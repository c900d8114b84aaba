import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { booleanField, numberField, stringField, stringListField, stringMapField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError, PrintedValue } from "./fieldErrors.ts";
import { goJson, invalid, required, tooLong } from "./fieldErrors.ts";
import { validateMap } from "./goMap.ts";
import { validateLabels } from "./labelSelector.ts";
import { validateManagedFields } from "./managedFields.ts";
import type { NameFormat } from "./names.ts";
import { byteLength, isQualifiedName, nameIsDNSLabel } from "./names.ts";

/** What the API server appends to a generateName; here always the same five letters (README-functions.md). */
const GENERATED_SUFFIX = "xxxxx";

/** The name that the object gets: `metadata.name`, or one made from `metadata.generateName`; "" without both. */
export function objectName(metadata: JsonObject): string {
  const name = stringField(metadata, "name");
  const generateName = stringField(metadata, "generateName");
  return name === "" && generateName !== "" ? `${generateName}${GENERATED_SUFFIX}` : name;
}

/**
 * The metadata of an object that is being created, in a namespace. What the server itself fills in or wipes before (uid,
 * timestamps, the namespace of the request) is not looked at.
 */
export function validateObjectMeta(
  metadata: JsonObject,
  nameFormat: NameFormat,
  path: string,
  release: ManifestRelease,
  options: MetaOptions = {},
): FieldError[] {
  const generateName = stringField(metadata, "generateName");
  const name = objectName(metadata);
  return [
    ...(generateName === "" ? [] : nameFormat(generateName, true)).map((problem) =>
      invalid(`${path}.generateName`, generateName, problem),
    ),
    ...(name === ""
      ? [required(`${path}.name`, "name or generateName is required")]
      : nameFormat(name, false).map((problem) => invalid(`${path}.name`, name, problem))),
    ...validateCommonMeta(metadata, path, release, options),
  ];
}

export interface MetaOptions {
  /** The server leaves the generation to the user (Service, and Pod in 1.32 and older); others get 1 whatever they say. Default false. */
  readonly keepsGeneration?: boolean;
}

/** The rules of the metadata that do not depend on the kind: all but those of the name. */
export function validateCommonMeta(
  metadata: JsonObject,
  path: string,
  release: ManifestRelease,
  { keepsGeneration = false }: MetaOptions = {},
): FieldError[] {
  const namespace = stringField(metadata, "namespace");
  return [
    ...(namespace === "" ? [] : nameIsDNSLabel(namespace, false)).map((problem) =>
      invalid(`${path}.namespace`, namespace, problem),
    ),
    ...(keepsGeneration ? validateNonnegativeField(numberField(metadata, "generation"), `${path}.generation`) : []),
    ...validateLabels(stringMapField(metadata, "labels"), `${path}.labels`, release),
    ...validateAnnotations(stringMapField(metadata, "annotations"), `${path}.annotations`, release),
    ...validateOwnerReferences(structListField(metadata, "ownerReferences"), `${path}.ownerReferences`, release),
    ...validateFinalizers(stringListField(metadata, "finalizers"), `${path}.finalizers`, release),
    ...validateManagedFields(structListField(metadata, "managedFields"), `${path}.managedFields`, release),
    ...validateFinalizerPrefixes(stringListField(metadata, "finalizers"), `${path}.finalizers`),
  ];
}

/** A number that may not be below 0. */
export function validateNonnegativeField(value: number | bigint, path: string): FieldError[] {
  return value < 0 ? [invalid(path, value, "must be greater than or equal to 0")] : [];
}

const TOTAL_ANNOTATION_SIZE_LIMIT_BYTES = 256 * 1024;

/** Keys are compared in lower case; values are free, but all together limited in size. */
export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const errors = validateMap(annotations, (key) =>
    isQualifiedName(key.toLowerCase(), release).map((problem) => invalid(path, key, problem)),
  );
  const sizeBytes = Object.entries(annotations ?? {})
    .map(([key, value]) => byteLength(key) + byteLength(value))
    .reduce((sum, size) => sum + size, 0);
  if (sizeBytes <= TOTAL_ANNOTATION_SIZE_LIMIT_BYTES) return errors;
  return [...errors, tooLong(path, TOTAL_ANNOTATION_SIZE_LIMIT_BYTES, release.tooLongWording)];
}

function validateOwnerReferences(
  references: readonly JsonObject[],
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const errors: FieldError[] = [];
  let controller = "";
  for (const [index, reference] of references.entries()) {
    errors.push(
      ...validateOwnerReference(
        reference,
        release.ownerReferenceRules === "indexed" ? `${path}[${index}]` : path,
        release,
      ),
    );
    if (!booleanField(reference, "controller")) continue;
    const name = `${stringField(reference, "kind")}/${stringField(reference, "name")}`;
    if (controller === "") {
      controller = name;
      continue;
    }
    const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`;
    errors.push(invalid(path, printedOwnerReferences(references), detail));
  }
  return errors;
}

function validateOwnerReference(reference: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const rules = release.ownerReferenceRules;
  const apiVersion = stringField(reference, "apiVersion");
  const version = versionOf(apiVersion);
  const errors: FieldError[] = [];
  if (rules === "indexed" && apiVersion === "") errors.push(required(`${path}.apiVersion`, "must not be empty"));
  else if (version === "") {
    const detail = rules === "indexed" ? "must be <group>/<version> or <version>" : "version must not be empty";
    errors.push(invalid(`${path}.apiVersion`, apiVersion, detail));
  }
  for (const field of ["kind", "name", "uid"]) {
    if (stringField(reference, field) !== "") continue;
    if (rules === "indexed") errors.push(required(`${path}.${field}`, "must not be empty"));
    else
      errors.push(
        invalid(`${path}.${field}`, "", rules === "named" ? `${field} must not be empty` : "must not be empty"),
      );
  }
  if (apiVersion === "v1" && stringField(reference, "kind") === "Event") {
    errors.push(invalid(path, printedOwnerReference(reference), "/v1, Kind=Event is disallowed from being an owner"));
  }
  return errors;
}

/** The version in `group/version`; "" where there is none or more than one slash. */
function versionOf(apiVersion: string): string {
  const parts = apiVersion.split("/");
  return parts.length > 2 ? "" : (parts.at(-1) ?? "");
}

function printedOwnerReference(reference: JsonObject): PrintedValue {
  return { json: ownerReferenceAsJson(reference), goSyntax: `v1.OwnerReference${ownerReferenceAsGoSyntax(reference)}` };
}

function printedOwnerReferences(references: readonly JsonObject[]): PrintedValue {
  const items = references.map((reference) => `v1.OwnerReference${ownerReferenceAsGoSyntax(reference)}`);
  return {
    json: `[${references.map(ownerReferenceAsJson).join(",")}]`,
    goSyntax: `[]v1.OwnerReference{${items.join(", ")}}`,
  };
}

function ownerReferenceAsGoSyntax(reference: JsonObject): string {
  const text = (field: string): string => quoteGoString(stringField(reference, field));
  const flag = (field: string): string => `(*bool)(${typeof reference[field] === "boolean" ? "{address}" : "nil"})`;
  const strings = `APIVersion:${text("apiVersion")}, Kind:${text("kind")}, Name:${text("name")}, UID:${text("uid")}`;
  return `{${strings}, Controller:${flag("controller")}, BlockOwnerDeletion:${flag("blockOwnerDeletion")}}`;
}

function ownerReferenceAsJson(reference: JsonObject): string {
  const flags = ["controller", "blockOwnerDeletion"].filter((flag) => typeof reference[flag] === "boolean");
  return goJson({
    apiVersion: stringField(reference, "apiVersion"),
    kind: stringField(reference, "kind"),
    name: stringField(reference, "name"),
    uid: stringField(reference, "uid"),
    ...Object.fromEntries(flags.map((flag) => [flag, booleanField(reference, flag)])),
  });
}

const ORPHAN_DEPENDENTS = "orphan";
const DELETE_DEPENDENTS = "foregroundDeletion";

function validateFinalizers(finalizers: readonly string[], path: string, release: ManifestRelease): FieldError[] {
  const errors = finalizers.flatMap((finalizer) =>
    isQualifiedName(finalizer, release).map((problem) => invalid(path, finalizer, problem)),
  );
  if (!finalizers.includes(ORPHAN_DEPENDENTS) || !finalizers.includes(DELETE_DEPENDENTS)) return errors;
  const goSyntax = `[]string{${finalizers.map(quoteGoString).join(", ")}}`;
  const printed: PrintedValue = { json: goJson(finalizers), goSyntax };
  return [
    ...errors,
    invalid(path, printed, `finalizer ${ORPHAN_DEPENDENTS} and ${DELETE_DEPENDENTS} cannot be both set`),
  ];
}

const STANDARD_FINALIZERS = ["kubernetes", ORPHAN_DEPENDENTS, DELETE_DEPENDENTS];

function validateFinalizerPrefixes(finalizers: readonly string[], path: string): FieldError[] {
  return finalizers.flatMap((finalizer, index) => {
    if (finalizer.includes("/") || STANDARD_FINALIZERS.includes(finalizer)) return [];
    const detail = "name is neither a standard finalizer name nor is it fully qualified";
    return [invalid(`${path}[${index}]`, finalizer, detail)];
  });
}
