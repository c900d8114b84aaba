import { describe, expect, test } from "vitest";
import type { PodBehaviour } from "../../model/clusterScenario.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Trace } from "../../model/trace.ts";
import { simulate } from "../../simulate.ts";
import type { JobPod } from "./job.ts";
import { podFailureVerdict } from "./podFailurePolicy.ts";

/** A container that does its work in so long, or fails in it. */
function work(afterMs: number, code: number, more: Partial<PodBehaviour> = {}): PodBehaviour {
  return { instances: [{ exit: { afterMs, code } }], ...more };
}

function jobOf(
  spec: JsonObject,
  behaviour: readonly PodBehaviour[],
  restartPolicy = "Never",
  untilMs = 600_000,
): Trace {
  const container = { name: "work", image: "work:1" };
  return simulate({
    kubernetes: "1.36",
    objects: [
      {
        kind: "Job",
        metadata: { name: "job" },
        spec: { ...spec, template: { spec: { restartPolicy, containers: [container] } } },
      },
    ],
    behaviour,
    untilMs,
  });
}

function creationsOf({ events }: Trace): number[] {
  return events.flatMap((event) => (event.kind === "podCreated" ? [Math.round(event.t / 1000)] : []));
}

function endOf({ events }: Trace): string | undefined {
  const end = events.findLast((event) => event.kind === "condition");
  return end?.kind === "condition" ? `${end.type} ${end.reason}` : undefined;
}

function countsOf({ events }: Trace): object | undefined {
  return events.findLast((event) => event.kind === "job");
}

describe("a Job", () => {
  test("is complete when as many pods as wanted have succeeded, never more at work than may be", () => {
    const trace = jobOf({ completions: 5, parallelism: 2 }, [work(10_000, 0)]);
    expect(endOf(trace)).toBe("Complete CompletionsReached");
    expect(countsOf(trace)).toMatchObject({ succeeded: 5, failed: 0, active: 0 });
    const active = trace.events.flatMap((event) => (event.kind === "job" && !event.gone ? [event.active] : []));
    expect(Math.max(...active)).toBe(2);
  });

  test("makes another pod after each failure, later and later, and gives up beyond its limit", () => {
    const trace = jobOf({ backoffLimit: 3 }, [work(1_000, 1)]);
    const [first = 0, ...later] = creationsOf(trace);
    expect(first).toBe(0);
    const waits = later.map((t, index) => t - ([first, ...later][index] ?? 0));
    expect(waits).toHaveLength(3);
    for (const [index, seconds] of [10, 20, 40].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(seconds);
      expect(waits[index]).toBeLessThanOrEqual(seconds + 4);
    }
    expect(endOf(trace)).toBe("Failed BackoffLimitExceeded");
    expect(countsOf(trace)).toMatchObject({ failed: 4, active: 0 });
  });

  test("counts restarts in place under OnFailure", () => {
    const trace = jobOf({ backoffLimit: 2 }, [work(1_000, 1)], "OnFailure");
    expect(creationsOf(trace)).toEqual([0]);
    expect(endOf(trace)).toBe("Failed BackoffLimitExceeded");
  });

  test("fails at its deadline, whatever it is doing", () => {
    const trace = jobOf({ activeDeadlineSeconds: 30 }, []);
    expect(endOf(trace)).toBe("Failed DeadlineExceeded");
    const asked = trace.events.find((event) => event.kind === "podDelete");
    expect(asked?.t).toBe(30_000);
  });

  test("fails at once where its policy says so of an exit code, and does not count what the policy ignores", () => {
    const rules = (action: string) => ({
      rules: [{ action, onExitCodes: { containerName: "work", operator: "In", values: [42] } }],
    });
    const fatal = jobOf({ podFailurePolicy: rules("FailJob") }, [work(1_000, 42)]);
    expect(creationsOf(fatal)).toHaveLength(1);
    expect(endOf(fatal)).toBe("Failed PodFailurePolicy");
    const ignored = jobOf({ backoffLimit: 0, podFailurePolicy: rules("Ignore") }, [
      work(1_000, 42, { pods: [1, 2] }),
      work(1_000, 0),
    ]);
    expect(endOf(ignored)).toBe("Complete CompletionsReached");
    expect(countsOf(ignored)).toMatchObject({ failed: 0, succeeded: 1 });
  });

  test("whose pod is killed by liveness and ends well on SIGTERM is complete, though its work was not done", () => {
    const liveness = { exec: { command: ["probe", "liveness"] }, periodSeconds: 5, failureThreshold: 1 };
    const scenario = {
      kubernetes: "1.36",
      objects: [
        {
          kind: "Job",
          metadata: { name: "job" },
          spec: {
            template: {
              spec: {
                restartPolicy: "Never",
                containers: [{ name: "work", image: "work:1", livenessProbe: liveness }],
              },
            },
          },
        },
      ],
      behaviour: [
        {
          instances: [
            { onTerm: { afterMs: 100, code: 0 }, probes: { liveness: [{ fromMs: 20_000, outcome: "fail" }] } },
          ],
        },
      ],
      untilMs: 120_000,
    } as const;
    expect(endOf(simulate(scenario))).toBe("Complete CompletionsReached");
  });
});

test("the first rule of a policy that fits decides, of exit codes or of conditions", () => {
  const pod: JobPod = {
    name: "job-1",
    uid: "1",
    phase: "Failed",
    deleting: false,
    ready: false,
    number: 1,
    finishedMs: 0,
    restarts: 0,
    ends: [{ container: "work", exitCode: 3 }],
    conditions: [{ type: "DisruptionTarget", status: "True" }],
  };
  const byCode = { action: "FailJob", onExitCodes: { operator: "NotIn", values: [1, 2] } };
  const byCondition = { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] };
  expect(podFailureVerdict(pod, [byCondition, byCode])).toEqual({ action: "Ignore" });
  expect(podFailureVerdict(pod, [byCode, byCondition])).toEqual({
    action: "FailJob",
    message: "Container work for pod default/job-1 failed with exit code 3 matching FailJob rule at index 0",
  });
  const other = { action: "FailJob", onExitCodes: { containerName: "other", operator: "In", values: [3] } };
  expect(podFailureVerdict(pod, [other])).toEqual({ action: "Count" });
});
