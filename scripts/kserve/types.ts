// types.ts FOLDER OUT: joins what types.go printed per release (FOLDER/<minor>.txt) into one TypeScript file.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const [folder = "", out = ""] = process.argv.slice(2);
const tables = new Map<number, ReadonlyMap<string, readonly string[]>>();
for (const file of readdirSync(folder)) {
  const minor = /^(\d+)\.txt$/.exec(file)?.[1];
  if (minor === undefined) continue;
  const lines = readFileSync(`${folder}/${file}`, "utf8").trim().split("\n");
  tables.set(
    Number(minor),
    new Map(lines.map((line) => [line.split(" ")[0] ?? "", line.split(" ").slice(1).filter(Boolean)])),
  );
}
const minors = [...tables.keys()].sort((a, b) => a - b);

/** `@first-last`, open towards the ends of what was read; several joined by commas; nothing when every release knows the field. */
function range(known: ReadonlySet<number>): string {
  const spans: string[] = [];
  for (let index = 0; index < minors.length; index += 1) {
    if (!known.has(minors[index] ?? 0)) continue;
    const first = index;
    while (known.has(minors[index + 1] ?? 0)) index += 1;
    if (first === 0 && index === minors.length - 1) return "";
    spans.push(
      `${first === 0 ? "" : minors[first]}-${index === minors.length - 1 ? "" : (minors[index + 1] ?? 0) - 1}`,
    );
  }
  return `@${spans.join(",")}`;
}

function mergeStruct(name: string): string {
  const order: string[] = [];
  const known = new Map<string, Set<number>>();
  for (const minor of minors.toReversed()) {
    let after = -1;
    for (const key of tables.get(minor)?.get(name) ?? []) {
      const at = order.indexOf(key);
      if (at < 0) {
        order.splice(after + 1, 0, key);
        known.set(key, new Set());
      }
      after = at < 0 ? after + 1 : at;
      known.get(key)?.add(minor);
    }
  }
  return `${name} ${order.map((key) => key + range(known.get(key) ?? new Set())).join(" ")}`.trim();
}

const names = new Set([...tables.values()].flatMap((table) => [...table.keys()]));
writeFileSync(
  out,
  `// Made by scripts/kserve/make.sh from the Go types of KServe 0.${minors[0]} to 0.${minors.at(-1)}; do not edit.

/**
 * As TYPE_TABLE of Kubernetes (src/manifest/kubernetes/typeTable.ts), by minors of KServe; \`+Container\`: all fields of that struct of
 * Kubernetes. A release between two that were read is taken for the older one.
 */
export const KSERVE_TYPE_TABLE = \`
${[...names].sort().map(mergeStruct).join("\n")}
\`;
`,
);
