import { expect, test } from "vitest";
import type { AppSegment, Scenario } from "../../model/scenario.ts";
import { simulate } from "../../simulate.ts";
import { witnessSteps } from "./witnessSteps.ts";

function steps(app: readonly AppSegment[], untilMs: number): string[] {
  const probe = { httpGet: { port: 8080 }, periodSeconds: 10 };
  const scenario: Scenario = {
    pod: {
      metadata: { name: "web" },
      spec: { containers: [{ name: "app", livenessProbe: probe, readinessProbe: probe }] },
    },
    containers: { app: { instances: [{ app }, {}] } },
    untilMs,
  };
  return witnessSteps(simulate(scenario), scenario, "app").map(({ tMs, text }) => `${tMs} ${text}`);
}

test("equal attempts in a row are one step, at the first answer; of many steps those go where all is well", () => {
  expect(steps([{ fromMs: 35_000, state: "hang" }], 75_000)).toEqual([
    "1 the container starts",
    "2 the pod is Ready",
    "41001 liveness times out, 3 times until 1m1.001s",
    "41002 readiness times out, 3 times until 1m1.002s",
    "61002 the pod is not Ready any more",
    "61002 readiness is cut short by the container's end",
    "61002 Container app failed liveness probe, will be restarted",
    "61002 the container ends with exit code 143",
    "61002 the container is started again",
    "61003 the pod is Ready",
  ]);
});

test("of very many steps the first and the last are kept", () => {
  const flapping = steps(
    [{ fromMs: 5_000, state: "flap", okMs: 40_000, failingMs: 40_000, failing: "error" }],
    3_000_000,
  );
  expect(flapping).toHaveLength(12);
  expect(flapping[0]).toBe("1 the container starts");
});
