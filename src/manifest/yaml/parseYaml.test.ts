import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseJson } from "../source/parseJson.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { duplicateKeysMessage, parseYaml } from "./parseYaml.ts";

interface Recorded {
  readonly text: string;
  readonly json?: string;
  readonly error?: string;
  readonly strict?: string;
}

const RECORDED = readFileSync(join(import.meta.dirname, "testdata/goYaml.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Recorded);

/** The data alone, numbers as they are written. */
function dataOf(node: SourceNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === "object") return node.members.map(({ key, value }) => [key, dataOf(value)]);
  if (node.kind === "array") return { items: node.items.map(dataOf) };
  if (node.kind === "number") return { number: node.text };
  return node.kind === "null" ? null : node.value;
}

/** Without what go-yaml puts before a message, and without Go's print of a value. */
function plainError(error: string | undefined): string | undefined {
  return error?.replace(/^yaml: (?:line \d+: )?/, "").replace(/^(invalid map key|unsupported map key)[\s\S]*$/, "$1");
}

test("kubectl's own library and ours make the same of every recorded text", () => {
  expect(RECORDED.length).toBeGreaterThan(900);
  expect(RECORDED.filter(({ error }) => error !== undefined).length).toBeGreaterThan(300);
  for (const { text, json, error, strict } of RECORDED) {
    const parsed = parseYaml(text);
    expect({ text, error: plainError(parsed.error?.message) }).toEqual({ text, error: plainError(error) });
    if (json === undefined) continue;
    expect({ text, data: dataOf(parsed.node) }).toEqual({ text, data: dataOf(parseJson(json)) });
    const { duplicateKeys } = parsed;
    const ours = duplicateKeys.length === 0 ? undefined : duplicateKeysMessage(text, duplicateKeys);
    expect({ text, strict: ours }).toEqual({ text, strict });
  }
});

describe("where YAML parsers disagree, kubectl's way is taken", () => {
  const cases: readonly (readonly [what: string, text: string, data: unknown])[] = [
    ["a flow sequence may close at the left margin", "a: [\n1\n]\n", [["a", { items: [{ number: "1" }] }]]],
    ["a comment needs no space after a quote", 'a: "x"#c\n', [["a", "x"]]],
    [
      "the last of equal keys wins",
      "a: 1\nb: 2\na: 3\n",
      [
        ["a", { number: "3" }],
        ["b", { number: "2" }],
      ],
    ],
    [
      "a merge after a key overrides it",
      "v: &m {a: 1}\nw:\n  a: 2\n  <<: *m\n",
      [
        ["v", [["a", { number: "1" }]]],
        ["w", [["a", { number: "1" }]]],
      ],
    ],
    ["only the first document counts", "a: 1\n---\nb: 2\n", [["a", { number: "1" }]]],
    [
      "carriage returns end lines",
      "a: 1\r\nb: |\r\n  x\r\n",
      [
        ["a", { number: "1" }],
        ["b", "x\n"],
      ],
    ],
    ["a byte order mark is no content", "\ufeffa: 1\n", [["a", { number: "1" }]]],
    ["`__proto__` is a key like any other", "__proto__: {a: 1}\n", [["__proto__", [["a", { number: "1" }]]]]],
    ["nothing is null", "# only a comment\n", null],
  ];
  test.each(cases)("%s", (_, text, data) => {
    expect(dataOf(parseYaml(text).node)).toEqual(data);
  });
});

describe("places", () => {
  test("keys and values know theirs", () => {
    const text = "a:\n  - b: 'x y'\n";
    const { node } = parseYaml(text);
    const outer = node?.kind === "object" ? node.members[0] : undefined;
    const item = outer?.value.kind === "array" ? outer.value.items[0] : undefined;
    const inner = item?.kind === "object" ? item.members[0] : undefined;
    expect(text.slice(outer?.keyStart, outer?.keyEnd)).toBe("a");
    expect(text.slice(inner?.keyStart, inner?.keyEnd)).toBe("b");
    expect(text.slice(inner?.value.start, inner?.value.end)).toBe("'x y'");
  });

  test("an error points at what is wrong", () => {
    const text = "a: 1\nb: [1\nc: 2\n";
    const { error } = parseYaml(text);
    expect(error?.message).toBe("did not find expected ',' or ']'");
    expect(text.slice(error?.offset)).toBe(": 2\n");
  });
});

describe("hostile texts end in an error, at once", () => {
  test("an alias bomb", () => {
    const levels = "abcdefghij".split("").map((name, index, all) => {
      const before = all[index - 1];
      return `${name}: &${name} [${Array.from({ length: 10 }, () => (before === undefined ? "x" : `*${before}`)).join(", ")}]\n`;
    });
    expect(parseYaml(levels.join("")).error?.message).toBe("document contains excessive aliasing");
  });

  test("an anchor that contains itself", () => {
    expect(parseYaml("a: &a [*a]\n").error?.message).toBe("anchor 'a' value contains itself");
  });

  test.each([
    ["flow", "[".repeat(100_000)],
    ["block", "- ".repeat(100_000)],
    ["mappings", Array.from({ length: 5_000 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
  ])("deep nesting, %s", (_, text) => {
    expect(parseYaml(text).error?.message).toBe("nested deeper than 1000 levels");
  });

  test("control characters", () => {
    expect(parseYaml("a: \u0007\n").error).toEqual({
      message: "control characters are not allowed",
      offset: 3,
      kind: "syntax",
    });
  });
});
