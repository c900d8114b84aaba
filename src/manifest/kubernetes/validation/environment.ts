import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { isConfigMapKey, isEnvVarName, isRelaxedEnvVarName } from "./environmentNames.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid, notFound, required } from "./fieldErrors.ts";
import {
  ENVIRONMENT_FIELD_PATHS,
  validateHostIPsGate,
  validateObjectFieldSelector,
  validateResourceFieldSelector,
} from "./fieldSelectors.ts";
import { isDNS1123Label, nameIsDNSSubdomain } from "./names.ts";
import { validatePathNoBacksteps } from "./volumePaths.ts";

/** `env` of a container. */
export function validateEnvironment(container: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  return structListField(container, "env").flatMap((variable, index) => {
    const variablePath = `${path}.env[${index}]`;
    const name = stringField(variable, "name");
    return [
      ...(name === ""
        ? [required(`${variablePath}.name`)]
        : isEnvVarName(name, release).map((problem) => invalid(`${variablePath}.name`, name, problem))),
      ...validateValueFrom(variable, `${variablePath}.valueFrom`, release),
    ];
  });
}

type SourceCheck = (source: JsonObject, path: string, release: ManifestRelease) => FieldError[];

/** Where a value may come from, in the server's order. */
const VALUE_SOURCES: Readonly<Record<string, SourceCheck>> = {
  fieldRef: (source, path, release) => [
    ...validateObjectFieldSelector(source, ENVIRONMENT_FIELD_PATHS, path, release),
    ...validateHostIPsGate(source, path, release),
  ],
  resourceFieldRef: (source, path) => validateResourceFieldSelector(source, path, false),
  configMapKeyRef: validateKeySelector,
  secretKeyRef: validateKeySelector,
  fileKeyRef: validateFileKeySelector,
};

function validateValueFrom(variable: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const valueFrom = pointerField(variable, "valueFrom");
  if (valueFrom === undefined) return [];
  const errors: FieldError[] = [];
  let sourceCount = 0;
  for (const [type, check] of Object.entries(VALUE_SOURCES)) {
    const source = pointerField(valueFrom, type);
    if (source === undefined) continue;
    sourceCount += 1;
    errors.push(...check(source, `${path}.${type}`, release));
  }
  if (sourceCount === 0) {
    const list = release.environmentFiles
      ? "`configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
      : "`configMapKeyRef` or `secretKeyRef`";
    errors.push(invalid(path, "", `must specify one of: \`fieldRef\`, \`resourceFieldRef\`, ${list}`));
  } else if (stringField(variable, "value") !== "") {
    errors.push(invalid(path, "", "may not be specified when `value` is not empty"));
  } else if (sourceCount > 1) {
    errors.push(invalid(path, "", "may not have more than one field specified at a time"));
  }
  return errors;
}

function validateKeySelector(source: JsonObject, path: string): FieldError[] {
  const name = stringField(source, "name");
  const key = stringField(source, "key");
  return [
    ...nameIsDNSSubdomain(name, false).map((problem) => invalid(`${path}.name`, name, problem)),
    ...(key === ""
      ? [required(`${path}.key`)]
      : isConfigMapKey(key).map((problem) => invalid(`${path}.key`, key, problem))),
  ];
}

function validateFileKeySelector(source: JsonObject, path: string): FieldError[] {
  const key = stringField(source, "key");
  const volumeName = stringField(source, "volumeName");
  const filePath = stringField(source, "path");
  return [
    ...(key === ""
      ? [required(`${path}.key`)]
      : isRelaxedEnvVarName(key).map((problem) => invalid(`${path}.key`, key, problem))),
    ...(volumeName === ""
      ? [required(`${path}.volumeName`)]
      : isDNS1123Label(volumeName).map((problem) => invalid(`${path}.volumeName`, volumeName, problem))),
    ...(filePath === "" ? [required(`${path}.path`)] : validatePathNoBacksteps(filePath, `${path}.path`)),
  ];
}

/** `envFrom` of a container. What is wrong with the number of sources is said of the whole list, as in the server. */
export function validateEnvironmentFrom(container: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const listPath = `${path}.envFrom`;
  return structListField(container, "envFrom").flatMap((item, index) => {
    const prefix = stringField(item, "prefix");
    const errors: FieldError[] = [];
    if (prefix !== "") {
      const problems = isEnvVarName(prefix, release);
      errors.push(...problems.map((problem) => invalid(`${listPath}[${index}].prefix`, prefix, problem)));
    }
    const sources = ["configMapRef", "secretRef"].filter((type) => pointerField(item, type) !== undefined);
    for (const type of sources) {
      const name = stringField(pointerField(item, type) ?? {}, "name");
      const namePath = `${listPath}[${index}].${type}.name`;
      if (name === "") errors.push(required(namePath));
      // The server checks this name as the beginning of one.
      else errors.push(...nameIsDNSSubdomain(name, true).map((problem) => invalid(namePath, name, problem)));
    }
    if (sources.length === 0) errors.push(invalid(listPath, "", "must specify one of: `configMapRef` or `secretRef`"));
    if (sources.length > 1) errors.push(invalid(listPath, "", "may not have more than one field specified at a time"));
    return errors;
  });
}

/** A variable from a file needs a volume of the type emptyDir that holds it. */
export function validateFileKeyVolumes(
  container: JsonObject,
  volumes: readonly JsonObject[],
  path: string,
): FieldError[] {
  return structListField(container, "env").flatMap((variable, index) => {
    const source = pointerField(pointerField(variable, "valueFrom") ?? {}, "fileKeyRef");
    if (source === undefined) return [];
    const volumeName = stringField(source, "volumeName");
    const volumeNamePath = `${path}.env[${index}].valueFrom.fileKeyRef.volumeName`;
    const volume = volumes.findLast((candidate) => stringField(candidate, "name") === volumeName);
    if (volume === undefined) return [notFound(volumeNamePath, volumeName)];
    if (pointerField(volume, "emptyDir") !== undefined) return [];
    return [invalid(volumeNamePath, volumeName, "referenced volume must be of type emptyDir")];
  });
}
