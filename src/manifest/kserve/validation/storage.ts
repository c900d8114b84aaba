import type { JsonObject } from "../../../model/json.ts";
import { isJsonObject } from "../../../model/json.ts";
import { optionalString, pointerField, stringField, structListField } from "../../kubernetes/fields.ts";
import type { Refusal } from "./componentFields.ts";

const STORAGE_PREFIXES = ["s3://", "hdfs://", "webhdfs://"];

/** Where a framework's or an explainer's own storage spec may lie. */
export function refuseStorageSpec(section: JsonObject, uri: string | undefined): Refusal {
  const storage = pointerField(section, "storage");
  if (storage === undefined) return undefined;
  const prefixes = STORAGE_PREFIXES.join(", ");
  const isSupported = (text: string): boolean => STORAGE_PREFIXES.some((prefix) => text.startsWith(prefix));
  if (uri !== undefined) {
    if (isSupported(uri)) return undefined;
    return `storageUri, must be one of: [${prefixes}] or match https://{}.blob.core.windows.net/{}/{} or be an absolute or relative local path. StorageUri [${uri}] is not supported`;
  }
  const parameters = storage["parameters"];
  const type = isJsonObject(parameters) ? optionalString(parameters, "type") : undefined;
  if (type === undefined || isSupported(`${type}://`)) return undefined;
  return `storage.spec.type, must be one of: [${prefixes}]. storage.spec.type [${type}] is not supported`;
}

/** `storageUris` of a component (0.17 and later). */
export function refuseStorageUris(component: JsonObject, uri: string | undefined): Refusal {
  if (uri !== undefined && component["storageUris"] !== undefined)
    return "Setting both StorageURI and StorageURIs is not supported.";
  const uris = structListField(component, "storageUris").map((entry) => ({
    uri: stringField(entry, "uri"),
    path: stringField(entry, "mountPath"),
  }));
  for (const entry of uris) {
    const refused = refuseStorageUri(entry);
    if (refused !== undefined) return refused;
  }
  const claims = uris.filter((entry) => entry.uri.startsWith("pvc://")).map(({ path }) => path);
  const others = uris.filter((entry) => !entry.uri.startsWith("pvc://")).map(({ path }) => path);
  if (others.length <= 1) return undefined;
  if (new Set(claims).size < claims.length) return "PVC storage paths must be unique";
  if (commonParent(others) !== "/") return undefined;
  return `storage paths must have a common parent directory. Current paths: [${others.join(" ")}] have no common parent beyond root`;
}

function refuseStorageUri({ uri, path }: { readonly uri: string; readonly path: string }): Refusal {
  if (uri === "") return "storage URI cannot be empty";
  if (path === "/") return "storage path cannot be empty";
  if (!path.startsWith("/")) return `storage path must be absolute: ${path}`;
  return path.includes("..") ? `storage path cannot contain '..' for security reasons: ${path}` : undefined;
}

/** The folder that holds all of several absolute paths; a single path is its own. */
export function commonParent(paths: readonly string[]): string {
  const [first = "", ...others] = paths;
  if (others.length === 0) return first;
  const split = paths.map((path) => path.split("/").filter((part) => part !== ""));
  const [head = []] = split;
  const differing = head.findIndex((part, index) => split.some((parts) => parts[index] !== part));
  return `/${(differing < 0 ? head : head.slice(0, differing)).join("/")}`;
}
