import { OLDEST_TYPES_MINOR, TYPE_TABLE } from "./typeTable.ts";
import { NEWEST_MINOR } from "../../model/kubernetesVersion.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";

/** A field of a struct as Go's JSON decoder sees it. */
export interface GoField {
  readonly name: string;
  readonly type: GoType;
  /** Name of the inlined struct that holds the field; 1.35 and later name it in the path of an error. */
  readonly embedded?: string;
  /** Written even when it is zero. */
  readonly always: boolean;
}

export interface GoStruct {
  readonly kind: "struct";
  /** With its package, `v1.Probe`. */
  readonly name: string;
  /** As the table has it. */
  readonly tableName: string;
  readonly fields: ReadonlyMap<string, GoField>;
}

export type GoType =
  | GoStruct
  | { readonly kind: "pointer"; readonly to: GoType }
  | { readonly kind: "slice"; readonly of: GoType; readonly name: string }
  | { readonly kind: "map"; readonly of: GoType; readonly name: string }
  | GoLeaf;

/** A type without parts; the last four decode themselves. */
export interface GoLeaf {
  readonly kind: "string" | "bool" | "int32" | "int64" | "quantity" | "time" | "intOrString" | "raw";
  readonly name: string;
}

/** Types that decode themselves. */
const OWN_DECODERS: Readonly<Record<string, "quantity" | "time" | "intOrString" | "raw">> = {
  FieldsV1: "raw",
  "intstr.IntOrString": "intOrString",
  "resource.Quantity": "quantity",
  Time: "time",
};

const BASIC_KINDS: Readonly<Record<string, "string" | "bool" | "int32" | "int64">> = {
  bool: "bool",
  int32: "int32",
  int64: "int64",
  string: "string",
};

/** A table's lines by the name of the struct. */
type TypeLines = ReadonlyMap<string, string>;

function linesOf(table: string): TypeLines {
  return new Map(
    table
      .trim()
      .split("\n")
      .map((line): [string, string] => {
        const space = line.indexOf(" ");
        return space < 0 ? [line, ""] : [line.slice(0, space), line.slice(space + 1)];
      }),
  );
}

let kubernetesLines: TypeLines | undefined;

/** Those of Kubernetes; made when the first manifest is read. */
function tableLines(): TypeLines {
  kubernetesLines ??= linesOf(TYPE_TABLE);
  return kubernetesLines;
}

/** The types of one minor release, each made when it is first asked for. */
type Types = (typeName: string) => GoType;

const typesByMinor = new Map<number, Types>();

/** The struct of that name as a release knows it; undefined where the table has none. Older releases than the table's are read as its oldest. */
export function goStruct(name: string, version: KubernetesVersion): GoStruct | undefined {
  const type = tableLines().has(name) ? kubernetesTypes(version)(name) : undefined;
  return type?.kind === "struct" ? type : undefined;
}

function kubernetesTypes(version: KubernetesVersion): Types {
  const minor = Math.max(version.minor, OLDEST_TYPES_MINOR);
  let types = typesByMinor.get(minor);
  if (types === undefined) {
    types = typesOf(tableLines(), minor, (typeName, typeOf) => typeExpression(typeName, typeOf));
    typesByMinor.set(minor, types);
  }
  return types;
}

/**
 * The structs of a platform whose objects hold those of Kubernetes.
 * @param table as TYPE_TABLE, by minors of the platform; `+Container` inlines all fields of a struct of Kubernetes
 * @param minor of the platform
 * @param version of Kubernetes, whose types the platform's release was built with
 */
export function platformStructs(
  table: string,
  minor: number,
  version: KubernetesVersion,
): (name: string) => GoStruct | undefined {
  const lines = linesOf(table);
  const types = typesOf(lines, minor, (typeName, typeOf) =>
    tableLines().has(typeName) ? kubernetesTypes(version)(typeName) : typeExpression(typeName, typeOf),
  );
  return (name) => {
    const type = lines.has(name) ? types(name) : undefined;
    return type?.kind === "struct" ? type : undefined;
  };
}

/** @param elsewhere makes the types that have no line in the table */
function typesOf(lines: TypeLines, minor: number, elsewhere: (typeName: string, typeOf: Types) => GoType): Types {
  const made = new Map<string, GoType>();
  const typeOf: Types = (typeName) => {
    const known = made.get(typeName);
    if (known !== undefined) return known;
    const line = lines.get(typeName);
    if (line === undefined) {
      const type = elsewhere(typeName, typeOf);
      made.set(typeName, type);
      return type;
    }
    const fields = new Map<string, GoField>();
    const struct: GoStruct = { kind: "struct", name: withPackage(typeName), tableName: typeName, fields };
    made.set(typeName, struct);
    for (const entry of line.split(" ")) {
      if (entry === "" || !isKnownTo(entry, minor)) continue;
      for (const field of entry.startsWith("+") ? inlined(entry, typeOf) : [parseField(entry, typeOf)])
        fields.set(field.name, field);
    }
    return struct;
  };
  return typeOf;
}

function inlined(entry: string, typeOf: Types): Iterable<GoField> {
  const embedded = entry.slice(1).split("@")[0] ?? "";
  const struct = typeOf(embedded);
  return struct.kind === "struct" ? struct.fields.values().map((field) => ({ ...field, embedded })) : [];
}

function isKnownTo(entry: string, minor: number): boolean {
  const ranges = entry.split("@")[1];
  return ranges === undefined || ranges.split(",").some((range) => isWithin(minor, range));
}

/** One entry of the table. */
function parseField(entry: string, typeOf: Types): GoField {
  const [written = ""] = entry.split("@");
  const colon = written.indexOf(":");
  const always = written[colon - 1] === "!";
  const path = written.slice(0, always ? colon - 1 : colon);
  const dot = path.indexOf(".");
  const type = typeOf(written.slice(colon + 1));
  return dot < 0
    ? { name: path, type, always }
    : { name: path.slice(dot + 1), type, always, embedded: path.slice(0, dot) };
}

function isWithin(minor: number, range: string): boolean {
  const [first = "", last = ""] = range.split("-");
  return (first === "" || minor >= Number(first)) && (last === "" || minor <= Number(last));
}

function typeExpression(expression: string, typeOf: Types): GoType {
  if (expression.startsWith("*")) return { kind: "pointer", to: typeOf(expression.slice(1)) };
  if (expression.startsWith("[]")) {
    const of = typeOf(expression.slice(2));
    return { kind: "slice", of, name: `[]${goTypeName(of)}` };
  }
  if (expression.startsWith("map[")) {
    const of = typeOf(expression.slice(expression.indexOf("]") + 1));
    return {
      kind: "map",
      of,
      name: `map[${withPackage(expression.slice(4, expression.indexOf("]")))}]${goTypeName(of)}`,
    };
  }
  if (expression === "ResourceList") return { kind: "map", of: typeOf("resource.Quantity"), name: "v1.ResourceList" };
  return { kind: BASIC_KINDS[expression] ?? OWN_DECODERS[expression] ?? "string", name: withPackage(expression) };
}

/** The table leaves `v1.` out. */
function withPackage(typeName: string): string {
  return typeName.includes(".") || BASIC_KINDS[typeName] !== undefined ? typeName : `v1.${typeName}`;
}

/** The minors that know a field of a struct, oldest first; those below the table's oldest are not told. */
export function minorsKnowing(structName: string, fieldName: string): number[] {
  const minors: number[] = [];
  for (let minor = OLDEST_TYPES_MINOR; minor <= NEWEST_MINOR; minor += 1) {
    if (goStruct(structName, { minor, patch: 0 })?.fields.has(fieldName) === true) minors.push(minor);
  }
  return minors;
}

/** A type as Go's reflection prints it. */
export function goTypeName(type: GoType): string {
  if (type.kind === "pointer") return `*${goTypeName(type.to)}`;
  return type.name;
}
