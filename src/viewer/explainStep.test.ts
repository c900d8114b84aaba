import { expect, test } from "vitest";
import { checkKubernetesObject } from "../cli/checkKubernetesObject.ts";
import type { JsonObject } from "../model/json.ts";
import type { Scenario } from "../model/scenario.ts";
import { htmlRun } from "../report/html/htmlRun.ts";
import { simulate } from "../simulate.ts";
import { scenarioOf } from "../scenario/readScenario.ts";
import { explainStep } from "./explainStep.ts";
import { indexSteps } from "./stepIndex.ts";

function explained(scenario: Scenario): readonly string[] {
  const run = htmlRun("", scenario, simulate(scenario));
  const index = indexSteps(run.trace);
  return run.trace.events.map((event) => {
    const { title, reasons } = explainStep(run, index, event);
    return [title, ...reasons.map(({ text, rule = "" }) => `${text} ${rule}`.trim())].join(" | ");
  });
}

function scenarioWith(probes: JsonObject, app: JsonObject): Scenario {
  const value = {
    pod: { metadata: { name: "web" }, spec: { containers: [{ name: "app", ...probes }] } },
    containers: { app: { instances: [app] } },
    untilMs: "1m",
  };
  const read = scenarioOf(value, { checkObject: checkKubernetesObject });
  if (!("scenario" in read)) throw new Error(read.problems[0]?.message);
  return read.scenario;
}

const exec = { command: ["ok"] };

test("a failed readiness attempt says what it lacks, and the last one what it does", () => {
  const steps = explained(
    scenarioWith(
      { readinessProbe: { exec, periodSeconds: 5, failureThreshold: 2 } },
      { app: [{ fromMs: "12s", state: "error" }] },
    ),
  );
  const failed = steps.filter((text) => text.startsWith("readiness attempt on app #0: failed"));
  expect(failed[0]).toContain("Failure 1 in a row; failureThreshold is 2. KLT-018");
  expect(failed[0]).toContain("nothing follows: it takes one more. KLT-018");
  expect(failed[1]).toContain("Failure 2 in a row");
  expect(failed[1]).toContain("becomes unready at once, before any sync. KLT-039");
  expect(failed[2]).toContain("The verdict was Failure before: nothing changes.");
  expect(steps.join("\n")).toContain("status: app is not ready, and 2 more");
});

test("the first attempts say what they waited for", () => {
  const steps = explained(
    scenarioWith(
      {
        startupProbe: { exec, periodSeconds: 2 },
        livenessProbe: { exec, periodSeconds: 10 },
        readinessProbe: { exec, initialDelaySeconds: 8 },
      },
      { startsMs: "3s" },
    ),
  );
  const first = (probe: string): string => steps.find((text) => text.startsWith(`${probe} attempt`)) ?? "";
  expect(first("startup")).toContain("The first of this instance. KLT-004");
  expect(first("liveness")).toContain("the container counts as started. KLT-013");
  expect(first("readiness")).toContain("initialDelaySeconds 8 have passed. KLT-012");
  expect(steps.find((text) => text.startsWith("startup attempt on app #0: ok"))).toContain(
    "liveness and readiness begin. KLT-040",
  );
});

test("a kill is followed from the attempt to SIGKILL", () => {
  const steps = explained(
    scenarioWith(
      { livenessProbe: { exec, periodSeconds: 5, terminationGracePeriodSeconds: 4 } },
      { app: [{ fromMs: "2s", state: "hang" }], onTerm: "ignore" },
    ),
  ).join("\n");
  expect(steps).toContain("a sync is asked for, and kills the container. KLT-038");
  expect(steps).toContain("app #0 is asked to stop, grace 4s");
  expect(steps).toMatch(
    /app #0 ends with exit code 137 \| Its grace was over, 4\.\d+s after it was asked to stop: SIGKILL\. KLT-066/,
  );
  expect(steps).toContain("Restart 1");
});
