import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../model/finding.ts";
import { runCli } from "../cli.ts";
import { createTestEnvironment } from "../testEnvironment.ts";

// Goal: what rules find is printed at its place, counted, gates as asked, and can be ignored in three ways, each with a reason.

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "probewise-findings-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function check(...args: readonly string[]) {
  return checkIn(folder, ...args);
}

async function checkIn(cwd: string, ...args: readonly string[]) {
  const { environment, stdout, stderr } = createTestEnvironment({ cwd });
  const code = await runCli(["check", ...args], environment, "0.0.0");
  return { code, stdout: stdout(), stderr: stderr() };
}

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

interface CheckJson {
  readonly exitCode: number;
  readonly files: readonly { readonly objects: readonly { readonly findings: readonly Finding[] }[] }[];
}

const jsonOf = (stdout: string): CheckJson => JSON.parse(stdout) as CheckJson;

const ERROR = "unresolved-port-name";
const WARNING = "hair-trigger-liveness";

function pod(probe: string, annotations = ""): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations: {${annotations}}
spec:
  containers:
    - name: app
      image: registry.example/web:1.4
      ports: [{ name: http, containerPort: 8080 }]
      livenessProbe: { ${probe} }
`;
}

const HAIR = "httpGet: { port: http }, failureThreshold: 1";
const MISSPELT = "httpGet: { port: htp }";

describe("a finding", () => {
  test("stands at its place, with what happens, why, and a fix", async () => {
    const { stdout } = await check(write("hair.yaml", pod(HAIR)));
    expect(stdout).toContain(`warning[${WARNING}]: hair.yaml:11:67: `);
    expect(stdout).toMatch(/^ {5}│ {64,}\^$/m);
    expect(stdout).toMatch(
      /what happens:\n[^]*liveness times out[^]*will be restarted[^]*why: [^]*help: .* to 3 \(simulated again: it is gone/,
    );
    expect(stdout).toContain("\nfindings: 0 errors, 1 warning, 0 notes\n");
  });

  test("of a default points to the nearest part that is written, in JSON too", async () => {
    const text = JSON.stringify(
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "web" },
        spec: { containers: [{ name: "app", image: "x", livenessProbe: { exec: { command: ["/check"] } } }] },
      },
      null,
      1,
    );
    const { stdout } = await check(write("exec.json", text), "--json");
    const [finding] = jsonOf(stdout).files.flatMap(({ objects }) => objects.flatMap(({ findings }) => findings));
    if (finding === undefined) throw new Error("nothing was found");
    expect(finding).toMatchObject({ ruleId: "exec-timeout-default", path: "spec.containers[0].livenessProbe" });
    expect(text.split("\n")[finding.line - 1]?.slice(finding.column - 1)).toMatch(/^"livenessProbe"/);
  });

  test("is proven by a scenario that run can run", async () => {
    const id = `pod/web/app/liveness/${WARNING}`;
    const { code, stdout } = await check(write("hair.yaml", pod(HAIR)), "--witness", id);
    expect(code).toBe(0);
    expect((await check("hair.yaml")).stdout).toContain(
      `replay: probewise check hair.yaml --witness ${id} | probewise run -\n`,
    );
    write("witness.json", stdout);
    const { environment, stdout: run } = createTestEnvironment({ cwd: folder });
    expect(await runCli(["run", "witness.json"], environment, "0.0.0")).toBe(0);
    expect(run()).toContain("restarted once");
  });

  test("that is a mere note is counted, and printed where it is asked for", async () => {
    const file = write("tcp.yaml", pod("tcpSocket: { port: http }"));
    const { stdout } = await check(file);
    expect(stdout).not.toContain("tcp-liveness");
    expect(stdout).toContain("1 note (--notes shows them)");
    expect((await check(file, "--notes")).stdout).toContain("note[tcp-liveness]: tcp.yaml:11:");
  });
});

test.each([
  [MISSPELT, [], 1],
  [MISSPELT, ["--fail-on", "never"], 0],
  [HAIR, [], 0],
  [HAIR, ["--fail-on", "warning"], 1],
  ["tcpSocket: { port: http }", ["--fail-on", "warning"], 0],
  ["tcpSocket: { port: http }", ["--fail-on", "note"], 1],
])("of { %s } with %j check ends with %i", async (probe, args, wanted) => {
  const file = write("gate.yaml", pod(probe));
  expect((await check(file, ...args)).code).toBe(wanted);
  expect(jsonOf((await check(file, "--json", ...args)).stdout).exitCode).toBe(wanted);
});

describe("ignored", () => {
  test("by an annotation with a reason, a finding is counted and gates no more", async () => {
    const file = write("annotated.yaml", pod(MISSPELT, `probewise.dev/ignore-${ERROR}: "a webhook adds it"`));
    const { code, stdout } = await check(file);
    expect(code).toBe(0);
    expect(stdout).not.toContain(`[${ERROR}]`);
    expect(stdout).toContain("\nfindings: 0 errors, 0 warnings, 0 notes, 1 ignored (--show-ignored)\n");
    expect((await check(file, "--show-ignored")).stdout).toMatch(
      /error\[unresolved-port-name\].*\(ignored: a webhook adds it\)/,
    );
  });

  test("by an annotation without reason it is not, and that is another finding", async () => {
    const { code, stdout } = await check(write("blank.yaml", pod(MISSPELT, `probewise.dev/ignore-${ERROR}: " "`)));
    expect(code).toBe(1);
    expect(stdout).toMatch(/warning\[ignore-without-reason\]: blank\.yaml:5:\d+: /);
  });

  test("by a baseline it stays silent until another one comes", async () => {
    const file = write("old.yaml", pod(MISSPELT));
    const written = await check(file, "--write-baseline", "base.json");
    expect([written.code, written.stderr]).toEqual([
      0,
      "1 findings written to base.json; --baseline base.json ignores them\n",
    ]);
    expect((await check(file, "--baseline", "base.json")).code).toBe(0);
    // Lines do not count: something was written above it.
    write("old.yaml", `# a line more\n${pod(MISSPELT)}`);
    expect((await check(file, "--baseline", "base.json")).code).toBe(0);
    write("old.yaml", pod(MISSPELT).replace("livenessProbe", "readinessProbe"));
    expect((await check(file, "--baseline", "base.json")).code).toBe(1);
  });

  test("a file that is no baseline is refused", async () => {
    const { code, stderr } = await check(write("old.yaml", pod(HAIR)), "--baseline", write("none.json", "{}"));
    expect([code, stderr]).toEqual([2, expect.stringContaining("it is no baseline")]);
  });
});

describe("probewise.config.yaml", () => {
  const inFolder = (name: string, config: string): string => {
    const path = join(folder, name);
    mkdirSync(join(path, "deep/manifests"), { recursive: true });
    writeFileSync(join(path, "probewise.config.yaml"), config);
    writeFileSync(join(path, "deep/manifests/web.yaml"), pod(MISSPELT));
    return join(path, "deep");
  };

  test("is found from the working directory upward, and ignores what fits", async () => {
    const of = (more: string) =>
      checkIn(inFolder("found", `ignore: [{ rule: ${ERROR}, reason: known, ${more} }]`), "manifests");
    expect((await of("workload: pod/*")).code).toBe(0);
    expect((await of("file: '*web.yaml', container: app")).code).toBe(0);
    expect((await of("workload: deployment/*")).code).toBe(1);
    expect((await of("file: 'other/*'")).code).toBe(1);
  });

  test("sets what gates, and an option counts more", async () => {
    const deep = inFolder("gates", "failOn: never\nkubernetes: '1.33'");
    expect((await checkIn(deep, "manifests")).code).toBe(0);
    expect((await checkIn(deep, "manifests", "--fail-on", "error")).code).toBe(1);
    const { stdout } = await checkIn(deep, "manifests", "--print-config");
    expect(stdout).toContain('"kubernetes": "1.33');
    expect(stdout).toContain('"failOn": "never"');
  });

  test("is no manifest of the folder that it stands in", async () => {
    const deep = inFolder("beside", "failOn: never");
    const { code, stdout } = await checkIn(join(deep, ".."), ".");
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining("left out: probewise.config.yaml, a file of probewise"),
    ]);
  });

  test.each([
    ["failOn: grave", 'probewise.config.yaml:1:9: failOn must be one of error, warning, note, never, not "grave"'],
    ["ignored: []", "probewise.config.yaml:1:1: "],
    [
      "ignore:\n  - { rule: hair-triger-liveness, reason: x }",
      'probewise.config.yaml:2:13: there is no rule "hair-triger-liveness"',
    ],
    ["ignore:\n  - { rule: hair-trigger-liveness, reason: '' }", "probewise.config.yaml:2:44: the reason is empty"],
    ["ignore:\n  - { rule: hair-trigger-liveness }", "probewise.config.yaml:2:5: "],
    ["kubernetes: '1.99'", "probewise.config.yaml:1:13: there is no release 1.99"],
    ["a: [", "probewise.config.yaml:"],
  ])("with %j is refused at its place", async (config, wanted) => {
    const { code, stderr } = await checkIn(join(inFolder("broken", config), ".."), "deep/manifests");
    expect([code, stderr]).toEqual([2, expect.stringContaining(wanted)]);
  });
});

test("rules about what a probe asks speak where a behaviour file says so", async () => {
  const file = write("asks.yaml", pod("httpGet: { port: http }").replace("livenessProbe", "readinessProbe"));
  const behaviour = write(
    "slow.yaml",
    "containers: { app: { instances: [{ app: [{ fromMs: 20s, state: error, statusCode: 302 }] }] } }",
  );
  expect((await check(file, "--notes")).stdout).not.toContain("any-http-range");
  expect((await check(file, "--notes", "--behaviour", behaviour)).stdout).toContain(
    "note[any-http-range]: asks.yaml:11:",
  );
  expect((await check(file, "--behaviour", write("bad.yaml", "containers: { ap: {} }"))).code).toBe(2);
  expect((await check(file, "hair.yaml", "--behaviour", behaviour)).stderr).toContain("there are 2");
});

test("the published schema of the configuration is that of its reader", async () => {
  const { CONFIG_SHAPE } = await import("../../scenario/readConfig.ts");
  const { configJsonSchema } = await import("../../scenario/jsonSchema.ts");
  const published = readFileSync(new URL("../../../schema/config.json", import.meta.url), "utf8");
  expect(JSON.parse(published)).toEqual(configJsonSchema(CONFIG_SHAPE));
});
