import type { JsonObject } from "../../../model/json.ts";
import { numberField, optionalNumber, pointerField, stringField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, invalid, required } from "./fieldErrors.ts";
import {
  validateHostIPsGate,
  validateObjectFieldSelector,
  validateResourceFieldSelector,
  VOLUME_FIELD_PATHS,
} from "./fieldSelectors.ts";
import { int64 } from "./int64.ts";
import { validateFileMode, validateLocalNonReservedPath } from "./volumePaths.ts";

/** One file of a ConfigMap or Secret. */
export function validateKeyToPath(item: JsonObject, path: string): FieldError[] {
  const filePath = stringField(item, "path");
  return [
    ...(stringField(item, "key") === "" ? [required(`${path}.key`)] : []),
    ...(filePath === "" ? [required(`${path}.path`)] : []),
    ...validateLocalNonReservedPath(filePath, `${path}.path`),
    ...validateFileMode(optionalNumber(item, "mode"), `${path}.mode`),
  ];
}

/** One file of the downward API. */
export function validateDownwardAPIFile(file: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const filePath = stringField(file, "path");
  const errors: FieldError[] = [];
  if (filePath === "") errors.push(required(`${path}.path`));
  errors.push(...validateLocalNonReservedPath(filePath, `${path}.path`));
  const fieldRef = pointerField(file, "fieldRef");
  const resourceFieldRef = pointerField(file, "resourceFieldRef");
  if (fieldRef !== undefined) {
    errors.push(...validateObjectFieldSelector(fieldRef, VOLUME_FIELD_PATHS, `${path}.fieldRef`, release));
    const both = "fieldRef and resourceFieldRef can not be specified simultaneously";
    if (resourceFieldRef !== undefined) errors.push(invalid(path, "resource", both));
    errors.push(...validateHostIPsGate(fieldRef, `${path}.fieldRef`, release));
  } else if (resourceFieldRef !== undefined) {
    errors.push(...validateResourceFieldSelector(resourceFieldRef, `${path}.resourceFieldRef`, true));
  } else {
    errors.push(required(path, "one of fieldRef and resourceFieldRef is required"));
  }
  return [...errors, ...validateFileMode(optionalNumber(file, "mode"), `${path}.mode`)];
}

const SOURCE_TYPES = [
  "secret",
  "configMap",
  "downwardAPI",
  "serviceAccountToken",
  "clusterTrustBundle",
  "podCertificate",
] as const;

/**
 * The sources of a projected volume. What a trust bundle or a pod certificate asks for is not looked at.
 * @param path of the volume's `projected`
 */
export function validateProjectedSources(
  sources: readonly JsonObject[],
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const pathsSeen = new Set<string>();
  return sources.flatMap((source, index) => {
    const sourcePath = `${path}.sources[${index}]`;
    const surplus = SOURCE_TYPES.filter((type) => pointerField(source, type) !== undefined).length > 1;
    return [
      ...(["secret", "configMap"] as const).flatMap((type) => {
        const files = pointerField(source, type);
        return files === undefined ? [] : validateProjectedFiles(files, path, `${sourcePath}.${type}`, pathsSeen);
      }),
      ...validateProjectedDownwardAPI(source, path, sourcePath, pathsSeen, release),
      ...validateServiceAccountToken(source, path, sourcePath, release),
      ...(surplus
        ? [forbidden(sourcePath, `may not specify more than 1 volume type${release.surplusProjectionSuffix}`)]
        : []),
    ];
  });
}

/** @param volumePath where the server puts what is wrong with paths of several sources */
function validateProjectedFiles(
  files: JsonObject,
  volumePath: string,
  path: string,
  pathsSeen: Set<string>,
): FieldError[] {
  const name = stringField(files, "name");
  return [
    ...(name === "" ? [required(`${path}.name`)] : []),
    ...structListField(files, "items").flatMap((item, index) => [
      ...validateKeyToPath(item, `${path}.items[${index}]`),
      ...validateDistinctPath(stringField(item, "path"), name, volumePath, pathsSeen),
    ]),
  ];
}

function validateProjectedDownwardAPI(
  source: JsonObject,
  volumePath: string,
  sourcePath: string,
  pathsSeen: Set<string>,
  release: ManifestRelease,
): FieldError[] {
  return structListField(pointerField(source, "downwardAPI") ?? {}, "items").flatMap((file) => {
    const filePath = stringField(file, "path");
    return [
      ...validateDownwardAPIFile(file, `${sourcePath}.downwardAPI`, release),
      ...validateDistinctPath(filePath, filePath, volumePath, pathsSeen),
    ];
  });
}

/** @param badValue what the server shows of a path that occurs twice */
function validateDistinctPath(filePath: string, badValue: string, path: string, pathsSeen: Set<string>): FieldError[] {
  if (filePath === "") return [];
  if (pathsSeen.has(filePath)) return [invalid(path, badValue, "conflicting duplicate paths")];
  pathsSeen.add(filePath);
  return [];
}

const SHORTEST_TOKEN_SECONDS = 10 * 60;
const LONGEST_TOKEN_SECONDS = 2 ** 32;

function validateServiceAccountToken(
  source: JsonObject,
  volumePath: string,
  sourcePath: string,
  release: ManifestRelease,
): FieldError[] {
  const token = pointerField(source, "serviceAccountToken");
  if (token === undefined) return [];
  const expirationPath = `${sourcePath}.serviceAccountToken.expirationSeconds`;
  const expirationSeconds = numberField(token, "expirationSeconds");
  const filePath = stringField(token, "path");
  const errors: FieldError[] = [];
  if (expirationSeconds < SHORTEST_TOKEN_SECONDS) {
    errors.push(invalid(expirationPath, int64(expirationSeconds), "may not specify a duration less than 10 minutes"));
  }
  if (expirationSeconds > LONGEST_TOKEN_SECONDS) {
    errors.push(
      invalid(expirationPath, int64(expirationSeconds), "may not specify a duration larger than 2^32 seconds"),
    );
  }
  if (filePath === "") return [...errors, required(`${volumePath}.path`)];
  if (!release.projectedTokenPathChecked) return errors;
  return [...errors, ...validateLocalNonReservedPath(filePath, `${volumePath}.path`)];
}
