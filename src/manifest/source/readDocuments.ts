import { parseYaml } from "../yaml/parseYaml.ts";
import { parseJsonValue, skipSpace } from "./parseJson.ts";
import { removeDuplicates } from "./removeDuplicates.ts";
import type { SourceError, SourceNode } from "./sourceNode.ts";
import { SourceFault } from "./sourceNode.ts";

/** A document of a file, or what stands in its place. All offsets are into the whole text. */
export interface SourceDocument {
  readonly start: number;
  readonly end: number;
  readonly format: "yaml" | "json";
  /** What kubectl would send, each value with its place; absent with an error. Offsets are from `base` on. */
  readonly node?: SourceNode;
  /** Where the offsets of `node` begin. */
  readonly base: number;
  readonly duplicateKeys: readonly { readonly key: string; readonly offset: number }[];
  readonly error?: SourceError;
}

/**
 * The documents of a file in kubectl's manner (apimachinery `YAMLOrJSONDecoder`): a text that begins with `{` is a row of JSON
 * values, unless one of the first two is none; any other text is YAML, cut at lines that begin with `---` before any of it is
 * parsed, even within a block scalar. Where kubectl would stop at an error the next document is read all the same. At most `max`
 * documents are read.
 */
export function readDocuments(text: string, max: number): SourceDocument[] {
  if (/^\s*\{/.test(text)) {
    const { documents, rest, error } = readJsonValues(text, max);
    if (error === undefined) return documents;
    const yaml = documents.length > 1 ? undefined : readYamlDocuments(text, rest, max - documents.length);
    // Neither of both: the JSON error tells more of a text that looks like JSON.
    if (yaml?.some((document) => document.node !== undefined)) return [...documents, ...yaml];
    return [...documents, failed("json", rest, text.length, error)];
  }
  return readYamlDocuments(text, 0, max);
}

function failed(format: "yaml" | "json", start: number, end: number, error: SourceError): SourceDocument {
  return { start, end, format, base: 0, duplicateKeys: [], error };
}

function readJsonValues(text: string, max: number): { documents: SourceDocument[]; rest: number; error?: SourceError } {
  const documents: SourceDocument[] = [];
  let rest = skipSpace(text, 0);
  while (rest < text.length && documents.length < max) {
    try {
      const { node, next } = parseJsonValue(text, rest);
      const { node: unique, duplicateKeys } = removeDuplicates(node);
      documents.push({ start: rest, end: next, format: "json", base: 0, node: unique, duplicateKeys });
      rest = skipSpace(text, next);
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error;
      return { documents, rest, error: { message: error.message, offset: error.offset } };
    }
  }
  return { documents, rest };
}

function readYamlDocuments(text: string, from: number, max: number): SourceDocument[] {
  const documents: SourceDocument[] = [];
  for (const { start, end, separator } of splitYaml(text, from)) {
    if (documents.length >= max) break;
    if (separator !== undefined) {
      documents.push(
        failed("yaml", start, end, { message: `invalid Yaml document separator: ${separator}`, offset: start }),
      );
      continue;
    }
    const { node, duplicateKeys, error } = parseYaml(text.slice(start, end));
    if (error !== undefined)
      documents.push(failed("yaml", start, end, { message: error.message, offset: start + error.offset }));
    else if (node !== undefined) {
      const duplicates = duplicateKeys.map(({ key, keyOffset }) => ({ key, offset: start + keyOffset }));
      documents.push({ start, end, format: "yaml", base: start, node, duplicateKeys: duplicates });
    }
  }
  return documents;
}

interface YamlPart {
  readonly start: number;
  readonly end: number;
  /** What stands behind a `---` and does not belong there. */
  readonly separator?: string;
}

/** apimachinery `YAMLReader`: a part is what stands before a separator, its own opening `---` included. */
function splitYaml(text: string, from: number): YamlPart[] {
  const parts: YamlPart[] = [];
  let start = from;
  let at = from;
  while (at < text.length) {
    const lineFeed = text.indexOf("\n", at);
    const next = lineFeed < 0 ? text.length : lineFeed + 1;
    if (text.startsWith("---", at)) {
      const separator = text.slice(at + 3, next).trim();
      const isBad = separator !== "" && !separator.startsWith("#");
      if (isBad || at > start) {
        if (at > start) parts.push({ start, end: at });
        if (isBad) parts.push({ start: at, end: next, separator });
        start = next;
      }
    }
    at = next;
  }
  if (start < text.length) parts.push({ start, end: text.length });
  return parts;
}

/** What keeps a document that was read as YAML, and begins as JSON does, from being JSON; undefined: nothing does, or it is plain YAML. */
export function jsonErrorOf(text: string, { start, end, format }: SourceDocument): SourceError | undefined {
  const first = skipSpace(text, start);
  if (format === "json" || text[first] !== "{") return undefined;
  try {
    parseJsonValue(text.slice(0, end), first);
    return undefined;
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error;
    return { message: error.message, offset: error.offset };
  }
}
