import type { Diagnostic, SourcePlace } from "../model/diagnostic.ts";
import type { DialectName } from "../model/dialect.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { PlatformContext } from "../model/platformContext.ts";
import { DIALECTS } from "./dialects.ts";
import type { GivenObject, ObjectContext, ReadObject } from "./dialect.ts";
import { fileDiagnostic, helmHint, syntaxDiagnostic } from "./describeFile.ts";
import { interpretKind } from "./kubernetes/groupVersionKind.ts";
import { readObject } from "./readObject.ts";
import { locateField } from "./source/locateField.ts";
import type { SourceDocument } from "./source/readDocuments.ts";
import { jsonErrorOf, readDocuments } from "./source/readDocuments.ts";
import type { SourceNode } from "./source/sourceNode.ts";
import { memberOf } from "./source/sourceNode.ts";
import type { SourceText } from "./source/sourceText.ts";
import { placeAt, sourceText } from "./source/sourceText.ts";

/** One object of a file: a document, or an item of a document that is a list. */
export interface ManifestObject extends ReadObject {
  /** Number of the document in the file, from 0. */
  readonly document: number;
  /** Path of the object within its document: empty, or `items[2]`. */
  readonly path: string;
  /** Lines of the document, or of the item, from 1. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The API server would take it. Warnings do not count. */
  readonly isAccepted: boolean;
  /** For `placeOfField`. */
  readonly source: SourceText;
  readonly node: SourceNode;
  readonly base: number;
}

export interface ManifestFile {
  readonly file: string;
  readonly objects: readonly ManifestObject[];
  /** Of the file and of documents that are no manifests; those of objects stand with them. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReadManifestOptions {
  readonly version: KubernetesVersion;
  /** Decides where the content of an object fits several dialects, or none. */
  readonly dialect?: DialectName;
  /** What the files of platforms do not say. */
  readonly platform?: PlatformContext;
  /** Default 32 MiB. */
  readonly maxBytes?: number;
  /** Objects of one file, items of lists counted. Default 10,000. */
  readonly maxDocuments?: number;
}

const UNREADABLE = { content: { is: "unreadable" }, diagnostics: [], isAccepted: false } as const;

const MAX_BYTES_DEFAULT = 32 * 2 ** 20;
const MAX_DOCUMENTS_DEFAULT = 10_000;

/** A text that is given for reading. */
export interface ManifestText {
  readonly fileName: string;
  readonly text: string;
}

/**
 * Reads the manifests in a text as `kubectl apply` and the API server behind it do, or as the platform does whose dialect it is.
 * Never throws on account of the text: what is wrong is told in diagnostics, and what stands beside it is read all the same.
 */
export function readManifest(fileName: string, text: string, options: ReadManifestOptions): ManifestFile {
  return readParsed(parseText({ fileName, text }, options), undefined, options);
}

/** As `readManifest`, of files that are given together: the objects of one may refer to those of another. */
export function readManifests(texts: readonly ManifestText[], options: ReadManifestOptions): ManifestFile[] {
  const parsed = texts.map((text) => parseText(text, options));
  const given = parsed.flatMap(givenIn);
  return parsed.map((one) => readParsed(one, given, options));
}

/** An object as it would be with another text in its place, beside the same others. Undefined: that is no one object. */
export function rereadObject(
  object: ManifestObject,
  text: string,
  files: readonly ManifestFile[],
  options: ReadManifestOptions,
): ManifestObject | undefined {
  const parsed = parseText({ fileName: object.source.fileName, text }, options);
  const others = files.flatMap(({ objects }) => objects.filter((other) => other !== object));
  const [only, ...more] = readParsed(parsed, [...givenIn(parsed), ...others], options).objects;
  return more.length === 0 ? only : undefined;
}

/** An object, or an item of a list, that is still to be read. */
interface Pending {
  readonly node: SourceNode;
  readonly path: string;
  readonly expected?: NonNullable<ObjectContext["expected"]>;
}

/** A document of a file; `pending` is empty where it cannot be read. */
interface ParsedDocument {
  readonly document: SourceDocument;
  readonly pending: readonly Pending[];
}

interface ParsedFile {
  readonly source: SourceText;
  readonly documents: readonly ParsedDocument[];
  /** Of the whole file. */
  readonly diagnostics: readonly Diagnostic[];
}

function parseText({ fileName, text }: ManifestText, options: ReadManifestOptions): ParsedFile {
  const { maxBytes = MAX_BYTES_DEFAULT, maxDocuments = MAX_DOCUMENTS_DEFAULT } = options;
  // A text has at least as many bytes as characters: this needs no encoding.
  if (text.length > maxBytes) return refused(fileName, "too-large", `the file has more than ${maxBytes} bytes`);
  if (text.includes("\0")) return refused(fileName, "binary", "this is a binary file, not a manifest");
  const source = sourceText(fileName, text);
  const documents: ParsedDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  let rest = maxDocuments;
  for (const document of readDocuments(text, maxDocuments + 1)) {
    if (rest <= 0) {
      const message = `more than ${maxDocuments} documents: the rest was not read`;
      diagnostics.push(fileDiagnostic(source, document.start, "too-many-documents", message));
      break;
    }
    const pending =
      document.error !== undefined || document.node === undefined
        ? []
        : unfoldLists({ node: document.node, path: "" }).slice(0, rest);
    rest -= pending.length;
    documents.push({ document, pending });
  }
  return { source, documents, diagnostics };
}

function givenIn({ source, documents }: ParsedFile): GivenObject[] {
  return documents.flatMap(({ document, pending }) =>
    pending.map(({ node }) => ({ source, node, base: document.base })),
  );
}

function readParsed(
  parsed: ParsedFile,
  given: readonly GivenObject[] = givenIn(parsed),
  options: ReadManifestOptions,
): ManifestFile {
  const { source } = parsed;
  const objects: ManifestObject[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, { document, pending }] of parsed.documents.entries()) {
    const syntax = syntaxDiagnostic(source, document);
    if (syntax !== undefined) diagnostics.push(syntax);
    else if (document.node !== undefined) {
      const read = pending.map((one) => readPending(one, source, document, index, given, options));
      const hint = read.every((object) => object.isAccepted) ? undefined : helmHint(source, document);
      const faults = [...jsonFaults(source, document, read), ...duplicateKeyDiagnostics(source, document, read)];
      const isBroken = hint !== undefined || faults.some(({ severity }) => severity === "error");
      // What else is wrong with a template, or with what may mean two things, is no fault of its own.
      objects.push(...(isBroken ? read.map((object) => ({ ...object, ...UNREADABLE })) : read));
      diagnostics.push(...faults);
      if (hint !== undefined) diagnostics.push(hint);
    }
  }
  diagnostics.push(...parsed.diagnostics);
  if (diagnostics.length === 0 && objects.every((object) => object.content.is === "empty")) {
    diagnostics.push(fileDiagnostic(source, 0, "no-objects", "the file holds no objects"));
  }
  return { file: source.fileName, objects, diagnostics };
}

function refused(fileName: string, code: "too-large" | "binary", message: string): ParsedFile {
  const source = sourceText(fileName, "");
  return { source, documents: [], diagnostics: [fileDiagnostic(source, 0, code, message)] };
}

/** As many as the API server's strict reader tells of one document. */
const DUPLICATE_KEYS_MAX = 100;

/** A key that is given twice: kubectl keeps the last, and no platform with files of its own says what it does. */
function duplicateKeyDiagnostics(
  source: SourceText,
  document: SourceDocument,
  objects: readonly ManifestObject[],
): Diagnostic[] {
  const ownFile = objects.find(({ dialect }) => dialect !== undefined && isOfOwnFile(dialect));
  const isTold = ({ line, column }: SourcePlace): boolean =>
    objects.some(({ diagnostics }) => diagnostics.some((one) => one.line === line && one.column === column));
  return document.duplicateKeys
    .slice(0, DUPLICATE_KEYS_MAX)
    .map(
      ({ key, offset }): Diagnostic => ({
        code: "duplicate-key",
        severity: ownFile === undefined ? "warning" : "error",
        subject: ownFile === undefined ? "object" : "file",
        file: source.fileName,
        ...placeAt(source, offset),
        message: `key ${key} is given twice in one mapping`,
        why:
          ownFile === undefined
            ? "kubectl keeps the last one without a word; a client that sends the file as it is would be refused"
            : "which of them would count nobody has published",
        help: "remove one of them",
      }),
    )
    .filter((diagnostic) => ownFile === undefined || !isTold(diagnostic));
}

/** Whether files of a dialect never pass through kubectl. */
function isOfOwnFile(dialect: DialectName): boolean {
  return dialect !== "kubernetes" && DIALECTS[dialect].apiGroups.length === 0;
}

function jsonFaults(
  source: SourceText,
  document: SourceDocument,
  objects: readonly ManifestObject[],
): readonly Diagnostic[] {
  const isJson = objects.some(({ dialect }) => dialect !== undefined && DIALECTS[dialect].isJson === true);
  const error = isJson ? jsonErrorOf(source.text, document) : undefined;
  return error === undefined ? [] : [fileDiagnostic(source, error.offset, "json-syntax", error.message)];
}

function readPending(
  pending: Pending,
  source: SourceText,
  document: SourceDocument,
  index: number,
  given: readonly GivenObject[],
  { version, dialect, platform = {} }: ReadManifestOptions,
): ManifestObject {
  const { node, path, expected } = pending;
  const lines = linesOf(source, document, pending);
  const { base, duplicateKeys } = document;
  const { firstLine } = lines;
  const context = { source, document: index, path, firstLine, base, version, duplicateKeys, platform, given };
  const read = readObject(node, expected === undefined ? context : { ...context, expected }, dialect);
  return {
    ...read,
    ...lines,
    document: index,
    path,
    isAccepted: read.content.is !== "unreadable" && !read.diagnostics.some(({ severity }) => severity === "error"),
    source,
    node,
    base,
  };
}

/** Lists within lists too, as kubectl flattens them; the items of a typed list may leave out their kind. */
function unfoldLists(pending: Pending): Pending[] {
  const interpreted = interpretKind(pending.node);
  if ("error" in interpreted || !interpreted.kind.kind.endsWith("List")) return [pending];
  const items = memberOf(pending.node, "items")?.value;
  if (items?.kind !== "array") return [pending];
  const { kind } = interpreted;
  return items.items.flatMap((node, index) => {
    const path = `${pending.path === "" ? "" : `${pending.path}.`}items[${index}]`;
    return unfoldLists(
      kind.kind === "List"
        ? { node, path }
        : { node, path, expected: { ...kind, kind: kind.kind.slice(0, -"List".length) } },
    );
  });
}

/** An empty document has the line it begins with. */
function linesOf(
  source: SourceText,
  document: SourceDocument,
  { node }: Pending,
): { firstLine: number; lastLine: number } {
  const lineAt = (offset: number): number => placeAt(source, offset).line;
  if (node.kind === "null") return { firstLine: lineAt(document.start), lastLine: lineAt(document.start) };
  return { firstLine: lineAt(document.base + node.start), lastLine: lineAt(document.base + node.end) };
}

/**
 * The place of a field of an object: `spec.template.spec.containers[0].livenessProbe.periodSeconds`. Where the manifest does not
 * say the field (a default), that of its nearest ancestor; `isWhole` tells.
 */
export function placeOfField(object: ManifestObject, path: string): SourcePlace & { readonly isWhole: boolean } {
  const { offset, isWhole } = locateField(object.node, path);
  return { ...placeAt(object.source, object.base + offset), isWhole };
}
