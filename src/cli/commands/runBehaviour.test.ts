import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../cli.ts";
import { createTestEnvironment } from "../testEnvironment.ts";

// Method: every example of the page is run, and says at that line and column what the page promises.

const PAGE = join(import.meta.dirname, "../../../docs/bad-input.md");

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: app
        image: x
        readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 5}
`;

const GOOD = `containers:
  app:
    instances: [{startsMs: 42s}]
    parts: [{path: /ready, dependsOn: [database]}]
dependencies:
  database: [{fromMs: 3m, forMs: 40s, state: refuse}]
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "behaviour-"));
  writeFileSync(join(folder, "deployment.yaml"), DEPLOYMENT);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  const { environment, stdout, stderr } = createTestEnvironment({ cwd: folder, columns: 200 });
  const exitCode = await runCli(["run", ...args], environment, "1.2.3");
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

/** Rows `| what | line of a behaviour file | place | message |` of the page. */
const ROWS = [...readFileSync(PAGE, "utf8").matchAll(/^\| ([^|`]+) \| `([^`]+)` \| (\d+:\d+) \| `([^`]+)` \|$/gm)].map(
  ([, what = "", line = "", place = "", message = ""]) => ({ what, line, place, message }),
);

test("the page has examples of behaviour files", () => expect(ROWS.length).toBeGreaterThan(15));

test.each(ROWS)("$what: $line", async ({ line, place, message }) => {
  writeFileSync(join(folder, "bad.yaml"), `${line}\n`);
  const { exitCode, stdout, stderr } = await run("deployment.yaml", "--behaviour", "bad.yaml");
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  const shown = stderr.split("\n");
  const at = shown.findIndex((text) => text.startsWith(`error: bad.yaml:${place}: `));
  expect(shown).toContainEqual(expect.stringContaining(`bad.yaml:${place}: `));
  expect(shown[at + 1]).toContain(line);
  expect(shown.slice(at, at + 4).join("\n")).toContain(message);
});

test("a behaviour file tells how the apps of a manifest behave; YAML and TypeScript tell the same", async () => {
  writeFileSync(join(folder, "app.yaml"), GOOD);
  writeFileSync(
    join(folder, "app.mjs"),
    `export default {
      containers: { app: { instances: [{ startsMs: "42s" }], parts: [{ path: "/ready", dependsOn: ["database"] }] } },
      dependencies: { database: [{ fromMs: "3m", forMs: "40s", state: "refuse" }] },
    };`,
  );
  const yaml = await run("deployment.yaml", "--behaviour", "app.yaml", "--json");
  const module = await run("deployment.yaml", "--behaviour", "app.mjs", "--json");
  const events = (output: string): string[] => output.split("\n").slice(1, -2);
  expect(yaml.exitCode).toBe(0);
  expect(events(module.stdout)).toEqual(events(yaml.stdout));
  const { stdout } = await run("deployment.yaml", "--behaviour", "app.yaml");
  expect(stdout).toContain("pod: Ready 46.001s–3m11.001s, from 3m41.002s on");
});

test("what --behaviour cannot go with is said", async () => {
  const told = async (...args: readonly string[]): Promise<string> => (await run(...args)).stderr;
  expect(await told("deployment.yaml", "--behaviour", "app.yaml", "--fail", "hang@1m")).toContain(
    "--behaviour says all that the apps do",
  );
  writeFileSync(join(folder, "scenario.yaml"), "pod: {spec: {containers: [{name: a, image: x}]}}\nuntilMs: 5m\n");
  expect(await told("scenario.yaml", "--behaviour", "app.yaml")).toContain("--behaviour app.yaml is for manifests");
  expect(await told("deployment.yaml", "--behaviour", "missing.yaml")).toContain("there is no such file");
  writeFileSync(join(folder, "empty.mjs"), "export const other = 1;");
  expect(await told("deployment.yaml", "--behaviour", "empty.mjs")).toContain("export it by default, or as behaviour");
  writeFileSync(join(folder, "broken.mjs"), "export default {");
  expect(await told("deployment.yaml", "--behaviour", "broken.mjs")).toContain("broken.mjs: it cannot be loaded");
  writeFileSync(join(folder, "wrong.mjs"), "export default { containers: { ap: {} } };");
  expect(await told("deployment.yaml", "--behaviour", "wrong.mjs")).toContain(
    'containers.ap: there is no container "ap"',
  );
  writeFileSync(join(folder, "round.mjs"), "const a = {}; a.a = a; export default a;");
  expect(await told("deployment.yaml", "--behaviour", "round.mjs")).toContain("is no plain data");
});

test("a seed draws what a file leaves open, and stands in the trace's header", async () => {
  writeFileSync(join(folder, "drawn.yaml"), GOOD.replace("42s", "20s..90s"));
  const header = async (...seed: readonly string[]) => {
    const { stdout } = await run("deployment.yaml", "--behaviour", "drawn.yaml", "--json", ...seed);
    return JSON.parse(stdout.split("\n")[0] ?? "") as { readonly seed?: number; readonly scenarioHash: string };
  };
  expect(await header()).toMatchObject({ seed: 0 });
  expect(await header("--seed", "7")).toMatchObject({ seed: 7 });
  expect((await header("--seed", "7")).scenarioHash).toBe((await header("--seed", "7")).scenarioHash);
  expect((await header("--seed", "8")).scenarioHash).not.toBe((await header("--seed", "7")).scenarioHash);
});

test("a scenario may be a module too", async () => {
  writeFileSync(
    join(folder, "scenario.mjs"),
    `export const scenario = { pod: { spec: { containers: [{ name: "app", image: "x" }] } }, untilMs: "1m" };`,
  );
  const { exitCode, stdout } = await run("scenario.mjs");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("pod p, Kubernetes");
});
