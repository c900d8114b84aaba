import type { JsonObject } from "../../../model/json.ts";
import { optionalString, pointerField, stringField, structField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { validateImageOfPod, validatePullPolicy } from "./containerImage.ts";
import { validateContainerLifecycle } from "./containerLifecycle.ts";
import { checkHostPortConflicts, validateContainerPorts } from "./containerPorts.ts";
import { validateInitContainerRestart, validateRegularContainerRestart } from "./containerRestartRules.ts";
import { validateEnvironment, validateEnvironmentFrom } from "./environment.ts";
import type { FieldError } from "./fieldErrors.ts";
import { duplicate, forbidden, invalid, notFound, required } from "./fieldErrors.ts";
import { isDNS1123Label } from "./names.ts";
import { oneOf } from "./oneOf.ts";
import { validateProbes } from "./probes.ts";
import { validateResizePolicy, validateResizeRestart } from "./resizePolicy.ts";
import { validateResources } from "./resources.ts";
import { validateSecurityContext } from "./securityContext.ts";
import { validateVolumeDevices, validateVolumeMounts } from "./volumeMounts.ts";

/** What the containers of a pod are checked against. */
export interface ContainerContext {
  readonly release: ManifestRelease;
  readonly volumes: ReadonlyMap<string, JsonObject>;
  readonly claimNames: ReadonlySet<string>;
  readonly gracePeriodSeconds: number | undefined;
  readonly podRestartPolicy: string;
  readonly hostUsers: boolean;
}

/** `spec.containers`. */
export function validateContainers(
  containers: readonly JsonObject[],
  path: string,
  context: ContainerContext,
): FieldError[] {
  if (containers.length === 0) return [required(path)];
  const namesSeen = new Set<string>();
  const errors = containers.flatMap((container, index) => {
    const containerPath = `${path}[${index}]`;
    return [
      ...validateContainerCommon(container, containerPath, context),
      ...validateDistinctName(stringField(container, "name"), containerPath, namesSeen),
      ...validateContainerLifecycle(container, containerPath, context),
      ...validateProbes(container, containerPath, context),
      ...validateRegularContainerRestart(container, containerPath, context.release),
    ];
  });
  return [...errors, ...checkHostPortConflicts(containers, path)];
}

function validateDistinctName(name: string, path: string, namesSeen: Set<string>): FieldError[] {
  if (namesSeen.has(name)) return [duplicate(`${path}.name`, name)];
  namesSeen.add(name);
  return [];
}

/** `spec.initContainers`, sidecars among them. */
export function validateInitContainers(
  initContainers: readonly JsonObject[],
  regularContainers: readonly JsonObject[],
  path: string,
  context: ContainerContext,
): FieldError[] {
  const namesSeen = new Set(regularContainers.map((container) => stringField(container, "name")));
  return initContainers.flatMap((container, index) => {
    const containerPath = `${path}[${index}]`;
    const isSidecar = optionalString(container, "restartPolicy") === "Always";
    const name = stringField(container, "name");
    const repeated = namesSeen.has(name) ? [duplicate(`${containerPath}.name`, name)] : [];
    if (name !== "") namesSeen.add(name);
    return [
      ...validateContainerCommon(container, containerPath, context),
      ...validateInitContainerRestart(container, containerPath, context.release),
      ...repeated,
      // Go gives the path of the list and asks for one container alone, so that the index is always 0.
      ...checkHostPortConflicts([container], path),
      ...(isSidecar
        ? [
            ...validateContainerLifecycle(container, containerPath, context),
            ...validateProbes(container, containerPath, context),
          ]
        : forbidSidecarFields(container, containerPath)),
      ...(isSidecar ? [] : validateResizeRestart(container, containerPath, context.release)),
    ];
  });
}

const SIDECAR_FIELDS = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] as const;

function forbidSidecarFields(container: JsonObject, path: string): FieldError[] {
  return SIDECAR_FIELDS.filter((field) => pointerField(container, field) !== undefined).map((field) =>
    forbidden(`${path}.${field}`, "may not be set for init containers without restartPolicy=Always"),
  );
}

/** `spec.ephemeralContainers`, which the kubelet adds to a running pod only. */
export function validateEphemeralContainers(spec: JsonObject, path: string, context: ContainerContext): FieldError[] {
  const others = [...structListField(spec, "containers"), ...structListField(spec, "initContainers")];
  const otherNames = new Set(others.map((container) => stringField(container, "name")));
  const namesSeen = new Set(otherNames);
  return structListField(spec, "ephemeralContainers").flatMap((container, index) => {
    const containerPath = `${path}[${index}]`;
    const target = stringField(container, "targetContainerName");
    const targetMissing = target !== "" && !otherNames.has(target);
    return [
      ...validateContainerCommon(container, containerPath, context),
      ...validateImageOfPod(container, containerPath),
      ...validateDistinctName(stringField(container, "name"), containerPath, namesSeen),
      ...(targetMissing ? [notFound(`${containerPath}.targetContainerName`, target)] : []),
      ...forbidEphemeralFields(container, containerPath),
      ...forbidSubPaths(container, containerPath),
    ];
  });
}

/** What may not be set, in the order of the fields in Go's struct. */
const EPHEMERAL_FORBIDDEN_FIELDS = [
  "ports",
  "resources",
  "resizePolicy",
  "restartPolicy",
  "restartPolicyRules",
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "lifecycle",
] as const;

function forbidEphemeralFields(container: JsonObject, path: string): FieldError[] {
  return EPHEMERAL_FORBIDDEN_FIELDS.filter((field) => isSet(container, field)).map((field) =>
    forbidden(`${path}.${field}`, "cannot be set for an Ephemeral Container"),
  );
}

/** `resources` is a struct: present but empty counts as not set. */
function isSet(container: JsonObject, field: string): boolean {
  if (field === "resources") return Object.keys(structField(container, field)).length > 0;
  return container[field] !== undefined;
}

function forbidSubPaths(container: JsonObject, path: string): FieldError[] {
  return structListField(container, "volumeMounts").flatMap((mount, index) =>
    ["subPath", "subPathExpr"]
      .filter((field) => stringField(mount, field) !== "")
      .map((field) => forbidden(`${path}.volumeMounts[${index}].${field}`, "cannot be set for an Ephemeral Container")),
  );
}

const TERMINATION_MESSAGE_POLICIES = ["File", "FallbackToLogsOnError"];

/** What containers of every kind have in common (core/validation `validateContainerCommon`). */
function validateContainerCommon(container: JsonObject, path: string, context: ContainerContext): FieldError[] {
  const { release, volumes } = context;
  const name = stringField(container, "name");
  const policy = stringField(container, "terminationMessagePolicy");
  const errors: FieldError[] = [];
  if (name === "") errors.push(required(`${path}.name`));
  else errors.push(...isDNS1123Label(name).map((problem) => invalid(`${path}.name`, name, problem)));
  if (stringField(container, "image") === "") errors.push(required(`${path}.image`));
  errors.push(...oneOf(`${path}.terminationMessagePolicy`, policy, TERMINATION_MESSAGE_POLICIES));
  return [
    ...errors,
    ...validateContainerPorts(structListField(container, "ports"), `${path}.ports`),
    ...validateEnvironment(container, path, release),
    ...validateEnvironmentFrom(container, path, release),
    ...validateVolumeMounts(container, volumes, path),
    ...validateVolumeDevices(container, volumes, path),
    ...validatePullPolicy(stringField(container, "imagePullPolicy"), `${path}.imagePullPolicy`),
    ...validateResources(
      structField(container, "resources"),
      context.claimNames,
      `${path}.resources`,
      "container",
      release,
    ),
    ...validateResizePolicy(container, path, context.podRestartPolicy, release),
    ...validateSecurityContext(container, path, context.hostUsers, release),
  ];
}
