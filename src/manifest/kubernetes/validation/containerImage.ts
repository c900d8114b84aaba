import type { JsonObject } from "../../../model/json.ts";
import { stringField } from "../fields.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid } from "./fieldErrors.ts";
import { oneOf } from "./oneOf.ts";

const PULL_POLICIES: readonly string[] = ["Always", "IfNotPresent", "Never"];

export function validatePullPolicy(policy: string, path: string): FieldError[] {
  return oneOf(path, policy, PULL_POLICIES);
}

/** White space as Go's `strings.TrimSpace` sees it: Unicode's, which lacks JavaScript's byte order mark and has U+0085. */
const PADDED = /^[\p{White_Space}]|[\p{White_Space}]$/u;

/** In a pod, not in a template, an image may not begin or end with white space. */
export function validateImageOfPod(container: JsonObject, path: string): FieldError[] {
  const image = stringField(container, "image");
  return PADDED.test(image) ? [invalid(`${path}.image`, image, "must not have leading or trailing whitespace")] : [];
}
