import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";

/** The label by which a ReplicaSet tells its pods from those of its siblings. */
const HASH_LABEL = "pod-template-hash";

/** v1.PodTemplateSpec, whose content only the kubelets look at. */
export interface PodTemplate {
  readonly metadata?: JsonObject;
  readonly spec: JsonObject;
}

/** Empty and absent are the same, as for the API machinery's semantic comparison. */
function isBlank(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (isJsonArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.values(value).every((item) => item === undefined);
}

function isSameValue(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right || (isBlank(left) && isBlank(right))) return true;
  if (isJsonArray(left) && isJsonArray(right)) {
    return left.length === right.length && left.every((item, index) => isSameValue(item, right[index]));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => isSameValue(left[key], right[key]));
}

function withoutHash({ metadata = {} }: PodTemplate): JsonValue {
  if (!isJsonObject(metadata["labels"])) return metadata;
  const { [HASH_LABEL]: _, ...labels } = metadata["labels"];
  return { ...metadata, labels };
}

/** Whether two templates are the same but for the label that ReplicaSets add. */
export function isSameTemplate(left: PodTemplate, right: PodTemplate): boolean {
  return isSameValue(left.spec, right.spec) && isSameValue(withoutHash(left), withoutHash(right));
}

function canonical(value: JsonValue | undefined): JsonValue {
  if (isJsonArray(value)) return value.map(canonical);
  if (!isJsonObject(value)) return value ?? null;
  const entries = Object.entries(value).filter(([, item]) => !isBlank(item));
  return Object.fromEntries(
    entries.sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, item]) => [key, canonical(item)]),
  );
}

/** Letters and figures that spell no words, as Kubernetes chose them. */
const SAFE = "bcdfghjklmnpqrstvwxz2456789";

/**
 * By what a ReplicaSet or a ControllerRevision of this template is named. Equal templates have equal hashes; it is not the hash
 * that the real controllers get, who print the Go structure.
 */
export function templateHash(template: PodTemplate): string {
  const text = JSON.stringify(canonical({ spec: template.spec, metadata: withoutHash(template) }));
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return [...`${hash}`].map((digit) => SAFE[digit.charCodeAt(0) % SAFE.length]).join("");
}
