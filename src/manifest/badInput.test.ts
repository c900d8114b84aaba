import { describe, expect, test } from "vitest";
import { parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import { workloadsOf } from "./dialect.ts";
import { readManifest } from "./readManifest.ts";

const version = parseKubernetesVersion("1.36");
if (version === undefined) throw new Error("1.36 is a release");

const pod = (probe: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: x, livenessProbe: ${probe}}]}\n`;
const exec = "exec: {command: [x]}";
const bomb = [..."abcdefgh"]
  .map(
    (name, index, all) =>
      `${name}: &${name} [${Array.from({ length: 10 }, () => (index === 0 ? "x" : `*${all[index - 1]}`)).join(",")}]\n`,
  )
  .join("");

/** Every bad input gives this one thing to say, or these. `subject` decides the exit code: file 2, object 1. */
const TABLE: readonly (readonly [what: string, text: string, findings: readonly string[]])[] = [
  ["an empty file", "", ["file no-objects 1:1 the file holds no objects"]],
  ["comments only", "# a\n---\n# b\n", ["file no-objects 1:1 the file holds no objects"]],
  ["a binary file", "\u007fELF\u0002\0\0", ["file binary 1:1 this is a binary file, not a manifest"]],
  ["too large a file", "a".repeat(2000), ["file too-large 1:1 the file has more than 1000 bytes"]],
  ["an alias bomb", bomb, ["file yaml-syntax 4:14 document contains excessive aliasing"]],
  [
    "a Helm template",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n",
    ["file helm-template 4:9 this is a Helm template, not a manifest"],
  ],
  [
    "a Helm template in quotes",
    'apiVersion: v1\nkind: Pod\nmetadata: {name: "{{ .Release.Name }}"}\nspec: {containers: [{name: c, image: x}]}\n',
    ["file helm-template 3:19 this is a Helm template, not a manifest"],
  ],
  [
    "a probe without handler",
    pod("{periodSeconds: 5}"),
    ["object invalid-field 4:41 spec.containers[0].livenessProbe: Required value: must specify a handler type"],
  ],
  [
    "two handlers",
    pod(`{${exec}, tcpSocket: {port: 1}}`),
    [
      "object invalid-field 4:79 spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type",
    ],
  ],
  [
    "a negative field",
    pod(`{${exec}, timeoutSeconds: -1}`),
    [
      "object invalid-field 4:95 spec.containers[0].livenessProbe.timeoutSeconds: Invalid value: -1: must be greater than or equal to 0",
    ],
  ],
  [
    "a field that is no number",
    pod(`{${exec}, timeoutSeconds: soon}`),
    [
      "object wrong-type 4:95 json: cannot unmarshal string into Go struct field Probe.spec.containers.livenessProbe.timeoutSeconds of type int32",
    ],
  ],
  [
    "an unknown kind",
    "apiVersion: v1\nkind: Pot\n",
    ['object unknown-kind 2:7 no kind "Pot" is registered for version "v1"'],
  ],
  [
    "an API that is gone",
    "apiVersion: extensions/v1beta1\nkind: Deployment\n",
    ['object removed-api 1:13 no kind "Deployment" is registered for version "extensions/v1beta1"'],
  ],
  ["an unknown dialect", "dialect: kubernets\n", ['file unknown-dialect 1:10 there is no dialect "kubernets"']],
  ["no kind", "apiVersion: v1\n", ["file missing-kind 1:1 kind is missing"]],
  ["no apiVersion", "kind: Pod\n", ["file missing-kind 1:1 apiVersion is missing"]],
  ["a list", "- a\n- b\n", ["file not-an-object 1:1 this is a list, not an object of Kubernetes"]],
  ["prose", "Dear reader,\nhello\n", ["file not-an-object 1:1 this is a string, not an object of Kubernetes"]],
  [
    "tabs",
    "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: p\n",
    ["file yaml-syntax 4:1 found character that cannot start any token"],
  ],
  [
    "broken JSON",
    '{"apiVersion": "v1",\n "kind": "Pod"; }',
    ["file json-syntax 2:15 invalid character ';' after object key:value pair"],
  ],
  ["half a JSON", '{"apiVersion": "v1"', ["file json-syntax 1:19 unexpected end of JSON input"]],
  ["deep nesting", "[".repeat(50_000), ["file yaml-syntax 1:1001 nested deeper than 1000 levels"]],
  ["deep JSON", `{"a":${"[".repeat(50_000)}`, ["file json-syntax 1:1005 nested deeper than 1000 levels"]],
];

describe("bad input: one clear message, at the right place, and nothing thrown", () => {
  test.each(TABLE)("%s", (_, text, findings) => {
    const limits = text.length === 2000 ? { maxBytes: 1000 } : {};
    const file = readManifest("f.yaml", text, { version, ...limits });
    const all = [...file.objects.flatMap(({ diagnostics }) => diagnostics), ...file.diagnostics];
    const shown = all.map(
      ({ subject, code, line, column, message }) => `${subject} ${code} ${line}:${column} ${message}`,
    );
    expect(shown.map((text_, index) => text_.slice(0, findings[index]?.length ?? text_.length))).toEqual(findings);
    expect(all.every(({ file: name }) => name === "f.yaml")).toBe(true);
  });
});

test("the limit of documents counts items of lists, and what came before stays", () => {
  const list = `apiVersion: v1\nkind: List\nitems:\n${"- {apiVersion: v1, kind: Secret}\n".repeat(5)}`;
  const file = readManifest("f.yaml", `${list}---\n${list}---\n${list}`, { version, maxDocuments: 7 });
  expect(file.objects).toHaveLength(7);
  expect(file.diagnostics.map(({ code }) => code)).toEqual(["too-many-documents"]);
});

test("what is wrong a hundred thousand times is told, and told quickly enough", () => {
  const keys = `apiVersion: v1\nkind: ConfigMap\ndata:\n${"  k: v\n".repeat(100_000)}`;
  expect(readManifest("f.yaml", keys, { version }).diagnostics).toHaveLength(100);
  const containers = pod("{}").replace("}]}", `}${", {name: c}".repeat(2_000)}]}`);
  expect(readManifest("f.yaml", containers, { version }).objects[0]?.diagnostics.length).toBeGreaterThan(2_000);
});

test("keys of prototypes are keys like any other", () => {
  const text =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {constructor: b}, annotations: {__proto__: a}}\n__proto__: {x: 1}\nconstructor: 2\nspec: {containers: [{name: c, image: x}]}\n";
  const { objects } = readManifest("f.yaml", text, { version });
  expect(objects[0]?.diagnostics.map(({ message }) => message.slice(0, 48))).toEqual([
    'unknown field "__proto__"',
    'unknown field "constructor"',
    'metadata.annotations: Invalid value: "__proto__"',
  ]);
  const metadata = objects.flatMap(workloadsOf)[0]?.pod.metadata;
  expect(Object.entries(metadata?.annotations ?? {})).toEqual([["__proto__", "a"]]);
  expect(metadata?.labels).toEqual({ constructor: "b" });
  expect(({} as { x?: unknown }).x).toBeUndefined();
});
