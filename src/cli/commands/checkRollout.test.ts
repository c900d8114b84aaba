import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../cli.ts";
import { createTestEnvironment } from "../testEnvironment.ts";

// Goal: of each workload with several pods check says, without being asked, what a new revision does to it: a line for the
// good one, one more for each that hurts, and how to see it happen.

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "probewise-check-rollout-"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

async function cli(...args: readonly string[]) {
  const { environment, stdout, stderr } = createTestEnvironment({ cwd });
  const code = await runCli(args, environment, "0.0.0");
  return { code, stdout: stdout(), stderr: stderr() };
}

interface StoryJson {
  readonly name: string;
  readonly witness: string;
}

/** Of the only workload. */
function storiesOf(json: string): readonly StoryJson[] {
  const { files } = JSON.parse(json) as {
    files: { objects: { workloads: { rollout: { stories: StoryJson[] } }[] }[] }[];
  };
  return files[0]?.objects[0]?.workloads[0]?.rollout.stories ?? [];
}

const READINESS = "readinessProbe: { httpGet: { path: /ready, port: 8080 }, periodSeconds: 5 }";

function manifest(specFields: string, { kind = "Deployment", probes = READINESS, name = "web" } = {}): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name} }
spec:
  ${kind === "StatefulSet" ? "serviceName: web\n  " : ""}${specFields}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: app:1
          ${probes}
`;
}

async function linesOf(text: string, ...args: readonly string[]): Promise<readonly string[]> {
  writeFileSync(join(cwd, "web.yaml"), text);
  const { stdout } = await cli("check", "web.yaml", ...args);
  const lines = stdout.split("\n");
  const first = lines.findIndex((line) => line.startsWith("    new revision"));
  return first === -1 ? [] : lines.slice(first, lines.indexOf("", first)).map((line) => line.slice(4));
}

describe("check of a Deployment of four", () => {
  test("that waits a little has a line for the good revision, and none for bad ones, which it stops", async () => {
    expect(await linesOf(manifest("replicas: 4\n  minReadySeconds: 10"))).toEqual([
      expect.stringMatching(/^new revision: done after 20s; 4 of 4 old pods gone; at worst 3 of 4 ready/),
    ]);
  });

  test("that does not loses all to one that crashes after it was ready, and is told what would stop it", async () => {
    const [, crash, ...others] = await linesOf(manifest("replicas: 4"));
    expect(crash).toMatch(
      /^ {2}crash-after-ready {2}replaces all 4 good pods; at worst 0 of 4 ready.*; minReadySeconds: 10 would stop it/,
    );
    expect(others).toEqual([]);
  });

  test("that nobody asks whether it is ready is replaced by what never answers", async () => {
    const lines = await linesOf(manifest("replicas: 4", { probes: "" }));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}never-ready {8}replaces all 4 good pods/));
  });

  test.each([
    ["that is recreated", "strategy: { type: Recreate }"],
    ["all of which may be missing", "strategy: { rollingUpdate: { maxUnavailable: 100% } }"],
  ])("%s is empty for a while even under a good revision, and for good under a bad one", async (_, strategy) => {
    const lines = await linesOf(manifest(`replicas: 4\n  ${strategy}`));
    expect(lines[0]).toMatch(/at worst 0 of 4 ready/);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}never-ready +replaces all 4 good pods/));
  });

  test("that has no deadline does not say that it is stuck", async () => {
    const lines = await linesOf(manifest("replicas: 4\n  minReadySeconds: 10\n  progressDeadlineSeconds: 2147483647"));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}never-ready +stuck with 3 of 4 ready, and nothing says/));
  });

  test("whose liveness probe kills slow starters says so", async () => {
    const probes = `livenessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 5 }\n          ${READINESS}`;
    const lines = await linesOf(manifest("replicas: 4\n  minReadySeconds: 10", { probes }));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}slow +not done.*\(slow to start \(30s\)\)$/));
  });
});

describe("clients of a Service before it", () => {
  const service =
    "---\napiVersion: v1\nkind: Service\nmetadata: { name: front }\nspec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }\n";

  test("are served all through a good rollout, and lost to one that nobody asks whether it answers", async () => {
    const [good, never] = await linesOf(manifest("replicas: 4", { probes: "" }) + service);
    expect(good).not.toContain("front");
    expect(never).toMatch(/never-ready .*at worst 3 of 4 ready, .*; all requests to front fail from \d+ms on/);
  });

  test("find nobody while all pods are recreated", async () => {
    const [good] = await linesOf(manifest("replicas: 4\n  strategy: { type: Recreate }") + service);
    expect(good).toMatch(/; all requests to front fail between 2ms and \d+ms$/);
  });

  test("are not told of where kube-proxy does not serve them", async () => {
    const headless = service.replace("spec: {", "spec: { clusterIP: None,");
    const lines = await linesOf(manifest("replicas: 4", { probes: "" }) + headless);
    expect(lines.join()).toContain("never-ready");
    expect(lines.join()).not.toContain("requests");
  });
});

test("a StatefulSet waits for ever for a pod that does not get ready, and nothing says so", async () => {
  const lines = await linesOf(manifest("replicas: 3\n  minReadySeconds: 10", { kind: "StatefulSet" }));
  expect(lines[0]).toMatch(/^new revision: done after .*; at worst 2 of 3 ready/);
  expect(lines.slice(1)).toEqual([
    expect.stringMatching(/^ {2}never-ready +stuck with 2 of 3 ready, and nothing says so/),
  ]);
});

test.each([
  ["one pod", manifest("replicas: 1")],
  ["no pod", manifest("replicas: 0")],
  ["a pause", manifest("replicas: 3\n  paused: true")],
  ["OnDelete", manifest("replicas: 3\n  updateStrategy: { type: OnDelete }", { kind: "StatefulSet" })],
])("of a workload with %s there is no rollout to tell", async (_, text) => {
  expect(await linesOf(text)).toEqual([]);
});

test("what is not told is named, with what tells it", async () => {
  expect(await linesOf(manifest("replicas: 21"))).toEqual([
    "new revision not told of more than 20 replicas: probewise run FILE tells it",
  ]);
  const gated = manifest("replicas: 3").replace(
    "    spec:\n",
    "    spec:\n      readinessGates: [{ conditionType: x }]\n",
  );
  expect(await linesOf(gated)).toEqual(["new revision not told: the pods do not get ready"]);
  const five = ["a", "b", "c", "d", "e"].map((name) => manifest("replicas: 2", { name })).join("---\n");
  expect(await linesOf(five)).toEqual([]);
  expect((await cli("check", "web.yaml")).stdout).toContain(
    "\nrollouts of 5 workloads take longer: --story rollout tells them\n",
  );
  expect((await linesOf(five, "--story", "rollout"))[0]).toMatch(/^new revision: done/);
});

describe("for programs", () => {
  test("JSON has every story, what it does to the service, and the id of its run, which run shows", async () => {
    writeFileSync(join(cwd, "web.yaml"), manifest("replicas: 2"));
    const stories = storiesOf((await cli("check", "web.yaml", "--json")).stdout);
    expect(stories.map(({ name }) => name)).toEqual([
      "good",
      "slow",
      "never-ready",
      "crash-after-ready",
      "half-never-ready",
    ]);
    expect(stories[2]).toMatchObject({ stalledMs: 601_000, readyAtEnd: 2 });
    expect(stories[2]).not.toHaveProperty("harm");
    expect(stories[3]).toMatchObject({ harm: "goes-through", witness: "deployment/web/rollout/crash-after-ready" });
    const witness = await cli("check", "web.yaml", "--witness", stories[3]?.witness ?? "");
    writeFileSync(join(cwd, "witness.json"), witness.stdout);
    expect((await cli("run", "witness.json")).stdout).toContain("deployment/web wants 2: 2 pods, 2 new, 0 ready");
  });

  test("reports of cases have it as one, and those to look at as a table with its runs", async () => {
    writeFileSync(join(cwd, "web.yaml"), manifest("replicas: 2"));
    const markdown = await cli("check", "web.yaml", "--reporter", "markdown");
    expect(markdown.stdout).toMatch(/\| deployment\/web \| is rolled out \| ✅ passed \| new revision: done after/);
    const { stdout } = await cli("check", "web.yaml", "--reporter", "html", "--output-file.html", "-");
    // The document is long: a failure would print it.
    const tables = ["a new revision of its 2 pods", "replaces all 2 good pods"].map((text) => stdout.includes(text));
    expect(tables).toEqual([true, true]);
  });
});

describe("a finding about a rollout", () => {
  const SLOW = `startupProbe: { httpGet: { path: /ready, port: 8080 }, failureThreshold: 180 }\n          ${READINESS}`;

  test("of a deadline that comes before the last start that is allowed warns, and shows it", async () => {
    writeFileSync(join(cwd, "slow.yaml"), manifest("replicas: 1", { probes: SLOW }));
    const { code, stdout } = await cli("check", "slow.yaml");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /warning\[deadline-before-startup\].* allows a start of 29m50s, and the rollout is called stuck after 10m1s\n/,
    );
    expect(stdout).toMatch(/10m2\ds {2}ReplicaSet "web-[^"]+" has timed out progressing\.\n/);
    expect(stdout).toMatch(/help: .*\(simulated again: it is gone/);
    const id = "deployment/web/app/startup/deadline-before-startup";
    writeFileSync(join(cwd, "late.json"), (await cli("check", "slow.yaml", "--witness", id)).stdout);
    expect((await cli("run", "late.json")).stdout).toContain("Progressing=False ProgressDeadlineExceeded");
  });

  test("gates as asked, and is ignored by an annotation with a reason", async () => {
    writeFileSync(join(cwd, "slow.yaml"), manifest("replicas: 1", { probes: SLOW }));
    expect((await cli("check", "slow.yaml", "--fail-on", "warning")).code).toBe(1);
    const ignored = 'name: web, annotations: { probewise.dev/ignore-deadline-before-startup: "nobody waits" }';
    writeFileSync(join(cwd, "slow.yaml"), manifest("replicas: 1", { probes: SLOW }).replace("name: web", ignored));
    const { code, stdout } = await cli("check", "slow.yaml", "--fail-on", "warning");
    expect([code, stdout]).toEqual([0, expect.stringContaining("1 ignored")]);
  });

  test("that is a note is looked for among many workloads only where somebody asks for rollouts", async () => {
    const many = ["a", "b", "c", "d", "e"].map((name) => manifest("replicas: 2", { name })).join("---\n");
    writeFileSync(join(cwd, "many.yaml"), many);
    const noted = async (...args: readonly string[]): Promise<number> =>
      (await cli("check", "many.yaml", "--notes", ...args)).stdout.split("note[rollout-past-crash]").length - 1;
    expect([await noted(), await noted("--story", "rollout")]).toEqual([0, 5]);
  });

  test("speaks of Services that a good revision leaves without endpoints, and only notes it where there is none", async () => {
    const recreated = manifest("replicas: 3\n  strategy: { type: Recreate }");
    const service =
      "---\napiVersion: v1\nkind: Service\nmetadata: { name: front }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n";
    writeFileSync(join(cwd, "served.yaml"), recreated + service);
    expect((await cli("check", "served.yaml")).stdout).toMatch(
      /warning\[rollout-empties-service\].*even a good revision leaves none of 3 pods ready until its own are\n/,
    );
    writeFileSync(join(cwd, "served.yaml"), recreated);
    expect((await cli("check", "served.yaml", "--notes")).stdout).toContain("note[rollout-empties-service]");
  });
});
