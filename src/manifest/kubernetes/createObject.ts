import type { JsonObject } from "../../model/json.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { Decoded } from "./decode.ts";
import { decode } from "./decode.ts";
import { applyDefaults } from "./defaults.ts";
import type { GroupVersionKind } from "./groupVersionKind.ts";
import { manifestRelease } from "./release.ts";
import type { ObjectVerdict, ValidationOptions } from "./validation/validateObject.ts";
import { validateObject } from "./validation/validateObject.ts";

/** The body of a create request. */
export interface CreateRequest {
  readonly text: string;
  readonly format: "yaml" | "json";
  /** The type that the request is for. */
  readonly expected: GroupVersionKind;
}

/** What the API server answers. */
export interface CreateAnswer {
  readonly decoded: Decoded;
  /** The object with its defaults; absent when it cannot be decoded. */
  readonly object?: JsonObject;
  /** Of an object with strict errors: what would be left to say without them. Absent with `object`. */
  readonly verdict?: ObjectVerdict;
  /** Text of the API error; absent if the object would be created, or the order of the errors is not fixed. */
  readonly message?: string;
  /** What `kubectl create -f f.yaml` prints; absent where `message` is. */
  readonly kubectl?: string;
}

/** The way of one object through the API server: decoded strictly, defaulted, validated. Nothing is admitted or stored. */
export function createObject(
  request: CreateRequest,
  version: KubernetesVersion,
  options: ValidationOptions = {},
): CreateAnswer {
  const decoded = decode(request.text, request.format, version, { expected: request.expected });
  const refusal = decodingRefusal(decoded, request);
  if (decoded.object === undefined) return { decoded, ...refusal };
  const object = applyDefaults(decoded.object, version);
  const verdict = validateObject(object, manifestRelease(version), options);
  const { message, kubectl } = verdict;
  const invalid = message === undefined || kubectl === undefined ? {} : { message, kubectl };
  return { decoded, object, verdict, ...(refusal ?? invalid) };
}

/** What a request with a body that is not strictly right is told; undefined where it is right. */
function decodingRefusal(
  { decodeError, strictErrors, kind }: Decoded,
  { text, expected }: CreateRequest,
): { readonly message: string; readonly kubectl: string } | undefined {
  const strict = strictErrors.length === 0 ? undefined : `strict decoding error: ${strictErrors.join(", ")}`;
  const problem = decodeError ?? strict;
  if (problem === undefined) return undefined;
  const message =
    kind === undefined || kind.kind === ""
      ? `the object provided is unrecognized (must be of type ${expected.kind}): ${problem} (${summarizeData(text)})`
      : `${kind.kind} in version "${kind.version}" cannot be handled as a ${expected.kind}: ${problem}`;
  return { message, kubectl: `Error from server (BadRequest): error when creating "f.yaml": ${message}` };
}

const SUMMARY_MAXIMUM_BYTES = 30;

/** The beginning of a body: JSON as it stands, anything else byte by byte. */
function summarizeData(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length === 0) return "<empty>";
  const head = bytes.subarray(0, SUMMARY_MAXIMUM_BYTES);
  const shown = text.startsWith("{")
    ? new TextDecoder().decode(head)
    : [...head].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return bytes.length > SUMMARY_MAXIMUM_BYTES ? `${shown} ...` : shown;
}
