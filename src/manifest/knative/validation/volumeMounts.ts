import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { optionalString, pointerField, stringField, structListField } from "../../kubernetes/fields.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { invalidValue, missing, problem, via } from "../knativeProblems.ts";
import { disallowedFields } from "./disallowedFields.ts";
import type { VolumesByName } from "./volumes.ts";

const RESERVED_PATHS = ["/", "/dev", "/dev/log"];
const MORE_RESERVED_PATHS = ["/tmp", "/var", "/var/log"];

export function validateVolumeMounts(
  container: JsonObject,
  volumes: VolumesByName,
  config: KnativeConfig,
): KnativeProblem[] {
  const seenPaths = new Set<string>();
  return structListField(container, "volumeMounts").flatMap((mount, index) => {
    const problems = validateMount(mount, volumes, seenPaths, config);
    seenPaths.add(cleanPath(stringField(mount, "mountPath")));
    return via(`[${index}]`, problems);
  });
}

function validateMount(
  mount: JsonObject,
  volumes: VolumesByName,
  seenPaths: ReadonlySet<string>,
  config: KnativeConfig,
): KnativeProblem[] {
  const { features, release } = config;
  const volume = volumes.get(stringField(mount, "name"));
  const mayPropagate =
    release.mountPropagation && features["kubernetes.podspec-volumes-mount-propagation"] !== "Disabled";
  const allowed = ["name", "readOnly", "mountPath", "subPath", ...(mayPropagate ? ["mountPropagation"] : [])];
  const problems = disallowedFields(mount, allowed);
  if (volume === undefined) problems.push(problem("volumeMount has no matching volume", ["name"]));
  problems.push(...validatePath(stringField(mount, "mountPath"), seenPaths, config));
  const writableKinds = ["emptyDir", "persistentVolumeClaim", ...(release.ephemeralVolumes ? ["ephemeral"] : [])];
  const isWritable = writableKinds.some((kind) => volume?.[kind] !== undefined);
  const isReadOnly = mount["readOnly"] === true;
  if (!isWritable && !isReadOnly) {
    problems.push(problem("volume mount should be readOnly for this type of volume", ["readOnly"]));
  }
  if (release.mountPropagation) problems.push(...validatePropagation(mount, config));
  if (pointerField(volume ?? {}, "persistentVolumeClaim")?.["readOnly"] === true && !isReadOnly) {
    problems.push(problem("volume is readOnly but volume mount is not", ["readOnly"]));
  }
  return problems;
}

function validatePath(path: string, seen: ReadonlySet<string>, { release }: KnativeConfig): KnativeProblem[] {
  const clean = cleanPath(path);
  const reserved = release.moreReservedPaths ? [...RESERVED_PATHS, ...MORE_RESERVED_PATHS] : RESERVED_PATHS;
  if (path === "") return [missing("mountPath")];
  if (reserved.includes(clean)) return [problem(`mountPath ${quoteGoString(clean)} is a reserved path`, ["mountPath"])];
  if (!path.startsWith("/")) return [invalidValue(path, "mountPath")];
  return seen.has(clean) ? [invalidValue(`${quoteGoString(path)} must be unique`, "mountPath")] : [];
}

function validatePropagation(mount: JsonObject, { features }: KnativeConfig): KnativeProblem[] {
  const propagation = optionalString(mount, "mountPropagation");
  if (propagation === undefined) return [];
  const problems: KnativeProblem[] = [];
  if (features["kubernetes.podspec-volumes-mount-propagation"] !== "Enabled") {
    const name = stringField(mount, "name");
    problems.push(
      problem(
        `Volume Mount Propagation support is disabled, but found volume mount ${name} with mount propagation`,
        [],
      ),
    );
  }
  if (propagation !== "None" && propagation !== "HostToContainer") {
    problems.push(problem("mount propagation should be set to None or HostToContainer", ["mountPropagation"]));
  }
  return problems;
}

/** Go's `path.Clean`. */
function cleanPath(path: string): string {
  const isAbsolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!isAbsolute) parts.push("..");
  }
  const joined = parts.join("/");
  return isAbsolute ? `/${joined}` : joined === "" ? "." : joined;
}
