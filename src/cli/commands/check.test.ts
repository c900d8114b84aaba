import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TraceEvent } from "../../model/trace.ts";
import { runCli } from "../cli.ts";
import { createTestEnvironment } from "../testEnvironment.ts";

// Goal: `check` says what it should of good and bad input, with the right exit code, and every number can be run.
// Method: the command as users give it, on bundled real manifests, on bad files made here, and on the corpus beside the checkout.

const ROOT = join(import.meta.dirname, "../../..");
const BAD_INPUT_PAGE = join(import.meta.dirname, "../../../docs/bad-input.md");
const MANIFESTS = join(ROOT, "properties/manifests");
const CORPUS = join(ROOT, "../shared/corpus");

async function cli(
  args: readonly string[],
  cwd: string,
  stdin = "",
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { environment, stdout, stderr } = createTestEnvironment({ cwd, stdin });
  const code = await runCli(args, environment, "0.0.0");
  return { code, stdout: stdout(), stderr: stderr() };
}

const REDIS = "SAP-samples__kyma-runtime-samples/redis-function__k8s__redis-deployment.yaml";
const STORE = "Azure-Samples__aks-store-demo/kustomize__overlays__azd__store-front__deployment.yaml";

describe("text", () => {
  // Changed on purpose? UPDATE_GOLDEN=1 writes them anew.
  test.each([
    ["redis", REDIS],
    ["store-front", STORE],
  ])("of %s is as kept", async (name, file) => {
    const golden = join(import.meta.dirname, `testdata/check-${name}.txt`);
    const { code, stdout, stderr } = await cli(["check", file, "--kubernetes", "1.37"], MANIFESTS);
    if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(golden, stdout);
    expect(stdout).toBe(readFileSync(golden, "utf8"));
    expect([code, stderr]).toEqual([0, ""]);
  });

  test("with many workloads both ends are told where they are found cheaply, and where not, it says so", async () => {
    const { code, stdout } = await cli(["check", "."], MANIFESTS);
    expect(code).toBe(0);
    expect(stdout.match(/^ +healthy +ready at [\dms.]+(?:–|, not)/gmu)?.length).toBeGreaterThan(45);
    expect(stdout).toContain("~: what one kubelet does");
    expect(stdout).toContain("\n50 files, 107 objects, 51 workloads, 23 Services, 33 of other kinds, 0 refused\n");
  });

  test("only the stories asked for, up to the horizon asked for", async () => {
    const { stdout } = await cli(["check", REDIS, "--story", "never-answers", "--horizon", "40s"], MANIFESTS);
    expect(stdout).toContain("never-answers  never ready, not killed\n");
    expect(stdout).not.toContain("healthy");
  });
});

interface ToldEnd {
  readonly ms: number | null;
  readonly witness: string;
}

interface ToldFile {
  readonly file: string;
  readonly reason?: string;
  readonly diagnostics: readonly unknown[];
  readonly objects: readonly {
    readonly isAccepted: boolean;
    readonly workloads: readonly {
      readonly containers: readonly {
        readonly stories: readonly {
          readonly instants: Readonly<Record<string, { readonly earliest: ToldEnd; readonly latest: ToldEnd }>>;
        }[];
      }[];
    }[];
  }[];
}

interface Told {
  readonly schema: string;
  readonly files: readonly ToldFile[];
  readonly problems: readonly { readonly name: string }[];
  readonly tally: { readonly workloads: number; readonly leftOut: readonly { readonly name: string }[] };
}

test("every number of a manifest is reached by its witness, as probewise run runs it", async () => {
  const { stdout } = await cli(["check", STORE, "--json"], MANIFESTS);
  const told = JSON.parse(stdout) as Told;
  expect(Object.keys(told)[0]).toBe("schema");
  const ends = told.files.flatMap(({ objects }) =>
    objects.flatMap(({ workloads }) =>
      workloads
        .flatMap(({ containers }) => containers)
        .flatMap(({ stories }) =>
          stories.flatMap(({ instants }) =>
            Object.entries(instants).flatMap(([metric, { earliest, latest }]) => [
              { metric, ...earliest },
              { metric, ...latest },
            ]),
          ),
        ),
    ),
  );
  let compared = 0;
  for (const { metric, ms, witness } of ends) {
    const made = await cli(["check", STORE, "--witness", witness], MANIFESTS);
    expect(made.code).toBe(0);
    const { stdout: trace, code } = await cli(["run", "-", "--json"], MANIFESTS, made.stdout);
    expect(code, witness).toBe(0);
    const events = trace
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as TraceEvent);
    expect(firstOf(metric, events), witness).toBe(ms);
    compared++;
  }
  expect(compared).toBeGreaterThan(20);
}, 60_000);

/** Read off the trace once more, by other means than `check`. */
function firstOf(metric: string, events: readonly TraceEvent[]): number | null {
  const isReady = (event: TraceEvent, value: string): boolean =>
    event.kind === "status" && event.conditions?.["Ready"]?.status === value;
  const inMs = events.find((event) => isReady(event, "True"))?.t ?? null;
  const outMs = events.find((event) => inMs !== null && event.t >= inMs && isReady(event, "False"))?.t ?? null;
  const find = (isMeant: (event: TraceEvent) => boolean): number | null => events.find(isMeant)?.t ?? null;
  switch (metric) {
    case "ready":
      return find((event) => event.kind === "status" && event.containers?.["store-front"]?.ready === true);
    case "killed":
      return find((event) => event.kind === "event" && event.reason === "Killing");
    case "restarted":
      return find((event) => event.kind === "start" && event.n === 1);
    case "restartLoop":
      return find(
        (event) => event.kind === "status" && event.containers?.["store-front"]?.reason === "CrashLoopBackOff",
      );
    case "endpointOut":
      return outMs;
    default:
      return outMs === null ? inMs : find((event) => event.t >= outMs && isReady(event, "True"));
  }
}

test("an unknown witness names the nearest", async () => {
  const { code, stderr } = await cli(
    ["check", STORE, "--witness", "deployment/store-front/store-front/healthy/ready/latst"],
    MANIFESTS,
  );
  expect(code).toBe(2);
  expect(stderr).toContain("did you mean deployment/store-front/store-front/healthy/ready/latest?");
});

describe("exit codes", () => {
  let folder: string;
  const pod = (probe: string, kind = "Pod"): string =>
    `apiVersion: v1\nkind: ${kind}\nmetadata: {name: p}\nspec: {containers: [{name: c, image: x, livenessProbe: ${probe}}]}\n`;
  const good = pod("{exec: {command: [x]}}");
  const EAS_CHECK = '"liveness_check": {"tcp_socket": {"port": 1}, "period_seconds": 5, "failure_threshold": 3}';
  const easService = (checks: string): string => `{"metadata": {"name": "a"}, "containers": [{"port": 1, ${checks}}]}`;
  const foundry = (probe: string): string => `dialect: foundry\nmodule: scorer\ncontainers: [{name: app, ${probe}}]\n`;
  const workload = (kind: string, name: string, more: string): string =>
    `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec:\n  selector: {matchLabels: {app: web}}${more}\n  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: x}]}}\n`;
  const rolling = (update: string): string =>
    workload("Deployment", "web", `\n  strategy: {rollingUpdate: {${update}}}`);
  const service = (label: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: ${label}}, ports: [{port: 80}]}\n`;
  const knative = (containers: string): string =>
    `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}\nspec: {template: {spec: {containers: ${containers}}}}\n`;
  const kserve = (predictor: string): string =>
    `apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: a}\nspec: {predictor: ${predictor}}\n`;
  const FILES: Readonly<Record<string, string | Uint8Array>> = {
    "good.yaml": good,
    "empty.yaml": "",
    "binary.yaml": Uint8Array.of(0x7f, 0x45, 0, 1),
    "helm.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Release.Name }}}\n",
    "broken.yaml": "a: [\n",
    "no-handler.yaml": pod("{periodSeconds: 5}"),
    "two-handlers.yaml": pod("{exec: {command: [x]}, tcpSocket: {port: 1}}"),
    "negative.yaml": pod("{exec: {command: [x]}, periodSeconds: -1}"),
    "text.yaml": pod("{exec: {command: [x]}, periodSeconds: ten}"),
    "unknown-kind.yaml": pod("{exec: {command: [x]}}", "Podd"),
    "typo.yaml": pod("{exec: {command: [x]}, initialDetaySeconds: 5}"),
    "service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 1}]}\n",
    "never-ready.yaml":
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: x, readinessProbe: {exec: {command: [x]}, initialDelaySeconds: 1200}}]}\n",
    "bomb.yaml": `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghi"].map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdefghi"[index] as string}`).join(",")}]`).join("\n")}\n`,
    "large.yaml": "#".repeat(5000),
    "empty/notes.txt": "nothing here",
    "negative-surge.yaml": rolling("maxSurge: -1"),
    "no-room.yaml": rolling("maxSurge: 0, maxUnavailable: 0"),
    "selects-nothing.yaml": `${workload("Deployment", "web", "")}---\n${service("wbe")}`,
    "two-deployments.yaml": `${workload("Deployment", "web", "")}---\n${workload("Deployment", "api", "")}`,
    "no-governing-service.yaml": `${workload("StatefulSet", "web", "\n  serviceName: webs")}---\n${service("web")}`,
    "eas-nothing.json": '{"metadata": {"name": "a"}, "cloud": {"computing": {}}}',
    "eas-twice.json": easService(`"liveness_check": {"tcp_socket": {"port": 1}}, ${EAS_CHECK}`),
    "eas-text.json": easService('"health_check": {"tcp_socket": {"port": 1}, "period_seconds": "5"}'),
    "eas-typo.json": easService(EAS_CHECK.replace("period_seconds", "period_secnds")),
    "eas-comma.json": easService(`${EAS_CHECK},`),
    "eas-key.json": easService(EAS_CHECK.replace('"period_seconds"', '"period_seconds": 7, "period_seconds"')),
    "knative-text.yaml": knative('[{image: a/b, readinessProbe: {tcpSocket: {}, periodSeconds: "5"}}]'),
    "knative-nothing.yaml": knative("[]"),
    "kserve-nothing.yaml": kserve("{}"),
    "kserve-text.yaml": kserve("{sklearn: {storageUri: 5}}"),
    "kserve-format.yaml": kserve("{model: {modelFormat: {name: nosuch}, storageUri: 's3://a'}}"),
    "foundry-port.yaml": foundry("readiness: {http: {port: 8945}}"),
    "foundry-typo.yaml": foundry("redines: {http: {port: 9000}}"),
    "ambiguous.yaml": `${good}containers: [{liveness_check: {}}]\n`,
    "unknown-dialect.yaml": "dialect: foundary\n",
    "mixed.yaml": `${good}---\n${easService(EAS_CHECK)}\n---\n${foundry("readiness: {http: {port: 9000}}")}`,
    "mixed-platforms.yaml": `${knative("[{image: a/b}]")}---\n${kserve("{}")}---\n${good}`,
    "mixed-bad.yaml": `${good}---\n${easService(EAS_CHECK)}\n---\n${foundry("readiness: {http: {port: 8945}}")}`,
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "probewise-check-"));
    mkdirSync(join(folder, "empty"));
    for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The rows of the page that tells users. */
  const TABLE = readFileSync(BAD_INPUT_PAGE, "utf8")
    .split("\n")
    .map((line) => /^\| [^`]+ \| `(?<operands>[^`]+)` \| (?<code>\d+) \| `(?<says>[^`]+)` \|$/.exec(line)?.groups)
    .filter((row) => row !== undefined)
    .map(({ operands = "", code, says = "" }) => [operands, Number(code), says.replaceAll("\\|", "|")] as const);

  test("the page tells of every example", () => {
    const told = TABLE.flatMap(([operands]) => operands.split(" "));
    expect(
      Object.keys(FILES).filter((name) => !told.some((word) => name === word || name.startsWith(`${word}/`))),
    ).toEqual([]);
  });

  test.each(TABLE)("%s: %i", async (operands, code, says) => {
    const result = await cli(["check", ...operands.split(" ")], folder);
    expect(result.stdout + result.stderr).toContain(says);
    expect(result.code).toBe(code);
    expect(result.stdout).toMatch(/\d+ files?, /);
  });

  test("--show pod prints the pods that can be created, and tells of the others on stderr", async () => {
    const mixed = await cli(["check", "mixed.yaml", "--show", "pod"], folder);
    expect(mixed.code).toBe(0);
    expect(parseAllDocuments(mixed.stdout).map((document) => document.toJS() as unknown)).toMatchObject([
      { kind: "Pod", metadata: { name: "p" } },
      { kind: "Pod", metadata: { name: "a" }, spec: { containers: [{ name: "app" }, { name: "eas-engine" }] } },
      { kind: "Pod", metadata: { name: "scorer" } },
    ]);
    const bad = await cli(["check", "mixed-bad.yaml", "--show", "pod"], folder);
    expect(bad.code).toBe(1);
    expect(parseAllDocuments(bad.stdout)).toHaveLength(2);
    expect(bad.stderr).toContain("mixed-bad.yaml:10:51: ");
    expect((await cli(["check", "empty.yaml", "good.yaml", "--show", "pod"], folder)).code).toBe(2);
    expect((await cli(["check", "service.yaml", "--show", "pod"], folder)).code).toBe(3);
  });

  test("from stdin", async () => {
    expect((await cli(["check", "-"], folder, good)).code).toBe(0);
  });
});

/** The corpus where it lies beside the checkout, else the fifty of its files that ship. */
const ALL = existsSync(CORPUS)
  ? { folder: CORPUS, files: 297, workloads: 341, code: 2 }
  : { folder: MANIFESTS, files: 50, workloads: 51, code: 0 };

test("every file of a large folder is accounted for", async () => {
  const isManifest = (name: string): boolean => /\/.*\.(?:ya?ml|json)$/.test(name);
  const files = readdirSync(ALL.folder, { recursive: true, encoding: "utf8" }).filter(isManifest);
  const { code, stdout } = await cli(["check", "--kubernetes", "1.36", ".", "--json"], ALL.folder);
  const told = JSON.parse(stdout) as Told;
  const names = new Set([
    ...told.files.map(({ file }) => file),
    ...told.problems.map(({ name }) => name),
    ...told.tally.leftOut.map(({ name }) => name),
  ]);
  expect(files.length).toBe(ALL.files);
  expect(files.filter((file) => !names.has(file))).toEqual([]);
  expect(told.tally.workloads).toBe(ALL.workloads);
  for (const { file, objects, reason, diagnostics } of told.files) {
    const isTold = objects.some(({ workloads, isAccepted }) => workloads.length > 0 || !isAccepted);
    expect(isTold || reason !== undefined || diagnostics.length > 0, file).toBe(true);
  }
  expect(code).toBe(ALL.code);
}, 120_000);
