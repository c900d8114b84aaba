// merge.ts FOLDER OUT: joins the tables that main.go printed per release (FOLDER/<minor>.json) into one TypeScript file.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

interface Field {
  readonly name: string;
  readonly type: string;
  readonly embedded?: string;
  readonly always?: boolean;
}

interface Table {
  readonly structs: Readonly<Record<string, readonly Field[]>>;
  readonly named: Readonly<Record<string, string>>;
}

/** Named types that are no strings: the decoder knows each by name. */
const KNOWN: Readonly<Record<string, string>> = {
  FieldsV1: "unmarshaler",
  MicroTime: "unmarshaler",
  Time: "unmarshaler",
  "intstr.IntOrString": "unmarshaler",
  "resource.Quantity": "unmarshaler",
  ResourceList: "map[ResourceName]resource.Quantity",
};

const [folder = "", out = ""] = process.argv.slice(2);
const tables = new Map<number, Table>();
for (const file of readdirSync(folder)) {
  const minor = /^(\d+)\.json$/.exec(file)?.[1];
  if (minor !== undefined) tables.set(Number(minor), JSON.parse(readFileSync(`${folder}/${file}`, "utf8")) as Table);
}
const minors = [...tables.keys()].sort((a, b) => a - b);
const oldest = minors[0] ?? 0;
const newest = minors.at(-1) ?? 0;

function written(field: Field): string {
  const embedded = field.embedded === undefined ? "" : `${field.embedded}.`;
  return `${embedded}${field.name}${field.always === true ? "!" : ""}:${field.type}`;
}

/** `@first-last`, open towards the ends of what was recorded, several joined by commas; nothing when every release knows the field. */
function range(known: ReadonlySet<number>): string {
  const spans: string[] = [];
  for (let index = 0; index < minors.length; index += 1) {
    if (!known.has(minors[index] ?? 0)) continue;
    const first = minors[index] ?? 0;
    while (known.has(minors[index + 1] ?? 0)) index += 1;
    const last = minors[index] ?? 0;
    if (first === oldest && last === newest) return "";
    spans.push(`${first === oldest ? "" : first}-${last === newest ? "" : last}`);
  }
  return `@${spans.join(",")}`;
}

function mergeStruct(name: string): string {
  const order: string[] = [];
  const known = new Map<string, Set<number>>();
  for (const minor of minors.toReversed()) {
    let after = -1;
    for (const field of tables.get(minor)?.structs[name] ?? []) {
      const key = written(field);
      const at = order.indexOf(key);
      if (at < 0) {
        order.splice(after + 1, 0, key);
        known.set(key, new Set());
      }
      after = at < 0 ? after + 1 : at;
      known.get(key)?.add(minor);
    }
  }
  return `${name} ${order.map((key) => key + range(known.get(key) ?? new Set())).join(" ")}`;
}

const names = new Set<string>();
for (const table of tables.values()) {
  for (const name of Object.keys(table.structs)) names.add(name);
  for (const [name, kind] of Object.entries(table.named)) {
    if ((KNOWN[name] ?? "string") !== kind) throw new Error(`${name} is a ${kind}: teach the decoder first`);
  }
}
writeFileSync(
  out,
  `// Made by scripts/typetable/make.sh from the Go types of Kubernetes 1.${oldest} to 1.${newest}; do not edit.

/** The oldest release whose types stand here; older ones are read as this one. */
export const OLDEST_TYPES_MINOR = ${oldest};

/**
 * One struct a line: its name, then its fields in Go's order as \`[Embedded.]name[!]:type[@first-last]\`. \`!\`: written even when zero;
 * \`@\`: the minors that know the field, open at either end. A type that has no line is a string, but for those the decoder knows.
 */
export const TYPE_TABLE = \`
${[...names].sort().map(mergeStruct).join("\n")}
\`;
`,
);
