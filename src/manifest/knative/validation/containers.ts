import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../../model/json.ts";
import { pointerField, stringField, structField } from "../../kubernetes/fields.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { invalidValue, missing, problem, via } from "../knativeProblems.ts";
import { validateContainerPorts, validateInitContainerPorts } from "./containerPorts.ts";
import type { ContainerRole } from "./containerRole.ts";
import { disallowedFields } from "./disallowedFields.ts";
import { validateEnvironment, validateEnvironmentSources } from "./environment.ts";
import { isImageReference } from "./imageReference.ts";
import type { ProbedContainer } from "./probes.ts";
import { refuseProbe, validateProbe, validateReadiness } from "./probes.ts";
import { validateSecurityContext } from "./securityContext.ts";
import { validateVolumeMounts } from "./volumeMounts.ts";
import type { VolumesByName } from "./volumes.ts";

const FIELDS = [
  "name",
  "args",
  "command",
  "env",
  "workingDir",
  "envFrom",
  "image",
  "imagePullPolicy",
  "livenessProbe",
  "ports",
  "readinessProbe",
  "resources",
  "securityContext",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "volumeMounts",
];
const MESSAGE_POLICIES = ["File", "FallbackToLogsOnError", ""];

export function validateServingContainer(
  container: JsonObject,
  volumes: VolumesByName,
  portName: string,
  config: KnativeConfig,
): KnativeProblem[] {
  return [
    ...validateProbes(container, { is: "serving", portName }, config),
    ...validateContainer(container, "serving", volumes, config),
  ];
}

export function validateSidecar(
  container: JsonObject,
  volumes: VolumesByName,
  config: KnativeConfig,
): KnativeProblem[] {
  const { features, release } = config;
  const types = ["livenessProbe", "readinessProbe", ...(release.startupProbes === "validated" ? ["startupProbe"] : [])];
  const probes =
    features["multi-container-probing"] === "Enabled"
      ? validateProbes(container, { is: "sidecar" }, config)
      : types.flatMap((type) => {
          const probe = pointerField(container, type);
          return probe === undefined ? [] : via(type, refuseProbe(probe));
        });
  return [...probes, ...validateContainer(container, "sidecar", volumes, config)];
}

export function validateInitContainer(
  container: JsonObject,
  volumes: VolumesByName,
  config: KnativeConfig,
): KnativeProblem[] {
  const fields = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"];
  return [
    ...fields
      .filter((field) => container[field] !== undefined)
      .map((field) => problem("field not allowed in an init container", [field])),
    ...validateContainer(container, "init", volumes, config),
  ];
}

function validateProbes(container: JsonObject, probed: ProbedContainer, { release }: KnativeConfig): KnativeProblem[] {
  const liveness = pointerField(container, "livenessProbe");
  const readiness = pointerField(container, "readinessProbe");
  const startup = release.startupProbes === "validated" ? pointerField(container, "startupProbe") : undefined;
  return [
    ...(liveness === undefined ? [] : via("livenessProbe", validateProbe(liveness, probed, release))),
    ...(readiness === undefined ? [] : via("readinessProbe", validateReadiness(readiness, probed, release))),
    ...(startup === undefined ? [] : via("startupProbe", validateProbe(startup, probed, release))),
  ];
}

function validateContainer(
  container: JsonObject,
  role: ContainerRole,
  volumes: VolumesByName,
  config: KnativeConfig,
): KnativeProblem[] {
  if (isEmpty(container)) return [missing("")];
  const allowed = config.release.startupProbes === "refused" ? FIELDS : [...FIELDS, "startupProbe"];
  const name = stringField(container, "name");
  const policy = stringField(container, "terminationMessagePolicy");
  const context = pointerField(container, "securityContext");
  const ports = role === "init" ? validateInitContainerPorts(container) : validateContainerPorts(container);
  return [
    ...disallowedFields(container, allowed),
    ...(name === "queue-proxy" ? [problem(`${quoteGoString(name)} is a reserved container name`, ["name"])] : []),
    ...via("env", validateEnvironment(container, role, config)),
    ...via("envFrom", validateEnvironmentSources(container)),
    ...validateImage(stringField(container, "image")),
    ...via("ports", ports),
    ...via("resources", disallowedFields(structField(container, "resources"), ["limits", "requests"])),
    ...(context === undefined ? [] : via("securityContext", validateSecurityContext(context, config))),
    ...(MESSAGE_POLICIES.includes(policy) ? [] : [invalidValue(policy, "terminationMessagePolicy")]),
    ...via("volumeMounts", validateVolumeMounts(container, volumes, config)),
  ];
}

/** As Kubernetes compares: an empty map or list is none. */
function isEmpty(value: JsonValue): boolean {
  if (isJsonArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.values(value).every((item) => item === undefined || isEmpty(item));
}

function validateImage(image: string): KnativeProblem[] {
  if (image === "") return [missing("image")];
  if (isImageReference(image)) return [];
  const details = `image: ${quoteGoString(image)}, error: could not parse reference: ${image}`;
  return [problem("Failed to parse image reference", ["image"], details)];
}
