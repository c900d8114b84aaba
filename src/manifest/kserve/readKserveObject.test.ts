import { describe, expect, test } from "vitest";
import { NEWEST_VERSION } from "../../model/kubernetesVersion.ts";
import type { PlatformContext } from "../../model/platformContext.ts";
import { originOfValue } from "../../model/podValue.ts";
import { workloadsOf } from "../dialect.ts";
import type { ManifestObject } from "../readManifest.ts";
import { readManifest } from "../readManifest.ts";

function read(text: string, platform: PlatformContext = {}): readonly ManifestObject[] {
  return readManifest("f.yaml", text, { version: NEWEST_VERSION, platform }).objects;
}

function said({ diagnostics }: ManifestObject): string[] {
  return diagnostics.map(({ code, line, column, message }) => `${code} ${line}:${column} ${message}`);
}

function service(predictor: string, mode = "Standard"): string {
  return `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: { name: tagger, annotations: { serving.kserve.io/deploymentMode: ${mode} } }
spec:
  predictor:
${predictor}`;
}

const CUSTOM = service(`    logger: { mode: all }
    containers:
      - name: kserve-container
        image: example/model:1
        readinessProbe: { httpGet: { path: /ready, port: 8080 } }
`);

describe("an InferenceService", () => {
  test("is one workload for each component", () => {
    const text = `${CUSTOM}  transformer: { containers: [{ image: example/t }] }\n`;
    const [object] = read(text);
    const workloads = object === undefined ? [] : workloadsOf(object);
    expect(workloads.map(({ name, platform }) => [name, platform?.part])).toEqual([
      ["tagger-predictor", "predictor"],
      ["tagger-transformer", "transformer"],
    ]);
    expect(workloads[0]?.pod.spec.containers.map(({ name }) => name)).toEqual(["kserve-container", "agent"]);
  });

  test("goes through Knative in Knative mode", () => {
    const [object] = read(service("    sklearn: { storageUri: 'gs://a/b' }\n", "Knative"));
    const [workload] = object === undefined ? [] : workloadsOf(object);
    expect(workload?.pod.spec.containers.map(({ name }) => name)).toEqual(["kserve-container", "queue-proxy"]);
    expect(workload?.platform?.assumptions).toHaveLength(2);
  });

  test("knows of each value where it comes from", () => {
    const [object] = read(CUSTOM);
    const values = (object === undefined ? [] : workloadsOf(object))[0]?.platform?.values ?? [];
    expect(originOfValue(values, "spec.containers[0].readinessProbe.httpGet.port")).toEqual({
      from: "spec.predictor.containers[0].readinessProbe.httpGet.port",
    });
    expect(originOfValue(values, "spec.containers[1].readinessProbe").why).toContain("logger");
  });

  test("is told what KServe's webhook says, where it can be mended", () => {
    const [object] = read(service("    minReplicas: 3\n    maxReplicas: 2\n    sklearn: { storageUri: 'gs://a' }\n"));
    expect(object === undefined ? [] : said(object)).toEqual([
      "platform-refusal 6:18 'MinReplicas' cannot be greater than MaxReplicas",
    ]);
  });

  test("is told what the API server says of its Deployment", () => {
    const [object] = read(CUSTOM.replace(", port: 8080", ""));
    expect(object === undefined ? [] : said(object)).toEqual([
      "invalid-field 10:27 spec.template.spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive",
    ]);
  });

  test("without a predictor makes 0.20 crash and is refused by 0.17", () => {
    const text = service("    {}\n");
    expect(read(text).flatMap(said)).toEqual([
      "platform-refusal 5:3 panic: runtime error: index out of range [0] with length 0 [recovered]",
    ]);
    expect(read(text, { kserveVersion: "0.17" }).flatMap(said)[0]).toContain("exactly one of [SKLearn, XGBoost");
  });

  test("is given a runtime of the same files", () => {
    const runtime = `apiVersion: serving.kserve.io/v1alpha1
kind: ServingRuntime
metadata: { name: own }
spec:
  supportedModelFormats: [{ name: mine, autoSelect: true }]
  containers: [{ name: kserve-container, image: example/own, readinessProbe: { tcpSocket: { port: 7 } } }]
`;
    const text = service("    model: { modelFormat: { name: mine }, storageUri: 'gs://a/b' }\n");
    const [alone] = read(text);
    expect(alone === undefined ? [] : said(alone)[0]).toContain("no runtime found to support predictor");
    const [withRuntime, other] = read(`${text}---\n${runtime}`);
    const [workload] = withRuntime === undefined ? [] : workloadsOf(withRuntime);
    expect(workload?.pod.spec.containers[0]?.readinessProbe?.tcpSocket).toEqual({ port: 7 });
    expect(other?.content).toMatchObject({ is: "other" });
  });

  test("says which pods of it are left out", () => {
    const text = service(`    workerSpec: {}
    model: { modelFormat: { name: huggingface }, storageUri: 'pvc://a/b' }
`).replace("annotations: {", "annotations: { serving.kserve.io/autoscalerClass: none,");
    const [object] = read(text, { kserveVersion: "0.20" });
    const [workload] = object === undefined ? [] : workloadsOf(object);
    expect(workload?.platform?.assumptions).toEqual([
      "the pods of workerSpec are not simulated, only the first one of the group",
    ]);
  });

  test("that is stopped is no workload", () => {
    const text = CUSTOM.replace("annotations: {", "annotations: { serving.kserve.io/stop: 'true',");
    expect(read(text)[0]?.content).toEqual({ is: "other", reason: "no workload: it is stopped" });
  });
});

test("a field that no release knows is named with the one that was meant", () => {
  const [object] = read(CUSTOM.replace("logger:", "loger:"));
  expect(object?.diagnostics.map(({ message, help }) => [message, help])).toEqual([
    ['unknown field "spec.predictor.loger"', "did you mean logger?"],
  ]);
});

test("a value of a wrong type stops the reading", () => {
  const [object] = read(service("    minReplicas: '1'\n"));
  expect(object?.content).toEqual({ is: "unreadable" });
  expect(object === undefined ? [] : said(object)[0]).toContain("wrong-type 6:18 json: cannot unmarshal string");
});

test("what no recording shows is not established", () => {
  const [object] = read("apiVersion: serving.kserve.io/v1alpha1\nkind: LLMInferenceService\nmetadata: { name: a }\n");
  expect(object?.content).toMatchObject({ is: "other", reason: expect.stringContaining("not established") });
});

test("a release that is none is said so", () => {
  expect(read(CUSTOM, { kserveVersion: "1.2" }).flatMap(said)).toEqual([
    "platform-refusal 1:1 there is no release 1.2 of KServe that is known here",
  ]);
});
