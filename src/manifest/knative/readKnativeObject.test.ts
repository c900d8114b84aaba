import { describe, expect, test } from "vitest";
import { NEWEST_VERSION } from "../../model/kubernetesVersion.ts";
import type { PlatformContext } from "../../model/platformContext.ts";
import { originOfValue } from "../../model/podValue.ts";
import { workloadsOf } from "../dialect.ts";
import type { ManifestObject } from "../readManifest.ts";
import { readManifest } from "../readManifest.ts";

function read(text: string, platform: PlatformContext = {}): ManifestObject {
  const [object] = readManifest("f.yaml", text, { version: NEWEST_VERSION, platform }).objects;
  if (object === undefined) throw new Error("nothing was read");
  return object;
}

function errorsOf(object: ManifestObject): string[] {
  return object.diagnostics
    .filter(({ severity }) => severity === "error")
    .map(
      ({ line, column, message, ruleId }) =>
        `${line}:${column} ${message}${ruleId === undefined ? "" : ` [${ruleId}]`}`,
    );
}

function service(...lines: readonly string[]): string {
  return `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: quote }
spec:
  template:
    spec:
      containers:
        - image: example/quote:3
${lines.map((line) => `          ${line}\n`).join("")}`;
}

const TWO = `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: quote }
spec:
  template:
    spec:
      containers:
        - { name: app, image: example/quote:3, ports: [{ containerPort: 9000 }] }
        - name: side
          image: example/side:1
          readinessProbe: { exec: { command: ["true"] } }
`;

describe("a Knative Service", () => {
  test("is the Deployment of its first revision, with queue-proxy in the pod", () => {
    const object = read(service("readinessProbe: { httpGet: { path: /ready } }"));
    const [workload] = workloadsOf(object);
    expect(workload).toMatchObject({ kind: "Deployment", name: "quote-00001-deployment", replicas: 1 });
    const [app, queue] = workload?.pod.spec.containers ?? [];
    expect([app?.name, app?.readinessProbe]).toEqual(["user-container", undefined]);
    expect([queue?.name, queue?.readinessProbe?.httpGet?.port]).toEqual(["queue-proxy", 8012]);
    expect(workload?.platform?.assumptions[0]).toContain("Knative 1.23");
  });

  test("knows of each value where it comes from", () => {
    const object = read(service("livenessProbe: { httpGet: { path: /a, port: 81 } }"));
    const values = workloadsOf(object)[0]?.platform?.values ?? [];
    const at = (path: string) => originOfValue(values, `spec.containers[${path}`);
    expect(at("0].livenessProbe.httpGet.port")).toEqual({
      from: "spec.template.spec.containers[0].livenessProbe.httpGet.port",
      why: "Knative puts the port for requests here",
    });
    expect(at("0].livenessProbe.httpGet.path").why).toBeUndefined();
    expect(at("1].readinessProbe.periodSeconds").from).toBe(
      "spec.template.spec.containers[0].readinessProbe.periodSeconds",
    );
  });

  test("is refused in the webhook's words, at the place of the field", () => {
    const object = read(service("readinessProbe: { httpGet: {}, timeoutSeconds: 5 }"));
    expect(object.content).toEqual({ is: "other", reason: "Knative refuses it" });
    expect(errorsOf(object)).toEqual([
      "9:58 timeoutSeconds is disallowed when periodSeconds is zero: spec.template.spec.containers[0].readinessProbe.timeoutSeconds [knative-fields-need-period]",
    ]);
  });

  test("is judged by the release that is named", () => {
    const text = service("startupProbe: { tcpSocket: { port: 8080 }, failureThreshold: 30 }");
    expect(errorsOf(read(text, { knativeVersion: "1.15" }))).toEqual([]);
    expect(errorsOf(read(text, { knativeVersion: "1.14" }))).toEqual([
      "9:11 must not set the field(s): spec.template.spec.containers[0].startupProbe [knative-startup-unsupported]",
    ]);
  });

  test("is judged by the features that are on", () => {
    const on = { "multi-container-probing": "enabled" };
    expect(errorsOf(read(TWO))[0]).toContain("[knative-sidecar-probe-disallowed]");
    expect(errorsOf(read(TWO, { knativeConfig: on }))).toEqual([]);
    expect(errorsOf(read(TWO, { knativeConfig: on, knativeVersion: "1.17" }))).toEqual([
      "11:11 failed to create PodSpec: failed to create queue-proxy container: sidecar readiness probe does not define probe port on container: side [knative-sidecar-exec-unsupported]",
    ]);
  });

  test("is told what the API server says of its Deployment", () => {
    const object = read(service("startupProbe: { httpGet: { path: /a } }"));
    expect(errorsOf(object)[0]).toContain("startupProbe.httpGet.port: Invalid value: 0");
    expect(errorsOf(object)[0]).toContain("[knative-startup-port-missing]");
  });
});

test("a field that nobody knows stops the reading, with the name that was meant", () => {
  const object = read(service("readinesProbe: {}"));
  expect(object.content).toEqual({ is: "unreadable" });
  expect(object.diagnostics.map(({ line, message, help }) => [line, message, help])).toEqual([
    [9, 'cannot decode incoming new object: json: unknown field "readinesProbe"', "did you mean readinessProbe?"],
  ]);
});

test("an older apiVersion, a release and an entry that are none are said so", () => {
  expect(errorsOf(read(service().replace("/v1", "/v1beta1")))).toEqual([
    '1:13 no kind "Service" is registered for version "serving.knative.dev/v1beta1"',
  ]);
  expect(errorsOf(read(service(), { knativeVersion: "1.11" }))).toEqual([
    "1:1 there is no release 1.11 of Knative that is known here",
  ]);
  expect(errorsOf(read(service(), { knativeConfig: { "multi-container-probe": "enabled" } }))).toEqual([
    "1:1 none of Knative's config maps that are read here has an entry multi-container-probe: did you mean multi-container-probing?",
  ]);
});
