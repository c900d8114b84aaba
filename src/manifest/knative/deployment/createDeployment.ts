import type { JsonObject } from "../../../model/json.ts";
import type { KubernetesVersion } from "../../../model/kubernetesVersion.ts";
import { decodeValue } from "../../kubernetes/decode.ts";
import { applyDefaults } from "../../kubernetes/defaults.ts";
import { manifestRelease } from "../../kubernetes/release.ts";
import type { ObjectVerdict } from "../../kubernetes/validation/validateObject.ts";
import { validateObject } from "../../kubernetes/validation/validateObject.ts";

/** What the API server makes of a Deployment that a controller sends: fields that it does not know are dropped. */
export function createDeployment(
  deployment: JsonObject,
  version: KubernetesVersion,
): { readonly object: JsonObject; readonly verdict: ObjectVerdict } {
  const { object, decodeError } = decodeValue(deployment, version);
  if (object === undefined) throw new Error(`a Deployment of our own cannot be read: ${decodeError ?? ""}`);
  const defaulted = applyDefaults(object, version);
  return { object: defaulted, verdict: validateObject(defaulted, manifestRelease(version)) };
}
