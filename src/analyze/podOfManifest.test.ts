import { expect, test } from "vitest";
import type { JsonValue } from "../model/json.ts";
import { flipScenario, readScenario, scenarioOf } from "../scenario/readScenario.ts";
import { podOfManifest } from "./podOfManifest.ts";

const OPTIONS = { podOf: podOfManifest };

const DEPLOYMENT = `
  apiVersion: apps/v1
  kind: Deployment
  metadata: { name: web }
  spec:
    selector: { matchLabels: { app: web } }
    template:
      metadata: { labels: { app: web } }
      spec: { containers: [{ name: app, image: "x:1", livenessProbe: { tcpSocket: { port: 80 } } }] }
`;

const MODULE = "{ dialect: foundry, module: scorer, containers: [{ name: app }] }";

function problemsOf(text: string): string[] {
  const read = readScenario(text, OPTIONS);
  return "problems" in read ? read.problems.map(({ line, column, message }) => `${line}:${column} ${message}`) : [];
}

function scenarioIn(text: string) {
  const read = readScenario(text, OPTIONS);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return read.scenario;
}

test("the pod is the one that the API server would make, and what a platform's rests on is named", () => {
  const { pod } = scenarioIn(`manifest:${DEPLOYMENT}untilMs: 1m\n`);
  expect(pod).toMatchObject({ metadata: { name: "web", labels: { app: "web" } }, spec: { restartPolicy: "Always" } });
  expect(pod?.spec.containers[0]?.livenessProbe?.periodSeconds).toBe(10);
  const said = "assumptions: [mine]\ncontext: { assumptions: { periodSeconds: 3 } }\n";
  const scenario = scenarioIn(`manifest: ${MODULE}\n${said}untilMs: 1m\n`);
  expect(scenario.assumptions?.slice(0, 2)).toEqual([
    "mine",
    expect.stringContaining("periodSeconds 3 (--assumptions)"),
  ]);
  expect(scenario.pod?.spec.containers[0]?.readinessProbe?.periodSeconds).toBe(3);
});

test("what has been read reads as itself, and a flip of the manifest makes another pod", () => {
  const scenario = scenarioIn(`manifest: ${MODULE}\nuntilMs: 1m\n`);
  expect(scenarioOf(JSON.parse(JSON.stringify(scenario)) as JsonValue, OPTIONS)).toEqual({ scenario });
  const change = { "manifest.containers[0].liveness": { http: { port: 9000 } } };
  const flipped = flipScenario(scenario, { because: "it has a liveness probe", change }, OPTIONS);
  expect(flipped).toMatchObject({ scenario: { pod: { spec: { containers: [{ livenessProbe: { httpGet: {} } }] } } } });
});

test("one object of a list is a workload, and the others stand beside it", () => {
  const service = "{ apiVersion: v1, kind: Service, metadata: { name: s }, spec: { ports: [{ port: 80 }] } }";
  const { pod } = scenarioIn(`manifest: [${service}, ${MODULE}]\nuntilMs: 1m\n`);
  expect(pod?.metadata?.name).toBe("scorer");
  expect(problemsOf(`manifest: [${service}]\nuntilMs: 1m\n`)).toEqual(["1:1 the manifest has no workload"]);
  expect(problemsOf(`manifest: [${MODULE}, ${MODULE}]\nuntilMs: 1m\n`)).toEqual([
    "1:1 the manifest has several workloads: deployment/scorer, deployment/scorer",
  ]);
});

test("what a platform refuses is told at its place in the scenario", () => {
  const refused = MODULE.replace("name: app", "name: app, readiness: { http: { port: 8945 } }");
  expect(problemsOf(`untilMs: 1m\nmanifest: ${refused}\n`)).toEqual(["2:94 port 8945 is reserved by Foundry"]);
  expect(problemsOf(`untilMs: 1m\nmanifest:\n- ${refused}\n`)).toEqual(["3:86 port 8945 is reserved by Foundry"]);
  expect(problemsOf("untilMs: 1m\nmanifest: 5\n")).toEqual(["2:1 this is a number, not an object of Kubernetes"]);
});

test("a pod beside it must be the one that comes of it", () => {
  const pod = "pod: { metadata: { name: other }, spec: { containers: [{ name: app }] } }\n";
  expect(problemsOf(`untilMs: 1m\nmanifest: ${MODULE}\n${pod}`)).toEqual(["2:1 manifest and pod exclude each other"]);
  expect(problemsOf(`untilMs: 1m\nmanifest: ${MODULE}\npods: [{ ${pod.trim()} }]\n`)).toEqual([
    "2:1 manifest and pods exclude each other",
  ]);
});

test("who knows no manifests says so", () => {
  expect(scenarioOf({ manifest: {}, untilMs: 1 })).toMatchObject({
    problems: [{ path: ["manifest"], message: "a manifest cannot be read here" }],
  });
});
