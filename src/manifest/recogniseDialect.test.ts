import { expect, test } from "vitest";
import type { DialectName } from "../model/dialect.ts";
import { NEWEST_VERSION } from "../model/kubernetesVersion.ts";
import { readManifest } from "./readManifest.ts";

const POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: x}]}\n";
const SERVICE = "metadata: {name: ranker}\ncontainers: [{port: 8000, liveness_check: {tcp_socket: {port: 8000}}}]\n";

function read(text: string, dialect?: DialectName) {
  return readManifest("f.yaml", text, { version: NEWEST_VERSION, ...(dialect === undefined ? {} : { dialect }) });
}

test("a stream may mix dialects; each object is read by its own", () => {
  const { objects, diagnostics } = read(`${POD}---\n${SERVICE}---\n${POD}`);
  expect(objects.map(({ dialect, name, isAccepted }) => [dialect, name, isAccepted])).toEqual([
    ["kubernetes", "p", true],
    ["eas", "ranker", true],
    ["kubernetes", "p", true],
  ]);
  expect(diagnostics).toEqual([]);
});

test("what fits several dialects is an error that names them, until --dialect decides", () => {
  const both = `${SERVICE}kind: Deployment\napiVersion: apps/v1\n`;
  const [object] = read(both).objects;
  expect(object).toMatchObject({
    isAccepted: false,
    diagnostics: [
      {
        code: "ambiguous-dialect",
        line: 1,
        message: "this could be Kubernetes (kind: Deployment) or EAS (a container with liveness_check)",
        help: "say which: --dialect kubernetes or --dialect eas",
      },
    ],
  });
  expect(object?.dialect).toBeUndefined();
  expect(read(both, "eas").objects).toMatchObject([{ dialect: "eas", isAccepted: true }]);
  expect(read(both, "kubernetes").objects).toMatchObject([{ dialect: "kubernetes", isAccepted: false }]);
});

test("what fits none is Kubernetes' unless --dialect says otherwise, and what fits one is that one's", () => {
  const bare = "metadata: {name: ranker}\ncontainers: [{port: 8000}]\n";
  expect(read(bare).objects[0]?.diagnostics).toMatchObject([
    { code: "missing-kind", help: expect.stringContaining("--dialect eas") as string },
  ]);
  expect(read(bare, "eas").objects).toMatchObject([{ dialect: "eas", isAccepted: true }]);
  expect(read(POD, "eas").objects).toMatchObject([{ dialect: "kubernetes", isAccepted: true }]);
});

test("a file without apiVersion and kind may name its dialect itself; a custom resource may have a field of that name", () => {
  expect(read(`dialect: eas\n${SERVICE}`).objects).toMatchObject([{ dialect: "eas", isAccepted: true }]);
  const custom = "apiVersion: example.com/v1\nkind: Database\ndialect: mysql\n";
  expect(read(custom).objects).toMatchObject([{ dialect: "kubernetes", content: { is: "other" } }]);
});

test("a key that is given twice is told once, in the words of the dialect", () => {
  const twice = SERVICE.replace("port: 8000,", "port: 8000, image: a, image: b,");
  expect(read(twice).diagnostics).toMatchObject([
    { code: "duplicate-key", severity: "error", why: "which of them would count nobody has published" },
  ]);
  expect(read(twice).objects).toMatchObject([{ content: { is: "unreadable" }, isAccepted: false }]);
  const check = SERVICE.replace("port: 8000,", "port: 8000, liveness_check: {},");
  const { diagnostics, objects } = read(check);
  expect(diagnostics).toEqual([]);
  expect(objects[0]?.diagnostics).toMatchObject([{ ruleId: "eas-duplicate-type", line: 2, column: 47 }]);
});

test("a service.json with a fault that YAML would overlook is no JSON", () => {
  const json =
    '{"metadata": {"name": "x"}, "containers": [{"image": "a", "liveness_check": {"tcp_socket": {"port": 1}},}]}';
  expect(read(json)).toMatchObject({
    diagnostics: [{ code: "json-syntax", severity: "error", subject: "file", line: 1, column: 105 }],
    objects: [{ content: { is: "unreadable" }, isAccepted: false }],
  });
  expect(read(json.replace("},}]}", "}}]}")).diagnostics).toEqual([]);
});

test("what is no object at all is no file of any dialect", () => {
  expect(read("- 1\n", "eas").objects[0]?.diagnostics).toMatchObject([
    { code: "not-an-object", subject: "file", message: "this is a list, not a file of EAS" },
  ]);
  expect(read("5\n", "foundry").objects[0]?.diagnostics).toMatchObject([
    { message: "this is a number, not a file of Foundry" },
  ]);
  expect(read("---\n", "eas").diagnostics).toMatchObject([{ code: "no-objects" }]);
});

test("a dialect that is no name is one that is not there", () => {
  expect(read("dialect: [eas]\n").objects[0]?.diagnostics).toMatchObject([
    { code: "unknown-dialect", line: 1, message: "dialect must be a name" },
  ]);
});
