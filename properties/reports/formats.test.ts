import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ajvDraft04 from "ajv-draft-04";
import ajvFormats from "ajv-formats";
import { expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { runCli } from "../../src/cli/cli.ts";
import { createTestEnvironment } from "../../src/cli/testEnvironment.ts";
import { githubAnnotations } from "../../src/report/formats/githubAnnotations.ts";
import { junitReport } from "../../src/report/formats/junit.ts";
import { markdownReport } from "../../src/report/formats/markdown.ts";
import type { Remark, Reported, ReportedCase } from "../../src/report/formats/reported.ts";
import { sarifReport } from "../../src/report/formats/sarif.ts";

// Goal: what other tools read of us is what they can read, whatever stands in a manifest.
// Method: reports of everything there is, hostile names among it, held to the published schemas beside this file.

const SCHEMAS = join(import.meta.dirname, "schemas");
const readSchema = (name: string): string => readFileSync(join(SCHEMAS, name), "utf8");

const HOSTILE = `</script><img onerror=x> ]]> "quoted" & 'x' | ## [a](b) \`\`\` \u0000\u202e\ud800 %0A::error::x\n::error::y`;

const remark = (over: Partial<Remark>): Remark => ({
  ruleId: "hair-trigger-liveness",
  severity: "warning",
  file: "a b/web ü.yaml",
  line: 12,
  column: 9,
  quotedLine: "      failureThreshold: 1",
  message: "one slow answer restarts app",
  why: "a second is not long",
  help: "set failureThreshold to 3",
  subject: "deployment/web/app/liveness/hair-trigger-liveness",
  steps: [
    { tMs: 10_000, step: 14, text: "liveness of app times out" },
    { tMs: 10_000, step: 17, text: "app is killed" },
  ],
  assumptions: ["echo-readiness"],
  ...over,
});

const looked = (over: Partial<ReportedCase>): ReportedCase => ({
  subject: "deployment/web",
  name: "is accepted",
  result: "passed",
  type: "accepted",
  ...over,
});

const REPORTED: Reported = {
  command: "check",
  toolVersion: "0.1.0",
  summary: `2 files ${HOSTILE}`,
  suites: [
    {
      name: "a b/web ü.yaml",
      properties: { kubernetes: "1.37" },
      cases: [
        looked({}),
        looked({ result: "failed", type: "hair-trigger-liveness", message: "one slow answer", details: "web.yaml:12" }),
        looked({ result: "skipped", message: "a note" }),
        looked({ result: "errored", type: "unreadable", message: "no manifest" }),
      ],
      remarks: [
        remark({}),
        remark({ severity: "error", ruleId: "unknown-field", steps: [], assumptions: [] }),
        remark({ severity: "note", ignored: { by: "annotation", reason: "known" } }),
        remark({ severity: "note", ignored: { by: "baseline", reason: "older than the rule" } }),
      ],
      text: "Deployment web\n",
    },
    {
      name: HOSTILE,
      properties: { [HOSTILE]: HOSTILE },
      cases: [looked({ subject: HOSTILE, name: HOSTILE, result: "failed", message: HOSTILE, details: HOSTILE })],
      remarks: [
        remark({ file: HOSTILE, message: HOSTILE, quotedLine: HOSTILE, why: HOSTILE, help: HOSTILE, subject: HOSTILE }),
        remark({ steps: [{ tMs: 0, step: 1, text: HOSTILE }], assumptions: [HOSTILE] }),
      ],
      text: HOSTILE,
    },
  ],
};

const EMPTY: Reported = { command: "check", toolVersion: "0.1.0", summary: "nothing", suites: [] };

interface SarifLog {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly suppressions?: readonly { readonly kind: string }[];
        readonly codeFlows?: readonly {
          readonly threadFlows: readonly {
            readonly locations: readonly { readonly location: { readonly message: { readonly text: string } } }[];
          }[];
        }[];
        readonly locations: readonly {
          readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
        }[];
      }[];
    },
  ];
}

function sarifValidator() {
  const ajv = new ajvDraft04.default({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  return ajv.compile(JSON.parse(readSchema("sarif-schema-2.1.0.json")) as object);
}

async function junitErrors(contents: string): Promise<readonly unknown[]> {
  const schema = [{ fileName: "JUnit.xsd", contents: readSchema("JUnit.xsd") }];
  const { valid, errors } = await validateXML({ xml: [{ fileName: "report.xml", contents }], schema });
  return valid ? [] : errors;
}

test("SARIF: what OASIS' schema of 2.1.0 allows, with a code flow for each timeline and a suppression for what is ignored", () => {
  const validate = sarifValidator();
  for (const reported of [REPORTED, EMPTY]) {
    const log: unknown = JSON.parse(sarifReport(reported));
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  }
  const [{ tool, results }] = (JSON.parse(sarifReport(REPORTED)) as SarifLog).runs;
  expect(results.map(({ ruleId }) => ruleId)).toEqual(results.map(({ ruleIndex }) => tool.driver.rules[ruleIndex]?.id));
  expect(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe("a%20b/web%20%C3%BC.yaml");
  const flow = results[0]?.codeFlows?.[0]?.threadFlows[0]?.locations.map(({ location }) => location.message.text);
  expect(flow).toEqual(["10s: liveness of app times out", "10s: app is killed"]);
  expect(results.flatMap(({ suppressions = [] }) => suppressions.map(({ kind }) => kind))).toEqual([
    "inSource",
    "external",
  ]);
  // The schema can say no.
  expect(validate({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
});

test("JUnit: what Ant's schema allows (JUnit.xsd of windyroad/JUnit-Schema)", async () => {
  expect(await junitErrors(junitReport(REPORTED))).toEqual([]);
  expect(await junitErrors(junitReport(EMPTY))).toEqual([]);
  expect(await junitErrors(junitReport(REPORTED).replace(' hostname="localhost"', ""))).not.toEqual([]);
  expect(junitReport(REPORTED)).toContain('tests="4" failures="1" errors="1" skipped="1"');
}, 30_000);

test("GitHub: a line is a command, at most ten of a kind, the gravest first, and no manifest can add one", () => {
  const lines = githubAnnotations(REPORTED).trimEnd().split("\n");
  expect(lines.filter((line) => !/^::(?:error|warning|notice) (?:file|title)=/.test(line))).toEqual([]);
  expect(lines.length).toBe(4);
  expect(lines[0]).toMatch(/^::error file=a b\/web ü.yaml,line=12,col=9,title=probewise%3A unknown-field::/);
  const [suite] = REPORTED.suites;
  if (suite === undefined) throw new Error("there is a suite");
  const many = { ...REPORTED, suites: [{ ...suite, remarks: Array.from({ length: 46 }, () => remark({})) }] };
  const shown = githubAnnotations(many).trimEnd().split("\n");
  expect(shown.length).toBe(10);
  expect(shown.at(-1)).toBe("::warning title=probewise::and 37 more: the job summary has them all");
});

test("Markdown: nothing in a manifest is markup, and a job summary takes it whole", () => {
  const report = markdownReport(REPORTED);
  expect(report).toContain("| 10s | liveness of app times out |");
  expect(report).not.toMatch(/<img|<\/script|^##? \[a\]|^::error/m);
  const [suite] = REPORTED.suites;
  if (suite === undefined) throw new Error("there is a suite");
  const long = { ...REPORTED, suites: [{ ...suite, remarks: Array.from({ length: 9_000 }, () => remark({})) }] };
  expect(new TextEncoder().encode(markdownReport(long)).length).toBeLessThan(2 ** 20);
  expect(markdownReport(long)).toContain("more parts: they do not fit in here.");
});

const ROOT = join(import.meta.dirname, "../..");

test("several reports of one command, each in its file; in GitHub's CI annotations and the job's summary come by themselves", async () => {
  const folder = mkdtempSync(join(tmpdir(), "probewise-reports-"));
  const file = (name: string): string => join(folder, name);
  const summary = file("summary.md");
  const run = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { environment, stdout, stderr } = createTestEnvironment({ cwd: ROOT });
    const code = await runCli(args, { ...environment, env }, "0.0.0");
    return { code, stdout: stdout(), stderr: stderr() };
  };
  const reports = ["sarif", "junit", "ndjson", "markdown"].flatMap((name) => [
    "--reporter",
    name,
    `--output-file.${name}=${file(name)}`,
  ]);
  const check = await run(["check", "properties/manifests/kserve__kserve", "--reporter", "minimal", ...reports]);
  expect(check.stdout).toMatch(/files, \d+ objects/);
  const validate = sarifValidator();
  expect(validate(JSON.parse(readFileSync(file("sarif"), "utf8"))), JSON.stringify(validate.errors)).toBe(true);
  expect(await junitErrors(readFileSync(file("junit"), "utf8"))).toEqual([]);
  const lines = readFileSync(file("ndjson"), "utf8").trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { type: string }).type).slice(0, 2)).toEqual(["version", "file"]);

  const lesson = await run(["run", "sims/lessons", ...reports]);
  expect(lesson.code).toBe(0);
  expect(await junitErrors(readFileSync(file("junit"), "utf8"))).toEqual([]);
  expect(readFileSync(file("junit"), "utf8")).toContain('failures="0"');

  const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
  await run(["check", "properties/manifests/SAP-samples__kyma-runtime-samples"], env);
  const inCi = await run(["check", "properties/manifests/SAP-samples__kyma-runtime-samples"], env);
  expect(inCi.stdout).toContain("1 file, ");
  expect(inCi.stderr).toMatch(/^::notice file=properties\/manifests/m);
  expect(readFileSync(summary, "utf8").match(/^## probewise check$/gm)).toHaveLength(2);
  rmSync(folder, { recursive: true });
}, 60_000);
