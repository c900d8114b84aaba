import type { JsonObject } from "../../../model/json.ts";
import {
  listField,
  numberField,
  optionalNumber,
  optionalString,
  pointerField,
  stringField,
  stringMapField,
  structField,
  structListField,
} from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { validatePullPolicy } from "./containerImage.ts";
import {
  validateAzureDisk,
  validateCinder,
  validateFibreChannel,
  validateFlexVolume,
  validateFlocker,
  validateIscsi,
  validateQuobyte,
  validateStorageOS,
} from "./driverVolumes.ts";
import { validateLabels } from "./labelSelector.ts";
import { validateAnnotations } from "./objectMeta.ts";
import { validateVolumeClaimSpec } from "./volumeClaim.ts";
import { validateDownwardAPIFile, validateKeyToPath, validateProjectedSources } from "./projectedVolumes.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, invalid, namedStringValue, notSupported, required, tooLong } from "./fieldErrors.ts";
import { byteLength, inclusiveRangeError, isDNS1123Subdomain, nameIsDNSSubdomain } from "./names.ts";
import { quantityNanos } from "./quantities.ts";
import { validateFileMode, validateLocalDescendingPath, validatePathNoBacksteps } from "./volumePaths.ts";

/** What a volume is checked against. */
export interface VolumeContext {
  readonly release: ManifestRelease;
  /** False in a template, where an image may be filled in later. */
  readonly resourceIsPod: boolean;
}

interface VolumeSource {
  readonly field: string;
  /** What the server calls the field in errors about its contents, where it is another name. */
  readonly name?: string;
  /** What the server calls the field when it is one source too many, where it is another name. */
  readonly surplusName?: string;
  readonly check: (source: JsonObject, path: string, context: VolumeContext) => FieldError[];
}

/** Fields of a source that may not be empty. */
function requiring(...fields: readonly string[]): VolumeSource["check"] {
  return (source, path) =>
    fields.flatMap((field) => {
      const empty = stringField(source, field) === "" && listField(source, field).length === 0;
      return empty ? [required(`${path}.${field}`)] : [];
    });
}

/** The sources of a volume, in the order in which the server looks at them. */
export const VOLUME_SOURCES: readonly VolumeSource[] = [
  { field: "emptyDir", check: validateEmptyDir },
  { field: "hostPath", check: validateHostPath },
  { field: "gitRepo", check: validateGitRepo },
  { field: "gcePersistentDisk", name: "persistentDisk", check: validateDisk("pdName") },
  { field: "awsElasticBlockStore", check: validateDisk("volumeID") },
  { field: "secret", check: validateFiles("secretName") },
  { field: "nfs", check: validateNfs },
  { field: "iscsi", check: validateIscsi },
  { field: "glusterfs", check: requiring("endpoints", "path") },
  { field: "flocker", check: validateFlocker },
  { field: "persistentVolumeClaim", check: requiring("claimName") },
  { field: "rbd", check: requiring("monitors", "image") },
  { field: "cinder", check: validateCinder },
  { field: "cephfs", surplusName: "cephFS", check: requiring("monitors") },
  { field: "quobyte", check: validateQuobyte },
  { field: "downwardAPI", surplusName: "downwarAPI", check: validateDownwardAPI },
  { field: "fc", check: validateFibreChannel },
  { field: "flexVolume", check: validateFlexVolume },
  { field: "configMap", check: validateFiles("name") },
  { field: "azureFile", check: requiring("secretName", "shareName") },
  { field: "vsphereVolume", check: requiring("volumePath") },
  { field: "photonPersistentDisk", check: requiring("pdID") },
  { field: "portworxVolume", check: requiring("volumeID") },
  { field: "azureDisk", check: validateAzureDisk },
  { field: "storageos", check: validateStorageOS },
  { field: "projected", check: validateProjected },
  { field: "scaleIO", check: requiring("gateway", "system", "volumeName") },
  { field: "csi", check: validateCsi },
  { field: "ephemeral", check: validateEphemeral },
  { field: "image", check: validateImage },
];

function validateEmptyDir(source: JsonObject, path: string): FieldError[] {
  if (quantityNanos(stringField(source, "sizeLimit")) >= 0n) return [];
  return [forbidden(`${path}.sizeLimit`, "SizeLimit field must be a valid resource quantity")];
}

const HOST_PATH_TYPES: readonly string[] = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];

function validateHostPath(source: JsonObject, path: string): FieldError[] {
  const hostPath = stringField(source, "path");
  if (hostPath === "") return [required(`${path}.path`)];
  const type = optionalString(source, "type") ?? "";
  return [
    ...validatePathNoBacksteps(hostPath, `${path}.path`),
    ...(HOST_PATH_TYPES.includes(type) ? [] : [notSupported(`${path}.type`, namedStringValue(type), HOST_PATH_TYPES)]),
  ];
}

function validateGitRepo(source: JsonObject, path: string, context: VolumeContext): FieldError[] {
  return [
    ...requiring("repository")(source, path, context),
    ...validateLocalDescendingPath(stringField(source, "directory"), `${path}.directory`),
  ];
}

const LARGEST_PARTITION = 255;

function validateDisk(nameField: string): VolumeSource["check"] {
  return (source, path, context) => {
    const partition = numberField(source, "partition");
    const inRange = partition >= 0 && partition <= LARGEST_PARTITION;
    return [
      ...requiring(nameField)(source, path, context),
      ...(inRange ? [] : [invalid(`${path}.partition`, partition, inclusiveRangeError(1, LARGEST_PARTITION))]),
    ];
  };
}

/** The files of a ConfigMap or Secret. */
function validateFiles(nameField: string): VolumeSource["check"] {
  return (source, path, context) => [
    ...requiring(nameField)(source, path, context),
    ...validateFileMode(optionalNumber(source, "defaultMode"), `${path}.defaultMode`),
    ...structListField(source, "items").flatMap((item, index) => validateKeyToPath(item, `${path}.items[${index}]`)),
  ];
}

function validateNfs(source: JsonObject, path: string, context: VolumeContext): FieldError[] {
  const exportPath = stringField(source, "path");
  return [
    ...requiring("server", "path")(source, path, context),
    ...(exportPath.startsWith("/") ? [] : [invalid(`${path}.path`, exportPath, "must be an absolute path")]),
  ];
}

/** The server names no index of the file here. */
function validateDownwardAPI(source: JsonObject, path: string, context: VolumeContext): FieldError[] {
  return [
    ...validateFileMode(optionalNumber(source, "defaultMode"), `${path}.defaultMode`),
    ...structListField(source, "items").flatMap((file) => validateDownwardAPIFile(file, path, context.release)),
  ];
}

function validateProjected(source: JsonObject, path: string, context: VolumeContext): FieldError[] {
  return [
    ...validateFileMode(optionalNumber(source, "defaultMode"), `${path}.defaultMode`),
    ...validateProjectedSources(structListField(source, "sources"), path, context.release),
  ];
}

const DRIVER_NAME_MAX_LENGTH = 63;

function validateCsi(source: JsonObject, path: string, context: VolumeContext): FieldError[] {
  const driver = stringField(source, "driver");
  const errors: FieldError[] = [];
  if (driver === "") errors.push(required(`${path}.driver`));
  if (driver !== "" || !context.release.csiDriverRequiredAlone) {
    if (byteLength(driver) > DRIVER_NAME_MAX_LENGTH) {
      errors.push(tooLong(`${path}.driver`, DRIVER_NAME_MAX_LENGTH, context.release.tooLongWording));
    }
    errors.push(
      ...isDNS1123Subdomain(driver.toLowerCase()).map((problem) => invalid(`${path}.driver`, driver, problem)),
    );
  }
  const secret = pointerField(source, "nodePublishSecretRef");
  if (secret === undefined) return errors;
  const name = stringField(secret, "name");
  if (name === "") return [...errors, required(`${path}.nodePublishSecretRef.name`)];
  return [...errors, ...nameIsDNSSubdomain(name, false).map((problem) => invalid(`${path}.name`, name, problem))];
}

/** Of the claim's metadata only labels and annotations may be there. */
function validateEphemeral(source: JsonObject, path: string, context: VolumeContext): FieldError[] {
  const template = pointerField(source, "volumeClaimTemplate");
  if (template === undefined) return [required(`${path}.volumeClaimTemplate`)];
  const metadata = structField(template, "metadata");
  const metadataPath = `${path}.volumeClaimTemplate.metadata`;
  const others = Object.keys(metadata).filter((field) => field !== "labels" && field !== "annotations");
  return [
    ...validateAnnotations(stringMapField(metadata, "annotations"), `${metadataPath}.annotations`, context.release),
    ...validateLabels(stringMapField(metadata, "labels"), `${metadataPath}.labels`, context.release),
    ...others.map((field) => forbidden(`${metadataPath}.${field}`, "cannot be set")),
    ...validateVolumeClaimSpec(structField(template, "spec"), `${path}.volumeClaimTemplate.spec`, context.release),
  ];
}

function validateImage(source: JsonObject, path: string, context: VolumeContext): FieldError[] {
  const needed = context.resourceIsPod || context.release.imageReferenceRequiredInTemplates;
  const missing = needed && stringField(source, "reference") === "";
  return [
    ...(missing ? [required(`${path}.reference`)] : []),
    ...validatePullPolicy(stringField(source, "pullPolicy"), `${path}.pullPolicy`),
  ];
}
