import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Scenario } from "../../model/scenario.ts";
import { createTestEnvironment } from "../testEnvironment.ts";
import { UsageError } from "../usageError.ts";
import { buildKubelet } from "./buildKubelet.ts";
import { chooseOrchestrator } from "./chooseOrchestrator.ts";

// Goal: who has no Go is told kindly, and who has it gets each program built once. Method: a `go` of a few lines in a
// folder that is all of PATH. What the real one builds is compared with by `probewise conformance --orchestrator kubelet:1.N`.

const PROGRAM = join(import.meta.dirname, "testdata/program.mjs");
const SCENARIO: Scenario = { pod: { spec: { containers: [{ name: "c" }] } }, untilMs: 10 };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "probewise-go-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A `go` of this version that builds a script, or does not. */
function installGo(version: string, builds: boolean): void {
  const builtText = `#!/bin/sh\\nexec "${process.execPath}" "${PROGRAM}"\\n`;
  const lines = [
    "#!/bin/sh",
    `if [ "$1" = version ]; then echo "go version ${version} linux/amd64"; exit 0; fi`,
    `echo "$@" >> "${folder}/builds"`,
    ...(builds ? [] : ['echo "no route to the module proxy" >&2; exit 1']),
    'while [ "$1" != -o ]; do shift; done',
    `printf '${builtText}' > "$2" && /bin/chmod +x "$2"`,
  ];
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/go"), `${lines.join("\n")}\n`);
  chmodSync(join(folder, "bin/go"), 0o755);
}

const environmentOf = () => createTestEnvironment({ env: { PATH: join(folder, "bin"), XDG_CACHE_HOME: folder } });

async function refusalOf(name: string): Promise<string> {
  try {
    await buildKubelet(name, environmentOf().environment);
    return "none";
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return `${error.message} | ${error.help}`;
  }
}

test("without Go it says what is missing and where to get it", async () => {
  expect(await refusalOf("kubelet:1.36")).toMatch(/there is no Go here \| install Go 1\.26 .*go\.dev/);
});

test("with a Go that is too old, too", async () => {
  installGo("go1.25.3", true);
  expect(await refusalOf("kubelet:1.36")).toMatch(/and this is go version go1\.25\.3 linux\/amd64 \| install Go 1\.26/);
});

test("a release that there is none of is refused, with the nearest", async () => {
  expect(await refusalOf("kubelet:1.3")).toMatch(
    /no such kubelet \| .*there are kubelets of 1\.33, 1\.34, 1\.35, 1\.36, 1\.37/,
  );
  expect(await refusalOf("kubelet:../1.36")).toMatch(/no such kubelet/);
});

test("what Go says of a build that fails is shown, and nothing is left", async () => {
  installGo("go1.26.0", false);
  expect(await refusalOf("kubelet:1.36")).toMatch(
    /go ended with 1:\nno route to the module proxy \| it needs the Go module proxy/,
  );
  expect(await refusalOf("kubelet:1.36")).toMatch(/go ended with 1/);
});

test("each release is built once, and is an orchestrator that knows its own release alone", async () => {
  installGo("go1.27.1", true);
  const first = environmentOf();
  const built = await buildKubelet("kubelet:1.36", first.environment);
  expect(built.release).toBe("1.36.3");
  expect(existsSync(built.path)).toBe(true);
  expect(first.stderr()).toMatch(/^building the kubelet of Kubernetes 1\.36\.3/);
  const second = environmentOf();
  const orchestrator = await chooseOrchestrator("kubelet:1.36", 60_000, second.environment);
  expect(second.stderr()).toBe("");
  expect(readFileSync(join(folder, "builds"), "utf8").trim().split("\n")).toEqual([
    expect.stringMatching(/^build -modfile=mods\/1\.36\.mod -tags k136 .*kubernetesVersion=1\.36\.3/) as string,
  ]);
  try {
    expect(await orchestrator.run(SCENARIO)).toMatchObject({
      header: { tool: "kubelet 1.36.3", kubernetes: "1.36.3" },
    });
    await expect(orchestrator.run({ ...SCENARIO, kubernetes: "1.37" })).rejects.toMatchObject({
      failure: "unsupported",
    });
  } finally {
    await orchestrator.close();
  }
});
