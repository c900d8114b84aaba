// shipped.ts FOLDER OUT: joins what the releases of KServe ship (FOLDER/shipped.v0.<minor>.json) into one TypeScript file.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

interface Named {
  readonly metadata: { readonly name: string };
}

interface Shipped {
  readonly kserve: string;
  readonly configMap: { readonly data: Readonly<Record<string, string>> };
  readonly clusterServingRuntimes: readonly Named[];
  readonly clusterStorageContainers: readonly Named[];
}

/** Parts of the ConfigMap that pods depend on. */
const CONFIG_KEYS = [
  "agent",
  "deploy",
  "explainers",
  "inferenceService",
  "logger",
  "metricsAggregator",
  "security",
  "storageInitializer",
];

const [folder = "", out = ""] = process.argv.slice(2);
const releases = readdirSync(folder)
  .flatMap((file) => /^shipped\.v0\.(\d+)\.json$/.exec(file)?.[1] ?? [])
  .map(Number)
  .sort((a, b) => a - b)
  .map((minor) => ({
    minor,
    shipped: JSON.parse(readFileSync(`${folder}/shipped.v0.${minor}.json`, "utf8")) as Shipped,
  }));

/** Each different text once, with the minors that have it. */
function byText(entries: readonly { readonly minor: number; readonly text: string }[]): string[] {
  const minors = new Map<string, number[]>();
  for (const { minor, text } of entries) minors.set(text, [...(minors.get(text) ?? []), minor]);
  return [...minors].map(([text, known]) => `${known.join(",")} ${text}`);
}

function configOf(shipped: Shipped): string {
  return JSON.stringify(
    Object.fromEntries(
      CONFIG_KEYS.flatMap((key) => {
        const text = shipped.configMap.data[key];
        return text === undefined ? [] : [[key, JSON.parse(text) as unknown]];
      }),
    ),
  );
}

const lines = (texts: readonly string[]): string =>
  texts.join("\n").replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");

const objects = (key: "clusterServingRuntimes" | "clusterStorageContainers"): string =>
  lines(
    byText(
      releases.flatMap(({ minor, shipped }) => shipped[key].map((object) => ({ minor, text: JSON.stringify(object) }))),
    ),
  );

writeFileSync(
  out,
  `// Made by scripts/kserve/make.sh from KServe ${releases.map(({ shipped }) => shipped.kserve).join(", ")}; do not edit.
// The objects are KServe's (https://github.com/kserve/kserve, Apache-2.0, copyright The KServe Authors), as its API types decode them.

/** One object a line: the minors that ship it so, and its JSON; images are the placeholders of KServe's sources. */
export const SHIPPED_RUNTIMES = \`
${objects("clusterServingRuntimes")}
\`;

/** ClusterStorageContainers, likewise. */
export const SHIPPED_STORAGE_CONTAINERS = \`
${objects("clusterStorageContainers")}
\`;

/** The parts of inferenceservice-config that pods depend on, likewise. */
export const SHIPPED_CONFIGS = \`
${lines(byText(releases.map(({ minor, shipped }) => ({ minor, text: configOf(shipped) }))))}
\`;
`,
);
