import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField } from "../fields.ts";
import { validateIscsiVolumeName } from "./driverVolumes.ts";
import type { FieldError } from "./fieldErrors.ts";
import { duplicate, forbidden, invalid, required } from "./fieldErrors.ts";
import { isDNS1123Label, nameIsDNSSubdomain } from "./names.ts";
import type { VolumeContext } from "./volumeSources.ts";
import { VOLUME_SOURCES } from "./volumeSources.ts";

/** What the volumes of a pod are, and what is wrong with them. */
export interface ValidatedVolumes {
  readonly errors: readonly FieldError[];
  /** By name, only those without an error: a mount of another one is not found. */
  readonly volumes: ReadonlyMap<string, JsonObject>;
}

/**
 * @param podName the name of a real pod; undefined in a template, where no claim gets a name yet
 */
export function validateVolumes(
  volumes: readonly JsonObject[],
  podName: string | undefined,
  path: string,
  context: VolumeContext,
): ValidatedVolumes {
  const sound = new Map<string, JsonObject>();
  const errors: FieldError[] = [];
  const claimNames = new Set(volumes.filter(isEphemeral).map((volume) => `${podName}-${stringField(volume, "name")}`));
  for (const [index, volume] of volumes.entries()) {
    const name = stringField(volume, "name");
    const found = validateVolume(volume, podName, `${path}[${index}]`, context);
    if (sound.has(name)) found.push(duplicate(`${path}[${index}].name`, name));
    if (found.length === 0) sound.set(name, volume);
    errors.push(...found);
    const claim = pointerField(volume, "persistentVolumeClaim");
    const claimName = claim === undefined ? "" : stringField(claim, "claimName");
    if (claim !== undefined && hasName(podName) && claimNames.has(claimName)) {
      const detail = "must not reference a PVC that gets created for an ephemeral volume";
      errors.push(invalid(`${path}[${index}].persistentVolumeClaim.claimName`, claimName, detail));
    }
  }
  return { errors, volumes: sound };
}

function hasName(podName: string | undefined): podName is string {
  return podName !== undefined && podName !== "";
}

function isEphemeral(volume: JsonObject): boolean {
  return pointerField(volume, "ephemeral") !== undefined;
}

function validateVolume(
  volume: JsonObject,
  podName: string | undefined,
  path: string,
  context: VolumeContext,
): FieldError[] {
  const name = stringField(volume, "name");
  return [
    ...validateVolumeSource(volume, podName, path, context),
    ...(name === ""
      ? [required(`${path}.name`)]
      : isDNS1123Label(name).map((problem) => invalid(`${path}.name`, name, problem))),
  ];
}

/** Exactly one source: the first counts, each further one is too many. */
function validateVolumeSource(
  volume: JsonObject,
  podName: string | undefined,
  path: string,
  context: VolumeContext,
): FieldError[] {
  const errors: FieldError[] = [];
  let sourceCount = 0;
  for (const source of VOLUME_SOURCES) {
    const value = pointerField(volume, source.field);
    if (value === undefined) continue;
    sourceCount += 1;
    if (sourceCount > 1) {
      errors.push(
        forbidden(`${path}.${source.surplusName ?? source.field}`, "may not specify more than 1 volume type"),
      );
      if (source.field === "iscsi") errors.push(...validateIscsiVolumeName(volume, path));
      continue;
    }
    errors.push(...source.check(value, `${path}.${source.name ?? source.field}`, context));
    if (source.field === "iscsi") errors.push(...validateIscsiVolumeName(volume, path));
    if (source.field === "ephemeral") errors.push(...validateClaimName(stringField(volume, "name"), podName, path));
  }
  return sourceCount === 0 ? [required(path, "must specify a volume type")] : errors;
}

function validateClaimName(volumeName: string, podName: string | undefined, path: string): FieldError[] {
  if (!hasName(podName) || volumeName === "") return [];
  const claimName = `${podName}-${volumeName}`;
  return nameIsDNSSubdomain(claimName, false).map((problem) =>
    invalid(`${path}.name`, volumeName, `PVC name ${quoteGoString(claimName)}: ${problem}`),
  );
}
