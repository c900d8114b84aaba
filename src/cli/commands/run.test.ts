import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { traceHash } from "../../canonicalHash.ts";
import { readScenario } from "../../scenario/readScenario.ts";
import { simulate } from "../../simulate.ts";
import { runCli } from "../cli.ts";
import { createTestEnvironment, type TestEnvironmentOptions } from "../testEnvironment.ts";

const LESSONS = join(import.meta.dirname, "../../../sims/lessons");

async function run(args: readonly string[], options: TestEnvironmentOptions = {}) {
  const { environment, stdout, stderr } = createTestEnvironment({ cwd: LESSONS, ...options });
  const exitCode = await runCli(["run", ...args], environment, "1.2.3");
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

test("a scenario file is drawn, told in words, and what it cost goes to stderr", async () => {
  const { exitCode, stdout, stderr } = await run(["startup-gate.yaml"], { columns: 100 });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("app: starts at 1ms; ready at 45.001s and ever since");
  expect(stdout).toContain("endpoint of web: in at 45.001s and ever since");
  expect(stdout).toMatch(/^ {2}startup .*✗.*✗×\d.*✓$/m);
  expect(stderr).toMatch(/^simulated 2m and \d+ probe attempts in \d+ ms\n$/);
});

test("the options say otherwise than the scenario: release, end, age of the kubelet", async () => {
  const { stdout } = await run(["startup-gate.yaml", "--kubernetes", "1.33", "--until", "30s", "--kubelet-age", "1s"]);
  expect(stdout).toContain("pod web, Kubernetes 1.33.13, 30s");
  expect(stdout).toContain("app: starts at 1ms; never ready");
});

test("--json prints the trace, whose lines hash to the trace hash", async () => {
  const { exitCode, stdout } = await run(["liveness-kill.yaml", "--json"]);
  const lines = stdout.trim().split("\n");
  expect(exitCode).toBe(0);
  const read = readScenario(readFileSync(join(LESSONS, "liveness-kill.yaml"), "utf8"));
  if (!("scenario" in read)) throw new Error("the scenario cannot be read");
  const trace = simulate(read.scenario);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ type: "version", ...trace.header });
  expect(
    createHash("sha256")
      .update(`${lines.slice(1, -1).join("\n")}\n`)
      .digest("hex"),
  ).toBe(traceHash(trace));
});

test("a scenario on stdin that is wrong is refused with its line, and with what Kubernetes says of its pod", async () => {
  const pod = "pod:\n  spec:\n    containers:\n      - name: app\n        imag: x\n";
  const decoded = await run(["-"], { stdin: `${pod}untilMs: 5m\n` });
  expect(decoded).toMatchObject({ exitCode: 2, stdout: "" });
  expect(decoded.stderr).toBe(
    'error: <stdin>:5:9: unknown field "spec.containers[0].imag"\n  5 │         imag: x\n    │         ^\n  help: did you mean image?\n',
  );
  const shaped = await run(["-"], { stdin: "pod: {spec: {containers: [{name: a}]}}\nuntilms: 5m\n" });
  expect(shaped).toMatchObject({ exitCode: 2 });
  expect(shaped.stderr).toContain('error: <stdin>:2:1: unknown key "untilms"');
});

test.each([
  [["missing.yaml"], "missing.yaml: there is no such file"],
  [["startup-gate.yaml", "--kubernetes", "1.99"], "--kubernetes 1.99: there is no such release"],
  [["startup-gate.yaml", "--starts", "5s"], "--starts 5s is for manifests, and startup-gate.yaml is a scenario"],
  [["startup-gate.yaml", "--workload", "web"], "--workload is for manifests"],
  [["startup-gate.yaml", "--until", "5"], "--until"],
  [["startup-gate.yaml", "--max-bytes", "10"], "than the limit of 10"],
  [[], "run needs FILE|DIR|-"],
])("%j is refused: %s", async (args, message) => {
  const { exitCode, stdout, stderr } = await run(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(message);
});

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
        - {name: migrate, image: migrate:1}
      containers:
        - name: app
          image: web:1
          ports: [{name: http, containerPort: 8080}]
          readinessProbe:
            httpGet: {path: /ready, port: http}
            periodSeconds: 5
          livenessProbe:
            httpGet: {path: /healthz, port: http}
            periodSeconds: 10
            initialDelaySeconds: 60
`;
const SERVICE =
  "---\napiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n";
const JOB =
  "---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: import}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: import, image: i:1}]}}}\n";

const EXPECTING = `id: ID
description: DESCRIPTION
pod: {metadata: {name: web}, spec: {containers: [{name: app, livenessProbe: {tcpSocket: {port: 80}}}]}}
untilMs: 1m
expect:
  containers:
    app:
      restarts: RESTARTS
failsWhen:
  - because: nothing listens
    change: {containers: {app: {instances: [{app: [{fromMs: 0, state: refuse}]}]}}}
`;
const scenarioText = (id: string, restarts: string): string =>
  EXPECTING.replace("ID", id).replace("DESCRIPTION", `what ${id} shows`).replace("RESTARTS", restarts);

test("a scenario that comes out otherwise than it expects: exit code 1, what came, where it is written", async () => {
  const held = await run(["-"], { stdin: scenarioText("a", "0") });
  expect(held.exitCode).toBe(0);
  expect(held.stdout).toContain("Expected\n✓ containers.app.restarts: 0\n✓ fails when changed (nothing listens): ");
  const failed = await run(["-"], { stdin: scenarioText("a", "2..3") });
  expect(failed.exitCode).toBe(1);
  expect(failed.stdout).toContain("✗ containers.app.restarts: expected 2..3, came 0\n");
  expect(failed.stderr).toContain(
    "error: <stdin>:8:7: containers.app.restarts: expected 2..3, came 0\n  8 │       restarts: 2..3\n",
  );
  const json = await run(["-", "--json"], { stdin: scenarioText("a", "2..3") });
  expect(json.exitCode).toBe(1);
  expect(JSON.parse(json.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
    type: "summary",
    judgement: { holds: false, verdicts: [{ path: ["containers", "app", "restarts"], holds: false, came: "0" }] },
  });
});

test("a flip under which all still holds is a failure: it proves nothing", async () => {
  const { exitCode, stderr } = await run(["-"], {
    stdin: scenarioText("a", "0").replace(/change: .*/, "change: {untilMs: 2m}"),
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error: <stdin>:11:5: with the change all of expect still holds, it proves nothing:");
});

test("with another release or end, flips are not run: they are of the scenario as it is written", async () => {
  const { exitCode, stdout } = await run(["-", "--until", "30s", "--kubernetes", "1.34"], {
    stdin: scenarioText("a", "0"),
  });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("✓ containers.app.restarts: 0\n");
  expect(stdout).not.toContain("fails when");
});

test("several files, or a folder, get a line each and one exit code", async () => {
  const folder = mkdtempSync(join(tmpdir(), "probewise-"));
  try {
    writeFileSync(join(folder, "b.yaml"), scenarioText("b", "1.."));
    writeFileSync(join(folder, "a.yaml"), scenarioText("a", "0"));
    const failed = await run(["."], { cwd: folder });
    expect(failed.exitCode).toBe(1);
    expect(failed.stdout).toBe(
      "✓ pass  a.yaml      1m  what a shows\n✗ FAIL  b.yaml      1m  what b shows\n" +
        "2 scenarios: 1 pass, 1 fail; 2 expectations, 2 flips, 2m simulated\n",
    );
    expect(failed.stderr).toContain("error: b.yaml:8:7: containers.app.restarts: expected 1.., came 0\n");
    expect(await run(["a.yaml", "a.yaml"], { cwd: folder })).toMatchObject({ exitCode: 0 });

    const json = await run([".", "--json"], { cwd: folder });
    const lines = json.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { type: "version", schema: "probewise/1" },
      { type: "scenario", file: "a.yaml", id: "a", untilMs: 60_000, judgement: { holds: true } },
      { type: "scenario", file: "b.yaml", judgement: { holds: false } },
      { type: "summary", scenarios: 2, failed: 1, expectations: 2 },
    ]);

    writeFileSync(join(folder, "b.yaml"), scenarioText("b", "1..").split("expect:")[0] ?? "");
    expect(await run(["b.yaml", "a.yaml"], { cwd: folder })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("· none  b.yaml      1m  what b shows\n"),
    });
    rmSync(join(folder, "a.yaml"));
    expect(await run(["."], { cwd: folder })).toMatchObject({ exitCode: 3 });

    writeFileSync(join(folder, "c.yaml"), WEB);
    expect(await run(["."], { cwd: folder })).toMatchObject({
      exitCode: 2,
      stderr: "error: c.yaml: it is no scenario\nhelp: run a manifest by itself, or check it\n",
    });
    writeFileSync(join(folder, "c.yaml"), scenarioText("c", "1.").replace("restarts: 1.", "restart: 0"));
    const wrong = await run(["."], { cwd: folder });
    expect(wrong).toMatchObject({ exitCode: 2 });
    expect(wrong.stderr).toContain('error: c.yaml:8:7: unknown key "restart" in expect.containers.app\n');
    expect(wrong.stderr).toContain("help: did you mean restarts?");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a manifest runs by the story that the options tell", async () => {
  const { exitCode, stdout, stderr } = await run(["-", "--starts", "42s", "--fail", "hang@5m+30s"], {
    stdin: WEB + SERVICE,
  });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("deployment/web: starts 42s, hang@5m+30s");
  // The app serves from 44.001s on and hangs from 5m2.001s on. Readiness asks each 5 s from 3.001s on and waits 1 s:
  // it asks again at 48.001s, and its third failure ends at 5m14.001s.
  expect(stdout).toContain("app: starts at 2.001s; ready 48.001s–5m14.001s, from 6m17.001s on; restarted");
  expect(stdout).toContain("with exit code 143, killed by its liveness probe");
  expect(stdout).toContain("endpoint of shop: in 48.001s–5m14.001s");
  expect(stderr).toContain("note: each init container is taken to need 1s\n");
  expect(stderr).not.toContain("no Service");
});

test("without a service in the file, the endpoint is that of one that would select the pod", async () => {
  const { stdout, stderr } = await run(["-"], { stdin: WEB });
  expect(stdout).toMatch(/^endpoint of any: in at [\d.ms]+ and ever since$/m);
  expect(stderr).toContain(
    "note: no Service of the file selects the pod; the endpoint shown is that of a Service that would\n",
  );
});

test("of several workloads one must be named, by name or by kind and name", async () => {
  const stdin = WEB + JOB;
  const unnamed = await run(["-"], { stdin });
  expect(unnamed).toMatchObject({ exitCode: 2, stdout: "" });
  expect(unnamed.stderr).toContain(
    "<stdin>: it holds 2 workloads\nhelp: choose one with --workload: deployment/web, job/import\n",
  );
  for (const workload of ["web", "deployment/web", "deploy/web", "Deployments/web"]) {
    expect(await run(["-", "--workload", workload], { stdin })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("pod web,"),
    });
  }
  const job = await run(["-", "--workload", "job/import", "--fail", "exit=0@1m"], { stdin });
  expect(job.stdout).toContain("import: starts at 1ms; ready 2ms–1m1.001s; ends at 1m0.001s with exit code 0");
  expect(
    await run(["-"], { stdin: `${WEB}---\n${WEB.replace("periodSeconds: 5", "periodSeconds: 7")}` }),
  ).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("ready at 2.002s"),
  });
  expect((await run(["-", "--workload", "wep"], { stdin })).stderr).toContain("help: did you mean web?");
  expect((await run(["-", "--workload", "pod/web"], { stdin })).stderr).toContain("there is no workload pod/web");
});

test("what the API server would refuse does not run: exit code 1, with the place", async () => {
  const { exitCode, stdout, stderr } = await run(["-"], {
    stdin: WEB.replace("periodSeconds: 5", "periodSeconds: -5"),
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain(
    "error: <stdin>:17:28: spec.template.spec.containers[0].readinessProbe.periodSeconds: Invalid value: -5",
  );
  expect(stderr).toContain("17 │             periodSeconds: -5");
  const unknown = await run(["-"], { stdin: WEB.replace("periodSeconds: 5", "periodSecond: 5") });
  expect(unknown).toMatchObject({ exitCode: 1, stdout: "" });
  expect(unknown.stderr).toContain("help: did you mean periodSeconds?");
});

test("what is no manifest is an error of usage; what stands beside it runs all the same", async () => {
  expect(await run(["-"], { stdin: "a: [1" })).toMatchObject({ exitCode: 2, stdout: "" });
  expect(await run(["-"], { stdin: "" })).toMatchObject({ exitCode: 2, stdout: "" });
  expect(await run(["-"], { stdin: "image: {{ .Values.image }}\n" })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("helm template"),
  });
  expect(await run(["-"], { stdin: SERVICE })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("there is Service; run wants a Pod"),
  });
  const beside = await run(["-"], { stdin: `${WEB}---\na: [1\n` });
  expect(beside).toMatchObject({
    exitCode: 2,
    stdout: expect.stringContaining("pod web,"),
    stderr: expect.stringContaining("error: <stdin>:"),
  });
});

test.each([
  [["--fail", "hnag@5m"], '--fail "hnag@5m": unknown state "hnag"', "did you mean hang?"],
  [["--starts", "42"], '--starts "42": 42 has no unit', "did you mean 42s?"],
  [["--fail", "sidecar:hang@5m"], 'there is no container "sidecar"', "the containers are app, migrate"],
])("%j is refused", async (args, message, help) => {
  const { exitCode, stdout, stderr } = await run(["-", ...args], { stdin: WEB });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).toContain(help);
});

test("a recorded scenario runs as it stands", async () => {
  const recorded = readFileSync(join(import.meta.dirname, "../../report/testdata/recorded.jsonl"), "utf8").split("\n");
  const { kubernetes, scenario } = JSON.parse(recorded.find((line) => line.startsWith('{"id":"P31"')) ?? "") as Record<
    string,
    unknown
  >;
  const { exitCode, stdout } = await run(["-", "--kubernetes", String(kubernetes)], {
    columns: 120,
    stdin: JSON.stringify(scenario),
  });
  expect(exitCode).toBe(0);
  expect(stdout).toBe(readFileSync(join(import.meta.dirname, "../../report/testdata/P31.1.36.3.txt"), "utf8"));
});

test("a property that was expected and not put to the test leaves the answer open", async () => {
  const scenario = "pod: {spec: {containers: [{name: a}]}}\nuntilMs: 1m\nexpect: {holds: [startup-gates-others]}\n";
  const open = await run(["-"], { stdin: scenario });
  expect(open.exitCode).toBe(3);
  expect(open.stdout).toContain("holds[0]: expected startup-gates-others, came not put to the test;");
  const folder = mkdtempSync(join(tmpdir(), "probewise-open-"));
  try {
    writeFileSync(join(folder, "a.yaml"), scenario);
    const many = await run(["."], { cwd: folder });
    expect(many.exitCode).toBe(3);
    expect(many.stdout).toMatch(/^· open {2}a\.yaml/);
    expect(many.stdout).toContain("1 scenario: 0 pass, 0 fail, 1 open;");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
