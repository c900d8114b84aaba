import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

// Goal: the linter keeps the rooms apart and the core pure. Method: a small project with the same linter settings and
// one file for each violation, and for each thing that is allowed; one run, one look at what it said of every file.

const REPOSITORY = join(import.meta.dirname, "../..");

/** File, its text, and the rule that must object; null: none may. */
const CASES: readonly (readonly [string, string, string | null])[] = [
  ["src/model/a.ts", 'import "../time/target.ts";', "no-restricted-imports"],
  ["src/time/a.ts", 'import "../model/target.ts";', "no-restricted-imports"],
  ["src/manifest/kubernetes/validation/a.ts", 'import "../../../time/target.ts";', "no-restricted-imports"],
  ["src/manifest/a.ts", 'import "../simulate.ts";', "no-restricted-imports"],
  ["src/manifest/b.ts", 'import "../model/target.ts";', null],
  ["src/app/a.ts", 'import "../kubelet/target.ts";', "no-restricted-imports"],
  ["src/kubelet/a.ts", 'import "../cluster/target.ts";', "no-restricted-imports"],
  [
    "src/kubelet/b.ts",
    'import type { Target } from "../report/target.ts"; export type B = Target;',
    "no-restricted-imports",
  ],
  ["src/kubelet/c.ts", 'import "../app/target.ts";', null],
  ["src/cluster/endpoints/a.ts", 'import "../../report/target.ts";', "no-restricted-imports"],
  ["src/cluster/b.ts", 'import "../kubelet/target.ts";', null],
  ["src/simulate.ts", 'import "./report/target.ts";', "no-restricted-imports"],
  ["src/world.ts", 'import "./manifest/target.ts";', "no-restricted-imports"],
  ["src/cluster/c.ts", 'import "../world.ts";', "no-restricted-imports"],
  ["src/analyze/a.ts", 'import "../report/target.ts";', "no-restricted-imports"],
  ["src/analyze/b.ts", 'import "../simulate.ts";', null],
  ["src/conformance/a.ts", 'import "../cli/target.ts";', "no-restricted-imports"],
  ["src/orchestrator/a.ts", 'import "../conformance/target.ts";', "no-restricted-imports"],
  ["src/orchestrator/b.ts", 'import "../scenario/target.ts";', null],
  ["src/report/a.ts", 'import "../simulate.ts";', "no-restricted-imports"],
  ["src/report/b.ts", 'import "../index.ts";', "no-restricted-imports"],
  ["src/cli/a.ts", 'import "../report/target.ts"; import "../simulate.ts"; import "node:fs";', null],

  ["src/kubelet/d.ts", 'import "node:fs";', "no-nodejs-modules"],
  ["src/kubelet/e.ts", 'import "fs";', "no-nodejs-modules"],
  ["src/kubelet/f.ts", "export const now = Date.now();", "no-restricted-properties"],
  ["src/kubelet/h.ts", "export const draw = Math.random();", "no-restricted-properties"],
  ["src/kubelet/i.ts", "setTimeout(() => undefined, 5);", "no-restricted-globals"],
  ["src/kubelet/j.ts", "globalThis.setTimeout(() => undefined, 5);", "no-restricted-properties"],
  ["src/kubelet/k.ts", "console.log(1);", "no-console"],
  ["src/kubelet/l.ts", "export const home = process.env;", "no-restricted-globals"],
  ["src/kubelet/m.ts", "export const now = performance.now();", "no-restricted-globals"],
  ["src/kubelet/n.ts", "export function f(x: any): void { void x; }", "no-explicit-any"],
  ["src/kubelet/o.test.ts", 'import "node:fs"; import "../cli/target.ts";', null],
  ["src/cli/b.ts", "export const now = Date.now() + Math.random(); setTimeout(() => undefined, 5);", null],
  ["src/cli/c.ts", "export function f(x: any): void { void x; }", "no-explicit-any"],
  ["scripts/a.ts", "console.log(Date.now());", null],
];

const ROOMS = [
  "model",
  "time",
  "manifest",
  "scenario",
  "app",
  "kubelet",
  "cluster",
  "properties",
  "orchestrator",
  "analyze",
  "conformance",
  "report",
  "cli",
];

interface Diagnostic {
  readonly filename: string;
  readonly code: string;
}

let project: string;
let said: readonly Diagnostic[];

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "probewise-rooms-"));
  symlinkSync(join(REPOSITORY, "node_modules"), join(project, "node_modules"));
  for (const name of ["oxlint.config.ts", "tsconfig.json", "package.json"])
    cpSync(join(REPOSITORY, name), join(project, name));
  for (const room of ROOMS) write(`src/${room}/target.ts`, "export type Target = string;\n");
  write("src/index.ts", "export {};\n");
  for (const [file, text] of CASES) write(file, `${text}\nexport {};\n`);
  const { stdout } = spawnSync(join(project, "node_modules/.bin/oxlint"), ["-f", "json", "src", "scripts"], {
    cwd: project,
    encoding: "utf8",
  });
  said = (JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] }).diagnostics;
});

afterAll(() => {
  rmSync(project, { recursive: true });
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(project, name)), { recursive: true });
  writeFileSync(join(project, name), text);
}

/** The rules that this is about; others object to the style of such short files. */
const GUARDS = new Set(CASES.map(([, , rule]) => rule));

test.each(CASES)("in %s, %s gives %s", (file, _, rule) => {
  const rules = said.filter(({ filename }) => filename === file).map(({ code }) => /\((.*)\)/.exec(code)?.[1] ?? code);
  expect(rules.filter((name) => GUARDS.has(name))).toEqual(rule === null ? [] : [rule]);
});

test("every folder of src/ is a room that the linter knows", () => {
  const config = execFileSync("git", ["show", ":oxlint.config.ts"], { cwd: REPOSITORY, encoding: "utf8" });
  const folders = execFileSync("git", ["ls-files", "src"], { cwd: REPOSITORY, encoding: "utf8" })
    .split("\n")
    .map((path) => path.split("/"))
    .filter((parts) => parts.length > 2)
    .map(([, room]) => room);
  expect(folders.length).toBeGreaterThan(0);
  for (const room of new Set(folders)) expect(config).toMatch(new RegExp(`^  ${room}: \\[`, "m"));
});
