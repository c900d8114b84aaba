import type { JsonObject } from "../../../model/json.ts";
import { stringField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { duplicate, invalid, namedStringValue, notSupported, required, stringerValue } from "./fieldErrors.ts";
import { oneOf } from "./oneOf.ts";

const RESOURCES: readonly string[] = ["cpu", "memory"];
const RESTART_POLICIES: readonly string[] = ["NotRequired", "RestartContainer"];

/** `resizePolicy` of a container. Most of what is wrong is said of the whole list, as in the server. */
export function validateResizePolicy(
  container: JsonObject,
  path: string,
  podRestartPolicy: string,
  release: ManifestRelease,
): FieldError[] {
  const listPath = `${path}.resizePolicy`;
  const seen = new Set<string>();
  return structListField(container, "resizePolicy").flatMap((policy, index) => {
    const resourceName = stringField(policy, "resourceName");
    const restartPolicy = stringField(policy, "restartPolicy");
    const repeated = seen.has(resourceName);
    seen.add(resourceName);
    const neverRestarted = podRestartPolicy === "Never" && restartPolicy !== "NotRequired";
    const detail = `must be 'NotRequired' when ${release.resizePolicyRestartPolicyName} is 'Never'`;
    return [
      ...(repeated ? [duplicate(`${listPath}[${index}]`, stringerValue(resourceName))] : []),
      ...validateResourceName(resourceName, listPath),
      ...oneOf(listPath, restartPolicy, RESTART_POLICIES),
      ...(neverRestarted ? [invalid(listPath, namedStringValue(restartPolicy), detail)] : []),
    ];
  });
}

/** The type of the name has a String method, which some releases print with. */
function validateResourceName(name: string, path: string): FieldError[] {
  if (name === "") return [required(path)];
  return RESOURCES.includes(name) ? [] : [notSupported(path, stringerValue(name), RESOURCES)];
}

/** An init container that is no sidecar is not there any more when it could be resized with a restart. */
export function validateResizeRestart(container: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  if (!release.initContainerResizeRestartRefused) return [];
  const detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
  return structListField(container, "resizePolicy").flatMap((policy, index) =>
    stringField(policy, "restartPolicy") === "RestartContainer"
      ? [invalid(`${path}.resizePolicy[${index}].restartPolicy`, "RestartContainer", detail)]
      : [],
  );
}
