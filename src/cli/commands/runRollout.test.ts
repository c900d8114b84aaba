import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../cli.ts";
import { createTestEnvironment } from "../testEnvironment.ts";

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: app:1
          readinessProbe: { httpGet: { path: /ready, port: 8080 }, periodSeconds: 5 }
`;

let cwd = "";

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "probewise-rollout-"));
  writeFileSync(join(cwd, "old.yaml"), MANIFEST);
  writeFileSync(join(cwd, "new.yaml"), MANIFEST.replace("app:1", "app:2"));
  writeFileSync(join(cwd, "other.yaml"), MANIFEST.replace("name: web", "name: api"));
  writeFileSync(
    join(cwd, "pod.yaml"),
    "apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: app, image: a }] }\n",
  );
});

afterAll(() => rmSync(cwd, { recursive: true }));

async function run(...args: readonly string[]) {
  const { environment, stdout, stderr } = createTestEnvironment({ cwd });
  const exitCode = await runCli(["run", ...args], environment, "1.2.3");
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

test("the second of two manifests is rolled out over the first", async () => {
  const { exitCode, stdout } = await run("old.yaml", "new.yaml", "--starts", "12s");
  expect(exitCode).toBe(0);
  expect(stdout).toContain(
    [
      "AT       OLD                NEW",
      "0s       3 wanted, 3 ready  2 wanted, 0 ready",
      "16.001s  1 wanted, 1 ready  4 wanted, 2 ready",
      "32.001s  0 wanted, 0 ready  4 wanted, 4 ready",
    ].join("\n"),
  );
  expect(stdout).toContain("done after 32.001s; 4 of 4 old pods gone");
});

test("a rollout that does not get done is a failure", async () => {
  const { exitCode, stdout } = await run("old.yaml", "new.yaml", "--fail", "error@0s");
  expect(exitCode).toBe(1);
  expect(stdout).toContain("not done; says that it is stuck after 10m1s");
});

test("its trace and what it came to are there for programs", async () => {
  const lines = (await run("old.yaml", "new.yaml", "--json")).stdout.trim().split("\n");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ type: "version" });
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ type: "summary", rollout: { replaced: 4, fewestReady: 3 } });
});

test("what cannot be rolled out is refused", async () => {
  const other = await run("old.yaml", "other.yaml");
  expect(other).toMatchObject({ exitCode: 2, stdout: "" });
  expect(other.stderr).toContain("other.yaml holds deployment/api, and old.yaml deployment/web");
  writeFileSync(join(cwd, "same.yaml"), MANIFEST.replace("replicas: 4", "replicas: 2"));
  const same = await run("old.yaml", "same.yaml");
  expect(same).toMatchObject({ exitCode: 2, stdout: "" });
  expect(same.stderr).toContain("old.yaml and same.yaml have the same pod template");
  const pod = await run("pod.yaml", "new.yaml");
  expect(pod).toMatchObject({ exitCode: 2, stdout: "" });
  expect(pod.stderr).toContain("pod.yaml: pod/web is not rolled out by a controller");
});

test("one manifest with replicas is told what becomes of it under a new revision", async () => {
  const { exitCode, stdout } = await run("old.yaml");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("A new revision\ngood: done after");
  expect(stdout).toContain("minReadySeconds: 10 would stop it");
});

test("of more than a hundred replicas that takes too long to be told unasked", async () => {
  writeFileSync(join(cwd, "large.yaml"), MANIFEST.replace("replicas: 4", "replicas: 30"));
  expect((await run("large.yaml")).stdout).toContain("good: done after");
  writeFileSync(join(cwd, "huge.yaml"), MANIFEST.replace("replicas: 4", "replicas: 101"));
  const { stdout, stderr } = await run("huge.yaml");
  expect(stdout).not.toContain("A new revision");
  expect(stderr).toContain("note: what becomes of 101 replicas under a new revision is not told unasked");
});
