import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { profileOf } from "../../src/kubelet/profile.ts";
import type { Rule } from "../../src/kubelet/rules.ts";
import { RULES } from "../../src/kubelet/rules.ts";
import { NEWEST_VERSION } from "../../src/model/kubernetesVersion.ts";
import { shippedVectors } from "../mutants/shippedVectors.ts";
import { rulesPage } from "./rulesTable.ts";

const ROOT = join(import.meta.dirname, "../..");
/** The rooms that a rule can stand in; others may speak of rules as they like. */
const ROOMS = ["src/kubelet", "src/cluster"];

interface Mark {
  readonly id: string;
  readonly file: string;
  readonly place: string;
}

const DECLARATION = /^(?:export )?(?:async )?(?:function|const) (\w+)/;

/** The function or constant that a line belongs to; a comment above one belongs to it. */
function placeOf(lines: readonly string[], index: number): string {
  let below = index + 1;
  while (/^(?: \*|\/\/)/.test(lines[below] ?? "")) below++;
  const isAbove = /^(?:\/| \*)/.test(lines[index] ?? "");
  const declared = isAbove ? DECLARATION.exec(lines[below] ?? "")?.[1] : undefined;
  if (declared !== undefined) return declared;
  const above = lines.slice(0, index + 1).findLast((line) => DECLARATION.test(line));
  return DECLARATION.exec(above ?? "")?.[1] ?? "";
}

function marksOf(room: string): Mark[] {
  const files = readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && name !== "rules.ts",
  );
  return files.flatMap((name) => {
    const lines = readFileSync(join(ROOT, room, name), "utf8").split("\n");
    return lines.flatMap((line, index) =>
      [...line.matchAll(/KLT-\d{3}/g)].map(([id]) => ({
        id,
        file: join(room, name).replace(/^src\//, ""),
        place: placeOf(lines, index),
      })),
    );
  });
}

test("ids are unique and in order", () => {
  const ids = RULES.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(100);
  expect(ids.filter((id) => !/^KLT-\d{3}$/.test(id))).toEqual([]);
  expect([...new Set(ids)].sort()).toEqual(ids);
});

test("every rule says something, and where it is from", () => {
  expect(
    RULES.filter(({ statement, spec, evidence }) => statement === "" || spec === "" || evidence.length === 0),
  ).toEqual([]);
});

test("every rule is marked once, at the place that it names", () => {
  const marks = ROOMS.flatMap(marksOf).sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(marks).toEqual(RULES.map(({ id, file, place }: Rule): Mark => ({ id, file, place })));
});

test("flags are flags of the profile, and each has a rule", () => {
  const flags = Object.keys(profileOf(NEWEST_VERSION)).filter((name) => name !== "version");
  const named = new Set(RULES.flatMap(({ flag }) => flag ?? []));
  expect([...named].sort()).toEqual(flags.sort());
});

test("what shows a rule is a vector that ships or a case", () => {
  const vectors = new Set(shippedVectors().map(({ name }) => name));
  const cases = readdirSync(join(ROOT, "properties/cases"))
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(ROOT, "properties/cases", name), "utf8"))
    .join("\n");
  const exists = (name: string): boolean =>
    vectors.has(name) || (/^[A-GS]\d+$/.test(name) && cases.includes(`"${name} `));
  expect(RULES.flatMap(({ evidence }) => evidence).filter((name) => !exists(name))).toEqual([]);
});

test("docs/rules.md is current", () => expect(readFileSync(join(ROOT, "docs/rules.md"), "utf8")).toBe(rulesPage()));
