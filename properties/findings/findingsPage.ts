import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findFindings } from "../../src/analyze/findings/findFindings.ts";
import { RULES } from "../../src/analyze/findings/ruleTable.ts";
import { DEFAULT_HORIZON_MS } from "../../src/analyze/stories.ts";
import { DEFAULT_KUBELET_AGE_MS } from "../../src/analyze/uncontrolled.ts";
import { readManifests } from "../../src/manifest/readManifest.ts";
import type { Finding } from "../../src/model/finding.ts";
import { FINDING_SEVERITIES } from "../../src/model/finding.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";

/** Real manifests, and all that rules say of them. */
export interface FindingsTally {
  readonly files: number;
  /** Without an error and without a warning. */
  readonly quietFiles: number;
  readonly findings: readonly Finding[];
}

const RELEASE = "1.37";

/** Of all manifests below a folder, as `check` would find them if they were given together. */
export function tallyFindings(folder: string): FindingsTally {
  const version = parseKubernetesVersion(RELEASE);
  if (version === undefined) throw new Error(`${RELEASE} is a release`);
  const texts = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((fileName) => ({ fileName, text: readFileSync(join(folder, fileName), "utf8") }));
  // Each file by itself: services and references of one project mean nothing to another.
  const options = { reading: { version }, kubeletAgeMs: DEFAULT_KUBELET_AGE_MS, horizonMs: DEFAULT_HORIZON_MS };
  const files = texts.flatMap((text) => readManifests([text], options.reading));
  const findings = files.flatMap((file) => [...findFindings([file], options).values()].flat());
  const loud = new Set(findings.filter(({ severity }) => severity !== "note").map(({ file }) => file));
  return { files: files.length, quietFiles: files.length - loud.size, findings };
}

const START = "| rule | gravest | looks at | what it says |";

/** `docs/findings.md`: the rules, and how often each speaks of the two sets of real manifests. */
export function findingsPage(shipped: FindingsTally, corpus: string): string {
  const rows = RULES.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(
    ({ id, aliases = [], severity, platforms, summary, releases, needs }) => {
      const name = [id, ...aliases].map((one) => `\`${one}\``).join(", ");
      const limits = [releases, needs === undefined ? undefined : `needs ${needs}`].filter((one) => one !== undefined);
      return `| ${name} | ${severity} | ${platforms.join(", ")} | ${[summary, ...limits].join("; ")} |`;
    },
  );
  return `# What check finds

${RULES.length} rules. \`probewise explain RULE\` tells each at length, with an example that it speaks of, one that is fine, and when to
ignore it. Made by \`node scripts/writeFindings.ts\`.

## When a finding is none

It is ignored, and still counted, by one of three. \`check --show-ignored\` prints them all the same.

- an annotation of the object or of its pods, with the reason: \`probewise.dev/ignore-hair-trigger-liveness: "a wrong answer means that the store is corrupt"\`
- \`probewise.config.yaml\`, here or in a folder above ([schema](../schema/config.json)):

  \`\`\`yaml
  failOn: warning
  ignore:
    - rule: tcp-liveness
      reason: the engine closes its port when it is in trouble
      workload: statefulset/*
  \`\`\`

- a baseline, for those who begin with many: \`check . --write-baseline probewise.baseline.json\` once, and
  \`check . --baseline probewise.baseline.json\` from then on

Some rules speak only where somebody says more than a manifest can: \`--behaviour\` says how the apps are (as of \`run\`), the annotations
\`probewise.dev/detect-within: 30s\` and \`probewise.dev/needs-replicas: "4.2"\` what is wished for.

## The rules

${START}
| --- | --- | --- | --- |
${rows.join("\n")}

## Of real manifests

Kubernetes ${RELEASE}; errors, warnings and notes of each rule that speaks of any. A rule that cries wolf is mended, or made a note.

### The ${shipped.files} bundled manifests

${tallyTable(shipped)}

${corpus}`;
}

/** The part about the whole corpus, which does not ship: it is kept as it was made beside it. */
export function corpusPart(tally: FindingsTally): string {
  return `${CORPUS_HEADING} of ${tally.files} files of 43 projects\n\n${tallyTable(tally)}\n`;
}

export const CORPUS_HEADING = "### The whole corpus";

function tallyTable({ files, quietFiles, findings }: FindingsTally): string {
  const ids = [...new Set(findings.map(({ ruleId }) => ruleId))].sort();
  const rows = ids.map((id) => {
    const own = findings.filter(({ ruleId }) => ruleId === id);
    const counts = FINDING_SEVERITIES.map((wanted) => own.filter(({ severity }) => severity === wanted).length);
    const unproven = own.filter(({ fix }) => fix?.isProven === false).length;
    return `| \`${id}\` | ${counts.join(" | ")} | ${new Set(own.map(({ file }) => file)).size} | ${unproven} |`;
  });
  return `${quietFiles} of ${files} files have neither error nor warning.

| rule | errors | warnings | notes | files | fixes not proven |
| --- | --- | --- | --- | --- | --- |
${rows.join("\n")}`;
}
