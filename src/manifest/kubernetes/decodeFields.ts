import { quoteGoString } from "../../model/quoteGoString.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../model/json.ts";
import type { SourceArray, SourceNode, SourceObject } from "../source/sourceNode.ts";
import { parseGoTime } from "./goTime.ts";
import type { GoField, GoStruct, GoType } from "./goTypes.ts";
import { goTypeName } from "./goTypes.ts";
import { formatQuantity, parseQuantity } from "./quantity.ts";

/*
 * Go's JSON decoder over the API's types, as the strict serializer uses it (sigs.k8s.io/json `UnmarshalStrict`): field names are
 * case-sensitive, the first error of a type wins but reading goes on, an error of a type that decodes itself ends it.
 */

/** Something wrong with a field. */
export interface DecodeProblem {
  readonly kind: "unknown" | "duplicate" | "type";
  /** As the API server words it. */
  readonly message: string;
  /** With indices: `spec.containers[0].image`. */
  readonly path: string;
  /** Where the key of an unknown or duplicate field, or the value of a wrong type, stands; NO_OFFSET for plain data. */
  readonly offset: number;
  /** Of an unknown field: its name, the struct it was looked for in, and the names that are valid there. */
  readonly unknown?: UnknownField;
}

export interface UnknownField {
  readonly name: string;
  /** As the table of types has it. */
  readonly structName: string;
  readonly validNames: readonly string[];
}

export interface DecodedFields {
  readonly object: JsonObject;
  /** Unknown and duplicate fields, each once, at most 100, in the order of the document. */
  readonly strictProblems: readonly DecodeProblem[];
  /** The one that the server answers with. */
  readonly typeProblem?: DecodeProblem;
}

export interface DecodeOptions {
  /** 1.35 and later name inlined structs in the path of an error (validation/strict.v1.34: all 29 differences). */
  readonly namesEmbeddedStructs: boolean;
  /**
   * Go's `encoding/json` with unknown fields disallowed, as webhooks read: names in any capitals, an unknown field is an error like
   * any other, and of several errors the first is told. Default: false, Kubernetes' own strict reader.
   */
  readonly isStandardLibrary?: boolean;
}

interface Decoding {
  readonly options: DecodeOptions;
  readonly strictProblems: DecodeProblem[];
  readonly seenStrictProblems: Set<string>;
  typeProblem: DecodeProblem | undefined;
  /** Go's error context: the struct whose field is being read, and the names that lead there, without indices. */
  structName: string;
  readonly fieldNames: string[];
  /** As strict errors show it, with indices and keys of maps. */
  readonly path: string[];
}

/** Thrown by types that decode themselves: nothing is read after it. */
class DecodeFault extends Error {
  readonly problem: DecodeProblem;
  constructor(problem: DecodeProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const STRICT_PROBLEMS_MAX = 100;

/** Decodes an object of the given type. */
export function decodeFields(struct: GoStruct, node: SourceNode, options: DecodeOptions): DecodedFields {
  const decoding: Decoding = {
    options,
    strictProblems: [],
    seenStrictProblems: new Set(),
    typeProblem: undefined,
    structName: "",
    fieldNames: [],
    path: [],
  };
  try {
    const value = decodeNode(decoding, struct, node, undefined);
    const object = isJsonObject(value) ? value : {};
    const { strictProblems, typeProblem } = decoding;
    return typeProblem === undefined ? { object, strictProblems } : { object, strictProblems, typeProblem };
  } catch (error) {
    if (!(error instanceof DecodeFault)) throw error;
    return { object: {}, strictProblems: decoding.strictProblems, typeProblem: error.problem };
  }
}

function currentPath(decoding: Decoding): string {
  return decoding.path.join("");
}

function describeType(decoding: Decoding, found: string, typeName: string, node: SourceNode): DecodeProblem {
  const { structName, fieldNames } = decoding;
  // Without a package: Type.Name().
  const place =
    fieldNames.length === 0
      ? "Go value"
      : `Go struct field ${structName.slice(structName.indexOf(".") + 1)}.${fieldNames.join(".")}`;
  const message = `json: cannot unmarshal ${found} into ${place} of type ${typeName}`;
  return { kind: "type", message, path: currentPath(decoding), offset: node.start };
}

function saveTypeProblem(decoding: Decoding, found: string, type: GoType, node: SourceNode): undefined {
  decoding.typeProblem ??= describeType(decoding, found, goTypeName(type), node);
  return undefined;
}

function saveStrictProblem(
  decoding: Decoding,
  kind: "unknown" | "duplicate",
  key: string,
  offset: number,
  struct?: GoStruct,
): void {
  const path = decoding.path.length === 0 ? key : `${currentPath(decoding)}.${key}`;
  const message = `${kind} field ${quoteGoString(path)}`;
  if (decoding.strictProblems.length >= STRICT_PROBLEMS_MAX || decoding.seenStrictProblems.has(message)) return;
  decoding.seenStrictProblems.add(message);
  const problem = { kind, message, path, offset };
  if (kind === "duplicate" || struct === undefined) decoding.strictProblems.push(problem);
  else
    decoding.strictProblems.push({
      ...problem,
      unknown: { name: key, structName: struct.tableName, validNames: [...struct.fields.keys()] },
    });
}

function saveUnknownField(decoding: Decoding, key: string, offset: number, struct: GoStruct): void {
  if (decoding.options.isStandardLibrary !== true) {
    saveStrictProblem(decoding, "unknown", key, offset, struct);
    return;
  }
  const unknown = { name: key, structName: struct.tableName, validNames: [...struct.fields.keys()] };
  const message = `json: unknown field ${quoteGoString(key)}`;
  const path = decoding.path.length === 0 ? key : `${currentPath(decoding)}.${key}`;
  decoding.typeProblem ??= { kind: "unknown", message, path, offset, unknown };
}

/** `encoding/json` folds capitals, and the two letters beyond ASCII that fold to one within. */
function fieldInOtherCapitals(decoding: Decoding, struct: GoStruct, key: string): GoField | undefined {
  if (decoding.options.isStandardLibrary !== true) return undefined;
  const fold = (name: string): string => name.replaceAll("\u017f", "s").replaceAll("\u212a", "k").toLowerCase();
  const wanted = fold(key);
  return struct.fields.values().find(({ name }) => fold(name) === wanted);
}

/** The value, or undefined for Go's nil (and for what could not be read). `before` is what a duplicate found earlier. */
function decodeNode(
  decoding: Decoding,
  type: GoType,
  node: SourceNode,
  before: JsonValue | undefined,
): JsonValue | undefined {
  switch (type.kind) {
    case "pointer":
      return node.kind === "null" ? undefined : (decodeNode(decoding, type.to, node, before) ?? before);
    case "quantity":
      return decodeQuantity(decoding, node);
    case "time":
      return decodeTime(decoding, node);
    case "intOrString":
      return decodeIntOrString(decoding, node);
    case "raw":
      return plainValue(node);
    case "struct":
      if (node.kind === "object") return decodeStruct(decoding, type, node, isJsonObject(before) ? before : {});
      return node.kind === "null" ? before : saveTypeProblem(decoding, nodeWord(node), type, node);
    case "map":
      if (node.kind === "object") return decodeMap(decoding, type.of, node, isJsonObject(before) ? before : {});
      return node.kind === "null" ? undefined : saveTypeProblem(decoding, nodeWord(node), type, node);
    case "slice":
      if (node.kind === "array") return decodeSlice(decoding, type.of, node, isJsonArray(before) ? before : []);
      return node.kind === "null" ? undefined : saveTypeProblem(decoding, nodeWord(node), type, node);
    case "string":
    case "bool":
      if (node.kind === "null") return before ?? zeroOf(type);
      if (node.kind === (type.kind === "bool" ? "boolean" : "string"))
        return (node as { readonly value: JsonValue }).value;
      return saveTypeProblem(decoding, nodeWord(node), type, node);
    case "int32":
    case "int64":
      if (node.kind === "null") return before ?? 0;
      if (node.kind === "number") return decodeInteger(decoding, type, type.kind, node);
      return saveTypeProblem(decoding, nodeWord(node), type, node);
  }
}

/** What Go calls a JSON value. */
function nodeWord(node: SourceNode): string {
  return node.kind === "boolean" ? "bool" : node.kind;
}

/** The zero value that an element of a slice or map has; undefined for nil. */
function zeroOf(type: GoType): JsonValue | undefined {
  if (type.kind === "string") return "";
  if (type.kind === "bool") return false;
  if (type.kind === "int32" || type.kind === "int64" || type.kind === "intOrString") return 0;
  if (type.kind === "quantity") return "0";
  return type.kind === "struct" ? {} : undefined;
}

const INTEGER_RANGES = { int32: [-(2n ** 31n), 2n ** 31n - 1n], int64: [-(2n ** 63n), 2n ** 63n - 1n] } as const;

function decodeInteger(
  decoding: Decoding,
  type: GoType,
  size: "int32" | "int64",
  node: Extract<SourceNode, { kind: "number" }>,
): number | undefined {
  const [min, max] = INTEGER_RANGES[size];
  const value = /^-?\d+$/.test(node.text) ? BigInt(node.text) : undefined;
  if (value === undefined || value < min || value > max)
    return saveTypeProblem(decoding, `number ${node.text}`, type, node);
  return Number(value);
}

function decodeIntOrString(decoding: Decoding, node: SourceNode): number | string {
  if (node.kind === "string") return node.value;
  if (node.kind === "null") return 0;
  const [min, max] = INTEGER_RANGES.int32;
  const isInteger = node.kind === "number" && /^-?\d+$/.test(node.text);
  if (isInteger && BigInt(node.text) >= min && BigInt(node.text) <= max) return Number(node.text);
  const found = node.kind === "number" ? `number ${node.text}` : nodeWord(node);
  throw new DecodeFault(describeType(decoding, found, "int32", node));
}

function decodeQuantity(decoding: Decoding, node: SourceNode): string {
  if (node.kind === "null") return "0";
  const quantity = parseQuantity(quantityText(node).trim());
  if (typeof quantity !== "string") return formatQuantity(quantity);
  throw new DecodeFault({ kind: "type", message: quantity, path: currentPath(decoding), offset: node.start });
}

/** The JSON text without quotes: escapes are not read. Collections begin with what no quantity begins with. */
function quantityText(node: SourceNode): string {
  if (node.kind === "string") return JSON.stringify(node.value).slice(1, -1);
  if (node.kind === "number") return node.text;
  return node.kind === "boolean" ? String(node.value) : "{";
}

function decodeTime(decoding: Decoding, node: SourceNode): string | undefined {
  if (node.kind === "null") return undefined;
  if (node.kind !== "string") throw new DecodeFault(describeType(decoding, nodeWord(node), "string", node));
  const parsed = parseGoTime(node.value);
  if ("error" in parsed)
    throw new DecodeFault({ kind: "type", message: parsed.error, path: currentPath(decoding), offset: node.start });
  return parsed.time;
}

function decodeStruct(decoding: Decoding, struct: GoStruct, node: SourceObject, before: JsonObject): JsonObject {
  const values = new Map<string, JsonValue | undefined>(Object.entries(before));
  const seen = new Set<string>();
  const outerName = decoding.structName;
  const outerDepth = decoding.fieldNames.length;
  for (const { key, keyStart, value } of node.members) {
    const field = struct.fields.get(key) ?? fieldInOtherCapitals(decoding, struct, key);
    if (field === undefined) {
      saveUnknownField(decoding, key, keyStart, struct);
      continue;
    }
    const { name } = field;
    if (seen.has(name)) saveStrictProblem(decoding, "duplicate", key, keyStart);
    seen.add(name);
    if (field.embedded !== undefined && decoding.options.namesEmbeddedStructs) decoding.fieldNames.push(field.embedded);
    decoding.fieldNames.push(name);
    decoding.structName = struct.name;
    decoding.path.push(decoding.path.length === 0 ? key : `.${key}`);
    values.set(name, decodeNode(decoding, field.type, value, values.get(name)));
    decoding.path.pop();
    decoding.fieldNames.length = outerDepth;
    decoding.structName = outerName;
  }
  return inFieldOrder(struct, values);
}

/** Only what is not Go's zero value, in Go's order. */
function inFieldOrder(struct: GoStruct, values: ReadonlyMap<string, JsonValue | undefined>): JsonObject {
  const object: Record<string, JsonValue> = {};
  for (const field of struct.fields.values()) {
    const value = values.get(field.name);
    if (value !== undefined && !isZero(field.type, value)) object[field.name] = value;
  }
  return object;
}

/** Whether a value is what its field holds in Go when nothing was set. */
function isZero(type: GoType, value: JsonValue): boolean {
  if (type.kind === "struct") return isJsonObject(value) && Object.keys(value).length === 0;
  return value === "" ? type.kind === "string" : (value === 0 || value === false) && type.kind !== "pointer";
}

function decodeMap(decoding: Decoding, of: GoType, node: SourceObject, before: JsonObject): JsonObject {
  const values = new Map<string, JsonValue>(Object.entries(before) as [string, JsonValue][]);
  const seen = new Set<string>();
  for (const { key, keyStart, value } of node.members) {
    if (seen.has(key)) saveStrictProblem(decoding, "duplicate", key, keyStart);
    seen.add(key);
    decoding.path.push(decoding.path.length === 0 ? key : `.${key}`);
    values.set(key, decodeNode(decoding, of, value, undefined) ?? zeroOf(of) ?? null);
    decoding.path.pop();
  }
  // fromEntries makes `__proto__` an ordinary key.
  return Object.fromEntries(values);
}

function decodeSlice(decoding: Decoding, of: GoType, node: SourceArray, before: readonly JsonValue[]): JsonValue[] {
  return node.items.map((item, index) => {
    decoding.path.push(`[${index}]`);
    const value = decodeNode(decoding, of, item, before[index]) ?? zeroOf(of) ?? null;
    decoding.path.pop();
    return value;
  });
}

/** The data as it stands, for fields that Kubernetes does not look into. */
function plainValue(node: SourceNode): JsonValue | undefined {
  if (node.kind === "object")
    return Object.fromEntries(node.members.map(({ key, value }) => [key, plainValue(value) ?? null]));
  if (node.kind === "array") return node.items.map((item) => plainValue(item) ?? null);
  if (node.kind === "number") return Number(node.text);
  return node.kind === "null" ? undefined : node.value;
}
