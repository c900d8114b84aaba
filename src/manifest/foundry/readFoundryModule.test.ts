import { describe, expect, test } from "vitest";
import { NEWEST_VERSION } from "../../model/kubernetesVersion.ts";
import type { PlatformContext } from "../../model/platformContext.ts";
import { originOfValue } from "../../model/podValue.ts";
import { workloadsOf } from "../dialect.ts";
import type { ManifestObject } from "../readManifest.ts";
import { readManifest } from "../readManifest.ts";

function read(text: string, platform: PlatformContext = {}): ManifestObject {
  const { objects, diagnostics } = readManifest("module.yaml", text, { version: NEWEST_VERSION, platform });
  const [object] = objects;
  if (object === undefined) throw new Error(JSON.stringify(diagnostics));
  return object;
}

function workloadOf(text: string, platform?: PlatformContext) {
  const object = read(text, platform);
  const [workload] = workloadsOf(object);
  if (workload === undefined || !object.isAccepted) throw new Error(JSON.stringify(object.diagnostics));
  return workload;
}

const MODULE = `dialect: foundry
module: claim-scorer
containers:
  - name: scorer
`;

const EXAMPLE = `${MODULE}    readiness:
      exec: { command: [python, ready.py], timeoutSeconds: 5 }
    liveness:
      http: { path: /alive, port: 9000, header: { name: X-Check, value: live }, timeoutSeconds: 2 }
assumptions: { initialDelaySeconds: 0, periodSeconds: 7, successThreshold: 1, failureThreshold: 2 }
`;

describe("a module", () => {
  test("is read with its timeouts, its one header and its assumptions", () => {
    const [container] = workloadOf(EXAMPLE).pod.spec.containers;
    const timing = { periodSeconds: 7, successThreshold: 1, failureThreshold: 2 };
    expect(container?.readinessProbe).toEqual({
      exec: { command: ["python", "ready.py"] },
      timeoutSeconds: 5,
      ...timing,
    });
    expect(container?.livenessProbe).toEqual({
      httpGet: { path: "/alive", port: 9000, scheme: "HTTP", httpHeaders: [{ name: "X-Check", value: "live" }] },
      timeoutSeconds: 2,
      ...timing,
    });
    expect(container?.startupProbe).toBeUndefined();
  });

  test("without a readiness probe gets echo, and without a liveness probe none (S0-12)", () => {
    const { pod, platform } = workloadOf(MODULE);
    const [container] = pod.spec.containers;
    expect(container?.readinessProbe).toMatchObject({
      exec: { command: ["echo"] },
      timeoutSeconds: 1,
      periodSeconds: 10,
    });
    expect(container?.livenessProbe).toBeUndefined();
    const { why } = originOfValue(platform?.values ?? [], "spec.containers[0].readinessProbe.exec.command[0]");
    expect(why).toBe("default of Foundry: a container that can run echo is ready");
  });

  test("names every number that nobody published, and who assumed it; flags come before the file (S0-21, X-31)", () => {
    const platform = { assumptions: { failureThreshold: 9 } };
    expect(workloadOf(EXAMPLE, platform).platform?.assumptions[0]).toBe(
      "Foundry publishes no timing of its probes; assumed are initialDelaySeconds 0 (the file's assumptions), periodSeconds 7 (the file's assumptions), timeoutSeconds 1 (as Kubernetes), successThreshold 1 (the file's assumptions), failureThreshold 9 (--assumptions)",
    );
    const { why } = originOfValue(
      workloadOf(EXAMPLE, platform).platform?.values ?? [],
      "spec.containers[0].livenessProbe.failureThreshold",
    );
    expect(why).toBe("assumed, --assumptions");
  });

  test.each(["timeout", "timeout_seconds", "timeoutSeconds"])("may write its timeout as %s", (key) => {
    const [container] = workloadOf(`${MODULE}    liveness: { httpGet: { port: 9000, ${key}: 3 } }\n`).pod.spec
      .containers;
    expect(container?.livenessProbe).toMatchObject({ httpGet: { path: "/", port: 9000 }, timeoutSeconds: 3 });
  });

  test("is known without a word by a module with readiness or liveness", () => {
    const text = "module: a\ncontainers: [{name: c, readiness: {exec: {command: [x]}}}]\n";
    expect(read(text)).toMatchObject({ dialect: "foundry", isAccepted: true });
  });
});

const probe = (fields: string) => `${MODULE}    readiness: ${fields}\n`;

const BAD: readonly (readonly [what: string, text: string, said: readonly string[]])[] = [
  ["no name", "dialect: foundry\ncontainers: [{name: c}]\n", ["- 1:1 a compute module needs a name"]],
  [
    "no containers",
    "dialect: foundry\nmodule: a\n",
    ["- 1:1 a compute module needs containers: a list of at least one"],
  ],
  ["a container without name", "dialect: foundry\nmodule: a\ncontainers: [{}]\n", ["- 3:14 a container needs a name"]],
  ["an unknown key", `${MODULE}    redines: {}\n`, ['- 5:5 unknown key "redines" in a container']],
  ["an unknown key of the form", `${MODULE}assumption: {}\n`, ['- 5:1 unknown key "assumption" in a module']],
  [
    "an assumption that is a text",
    `${MODULE}assumptions: {periodSeconds: often}\n`,
    ["- 5:30 periodSeconds must be a whole number of seconds or times"],
  ],
  [
    "no handler",
    probe("{}"),
    ["foundry-handler-count 5:5 choose either an exec or an HTTP probe for scorer/readiness"],
  ],
  [
    "gRPC",
    probe("{grpc: {port: 9000}}"),
    ["foundry-handler-unsupported 5:17 Foundry's probes know only exec and HTTP, not grpc"],
  ],
  [
    "a port in quotes",
    probe('{http: {port: "9000"}}'),
    ['foundry-port-range 5:30 port the text "9000" is outside 1024–65535'],
  ],
  ["no port", probe("{http: {path: /}}"), ["foundry-port-range 5:17 an HTTP probe needs a port from 1024 to 65535"]],
  [
    "the last port but two",
    probe("{http: {port: 65536}}"),
    ["foundry-port-range 5:30 port 65536 is outside 1024–65535"],
  ],
  ["a reserved port", probe("{http: {port: 8946}}"), ["foundry-port-reserved 5:30 port 8946 is reserved by Foundry"]],
  [
    "two headers",
    probe("{http: {port: 9000, headers: [{name: a, value: b}]}}"),
    ["foundry-header-shape 5:36 an HTTP probe has one optional header, as a name and a value"],
  ],
  [
    "two timeouts",
    probe("{exec: {command: [x], timeout: 1, timeoutSeconds: 2}}"),
    ["foundry-timeout-invalid 5:47 the timeout is given twice"],
  ],
  [
    "an unknown key of a handler",
    probe("{exec: {command: [x], tiemout: 1}}"),
    ['- 5:47 unknown key "tiemout" in exec'],
  ],
  [
    "a module whose name is none of Kubernetes'",
    EXAMPLE.replace("claim-scorer", "Claim Scorer"),
    [
      '- 2:9 metadata.name: Invalid value: "Claim Scorer": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters',
    ],
  ],
];

test.each(BAD)("bad input: %s", (_, text, said) => {
  const { diagnostics, isAccepted } = read(text);
  const shown = diagnostics.map(({ ruleId, line, column, message }) => `${ruleId ?? "-"} ${line}:${column} ${message}`);
  expect(shown.slice(0, said.length).map((line, index) => line.slice(0, said[index]?.length))).toEqual(said);
  expect(isAccepted).toBe(false);
});
