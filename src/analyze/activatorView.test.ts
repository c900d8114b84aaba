import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scenario } from "../model/scenario.ts";
import { readScenario } from "../scenario/readScenario.ts";
import { simulate } from "../simulate.ts";
import { activatorViewOf } from "./activatorView.ts";
import { podOfManifest } from "./podOfManifest.ts";

function view(probe: string, more: Partial<Scenario> = {}): ReturnType<typeof activatorViewOf> {
  const file = join(import.meta.dirname, "../../sims/dialects/knative-aggressive-start.yaml");
  const text = readFileSync(file, "utf8").replace("[{ containerPort: 9000 }]", `[{ containerPort: 9000 }]${probe}`);
  const read = readScenario(text.slice(0, text.search(/^expect:/m)), { podOf: podOfManifest });
  if ("problems" in read) throw new Error(read.problems[0]?.message);
  const scenario = { ...read.scenario, ...more };
  return activatorViewOf(scenario, simulate(scenario));
}
const field = (text: string): string => `\n            ${text}`;

test("G-10: an app that listens at 3.00 s gets requests by 3.25 s, eight seconds before the pod is Ready", () => {
  const { fromMs = 0 } = view("") ?? {};
  expect(fromMs).toBeGreaterThanOrEqual(3000);
  expect(fromMs).toBeLessThanOrEqual(3050);
});

test("an endpoint that is too slow for it, or never well, is the kubelet's to tell", () => {
  const ready = field("readinessProbe: { httpGet: { path: /ready }, periodSeconds: 5, timeoutSeconds: 1 }");
  expect(view(ready, { containers: { app: { instances: [{ answerMs: 400 }] } } })).toEqual({});
  expect(view("", { containers: { app: { instances: [{ startsMs: 600_000 }] } } })).toEqual({});
});

test("a command, or a startup probe, keeps it from going by queue-proxy's word", () => {
  expect(view(field("readinessProbe: { exec: { command: [check] } }"))).toEqual({
    waitsBecause: "readiness of app is a command",
  });
  expect(view(field("startupProbe: { httpGet: { path: /s, port: 9000 } }"))).toEqual({
    waitsBecause: "app has a startup probe",
  });
});

test("a pod without queue-proxy has nothing to do with it", () => {
  const scenario: Scenario = { pod: { spec: { containers: [{ name: "web" }] } }, untilMs: 1000 };
  expect(activatorViewOf(scenario, simulate(scenario))).toBeUndefined();
});
