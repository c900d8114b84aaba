import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listInputFiles, MAX_BYTES_DEFAULT } from "./inputFiles.ts";
import { readInputBytes, readInputText } from "./readInput.ts";
import { createTestEnvironment } from "./testEnvironment.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "probewise-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | Uint8Array = ""): void {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), content);
}

/** `name`, or `name: why not`. */
function list(...operands: string[]): readonly string[] {
  return listInputFiles(operands, folder).map((entry) => {
    if (entry.kind === "leftOut") return `${entry.name}: left out, ${entry.reason}`;
    return entry.kind === "problem" ? `${entry.name}: ${entry.problem}` : entry.name;
  });
}

describe("listInputFiles", () => {
  test("goes through a folder in the order of names and takes manifests only", () => {
    for (const name of [
      "m/b.yml",
      "m/a.yaml",
      "m/a/z.json",
      "m/README.md",
      "m/B.yaml",
      "m/.git/x.yaml",
      "m/.hidden.yaml",
    ])
      write(name);
    const hidden = "m/.hidden.yaml: left out, a hidden file";
    expect(list("m")).toEqual([hidden, "m/B.yaml", "m/a.yaml", "m/a/z.json", "m/b.yml"]);
  });

  test("takes what is named, whatever it is called, in the order of the operands", () => {
    for (const name of ["z.txt", ".hidden/x.yaml", "a.yaml"]) write(name);
    expect(list("z.txt", "-", ".hidden", "a.yaml")).toEqual(["z.txt", "<stdin>", ".hidden/x.yaml", "a.yaml"]);
  });

  test("takes nothing twice", () => {
    write("m/a.yaml");
    symlinkSync("a.yaml", join(folder, "m/0.yaml"));
    expect(list("m/a.yaml", "m", "./m/a.yaml", "m", "-", "-")).toEqual(["m/a.yaml", "<stdin>"]);
    expect(list("m")).toEqual(["m/a.yaml"]);
  });

  test("follows links that stay inside, leaves out those that lead out, ends in circles", () => {
    write("m/..data/a.yaml");
    write("m/real/b.yaml");
    write("outside/c.yaml");
    symlinkSync("..data/a.yaml", join(folder, "m/a.yaml"));
    symlinkSync(".", join(folder, "m/circle"));
    symlinkSync("self.yaml", join(folder, "m/self.yaml"));
    symlinkSync("gone", join(folder, "m/nowhere"));
    symlinkSync("gone", join(folder, "m/nowhere.yaml"));
    symlinkSync("../outside", join(folder, "m/out"));
    symlinkSync("../outside/c.yaml", join(folder, "m/out.yaml"));
    expect(list("m")).toEqual([
      "m/a.yaml",
      "m/nowhere.yaml: there is no such file",
      "m/out: left out, a link that leads out of the folder",
      "m/out.yaml: left out, a link that leads out of the folder",
      "m/real/b.yaml",
      "m/self.yaml: its symbolic links lead in a circle",
    ]);
    expect(list("m/out.yaml")).toEqual(["m/out.yaml"]);
  });

  test("does not take a neighbour for a part of the folder", () => {
    write("m/a.yaml");
    write("m-secret/b.yaml");
    symlinkSync("../m-secret", join(folder, "m/link"));
    expect(list("m")).toEqual(["m/a.yaml", "m/link: left out, a link that leads out of the folder"]);
  });

  test("says what is wrong with one operand and goes on with the next", () => {
    write("a.yaml");
    write("empty/README.md");
    expect(list("gone.yaml", "a.yaml/b.yaml", "empty", "x".repeat(300), "a.yaml")).toEqual([
      "gone.yaml: there is no such file",
      "a.yaml/b.yaml: a part of its path is no folder",
      "empty: the folder holds no *.yaml, *.yml, *.json",
      `${"x".repeat(300)}: the name is too long`,
      "a.yaml",
    ]);
  });
});

async function read(name: string, maxBytes = MAX_BYTES_DEFAULT, stdin: string | Uint8Array = "") {
  const [entry] = listInputFiles([name], folder);
  if (entry?.kind !== "file" && entry?.kind !== "stdin") throw new Error(`${name} was not listed`);
  return readInputText(entry, maxBytes, createTestEnvironment({ stdin }).environment);
}

describe("readInputText", () => {
  test("reads UTF-8 with and without byte order mark", async () => {
    write("a.yaml", "kind: Pod # ü\n");
    write("b.yaml", "\ufeffkind: Pod\n");
    expect([await read("a.yaml"), await read("b.yaml")]).toEqual([
      { text: "kind: Pod # ü\n" },
      { text: "kind: Pod\n" },
    ]);
  });

  test("reads stdin", async () => {
    expect(await read("-", 100, "kind: Pod")).toEqual({ text: "kind: Pod" });
  });

  test.each([
    ["binary", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0), "it is a binary file, not text"],
    ["latin 1", Uint8Array.of(0x66, 0xfc, 0x72), "it is not UTF-8 text"],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x6b, 0), "it is UTF-16 text"],
  ])("refuses %s", async (_, bytes, problem) => {
    write("a.yaml", bytes);
    expect(await read("a.yaml")).toMatchObject({ problem });
  });

  test("refuses what is larger than the limit, a file before it is read", async () => {
    write("a.yaml", "x".repeat(1_025));
    const problem = "it has 1025 bytes, more than the limit of 1KiB";
    expect(await read("a.yaml", 1_024)).toEqual({ problem, help: "raise the limit with --max-bytes" });
    expect(await read("a.yaml", 1_025)).toMatchObject({ text: expect.any(String) });
    expect(await read("-", 1_024, "x".repeat(1_025))).toMatchObject({ problem: "it has more than the limit of 1KiB" });
  });

  test("never ends a device by reading it whole", async () => {
    const entry = { kind: "file", name: "/dev/zero", path: "/dev/zero" } as const;
    const { environment } = createTestEnvironment();
    expect(await readInputBytes(entry, 100_000, environment)).toMatchObject({
      problem: "it has more than the limit of 100000 bytes",
    });
  });

  test("says what happened to a file that has gone since", async () => {
    const entry = { kind: "file", name: "gone", path: join(folder, "gone") } as const;
    expect(await readInputText(entry, 10, createTestEnvironment().environment)).toEqual({
      problem: "there is no such file",
    });
  });
});
