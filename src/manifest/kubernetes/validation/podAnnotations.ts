import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { stringField } from "../fields.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid } from "./fieldErrors.ts";
import { validateMap } from "./goMap.ts";
import { allContainers } from "./podContext.ts";
import {
  APP_ARMOR_ANNOTATION_PREFIX,
  SECCOMP_CONTAINER_ANNOTATION_PREFIX,
  SECCOMP_POD_ANNOTATION,
} from "./seccompAndAppArmor.ts";
import { validateLocalDescendingPath } from "./volumePaths.ts";

type Annotations = Readonly<Record<string, string>>;

const MIRROR_POD = "kubernetes.io/config.mirror";
const DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
const SMALLEST_INT32 = -(2 ** 31);
const LARGEST_INT32 = 2 ** 31 - 1;

/** Annotations that mean something to the server. Tolerations in an annotation, long gone from use, are not looked at. */
export function validatePodSpecificAnnotations(annotations: Annotations, spec: JsonObject, path: string): FieldError[] {
  const mirror = annotations[MIRROR_POD];
  const errors: FieldError[] = [];
  if (mirror !== undefined && stringField(spec, "nodeName") === "") {
    const detail = "must set spec.nodeName if mirror pod annotation is set";
    errors.push(invalid(`${path}[${MIRROR_POD}]`, mirror, detail));
  }
  return [
    ...errors,
    ...validateDeletionCost(annotations[DELETION_COST], `${path}[${DELETION_COST}]`),
    ...validateSeccompAnnotations(annotations, path),
    ...validateAppArmorAnnotations(annotations, spec, path),
  ];
}

function validateDeletionCost(cost: string | undefined, path: string): FieldError[] {
  if (cost === undefined) return [];
  const wellFormed = /^(?:0|-\d+|[1-9]\d*)$/.test(cost);
  if (wellFormed && Number(cost) >= SMALLEST_INT32 && Number(cost) <= LARGEST_INT32) return [];
  return [invalid(path, cost, "must be a 32bit integer")];
}

function validateSeccompAnnotations(annotations: Annotations, path: string): FieldError[] {
  const podProfile = annotations[SECCOMP_POD_ANNOTATION];
  return [
    ...(podProfile === undefined ? [] : validateSeccompName(podProfile, `${path}.${SECCOMP_POD_ANNOTATION}`)),
    ...validateMap(annotations, (key, profile) =>
      key.startsWith(SECCOMP_CONTAINER_ANNOTATION_PREFIX) ? validateSeccompName(profile, `${path}.${key}`) : [],
    ),
  ];
}

const SECCOMP_NAMES: readonly string[] = ["runtime/default", "docker/default", "unconfined"];
const LOCALHOST_PREFIX = "localhost/";

function validateSeccompName(profile: string, path: string): FieldError[] {
  if (SECCOMP_NAMES.includes(profile)) return [];
  if (profile.startsWith(LOCALHOST_PREFIX)) {
    return validateLocalDescendingPath(profile.slice(LOCALHOST_PREFIX.length), path);
  }
  return [invalid(path, profile, "must be a valid seccomp profile")];
}

function validateAppArmorAnnotations(annotations: Annotations, spec: JsonObject, path: string): FieldError[] {
  const containerNames = new Set(allContainers(spec, "").map(({ container }) => stringField(container, "name")));
  return validateMap(annotations, (key, profile) => {
    if (!key.startsWith(APP_ARMOR_ANNOTATION_PREFIX)) return [];
    const containerName = key.slice(APP_ARMOR_ANNOTATION_PREFIX.length);
    const named = profile === "" || profile === "runtime/default" || profile === "unconfined";
    const detail = `invalid AppArmor profile name: ${quoteGoString(profile)}`;
    return [
      ...(containerNames.has(containerName) ? [] : [invalid(`${path}[${key}]`, containerName, "container not found")]),
      ...(named || profile.startsWith(LOCALHOST_PREFIX) ? [] : [invalid(`${path}[${key}]`, profile, detail)]),
    ];
  });
}
