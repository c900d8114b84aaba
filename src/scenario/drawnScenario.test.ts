import { expect, test } from "vitest";
import type { Scenario } from "../model/scenario.ts";
import type { ScenarioFile } from "../model/scenarioFile.ts";
import { traceHash } from "../canonicalHash.ts";
import { simulate } from "../simulate.ts";
import { defineScenario } from "./defineScenario.ts";

const POD = {
  metadata: { name: "web" },
  spec: {
    containers: [
      { name: "app", readinessProbe: { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 5 } },
      { name: "log" },
    ],
  },
};

const FILE: ScenarioFile = {
  pod: POD,
  containers: {
    app: {
      instances: [
        { startsMs: "20s..90s" },
        { startsMs: { draw: "normal", mean: "5s", deviation: "1s" }, exit: { afterMs: "30s..60s", code: "1..3" } },
      ],
      clock: [{ fromMs: "2m..3m", forMs: { draw: "exponential", mean: "10s" }, state: "hang" }],
    },
  },
  rand: 0.5,
  untilMs: "10m",
};

const startsOf = ({ containers }: Scenario): (number | undefined)[] =>
  (containers?.["app"]?.instances ?? []).map(({ startsMs }) => startsMs);

test("a seed settles every number, and another seed settles it otherwise", () => {
  const first = defineScenario(FILE, 1);
  expect(first).toEqual(defineScenario(FILE, 1));
  expect(startsOf(first)).not.toEqual(startsOf(defineScenario(FILE, 2)));
  expect(traceHash(simulate(first))).toBe(traceHash(simulate(defineScenario(FILE, 1))));
  expect(JSON.stringify(first)).not.toMatch(/draw|forMs|\.\./);
  for (let seed = 0; seed < 300; seed++) {
    const { containers } = defineScenario(FILE, seed);
    const { instances, clock } = containers?.["app"] ?? { instances: [] };
    const hang = clock?.[0] ?? { fromMs: 0, toMs: 0 };
    expect(hang.fromMs >= 120_000 && hang.fromMs <= 180_000 && (hang.toMs ?? 0) > hang.fromMs).toBe(true);
    expect(instances.every(({ startsMs = -1 }, n) => (n === 0 ? startsMs >= 20_000 : startsMs <= 9000))).toBe(true);
    expect(instances.slice(1).every(({ exit }) => [1, 2, 3].includes(exit?.code ?? 0))).toBe(true);
  }
});

test("the seed stands in the scenario and in the trace's header, if anything was drawn", () => {
  expect(simulate(defineScenario(FILE, 5)).header.seed).toBe(5);
  expect(simulate(defineScenario({ ...FILE, seed: 6 })).header.seed).toBe(6);
  expect(simulate(defineScenario(FILE)).header.seed).toBe(0);
  expect(simulate(defineScenario({ pod: POD, untilMs: 5 }, 5)).header).not.toHaveProperty("seed");
});

test("a new draw in one place shifts no other", () => {
  const more: ScenarioFile = {
    ...FILE,
    containers: { log: { instances: [{ startsMs: "1s..9s" }] }, ...FILE.containers },
    dependencies: { database: [{ fromMs: "1m..2m", state: "refuse" }] },
  };
  for (let seed = 0; seed < 20; seed++)
    expect(defineScenario(more, seed).containers?.["app"]).toEqual(defineScenario(FILE, seed).containers?.["app"]);
});

test("instances that repeat the last one are drawn each for itself", () => {
  const starts = startsOf(defineScenario(FILE, 3));
  expect(starts).toHaveLength(32);
  expect(new Set(starts.slice(1)).size).toBeGreaterThan(25);
});

test("numbers of one named stream are drawn by the same luck", () => {
  const drawn = (stream: string | undefined) =>
    defineScenario({
      pod: POD,
      containers: Object.fromEntries(
        ["app", "log"].map((name) => [
          name,
          { instances: [{ startsMs: { draw: "uniform", min: 0, max: 1_000_000, ...(stream && { stream }) } }, {}] },
        ]),
      ),
      untilMs: "1m",
    });
  const startMs = ({ containers }: Scenario, name: string) => containers?.[name]?.instances[0]?.startsMs;
  const shared = drawn("disk");
  expect(startMs(shared, "app")).toBe(startMs(shared, "log"));
  const apart = drawn(undefined);
  expect(startMs(apart, "app")).not.toBe(startMs(apart, "log"));
});

test("whatever is drawn, the kubelet's own luck is whole eighths below 1", () => {
  const drawn = Array.from({ length: 60 }, (_, seed) => defineScenario({ ...FILE, rand: "0..1" }, seed).rand);
  expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7].map((eighths) => eighths / 8)));
});

test("what is wrong with a file in code is told by its places", () => {
  expect(() => defineScenario({ ...FILE, containers: { aap: {} } })).toThrow(
    'containers.aap: there is no container "aap" (did you mean app?)',
  );
});
