/** Prints what the rules say of the manifests of a folder: `node scripts/tallyFindings.ts FOLDER [RULE]`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findFindings } from "../src/analyze/findings/findFindings.ts";
import { RULES } from "../src/analyze/findings/ruleTable.ts";
import { DEFAULT_HORIZON_MS } from "../src/analyze/stories.ts";
import { DEFAULT_KUBELET_AGE_MS } from "../src/analyze/uncontrolled.ts";
import { readManifests } from "../src/manifest/readManifest.ts";
import { NEWEST_VERSION } from "../src/model/kubernetesVersion.ts";

const [folder = "properties/manifests", rule] = process.argv.slice(2);
const texts = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.ya?ml$/.test(name))
  .toSorted()
  .map((fileName) => ({ fileName, text: readFileSync(join(folder, fileName), "utf8") }));
const reading = { version: NEWEST_VERSION };
const files = readManifests(texts, reading);
const t0 = performance.now();
const found = findFindings(files, { reading, kubeletAgeMs: DEFAULT_KUBELET_AGE_MS, horizonMs: DEFAULT_HORIZON_MS });
const all = [...found.values()].flat();
console.log(files.length, "files", all.length, "findings", Math.round(performance.now() - t0), "ms");
for (const { id } of RULES) {
  const of = all.filter(({ ruleId }) => ruleId === id);
  const by = (severity: string) => of.filter((f) => f.severity === severity).length;
  const unproven = of.filter(({ fix }) => fix?.isProven === false).length;
  console.log(
    `${String(of.length).padStart(4)} ${id}: ${by("error")} errors, ${by("warning")} warnings, ${by("note")} notes; ${new Set(of.map((f) => f.file)).size} files${unproven > 0 ? `; ${unproven} fixes not proven` : ""}`,
  );
}
const quiet = files.filter(({ file }) => !all.some((f) => f.file === file && f.severity !== "note")).length;
console.log("files without error or warning", quiet);
if (rule !== undefined)
  for (const f of all)
    if (f.ruleId === rule)
      console.log(`${f.severity} ${f.file}:${f.line}: ${f.message}${f.fix && !f.fix.isProven ? " UNPROVEN" : ""}`);
