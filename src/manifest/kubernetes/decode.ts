import { quoteGoString } from "../../model/quoteGoString.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import { parseJson } from "../source/parseJson.ts";
import type { SourceError, SourceNode } from "../source/sourceNode.ts";
import { SourceFault, sourceOf } from "../source/sourceNode.ts";
import { duplicateKeysMessage, parseYaml } from "../yaml/parseYaml.ts";
import type { DecodeProblem } from "./decodeFields.ts";
import { decodeFields } from "./decodeFields.ts";
import { goStruct } from "./goTypes.ts";
import type { GroupVersionKind } from "./groupVersionKind.ts";
import { apiVersionOf, goTypeNameOf, interpretKind, withExpectedKind } from "./groupVersionKind.ts";

/** What the API server's strict decoder makes of one document. */
export interface Decoded {
  /**
   * The object of the API, v1 JSON; absent when it cannot be decoded at all. A field is present exactly if its Go value is not the
   * zero value: no nulls, no unknown fields, no `""`, `0`, `false` in fields that are no pointers; `[]` and `{}` stay where Go tells
   * them from nil. Quantities and times are written as Kubernetes writes them, fields stand in Go's order. apiVersion and kind are
   * always there, also when only the request said them.
   */
  readonly object?: JsonObject;
  /** In the decoder's order and words: duplicate keys of YAML, unknown and duplicate fields. `object` is without them. */
  readonly strictErrors: readonly string[];
  readonly decodeError?: string;
  /** Set when `decodeError` is a parser's text, which conformance does not compare. */
  readonly class?: "yaml-syntax" | "json-syntax";
  /** What the document says it is, filled in from the request; absent when that cannot be read. */
  readonly kind?: GroupVersionKind;
  /** The same findings with their places; none for what is wrong with the text as a whole. */
  readonly problems: readonly DecodeProblem[];
}

export interface DecodeOptions {
  /** The type that the request is for: it fills in a missing kind or apiVersion. Default: none, and what misses is an error. */
  readonly expected?: GroupVersionKind;
}

/** Decodes one document as the body of a create request. */
export function decode(
  text: string,
  format: "yaml" | "json",
  version: KubernetesVersion,
  options: DecodeOptions = {},
): Decoded {
  if (format === "json") {
    try {
      return decodeNode(parseJson(text), version, options);
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error;
      return failed(
        { message: `couldn't get version/kind; json parse error: ${error.message}`, offset: error.offset },
        "json-syntax",
      );
    }
  }
  const { node, error, duplicateKeys } = parseYaml(text);
  if (node === undefined) {
    const isSyntax = error?.kind === "syntax";
    const message = `${isSyntax ? "yaml: " : ""}${error?.message ?? ""}`;
    return failed({ message, offset: error?.offset ?? 0 }, isSyntax ? "yaml-syntax" : undefined);
  }
  const decoded = decodeNode(node, version, options);
  if (duplicateKeys.length === 0 || decoded.object === undefined) return decoded;
  return { ...decoded, strictErrors: [duplicateKeysMessage(text, duplicateKeys), ...decoded.strictErrors] };
}

/** Decodes a value as if it had been sent as JSON. */
export function decodeValue(value: JsonValue, version: KubernetesVersion, options: DecodeOptions = {}): Decoded {
  return decodeNode(sourceOf(value), version, options);
}

function failed(error: SourceError, kind: Decoded["class"]): Decoded {
  const problem: DecodeProblem = { kind: "type", message: error.message, path: "", offset: error.offset };
  const decoded = { strictErrors: [], decodeError: error.message, problems: [problem] };
  return kind === undefined ? decoded : { ...decoded, class: kind };
}

/** Decodes a document that was read before; `offset` of the problems are those of the nodes. */
export function decodeNode(node: SourceNode, version: KubernetesVersion, { expected }: DecodeOptions = {}): Decoded {
  const interpreted = interpretKind(node);
  if ("error" in interpreted) {
    return failed(
      { message: interpreted.error, offset: interpreted.offset },
      interpreted.isSyntax ? "json-syntax" : undefined,
    );
  }
  const kind = expected === undefined ? interpreted.kind : withExpectedKind(interpreted.kind, expected);
  const refuse = (message: string): Decoded => ({ ...failed({ message, offset: node.start }, undefined), kind });
  if (kind.kind === "") return refuse("Object 'Kind' is missing");
  if (kind.version === "") return refuse("Object 'apiVersion' is missing");
  const struct = goStruct(goTypeNameOf(kind) ?? "", version);
  if (struct === undefined) {
    return refuse(
      `no kind ${quoteGoString(kind.kind)} is registered for version ${quoteGoString(apiVersionOf(kind))} in scheme "{scheme}"`,
    );
  }
  const { object, strictProblems, typeProblem } = decodeFields(struct, node, {
    namesEmbeddedStructs: isAtLeast(version, 35),
  });
  if (typeProblem !== undefined)
    return { strictErrors: [], decodeError: typeProblem.message, problems: [typeProblem], kind };
  if (expected !== undefined && expected.group !== kind.group) {
    return refuse(`${struct.name} is not suitable for converting to "__internal" in scheme "{scheme}"`);
  }
  return {
    object: { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind },
    strictErrors: strictProblems.map((problem) => problem.message),
    problems: strictProblems,
    kind,
  };
}
