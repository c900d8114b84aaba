import type { Document, ParsedNode } from "yaml";
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml";
import type { JsonValue } from "../model/json.ts";
import type { Path } from "./shapeProblem.ts";

/** A place in a text; both count from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

export interface SourceProblem extends SourcePosition {
  readonly message: string;
  readonly help?: string;
}

/** A YAML or JSON text with one document: its value, and where each part of it stands. */
export interface ScenarioSource {
  readonly value: JsonValue;
  /** The place of the value at `path`, or of its key; of the nearest part around it that is in the text. */
  positionOf(path: Path, atKey?: boolean): SourcePosition;
}

/** Never throws; a text that is broken gives its problems instead. YAML 1.2 with merge keys; at most 100 uses of aliases. */
export function readSource(
  text: string,
): { readonly source: ScenarioSource } | { readonly problems: readonly SourceProblem[] } {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, merge: true, prettyErrors: false });
  if (!Array.isArray(documents) || documents.length === 0)
    return { problems: [{ line: 1, column: 1, message: "the file is empty" }] };
  const position = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const errors = documents.flatMap((document) => document.errors);
  if (errors.length > 0)
    return { problems: errors.map((error) => ({ ...position(error.pos[0]), message: firstLine(error.message) })) };
  const [document, second] = documents as Document.Parsed[];
  if (second !== undefined) {
    return {
      problems: [{ ...position(second.range[0]), message: "a scenario file holds one document, this is a second one" }],
    };
  }
  try {
    const value = (document as Document.Parsed).toJS({ maxAliasCount: 100 }) as JsonValue;
    return {
      source: {
        value,
        positionOf: (path, atKey) => position(offsetOf(document as Document.Parsed, path, atKey ?? false)),
      },
    };
  } catch (error) {
    return {
      problems: [
        {
          line: 1,
          column: 1,
          message: error instanceof Error ? firstLine(error.message) : "the aliases cannot be resolved",
        },
      ],
    };
  }
}

function offsetOf(document: Document.Parsed, path: Path, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => (isScalar(item.key) ? String(item.key.value) : undefined) === String(part),
      );
      if (pair === undefined) return offset;
      const isLast = index === path.length - 1;
      offset = (isLast && atKey ? startOf(pair.key) : (startOf(pair.value) ?? startOf(pair.key))) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as ParsedNode).range?.[0] : undefined;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
