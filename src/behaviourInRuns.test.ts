import fc from "fast-check";
import { expect, test } from "vitest";
import { traceHash } from "./canonicalHash.ts";
import type { Container } from "./model/container.ts";
import type { AppSegment, ContainerBehaviour, Scenario } from "./model/scenario.ts";
import type { TraceEvent } from "./model/trace.ts";
import { simulate } from "./simulate.ts";

// What the language of behaviours comes to in whole runs; what each state means for each handler: src/app/outcomes.test.ts.

const http = (path: string) => ({ httpGet: { path, port: 8080 } });

function scenarioOf(
  behaviour: ContainerBehaviour | undefined,
  { container = {}, ...more }: Partial<Scenario> & { readonly container?: Partial<Container> } = {},
): Scenario {
  return {
    pod: {
      metadata: { name: "web", labels: { app: "web" } },
      spec: {
        containers: [
          {
            name: "app",
            readinessProbe: { ...http("/ready"), periodSeconds: 5, failureThreshold: 2 },
            livenessProbe: { ...http("/live"), periodSeconds: 10 },
            ...container,
          },
        ],
      },
    },
    services: [{ metadata: { name: "web" }, spec: { selector: { app: "web" } } }],
    ...(behaviour === undefined ? {} : { containers: { app: behaviour } }),
    untilMs: 300_000,
    ...more,
  };
}

const run = (...given: Parameters<typeof scenarioOf>): readonly TraceEvent[] => simulate(scenarioOf(...given)).events;

const starts = (events: readonly TraceEvent[]): number[] =>
  events.filter(({ kind }) => kind === "start").map(({ t }) => t);

const messages = (events: readonly TraceEvent[]): string[] => [
  ...new Set(events.flatMap((event) => (event.kind === "event" && event.type === "Warning" ? [event.message] : []))),
];

test("a container that runs out of memory says so, whenever it was started", () => {
  const events = run({ instances: [{}], clock: [{ fromMs: 60_000, toMs: 75_000, state: "oom" }] });
  expect(starts(events)[1]).toBeGreaterThanOrEqual(60_000);
  expect(starts(events).filter((t) => t >= 60_000 && t < 75_000).length).toBeGreaterThan(1);
  const ends = events.filter((event) => event.kind === "exit");
  expect(ends.every((event) => event.kind === "exit" && event.code === 137 && event.by === "self")).toBe(true);
  expect(JSON.stringify(events)).toContain('"reason":"OOMKilled"');
  expect(JSON.stringify(run({ instances: [{}], clock: [{ fromMs: 60_000, state: "crash" }] }))).not.toContain(
    "OOMKilled",
  );
});

test("a dependency that is away takes the endpoints out and restarts nobody, if only readiness consults it", () => {
  const dependencies = { database: [{ fromMs: 60_000, toMs: 100_000, state: "refuse" }] } as const;
  const apart = run({ instances: [{}], parts: [{ path: "/ready", dependsOn: ["database"] }] }, { dependencies });
  expect(starts(apart)).toHaveLength(1);
  expect(messages(apart)).toEqual(["Readiness probe failed: HTTP probe failed with statuscode: 503"]);
  const slices = apart.flatMap((event) => (event.kind === "slice" ? [[event.t, event.pods["web"]]] : []));
  expect(slices.slice(-2)).toEqual([
    [65_002, ""],
    [100_003, "rs"],
  ]);
  const both = run({ instances: [{}], dependsOn: ["database"] }, { dependencies });
  expect(starts(both).length).toBeGreaterThan(1);
});

test("a redirect to another host is a success with a warning, a body that stalls counts as nothing", () => {
  const away = run({ instances: [{ app: [{ fromMs: 0, state: "error", as: "redirect-away" }] }] });
  expect(starts(away)).toHaveLength(1);
  expect(away.some((event) => event.kind === "event" && event.reason === "ProbeWarning")).toBe(true);
  const stalls = run({ instances: [{ app: [{ fromMs: 30_000, state: "error", as: "stalled-body" }] }] });
  expect(starts(stalls)).toHaveLength(1);
  expect(messages(stalls)).toContainEqual(
    expect.stringContaining("Liveness probe errored and resulted in failure state: context deadline exceeded"),
  );
});

test("the time-out of a command counts, with other words before 1.31, and not at all where its gate is off", () => {
  const container = { livenessProbe: { exec: { command: ["check", "me"] }, periodSeconds: 10 } };
  const hang: ContainerBehaviour = { instances: [{ app: [{ fromMs: 30_000, state: "hang" }] }] };
  const texts = (more: Partial<Scenario>) =>
    messages(run(hang, { container, ...more })).filter((message) => message.startsWith("Liveness"));
  expect(texts({})).toEqual(['Liveness probe failed: command timed out: "check me" timed out after 1s']);
  expect(texts({ kubernetes: "1.30" })).toEqual(['Liveness probe failed: command "check me" timed out']);
  const off = { container, kubernetes: "1.34", gates: { ExecProbeTimeout: false } };
  expect(starts(run(hang, off))).toHaveLength(1);
  expect(starts(run(hang, { container })).length).toBeGreaterThan(1);
});

const segments: fc.Arbitrary<readonly AppSegment[]> = fc
  .array(
    fc.record({
      gapMs: fc.integer({ min: 0, max: 60_000 }),
      lastsMs: fc.integer({ min: 1, max: 60_000 }),
      segment: fc.oneof(
        fc.record({ state: fc.constantFrom("hang", "refuse", "blackhole", "error") }),
        fc.record({ state: fc.constant("slow"), ms: fc.integer({ min: 1, max: 3000 }) }),
        fc.record({ state: fc.constant("starve"), factor: fc.integer({ min: 2, max: 50 }) }),
        fc.record({
          state: fc.constantFrom("flap", "warm-up"),
          okMs: fc.integer({ min: 1, max: 20_000 }),
          failingMs: fc.integer({ min: 1, max: 20_000 }),
        }),
      ),
    }),
    { maxLength: 4 },
  )
  .map((parts) => {
    let atMs = 0;
    return parts.map(({ gapMs, lastsMs, segment }): AppSegment => {
      const fromMs = atMs + gapMs;
      atMs = fromMs + lastsMs;
      return { fromMs, toMs: atMs, ...segment };
    });
  });

test("a trace is the same whether its app goes by its own clock or by the scenario's", () => {
  fc.assert(
    fc.property(segments, (app) => {
      const container: Partial<Container> = { livenessProbe: { ...http("/live"), failureThreshold: 1_000 } };
      // The only instance starts 1 ms after the pod came.
      const clock = app.map((segment) => ({
        ...segment,
        fromMs: segment.fromMs + 1,
        ...(segment.toMs === undefined ? {} : { toMs: segment.toMs + 1 }),
      }));
      const instance = { answerMs: 20, startsMs: 3000 };
      const own = simulate(scenarioOf({ instances: [{ ...instance, app }] }, { container }));
      const byClock = simulate(scenarioOf({ instances: [instance], clock }, { container }));
      expect(traceHash(byClock)).toBe(traceHash(own));
    }),
    { seed: 11, numRuns: 60 },
  );
});
