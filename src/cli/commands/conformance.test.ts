import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { runCli } from "../cli.ts";
import { createTestEnvironment } from "../testEnvironment.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderOf(files: Readonly<Record<string, string | readonly object[]>>): string {
  const folder = mkdtempSync(join(tmpdir(), "probewise-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    const text =
      typeof content === "string" ? content : content.map((vector) => `${JSON.stringify(vector)}\n`).join("");
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), name.endsWith(".gz") ? gzipSync(text) : text);
  }
  return folder;
}

async function conformance(cwd: string, ...args: readonly string[]) {
  const { environment, stdout, stderr } = createTestEnvironment({ cwd });
  const exitCode = await runCli(["conformance", ...args], environment, "1.2.3");
  return { exitCode, stdout: stdout(), lines: stdout().trimEnd().split("\n"), stderr: stderr() };
}

function sandbox(id: string, expected: object) {
  return { id, input: { hostNetwork: false, sandboxes: null }, expected: { PodReadyToStartContainers: expected } };
}

const FALSE = { type: "PodReadyToStartContainers", status: "False" };
const FALSE_1_37 = { ...FALSE, reason: "PodSandboxNotReady", message: "no pod sandbox exists" };
const MAIN = [sandbox("a", FALSE), sandbox("b", FALSE)];
const DIFFERENCES = MAIN.map(({ id }) => ({ id, expected: { PodReadyToStartContainers: FALSE_1_37 } }));
const INDEX = JSON.stringify({
  files: [
    {
      folder: "conditions",
      file: "sandbox",
      main: "1.36.3",
      releases: {
        "1.36.3": { recorded: true, file: "conditions/sandbox.jsonl.gz", vectors: 2 },
        "1.37.1": { recorded: true, file: "conditions/sandbox.v1.37.jsonl", differ: 2 },
        "1.35.4": { recorded: true, differ: 0 },
        "1.34.4": { recorded: false },
      },
    },
  ],
});
const SECRET = "a/secret.yaml";
const OF_SECRET = {
  id: `${SECRET}#0`,
  file: SECRET,
  document: 0,
  apiVersion: "v1",
  kind: "Secret",
  known: false,
  name: "s",
};
const SECRET_TEXT = "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\n";

describe("probewise conformance", () => {
  test("counts a release's whole family: differences over the main file, and the main file where nothing differs", async () => {
    // The index says .jsonl.gz where there is .jsonl, and the other way round: either may stand.
    const folder = folderOf({
      "INDEX.json": INDEX,
      "conditions/sandbox.jsonl": MAIN,
      "conditions/sandbox.v1.37.jsonl.gz": DIFFERENCES,
    });
    expect(await conformance(folder, "--vectors", ".")).toMatchObject({
      exitCode: 0,
      stderr: "",
      lines: [
        "conditions  1.35.4  2/2",
        "conditions  1.36.3  2/2",
        "conditions  1.37.1  2/2",
        "total 6/6 vectors matched, 0 raced (0 reached)",
      ],
    });
    expect((await conformance(folder, "--vectors", "conditions")).lines.at(-1)).toBe(
      "total 6/6 vectors matched, 0 raced (0 reached)",
    );
  });

  test("goes by file names where there is no INDEX.json, and by content where names say nothing", async () => {
    const folder = folderOf({ "mine/some.jsonl": MAIN, "mine/some.v1.37.jsonl": DIFFERENCES });
    expect(await conformance(folder, "--vectors", "mine")).toMatchObject({
      exitCode: 0,
      lines: ["conditions  1.36.3  2/2", "conditions  1.37.1  2/2", "total 4/4 vectors matched, 0 raced (0 reached)"],
    });
  });

  test("shows where the first mismatch differs, expected and got, and ends with 1", async () => {
    const folder = folderOf({ "sandbox.jsonl": [...MAIN, sandbox("c", { ...FALSE, status: "True" })] });
    const { exitCode, stdout } = await conformance(folder, "--vectors", "sandbox.jsonl");
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      [
        "conditions  1.36.3  2/3",
        "conditions 1.36.3 c, at PodReadyToStartContainers.status",
        '  expected "True"',
        '  got      "False"',
        "total 2/3 vectors matched, 0 raced (0 reached)\n",
      ].join("\n"),
    );
  });

  test("the same as JSON", async () => {
    const folder = folderOf({ "sandbox.jsonl": [sandbox("c", { ...FALSE, status: "True" })] });
    const { exitCode, stdout } = await conformance(folder, "--vectors", "sandbox.jsonl", "--json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: "differs",
      families: [
        {
          family: "conditions",
          release: "1.36.3",
          compared: 1,
          matched: 0,
          mismatches: [
            { id: "c", difference: { at: "PodReadyToStartContainers.status", expected: "True", got: "False" } },
          ],
        },
      ],
      total: { matched: 0, compared: 1, raced: 0, reached: 0 },
    });
  });

  test("a difference file without its main file is an error, even where the rest matches", async () => {
    const folder = folderOf({ "x/sandbox.v1.37.jsonl": DIFFERENCES, "sandbox.jsonl": MAIN });
    const { exitCode, stderr, lines } = await conformance(folder, "--vectors", ".");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^error: x[/\\]sandbox\.v1\.37\.jsonl: .*main file was not given\nhelp: give sandbox\.jsonl/,
    );
    expect(lines.at(-1)).toBe("total 2/2 vectors matched, 0 raced (0 reached)");
    expect(await conformance(folder, "--vectors", "x/sandbox.v1.37.jsonl")).toMatchObject({ exitCode: 2 });
  });

  test("a difference for a vector that the main file lacks is an error", async () => {
    const folder = folderOf({ "sandbox.jsonl": MAIN.slice(1), "sandbox.v1.37.jsonl": DIFFERENCES });
    const { exitCode, stderr } = await conformance(folder, "--vectors", ".");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: "error: sandbox.v1.37.jsonl: 1 of its vectors are not in sandbox.jsonl, a first\n",
    });
  });

  test("a main file alone says which releases were left out", async () => {
    const folder = folderOf({
      "INDEX.json": INDEX,
      "conditions/sandbox.jsonl": MAIN,
      "conditions/sandbox.v1.37.jsonl": DIFFERENCES,
    });
    expect(await conformance(folder, "--vectors", "conditions/sandbox.jsonl")).toMatchObject({
      exitCode: 0,
      stderr: "note: 1.37.1 was left out: conditions/sandbox.v1.37 was not given\n",
      lines: ["conditions  1.35.4  2/2", "conditions  1.36.3  2/2", "total 4/4 vectors matched, 0 raced (0 reached)"],
    });
  });

  test("vectors about manifests are compared with those that lie beside their folder", async () => {
    const folder = folderOf({ "conformance/corpus-api.jsonl": [OF_SECRET], [`corpus/${SECRET}`]: SECRET_TEXT });
    expect(await conformance(folder, "--vectors", "conformance")).toMatchObject({
      exitCode: 0,
      stderr: "",
      lines: ["corpus-api  1.36.3  1/1", "total 1/1 vectors matched, 0 raced (0 reached)"],
    });
    writeFileSync(join(folder, "corpus", SECRET), SECRET_TEXT.replace("name: s", "name: t"));
    expect(await conformance(folder, "--vectors", "conformance/corpus-api.jsonl")).toMatchObject({ exitCode: 1 });
  });

  test("INDEX.json may say where the manifests are", async () => {
    const releases = { "1.36.3": { recorded: true, file: "corpus-api.jsonl" } };
    const entry = { folder: "", file: "corpus-api", main: "1.36.3", manifests: "here", releases };
    const folder = folderOf({
      "INDEX.json": JSON.stringify({ files: [entry] }),
      "corpus-api.jsonl": [OF_SECRET],
      [`here/${SECRET}`]: SECRET_TEXT,
    });
    expect(await conformance(folder, "--vectors", ".")).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("vectors whose manifests are not there are counted; alone they are an error", async () => {
    const folder = folderOf({ "all/corpus-api.jsonl.gz": [OF_SECRET], "all/conditions/sandbox.jsonl": MAIN });
    const notCovered = `corpus-api  not covered: 1 vectors, as the manifests that they are about are not there (${join("corpus", SECRET)})`;
    expect(await conformance(folder, "--vectors", "all")).toMatchObject({
      exitCode: 0,
      lines: ["conditions  1.36.3  2/2", notCovered, "total 2/2 vectors matched, 0 raced (0 reached)"],
    });
    expect(await conformance(folder, "--vectors", "all/corpus-api.jsonl.gz")).toMatchObject({
      exitCode: 2,
      lines: [notCovered, "total 0/0 vectors matched, 0 raced (0 reached)"],
      stderr: "error: nothing was compared\n",
    });
  });

  test("a vector names no file outside of the manifests' folder", async () => {
    const outside = { ...OF_SECRET, file: `../${SECRET}` };
    const folder = folderOf({ "all/corpus-api.jsonl": [outside], [SECRET]: SECRET_TEXT });
    expect(await conformance(folder, "--vectors", "all")).toMatchObject({ exitCode: 2 });
  });

  test("without INDEX.json a platform's main file speaks for its newest release", async () => {
    const vector = { id: "x", input: { object: { apiVersion: "serving.knative.dev/v1", kind: "Service" } } };
    const folder = folderOf({ "some.jsonl": [{ ...vector, expected: { decodeError: "never said" } }] });
    expect(await conformance(folder, "--vectors", ".")).toMatchObject({
      exitCode: 1,
      lines: expect.arrayContaining(["knative  1.23  0/1"]) as string[],
    });
  });

  test.each([
    ["a file that is not there", {}, "missing.jsonl", /missing\.jsonl: there is no such file/],
    ["a folder without vectors", { "README.md": "" }, ".", /holds no \*\.jsonl/],
    ["an empty file", { "a.jsonl": "" }, ".", /a\.jsonl: its first line is no JSON object/],
    ["another format", { "a.json": "{}" }, "a.json", /a\.json: it is no vector file/],
    [
      "vectors of nothing that is known",
      { "a.jsonl": [{ id: "x", input: {}, expected: {} }] },
      ".",
      /no vector of a family that is known/,
    ],
    [
      "another content than its family's",
      { "endpoints/a.jsonl": [{ id: "x" }] },
      ".",
      /no vector of the family endpoints/,
    ],
    ["a broken line", { "a.jsonl": `${JSON.stringify(MAIN[0])}\n{"id":\n` }, ".", /a\.jsonl:2: the line is no vector/],
    ["a line of another family", { "a.jsonl": [...MAIN, OF_SECRET] }, ".", /a\.jsonl:3: .* family conditions/],
  ] as const)("%s is an error", async (_, files, operand, message) => {
    const { exitCode, stderr } = await conformance(folderOf(files), "--vectors", operand);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  test("a compressed file that is cut short is an error", async () => {
    const folder = folderOf({});
    writeFileSync(join(folder, "a.jsonl.gz"), gzipSync(JSON.stringify(MAIN[0])).subarray(0, 40));
    expect(await conformance(folder, "--vectors", ".")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("cut short") as string,
    });
  });
});
