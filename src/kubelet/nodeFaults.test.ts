import { expect, test } from "vitest";
import type { Action, ContainerBehaviour, Scenario } from "../model/scenario.ts";
import type { TraceEvent } from "../model/trace.ts";
import { simulate } from "../simulate.ts";

function run(
  actions: readonly Action[],
  behaviour?: ContainerBehaviour,
  more: Partial<Scenario> = {},
): readonly TraceEvent[] {
  const scenario: Scenario = {
    pod: {
      metadata: { name: "web", labels: { app: "web" } },
      spec: {
        terminationGracePeriodSeconds: 10,
        containers: [
          {
            name: "app",
            readinessProbe: { exec: { command: ["check"] }, periodSeconds: 5, failureThreshold: 1 },
            livenessProbe: { exec: { command: ["check"] }, periodSeconds: 10, failureThreshold: 2 },
          },
        ],
      },
    },
    services: [{ metadata: { name: "web" }, spec: { selector: { app: "web" } } }],
    ...(behaviour === undefined ? {} : { containers: { app: behaviour } }),
    actions,
    untilMs: 120_000,
    ...more,
  };
  return simulate(scenario).events;
}

const times = (events: readonly TraceEvent[], kind: TraceEvent["kind"]): number[] =>
  events.filter((event) => event.kind === kind).map(({ t }) => t);

test("while the node is cut off no status gets out; what changed comes with the next full pass", () => {
  const unready: ContainerBehaviour = {
    instances: [{}],
    parts: [{ probe: "readiness", app: [{ fromMs: 22_000, toMs: 80_000, state: "error" }] }],
  };
  const plain = run([], unready);
  const cut = run([{ atMs: 20_000, do: "disconnectNode", forMs: 33_000 }], unready);
  const firstFrom = (events: readonly TraceEvent[], kind: "patch" | "slice"): number | undefined =>
    times(events, kind).find((t) => t >= 20_000);
  expect([firstFrom(plain, "patch"), firstFrom(plain, "slice")]).toEqual([25_002, 25_002]);
  // The kubelet is 3600 s old: its full passes fall on multiples of 10 s.
  expect([firstFrom(cut, "patch"), firstFrom(cut, "slice")]).toEqual([60_000, 60_000]);
  expect(times(cut, "probe")).toEqual(times(plain, "probe"));
});

test("a node that is cut off hears of a deletion when it is back", () => {
  const events = run([
    { atMs: 20_000, do: "disconnectNode", forMs: 15_000 },
    { atMs: 25_000, do: "delete" },
  ]);
  expect(times(events, "stop")[0]).toBeGreaterThanOrEqual(35_000);
  expect(times(events, "stop")[0]).toBeLessThan(36_100);
  expect(events.some((event) => event.kind === "apiRemoved")).toBe(true);
});

test("a pod that is removed behind the node's back is ended when it is back", () => {
  const events = run([
    { atMs: 20_000, do: "disconnectNode", forMs: 15_000 },
    { atMs: 25_000, do: "delete", graceSeconds: 0 },
  ]);
  expect(times(events, "apiRemoved")).toEqual([25_000]);
  expect(times(events, "exit")[0]).toBeGreaterThanOrEqual(35_000);
});

test("a suspended machine does nothing, and goes on where it was", () => {
  const probes = (events: readonly TraceEvent[]): number[] => times(events, "probe");
  const plain = probes(run([]));
  const suspended = probes(run([{ atMs: 22_000, do: "suspendNode", forMs: 30_500 }]));
  expect(plain.filter((t) => t > 22_000).length).toBeGreaterThan(10);
  expect(suspended.filter((t) => t <= 22_000)).toEqual(plain.filter((t) => t <= 22_000));
  expect(suspended.filter((t) => t > 22_000)).toEqual(
    plain.filter((t) => t > 22_000 && t + 30_500 <= 120_000).map((t) => t + 30_500),
  );
});

test("an app's own time stands still with its machine; the scenario's clock does not", () => {
  const suspend: Action = { atMs: 20_000, do: "suspendNode", forMs: 30_000 };
  const ends = (behaviour: ContainerBehaviour): number | undefined => times(run([suspend], behaviour), "exit")[0];
  expect(ends({ instances: [{ app: [{ fromMs: 40_000, state: "exit" }] }] })).toBe(70_001);
  expect(ends({ instances: [{ exit: { afterMs: 40_000, code: 0 } }] })).toBe(70_001);
  expect(ends({ instances: [{}], clock: [{ fromMs: 60_000, state: "exit" }] })).toBe(60_000);
  expect(ends({ instances: [{}], clock: [{ fromMs: 30_000, state: "exit" }] })).toBe(50_000);
});

test("a deletion is worked on as soon as the machine wakes", () => {
  const events = run([
    { atMs: 20_000, do: "suspendNode", forMs: 30_000 },
    { atMs: 30_000, do: "delete" },
  ]);
  expect(events.filter((event) => event.t > 20_000 && event.t < 50_000).map(({ kind }) => kind)).toEqual([
    "action",
    "slice",
  ]);
  expect(times(events, "stop")[0]).toBeLessThan(51_100);
});

test("while the runtime answers no command, exec probes count as nothing", () => {
  const app: ContainerBehaviour = { instances: [{ app: [{ fromMs: 30_000, toMs: 60_000, state: "error" }] }] };
  const events = run([{ atMs: 29_000, do: "failExec", forMs: 40_000 }], app);
  const during = events.filter((event) => event.kind === "probe" && event.t >= 29_000 && event.t < 69_000);
  expect(during.length).toBeGreaterThan(10);
  expect(during.every((event) => event.kind === "probe" && event.out === "error")).toBe(true);
  expect(times(events, "exit")).toEqual([]);
  expect(times(run([], app), "exit").length).toBeGreaterThan(0);
});

test("how long the machine was suspended makes no container older than its kubelet", () => {
  const crashing: ContainerBehaviour = { instances: [{ exit: { afterMs: 24_000, code: 1 } }, {}] };
  const events = run(
    [
      { atMs: 30_000, do: "restartKubelet", downMs: 1000 },
      { atMs: 31_001, do: "suspendNode", forMs: 60_000 },
    ],
    crashing,
  );
  const ready = events.flatMap((event) => {
    const is = event.kind === "status" && event.t > 31_000 ? event.containers?.["app"]?.ready : undefined;
    return is === undefined ? [] : [is];
  });
  // It began 7 s before the new kubelet, which repeats the status it finds and then asks before it believes it.
  expect(ready).toEqual([true, false, true]);
});
