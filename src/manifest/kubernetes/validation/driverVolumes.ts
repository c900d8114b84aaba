import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import {
  booleanField,
  listField,
  numberField,
  optionalNumber,
  optionalString,
  pointerField,
  stringField,
  stringListField,
  stringMapField,
} from "../fields.ts";
import type { FieldError } from "./fieldErrors.ts";
import { goJson, invalid, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import { validateMap } from "./goMap.ts";
import { byteLength, inclusiveRangeError, isDNS1123Label } from "./names.ts";

/* Volumes of the time before CSI, each for one kind of storage. */

const LARGEST_LUN = 255;
const LUN_RANGE = inclusiveRangeError(0, LARGEST_LUN);

function isLun(lun: number): boolean {
  return lun >= 0 && lun <= LARGEST_LUN;
}

function requireSecretName(source: JsonObject, path: string): FieldError[] {
  const secret = pointerField(source, "secretRef");
  return secret !== undefined && stringField(secret, "name") === "" ? [required(`${path}.secretRef.name`)] : [];
}

const INITIATOR_NAMES: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
};

function initiatorProblems(name: string): string[] {
  const format = INITIATOR_NAMES[name.slice(0, 3)];
  if (format === undefined) return ["must be valid format starting with iqn, eui, or naa"];
  return format.test(name) ? [] : ["must be valid format"];
}

export function validateIscsi(source: JsonObject, path: string): FieldError[] {
  const iqn = stringField(source, "iqn");
  const lun = numberField(source, "lun");
  const initiatorName = optionalString(source, "initiatorName");
  const authenticates = booleanField(source, "chapAuthDiscovery") || booleanField(source, "chapAuthSession");
  const withoutSecret = authenticates && pointerField(source, "secretRef") === undefined;
  return [
    ...(stringField(source, "targetPortal") === "" ? [required(`${path}.targetPortal`)] : []),
    ...(iqn === ""
      ? [required(`${path}.iqn`)]
      : initiatorProblems(iqn).map((problem) => invalid(`${path}.iqn`, iqn, problem))),
    ...(isLun(lun) ? [] : [invalid(`${path}.lun`, lun, LUN_RANGE)]),
    ...(withoutSecret ? [required(`${path}.secretRef`)] : []),
    ...(initiatorName === undefined ? [] : initiatorProblems(initiatorName)).map((problem) =>
      invalid(`${path}.initiatorname`, initiatorName ?? "", problem),
    ),
  ];
}

const INITIATOR_TOTAL_LENGTH = 64;

/** An own initiator makes a name of the volume's and the portal's. */
export function validateIscsiVolumeName(volume: JsonObject, path: string): FieldError[] {
  const source = pointerField(volume, "iscsi");
  if (source === undefined || optionalString(source, "initiatorName") === undefined) return [];
  const name = stringField(volume, "name");
  if (byteLength(`${name}:${stringField(source, "targetPortal")}`) <= INITIATOR_TOTAL_LENGTH) return [];
  const detail =
    "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.";
  return [invalid(`${path}.name`, name, detail)];
}

export function validateFibreChannel(source: JsonObject, path: string): FieldError[] {
  const targets = stringListField(source, "targetWWNs");
  const hasIds = listField(source, "wwids").length > 0;
  const lun = optionalNumber(source, "lun");
  const errors: FieldError[] = [];
  if (targets.length === 0) {
    const detail = "must specify either targetWWNs or wwids, but not both";
    return hasIds ? [] : [required(`${path}.targetWWNs`, detail)];
  }
  if (hasIds) {
    const printed = { json: goJson(targets), goSyntax: `[]string{${targets.map(quoteGoString).join(", ")}}` };
    errors.push(invalid(`${path}.targetWWNs`, printed, "targetWWNs and wwids can not be specified simultaneously"));
  }
  if (lun === undefined) errors.push(required(`${path}.lun`, "lun is required if targetWWNs is specified"));
  else if (!isLun(lun)) errors.push(invalid(`${path}.lun`, lun, LUN_RANGE));
  return errors;
}

export function validateFlocker(source: JsonObject, path: string): FieldError[] {
  const name = stringField(source, "datasetName");
  const hasId = stringField(source, "datasetUUID") !== "";
  const both = "datasetName and datasetUUID can not be specified simultaneously";
  return [
    ...(name === "" && !hasId ? [required(path, "one of datasetName and datasetUUID is required")] : []),
    ...(name !== "" && hasId ? [invalid(path, "resource", both)] : []),
    ...(name.includes("/") ? [invalid(`${path}.datasetName`, name, "must not contain '/'")] : []),
  ];
}

export function validateCinder(source: JsonObject, path: string): FieldError[] {
  return [
    ...(stringField(source, "volumeID") === "" ? [required(`${path}.volumeID`)] : []),
    ...requireSecretName(source, path),
  ];
}

const TENANT_LENGTH_LIMIT = 65;

export function validateQuobyte(source: JsonObject, path: string): FieldError[] {
  const registry = stringField(source, "registry");
  const pairs = "must be a host:port pair or multiple pairs separated by commas";
  const errors: FieldError[] = [];
  if (registry === "") errors.push(required(`${path}.registry`, pairs));
  else if (byteLength(stringField(source, "tenant")) >= TENANT_LENGTH_LIMIT) {
    errors.push(required(`${path}.tenant`, "must be a UUID and may not exceed a length of 64 characters"));
  } else {
    const bad = registry.split(",").filter((pair) => !isHostPort(pair));
    errors.push(...bad.map(() => invalid(`${path}.registry`, registry, pairs)));
  }
  return stringField(source, "volume") === "" ? [...errors, required(`${path}.volume`)] : errors;
}

/** As Go's `net.SplitHostPort` sees it: neither part need be anything. */
function isHostPort(pair: string): boolean {
  return /^(?:\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair);
}

export function validateFlexVolume(source: JsonObject, path: string): FieldError[] {
  return [
    ...(stringField(source, "driver") === "" ? [required(`${path}.driver`)] : []),
    ...validateMap(stringMapField(source, "options"), (option) => {
      const namespace = `.${(option.split("/", 1)[0] ?? "").toLowerCase()}`;
      if (!namespace.endsWith(".kubernetes.io") && !namespace.endsWith(".k8s.io")) return [];
      return [invalid(`${path}.options[${option}]`, option, "kubernetes.io and k8s.io namespaces are reserved")];
    }),
  ];
}

const CACHING_MODES = ["None", "ReadOnly", "ReadWrite"];
const DISK_KINDS = ["Dedicated", "Managed", "Shared"];
const MANAGED_URI = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
const BLOB_URI = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";

export function validateAzureDisk(source: JsonObject, path: string): FieldError[] {
  const diskUri = stringField(source, "diskURI");
  const cachingMode = optionalString(source, "cachingMode");
  const kind = optionalString(source, "kind");
  const managed = kind === "Managed";
  const uriFits = kind === undefined || diskUri.startsWith(managed ? "/subscriptions/" : "https://");
  return [
    ...(stringField(source, "diskName") === "" ? [required(`${path}.diskName`)] : []),
    ...(diskUri === "" ? [required(`${path}.diskURI`)] : []),
    ...(cachingMode === undefined || CACHING_MODES.includes(cachingMode)
      ? []
      : [notSupported(`${path}.cachingMode`, namedStringValue(cachingMode), CACHING_MODES)]),
    ...(kind === undefined || DISK_KINDS.includes(kind)
      ? []
      : [notSupported(`${path}.kind`, namedStringValue(kind), DISK_KINDS)]),
    ...(uriFits ? [] : [notSupported(`${path}.diskURI`, diskUri, [managed ? MANAGED_URI : BLOB_URI])]),
  ];
}

export function validateStorageOS(source: JsonObject, path: string): FieldError[] {
  const volumeName = stringField(source, "volumeName");
  const namespace = stringField(source, "volumeNamespace");
  return [
    ...(volumeName === ""
      ? [required(`${path}.volumeName`)]
      : isDNS1123Label(volumeName).map((problem) => invalid(`${path}.volumeName`, volumeName, problem))),
    ...(namespace === "" ? [] : isDNS1123Label(namespace)).map((problem) =>
      invalid(`${path}.volumeNamespace`, namespace, problem),
    ),
    ...requireSecretName(source, path),
  ];
}
