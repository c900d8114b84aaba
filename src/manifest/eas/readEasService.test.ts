import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../model/json.ts";
import { NEWEST_VERSION } from "../../model/kubernetesVersion.ts";
import type { PlatformContext } from "../../model/platformContext.ts";
import { originOfValue } from "../../model/podValue.ts";
import { workloadsOf } from "../dialect.ts";
import type { ManifestObject } from "../readManifest.ts";
import { readManifest } from "../readManifest.ts";

function read(service: JsonObject | string, platform: PlatformContext = {}): ManifestObject {
  const text = typeof service === "string" ? service : JSON.stringify(service);
  const { objects, diagnostics } = readManifest("service.json", text, { version: NEWEST_VERSION, platform });
  const [object] = objects;
  if (object === undefined) throw new Error(JSON.stringify(diagnostics));
  return object;
}

function serviceOf(container: JsonObject): JsonObject {
  return {
    metadata: { name: "ranker" },
    cloud: { computing: {} },
    containers: [{ image: "registry/ranker:7", port: 8000, ...container }],
  };
}

function workloadOf(container: JsonObject, platform?: PlatformContext) {
  const object = read(serviceOf(container), platform);
  const [workload] = workloadsOf(object);
  if (workload === undefined || !object.isAccepted) throw new Error(JSON.stringify(object.diagnostics));
  return workload;
}

const tcp = { tcp_socket: { port: 8000 } };

describe("defaults", () => {
  test("are those of the JSON, by type: one failure of startup and liveness, three of readiness (S1-24)", () => {
    const [app] = workloadOf({ startup_check: tcp, liveness_check: tcp, health_check: tcp }).pod.spec.containers;
    const numbers = { periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, tcpSocket: { port: 8000 } };
    expect(app?.startupProbe).toEqual({ ...numbers, failureThreshold: 1 });
    expect(app?.livenessProbe).toEqual({ ...numbers, failureThreshold: 1 });
    expect(app?.readinessProbe).toEqual({ ...numbers, failureThreshold: 3 });
  });

  test("of the English console differ in the delay alone, 15 s (X-03)", () => {
    const checks = { startup_check: tcp, liveness_check: tcp, readiness_check: tcp };
    const [json] = workloadOf(checks).pod.spec.containers;
    const [fromConsole] = workloadOf(checks, { easDefaults: "console" }).pod.spec.containers;
    expect(fromConsole?.livenessProbe).toEqual({ ...json?.livenessProbe, initialDelaySeconds: 15 });
    expect(fromConsole?.readinessProbe).toEqual({ ...json?.readinessProbe, initialDelaySeconds: 15 });
    expect(fromConsole?.startupProbe).toEqual({ ...json?.startupProbe, initialDelaySeconds: 15 });
  });

  test("of an HTTP check are / and HTTP", () => {
    const [app] = workloadOf({ liveness_check: { http_get: { port: 8001 } } }).pod.spec.containers;
    expect(app?.livenessProbe?.httpGet).toEqual({ path: "/", port: 8001, scheme: "HTTP" });
  });

  test("without a readiness check the port is asked for, and with one it is not (X-37)", () => {
    const readiness = (container: JsonObject) => workloadOf(container).pod.spec.containers[0]?.readinessProbe;
    expect(readiness({})).toMatchObject({ tcpSocket: { port: 8000 }, failureThreshold: 3, periodSeconds: 10 });
    const exec = { exec: { command: ["test", "-f", "/tmp/ready"] } };
    expect(readiness({ readiness_check: exec })).toMatchObject(exec);
    expect(readiness({ health_check: exec })?.tcpSocket).toBeUndefined();
    expect(readiness({ port: null })).toBeUndefined();
  });
});

test("under the swapped reading success_threshold counts failures (X-01)", () => {
  const check = { http_get: { port: 8000 }, success_threshold: 2, failure_threshold: 4 };
  const [app] = workloadOf({ liveness_check: check }, { easThresholdReading: "swapped" }).pod.spec.containers;
  expect(app?.livenessProbe).toMatchObject({ failureThreshold: 2, successThreshold: 1 });
  const swapped = workloadOf({ health_check: check }, { easThresholdReading: "swapped" }).pod.spec.containers[0];
  expect(swapped?.readinessProbe).toMatchObject({ failureThreshold: 2, successThreshold: 4 });
});

test("two successes of a liveness check are refused, and with lenient taken as one (X-05)", () => {
  const container = { liveness_check: { ...tcp, success_threshold: 2, failure_threshold: 4 } };
  expect(read(serviceOf(container)).diagnostics).toMatchObject([
    {
      ruleId: "eas-success-threshold-not-one",
      severity: "error",
      path: "containers[0].liveness_check.success_threshold",
    },
  ]);
  const object = read(serviceOf(container), { lenient: true });
  expect(object).toMatchObject({ isAccepted: true, diagnostics: [{ severity: "warning" }] });
  const [workload] = workloadsOf(object);
  expect(workload?.pod.spec.containers[0]?.livenessProbe).toMatchObject({ successThreshold: 1, failureThreshold: 4 });
});

test("a 0 goes to Kubernetes as one that was left out", () => {
  const { diagnostics, ...object } = read(serviceOf({ liveness_check: { ...tcp, failure_threshold: 0 } }));
  expect(diagnostics).toMatchObject([{ ruleId: "eas-zero-means-default", severity: "warning" }]);
  expect(workloadsOf(object)[0]?.pod.spec.containers[0]?.livenessProbe?.failureThreshold).toBe(3);
});

describe("the workload", () => {
  test("is a Deployment of as many replicas as instances, with EAS' own container beside the user's", () => {
    const service = { metadata: { name: "my_ranker", instance: 3 }, containers: [{ image: "x", port: 8000 }, {}] };
    const object = read({ ...service, cloud: { computing: {} } });
    expect(object).toMatchObject({ dialect: "eas", name: "my_ranker", isAccepted: true, diagnostics: [] });
    const [workload] = workloadsOf(object);
    expect(workload).toMatchObject({
      kind: "Deployment",
      name: "my-ranker",
      replicas: 3,
      platform: { dialect: "eas", kind: "EAS service", name: "my_ranker" },
      spec: { strategy: { rollingUpdate: { maxSurge: "2%", maxUnavailable: 0 } } },
    });
    expect(workload?.pod.spec.containers.map(({ name }) => name)).toEqual(["app", "app-2", "eas-engine"]);
    expect(workload?.pod.spec.restartPolicy).toBe("Always");
  });

  test("knows of every number where it comes from", () => {
    const { platform } = workloadOf({ liveness_check: { ...tcp, period_seconds: 5 } });
    const origin = (path: string) => originOfValue(platform?.values ?? [], `spec.containers[0].${path}`);
    const check = "containers[0].liveness_check";
    expect(origin("livenessProbe.periodSeconds")).toEqual({ from: `${check}.period_seconds` });
    expect(origin("livenessProbe.failureThreshold")).toEqual({
      from: `${check}.failure_threshold`,
      why: "default of EAS, JSON",
    });
    expect(origin("livenessProbe.tcpSocket.port")).toEqual({ from: `${check}.tcp_socket.port` });
    expect(origin("readinessProbe.periodSeconds").why).toContain("without a readiness check");
    expect(originOfValue(platform?.values ?? [], "spec.containers[1].image")).not.toHaveProperty("from");
  });

  test("what only the API server refuses is told at the user's own field", () => {
    const object = read(
      serviceOf({ liveness_check: { http_get: { port: 8000, scheme: "FTP" }, failure_threshold: 3 } }),
    );
    expect(object.isAccepted).toBe(false);
    expect(object.diagnostics).toMatchObject([
      { code: "invalid-field", path: "containers[0].liveness_check.http_get.scheme", line: 1 },
    ]);
  });

  test("a service with a processor of EAS' own has nothing to check", () => {
    const { content } = read({ name: "pmml", processor: "pmml", cloud: { computing: {} } });
    expect(content).toMatchObject({ is: "other" });
  });
});

/** Each: the JSON, and what is said of it, where. */
const BAD: readonly (readonly [what: string, text: string, said: readonly string[]])[] = [
  ["no containers", '{"cloud": {"computing": {}}}', ["wrong-type 1:1 an EAS service needs containers"]],
  [
    "an empty list of containers",
    '{"cloud": {"computing": {}},\n "containers": []}',
    ["wrong-type 2:2 containers must be a list of at least one"],
  ],
  [
    "a container that is none",
    '{"cloud": {"computing": {}},\n "containers": ["app"]}',
    ["wrong-type 2:17 a container must be an object"],
  ],
  ["no name", '{"containers": [{"liveness_check": {}}]}', ["wrong-type 1:1 an EAS service needs metadata.name"]],
  [
    "a text for the number of instances",
    '{"metadata": {"name": "a", "instance": "2"}, "containers": [{"health_check": {}}]}',
    ["wrong-type 1:40 metadata.instance must be a whole number of at least 0"],
  ],
  [
    "a check that is a list",
    '{"metadata": {"name": "a"}, "containers": [{"health_check": []}]}',
    ["eas-handler-count 1:45 health_check must be an object with one check method"],
  ],
  [
    "a method that is a text",
    '{"metadata": {"name": "a"}, "containers": [{"health_check": {"exec": "true"}}]}',
    ["eas-handler-count 1:70 health_check.exec must be an object"],
  ],
  [
    "an empty command",
    '{"metadata": {"name": "a"}, "containers": [{"health_check": {"exec": {"command": []}}}]}',
    ["eas-exec-command-string 1:71 health_check.exec.command must be a list of at least one text"],
  ],
  [
    "a broken number",
    '{"metadata": {"name": "a"}, "containers": [{"health_check": {"tcp_socket": {"port": 1}, "period_seconds": 1.5}}]}',
    ["eas-number-range 1:107 period_seconds must be a whole number of at least 1, not 1.5"],
  ],
  [
    "a port out of range",
    '{"metadata": {"name": "a"}, "containers": [{"port": 70000, "health_check": {"tcp_socket": {"port": 70000}}}]}',
    [
      "eas-number-range 1:53 port must be a whole number from 1 to 65535",
      "eas-port-missing 1:100 health_check.tcp_socket needs a port number from 1 to 65535, not 70000",
    ],
  ],
  [
    "keys of prototypes",
    '{"metadata": {"name": "a"}, "containers": [{"health_check": {"__proto__": 1, "tcp_socket": {"port": 1}}}]}',
    ['eas-unknown-key 1:75 unknown key "__proto__": it is ignored'],
  ],
];

test.each(BAD)("bad input: %s", (_, text, said) => {
  const { diagnostics } = read(text);
  expect(
    diagnostics.map(({ ruleId, code, line, column, message }) => `${ruleId ?? code} ${line}:${column} ${message}`),
  ).toEqual(said);
});
