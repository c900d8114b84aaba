import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scenarioHash, traceHash } from "./canonicalHash.ts";
import type { Scenario } from "./model/scenario.ts";
import type { TraceEvent } from "./model/trace.ts";
import { simulate } from "./simulate.ts";
import { TOOL_VERSION } from "./toolVersion.ts";
import { forkWorld } from "./forkWorld.ts";
import { advance, createWorld } from "./world.ts";
import packageJson from "../package.json" with { type: "json" };

const segment = fc.record({
  fromMs: fc.integer({ min: 0, max: 90_000 }),
  outcome: fc.constantFrom("ok" as const, "fail" as const, "hang" as const, "error" as const),
  ms: fc.integer({ min: 0, max: 2_500 }),
});

const podOf = (name: string, liveness: readonly unknown[], readiness: readonly unknown[], exitMs: number) => ({
  pod: {
    metadata: { name, labels: { app: "a" } },
    spec: {
      containers: [
        {
          name: "c",
          livenessProbe: { exec: { command: ["l"] }, periodSeconds: 3, failureThreshold: 2 },
          readinessProbe: { exec: { command: ["r"] }, periodSeconds: 2 },
        },
      ],
    },
  },
  containers: { c: { instances: [{ exit: { afterMs: exitMs, code: 1 }, probes: { liveness, readiness } }] } },
});

const scenarios = fc
  .record({
    pods: fc.array(
      fc.record({
        liveness: fc.array(segment, { maxLength: 4 }),
        readiness: fc.array(segment, { maxLength: 4 }),
        exitMs: fc.integer({ min: 1, max: 200_000 }),
        atMs: fc.integer({ min: 0, max: 5_000 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    deleteMs: fc.integer({ min: 0, max: 150_000 }),
    restartMs: fc.integer({ min: 0, max: 150_000 }),
    apiMs: fc.integer({ min: 0, max: 40 }),
  })
  .map(
    ({ pods, deleteMs, restartMs, apiMs }): Scenario =>
      ({
        untilMs: 180_000,
        pods: pods.map(({ liveness, readiness, exitMs, atMs }, index) => ({
          ...podOf(`p${index}`, liveness, readiness, exitMs),
          atMs,
        })),
        services: [{ metadata: { name: "s" }, spec: { selector: { app: "a" }, ports: [{ port: 80 }] } }],
        propagation: { apiMs, endpointsMs: 10, proxyMs: 100 },
        actions: [
          { atMs: deleteMs, do: "delete", pod: "p0" },
          { atMs: restartMs, do: "restartKubelet", downMs: 700 },
        ],
      }) as Scenario,
  );

describe("a run does not depend on how it is cut", () => {
  test("windows of time, or one instant after the other for an observer", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const inWindows = simulate(scenario);
        const told: TraceEvent[] = [];
        const inInstants = simulate(scenario, { observe: (event) => told.push(event) });
        expect(inInstants.events).toEqual(inWindows.events);
        expect(told.length).toBe(
          inWindows.events.filter((event) => !("end" in event) || event.end !== undefined || event.kind !== "probe")
            .length,
        );
      }),
      { numRuns: 60 },
    );
  });

  test("in two halves, and from a copy of the world", () => {
    fc.assert(
      fc.property(scenarios, fc.integer({ min: 0, max: 180_000 }), (scenario, halfMs) => {
        const whole = createWorld(scenario, "full");
        advance(whole);
        const halved = createWorld(scenario, "full");
        advance(halved, halfMs);
        const copy = forkWorld(halved);
        advance(halved);
        advance(copy);
        expect(halved.engine.recorder.events).toEqual(whole.engine.recorder.events);
        expect(copy.engine.recorder.events).toEqual(whole.engine.recorder.events);
      }),
      { numRuns: 40 },
    );
  });
});

const healthy: Scenario = { untilMs: 40_000, ...podOf("p", [], [], 15_000) } as Scenario;

describe("hashes", () => {
  test("the same scenario has the same hash twice, and however its keys are ordered", () => {
    const reordered = Object.fromEntries(Object.entries(healthy).reverse()) as unknown as Scenario;
    expect(traceHash(simulate(healthy))).toBe(traceHash(simulate(healthy)));
    expect(traceHash(simulate(reordered))).toBe(traceHash(simulate(healthy)));
    expect(scenarioHash(reordered)).toBe(scenarioHash(healthy));
  });

  test("one millisecond, or a release, makes another hash", () => {
    expect(traceHash(simulate({ ...healthy, kubeletUpMs: 3_600_001, kubernetes: "1.34" }))).not.toBe(
      traceHash(simulate({ ...healthy, kubernetes: "1.34" })),
    );
    expect(traceHash(simulate({ ...healthy, kubernetes: "1.34" }))).not.toBe(traceHash(simulate(healthy)));
  });

  test("only a full trace has one", () => {
    expect(() => traceHash(simulate(healthy, { recorder: "transitions" }))).toThrow(RangeError);
  });
});

test("the recorder keeps what it says", () => {
  const kinds = (recorder: "none" | "transitions" | "full") =>
    new Set(simulate(healthy, { recorder }).events.map(({ kind }) => kind));
  expect(kinds("none").size).toBe(0);
  expect(kinds("full").has("probe")).toBe(true);
  expect(kinds("transitions").has("probe")).toBe(false);
  expect(kinds("transitions").has("exit")).toBe(true);
});

test("causes come before their effects", () => {
  const wrong = simulate(healthy).events.filter(({ step, cause }) => cause !== undefined && cause >= step);
  expect(wrong).toEqual([]);
});

test("a pod that is deleted while it has no kubelet waits for one", () => {
  const { events } = simulate({
    pod: { spec: { initContainers: [{ name: "setup" }], containers: [] } },
    containers: { setup: { instances: [{ exit: { afterMs: 2_000, code: 0 } }] } },
    untilMs: 120_000,
    actions: [
      { atMs: 52_785, do: "restartKubelet", downMs: 8_000 },
      { atMs: 57_477, do: "delete" },
    ],
  });
  expect(events.find(({ kind }) => kind === "apiRemoved")?.t).toBeGreaterThan(52_785 + 8_000);
});

test("a trace names the version of this package", () => {
  expect(TOOL_VERSION).toBe(packageJson.version);
});

test("a release that does not exist is refused by name", () => {
  expect(() => simulate({ ...healthy, kubernetes: "1.99" })).toThrow('"1.99" is no release between 1.12 and 1.37');
});
