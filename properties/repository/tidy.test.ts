import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

// What no linter looks at. Every check is first shown to object to a sample, then run over the repository.

const REPOSITORY = join(import.meta.dirname, "../..");

/** Taken over unchanged from others, recorded, or this list of bad samples. */
const LEFT_OUT = /^(?:properties\/(?:manifests\/.*\/|vectors\/|repository\/tidy)|package-lock\.json$|LICENSE$)/;

const FILES = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: REPOSITORY,
  encoding: "utf8",
})
  .split("\0")
  .filter((path) => path !== "" && existsSync(join(REPOSITORY, path)));

interface Check {
  readonly name: string;
  readonly files: RegExp;
  /** What is wrong with the text of a file; empty: nothing. */
  readonly problems: (text: string, path: string) => readonly string[];
  readonly bad: string;
  readonly good: string;
}

function linesThatMatch(pattern: RegExp) {
  return (text: string, path: string): readonly string[] =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []));
}

/** A Markdown text without its fenced blocks. */
function proseOf(markdown: string): string {
  return markdown.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, "");
}

const CHECKS: readonly Check[] = [
  {
    name: "tests are neither skipped nor run alone",
    files: /\.ts$/,
    problems: linesThatMatch(/\b(?:it|test|describe|bench)\.(?:only|skip|todo|skipIf|runIf|fails)\b/),
    bad: 'test.skip("later")',
    good: 'test("skips nothing")',
  },
  {
    name: "no check is silenced",
    files: /\.ts$/,
    problems: linesThatMatch(/@ts-(?:ignore|nocheck|expect-error)|(?:oxlint|eslint)-disable|biome-ignore/),
    bad: "// oxlint-disable-next-line",
    good: "// a lint rule",
  },
  {
    name: "the core does not ask what time it is",
    files: /^src\/(?!cli\/).*(?<!\.test)\.ts$/,
    problems: linesThatMatch(/\bnew Date\(\s*\)|\bnew Date\b(?!\()|(?<!new )\bDate\(\)/),
    bad: "const now = new Date();",
    good: "const midnight = new Date(Date.UTC(2000, 0, 1));",
  },
  {
    name: "nothing is left over",
    files: /\.(?:ts|md|json|yaml)$/,
    problems: linesThatMatch(/\b(?:TODO|FIXME|XXX)\b|^(?:<{7}|>{7}) |\bdebugger;/),
    bad: "// TODO: later",
    good: "done",
  },
  {
    name: "no path of one machine and no private host",
    files: /./,
    problems: linesThatMatch(
      /(?<![\w.})])\/(?:work|root|farm|home)\/|\/tmp\/bash_jobs|\bhttps?:\/\/[^/\s"')]*\b(?:mirror|internal)\b/,
    ),
    bad: "see /work/main",
    good: "../shared/conformance, src/work/x, https://kubernetes.io/docs",
  },
  {
    name: "one first heading in every Markdown file",
    files: /\.md$/,
    problems: (text, path) => {
      const count = proseOf(text).match(/^# /gm)?.length ?? 0;
      return count === 1 ? [] : [`${path}: ${count} first headings`];
    },
    bad: "# One\n\n# Two\n",
    good: "# One\n\n```sh\n# a comment\n```\n",
  },
  {
    name: "every npm script that is named exists",
    files: /\.md$|^\.ci\/run$/,
    problems: (text, path) =>
      [...text.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)]
        .filter(([, script = ""]) => !Object.hasOwn(SCRIPTS, script))
        .map(([command]) => `${path}: there is no script for ${command}`),
    bad: "npm run frobnicate",
    good: "npm run build",
  },
  {
    name: "every link to a file leads somewhere",
    files: /\.md$/,
    problems: (text, path) =>
      [...proseOf(text).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
        .filter(([, target = ""]) => !existsSync(join(REPOSITORY, path, "..", target)))
        .map(([, target]) => `${path}: ${target} is not there`),
    bad: "[gone](gone.md)",
    good: "[here](README.md)",
  },
];

const SCRIPTS = (JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as { scripts: object }).scripts;

describe.each(CHECKS)("$name", ({ files, problems, bad, good }) => {
  test("tells bad from good", () => {
    expect(problems(bad, "sample.md").length).toBe(1);
    expect(problems(good, "sample.md")).toEqual([]);
  });

  test("in the whole repository", () => {
    const looked = FILES.filter((path) => files.test(path) && !LEFT_OUT.test(path));
    expect(looked.length).toBeGreaterThan(0);
    expect(looked.flatMap((path) => problems(readFileSync(join(REPOSITORY, path), "utf8"), path))).toEqual([]);
  });
});

test("what a stranger looks for is there", () => {
  const wanted = [
    "README.md",
    "LICENSE",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "package-lock.json",
    ".ci/run",
  ];
  expect(wanted.filter((path) => !FILES.includes(path))).toEqual([]);
  expect(statSync(join(REPOSITORY, ".ci/run")).mode & 0o111).toBe(0o111);
});

test("the top level holds what convention and the design name, and nothing else", () => {
  const folders = FILES.filter((path) => path.includes("/")).map((path) => path.split("/")[0]);
  const known = ["src", "sims", "properties", "reports", ".ci", "decisions", "docs", "schema", "scripts"];
  expect([...new Set(folders)].filter((folder) => !known.includes(folder ?? ""))).toEqual([]);
});

test("decisions are numbered without gaps, dated, and say context, choice and consequence", () => {
  const records = FILES.filter((path) => /^decisions\/\d/.test(path)).sort();
  expect(records.length).toBeGreaterThan(0);
  for (const [index, path] of records.entries()) {
    expect(path).toMatch(new RegExp(`^decisions/${String(index + 1).padStart(4, "0")}-[a-z0-9-]+\\.md$`));
    expect(readFileSync(join(REPOSITORY, path), "utf8")).toMatch(
      /^# .+\n\n\d{4}-\d\d-\d\d\n[\s\S]*^## Context$[\s\S]*^## Choice$[\s\S]*^## Consequence$/m,
    );
  }
});

test("the lock file has the packages of every platform: without, npm ci refuses to begin", () => {
  interface LockedPackage {
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  }
  const lock = JSON.parse(readFileSync(join(REPOSITORY, "package-lock.json"), "utf8")) as {
    packages: Readonly<Record<string, LockedPackage>>;
  };
  const named = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies),
  );
  expect(named.length).toBeGreaterThan(0);
  // A registry that lacks some of them makes npm leave them out; add them by hand with version, os, cpu and libc.
  expect(
    named.filter((name) => !Object.keys(lock.packages).some((path) => path.endsWith(`node_modules/${name}`))),
  ).toEqual([]);
});

test("no file is so large that a clone gets slow", () => {
  const large = FILES.filter((path) => statSync(join(REPOSITORY, path)).size > 1_000_000);
  expect(large).toEqual([]);
});
