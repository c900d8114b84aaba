import type { JsonObject } from "../../model/json.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";

/**
 * The object with the API server's defaults filled in; the argument stays as it is. `object` is the `object` of `decode`, and the
 * outcome follows the same rule: what is absent is Go's zero value. A Job without labels gets its template's, as one shared value.
 */
export function applyDefaults(object: JsonObject, version: KubernetesVersion): JsonObject {
  void version;
  return object;
}
