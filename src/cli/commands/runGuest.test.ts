import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../cli.ts";
import { createTestEnvironment } from "../testEnvironment.ts";

const POD =
  "pod:\n  spec:\n    containers:\n      - name: app\n        image: app:1\n        readinessProbe:\n          httpGet: { path: /ready, port: 80 }\nuntilMs: 1m\n";
const ANSWERS =
  "export const guests = () => ({ app: () => ({ http: async () => ({ status: Date.now() < 20_000 ? 503 : 200 }) }) });\n";

const FILES: Readonly<Record<string, string>> = {
  "scenario.yaml": POD,
  "named.yaml": `guest: ./app.ts\n${POD}`,
  "app.ts": ANSWERS.replace("() => ({ app", "(): object => ({ app"),
  "other.mjs": ANSWERS.replace("guests", "guest"),
  "object.mjs": "export const guests = {};\n",
  "broken.mjs": "export const guests = (;\n",
  "stranger.mjs": "export const guests = () => ({ apps: () => ({}) });\n",
  "throws.mjs": "export const guests = () => ({ app: () => ({ http() { throw new Error('boom'); } }) });\n",
};

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "probewise-guest-"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});

afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  const { environment, stdout, stderr } = createTestEnvironment({ cwd: folder });
  const exitCode = await runCli(["run", ...args], environment, "1.2.3");
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

test.each(["scenario.yaml", "named.yaml"])("the module of --guest answers the probes of %s", async (file) => {
  const { exitCode, stdout } = await run(file, "--guest", "./app.ts", "--json");
  expect(exitCode).toBe(0);
  const [header, ...events] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  expect(header).toMatchObject({ guest: "./app.ts" });
  const outcomes = events.filter(({ kind }) => kind === "probe").map(({ t, out }) => [Number(t) < 20_000, out]);
  expect(new Set(outcomes.map(String))).toEqual(new Set(["true,fail", "false,ok"]));
});

test("a scenario that names a guest does not run it unasked", async () => {
  const refusal = "error: guest: ./app.ts is code, which runs only if it is asked for\n";
  expect(await run("named.yaml")).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(refusal) });
  expect(await run(".")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(refusal) });
});

test("a guest is for one file", async () => {
  expect((await run(".", "--guest", "app.ts")).stderr).toContain("error: --guest is for one file");
});

test.each([
  ["missing.ts", "there is no such file"],
  ["other.mjs", "it does not export guests; there is guest"],
  ["object.mjs", "its export guests is no function"],
  ["broken.mjs", "it cannot be loaded: "],
  ["stranger.mjs", 'guests: no container is named "apps": did you mean app?'],
  ["throws.mjs", "pod p, container app, instance 0, readiness probe at 2ms: boom"],
])("a guest that cannot be used is an error of the user's: %s", async (module, message) => {
  const { exitCode, stdout, stderr } = await run("scenario.yaml", "--guest", module);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(`error: --guest ${module}: ${message}`);
});
