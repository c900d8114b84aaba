import type { JsonObject } from "../../../model/json.ts";
import { booleanField, optionalString, pointerField, stringField, structListField } from "../fields.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, invalid, namedStringValue, notFound, notSupported, required } from "./fieldErrors.ts";
import { validateLocalDescendingPath, validatePathNoBacksteps } from "./volumePaths.ts";

type Volumes = ReadonlyMap<string, JsonObject>;

/** `volumeMounts` of a container; part of what is wrong is said of the whole list, as in the server. */
export function validateVolumeMounts(container: JsonObject, volumes: Volumes, path: string): FieldError[] {
  const listPath = `${path}.volumeMounts`;
  const devices = structListField(container, "volumeDevices");
  const mountPathsSeen = new Set<string>();
  return structListField(container, "volumeMounts").flatMap((mount, index) => {
    const mountPath = stringField(mount, "mountPath");
    const repeated = mountPathsSeen.has(mountPath);
    mountPathsSeen.add(mountPath);
    return [
      ...validateMountPlace(mount, volumes, repeated, `${listPath}[${index}]`),
      ...validateNoDevice(mount, devices, `${listPath}[${index}]`),
      ...validateSubPath(mount, `${listPath}[${index}]`, listPath),
      ...validateMountPropagation(mount, container, `${listPath}.mountPropagation`),
      ...validateRecursiveReadOnly(mount, `${listPath}.recursiveReadOnly`),
    ];
  });
}

function validateMountPlace(mount: JsonObject, volumes: Volumes, repeated: boolean, path: string): FieldError[] {
  const name = stringField(mount, "name");
  const mountPath = stringField(mount, "mountPath");
  return [
    ...(name === "" ? [required(`${path}.name`)] : []),
    ...(volumes.has(name) ? [] : [notFound(`${path}.name`, name)]),
    ...(mountPath === "" ? [required(`${path}.mountPath`)] : []),
    ...(repeated ? [invalid(`${path}.mountPath`, mountPath, "must be unique")] : []),
  ];
}

function validateNoDevice(mount: JsonObject, devices: readonly JsonObject[], path: string): FieldError[] {
  const name = stringField(mount, "name");
  const mountPath = stringField(mount, "mountPath");
  const named = devices.some((device) => stringField(device, "name") === name);
  const placed = lastPathByName(devices, "devicePath").includes(mountPath);
  return [
    ...(named ? [invalid(`${path}.name`, name, "must not already exist in volumeDevices")] : []),
    ...(placed ? [invalid(`${path}.mountPath`, mountPath, "must not already exist as a path in volumeDevices")] : []),
  ];
}

/** The server keeps one path per name: of two uses of a name it sees the last. */
function lastPathByName(uses: readonly JsonObject[], pathField: string): string[] {
  return [...new Map(uses.map((use) => [stringField(use, "name"), stringField(use, pathField)])).values()];
}

function validateSubPath(mount: JsonObject, path: string, listPath: string): FieldError[] {
  const subPath = stringField(mount, "subPath");
  const subPathExpr = stringField(mount, "subPathExpr");
  const both = "subPathExpr and subPath are mutually exclusive";
  return [
    ...validateLocalDescendingPath(subPath, `${listPath}.subPath`),
    ...(subPath !== "" && subPathExpr !== "" ? [invalid(`${path}.subPathExpr`, subPathExpr, both)] : []),
    ...validateLocalDescendingPath(subPathExpr, `${listPath}.subPathExpr`),
  ];
}

const MOUNT_PROPAGATIONS: readonly string[] = ["Bidirectional", "HostToContainer", "None"];

function validateMountPropagation(mount: JsonObject, container: JsonObject, path: string): FieldError[] {
  const propagation = optionalString(mount, "mountPropagation");
  if (propagation === undefined) return [];
  const privileged = booleanField(pointerField(container, "securityContext") ?? {}, "privileged");
  const detail = "Bidirectional mount propagation is available only to privileged containers";
  return [
    ...(MOUNT_PROPAGATIONS.includes(propagation)
      ? []
      : [notSupported(path, namedStringValue(propagation), MOUNT_PROPAGATIONS)]),
    ...(propagation === "Bidirectional" && !privileged ? [forbidden(path, detail)] : []),
  ];
}

const RECURSIVE_READ_ONLY: readonly string[] = ["Disabled", "Enabled", "IfPossible"];

function validateRecursiveReadOnly(mount: JsonObject, path: string): FieldError[] {
  const recursiveReadOnly = optionalString(mount, "recursiveReadOnly");
  if (recursiveReadOnly === undefined || recursiveReadOnly === "Disabled") return [];
  if (!RECURSIVE_READ_ONLY.includes(recursiveReadOnly)) {
    return [notSupported(path, namedStringValue(recursiveReadOnly), RECURSIVE_READ_ONLY)];
  }
  const propagated = (optionalString(mount, "mountPropagation") ?? "None") !== "None";
  const detail = "may only be specified when mountPropagation is None or not specified";
  return [
    ...(booleanField(mount, "readOnly") ? [] : [forbidden(path, "may only be specified when readOnly is true")]),
    ...(propagated ? [forbidden(path, detail)] : []),
  ];
}

/** `volumeDevices` of a container: raw block volumes. */
export function validateVolumeDevices(container: JsonObject, volumes: Volumes, path: string): FieldError[] {
  const mounts = structListField(container, "volumeMounts");
  const mountPaths = lastPathByName(mounts, "mountPath");
  const namesSeen = new Set<string>();
  const pathsSeen = new Set<string>();
  return structListField(container, "volumeDevices").flatMap((device, index) => {
    const name = stringField(device, "name");
    const devicePath = stringField(device, "devicePath");
    const namePath = `${path}.volumeDevices[${index}].name`;
    const pathPath = `${path}.volumeDevices[${index}].devicePath`;
    const backsteps = validatePathNoBacksteps(devicePath, pathPath).length > 0;
    const mounted = mounts.some((mount) => stringField(mount, "name") === name);
    const errors = [
      ...(name === "" ? [required(namePath)] : []),
      ...(namesSeen.has(name) ? [invalid(namePath, name, "must be unique")] : []),
      ...validateBlockVolume(volumes.get(name), name, namePath),
      ...(devicePath === "" ? [required(pathPath)] : []),
      ...(pathsSeen.has(devicePath) ? [invalid(pathPath, devicePath, "must be unique")] : []),
      ...(backsteps ? [invalid(pathPath, devicePath, "can not contain backsteps ('..')")] : []),
      ...(mounted ? [invalid(namePath, name, "must not already exist in volumeMounts")] : []),
      ...(mountPaths.includes(devicePath)
        ? [invalid(pathPath, devicePath, "must not already exist as a path in volumeMounts")]
        : []),
    ];
    if (name !== "") namesSeen.add(name);
    if (!backsteps) pathsSeen.add(devicePath);
    return errors;
  });
}

function validateBlockVolume(volume: JsonObject | undefined, name: string, path: string): FieldError[] {
  if (volume === undefined) return [notFound(path, name)];
  if (["persistentVolumeClaim", "ephemeral"].some((source) => pointerField(volume, source) !== undefined)) return [];
  return [invalid(path, name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode")];
}
