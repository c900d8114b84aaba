import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Scenario } from "../../src/model/scenario.ts";
import type { TraceEvent } from "../../src/model/trace.ts";
import { checkEvents } from "../../src/properties/checkProperties.ts";
import { ROLLOUT_PROPERTIES } from "../../src/properties/invariants/invariants.ts";
import { proxyAgrees } from "../../src/properties/invariants/endpoints.ts";
import { simulate } from "../../src/simulate.ts";
import type { RolloutVector } from "./rolloutRun.ts";
import { rolloutRun } from "./rolloutRun.ts";

const FOLDER = join(import.meta.dirname, "../../../shared/conformance/cluster");
const FAMILIES = ["case", "rollout", "outage", "statefulset"];
const FILES = ["1.34", "1.36", "1.37"].flatMap((minor) =>
  FAMILIES.map((family) => join(FOLDER, minor, `${family}.jsonl.gz`)),
);
const PROPERTIES = [...ROLLOUT_PROPERTIES, proxyAgrees];

function vectorsOf(file: string): readonly RolloutVector[] {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as RolloutVector);
}

/** What is broken in runs, and which properties none of them could break. */
function broken(
  vectors: readonly RolloutVector[],
  runOf: (vector: RolloutVector) => { readonly scenario: Scenario; readonly events: readonly TraceEvent[] },
): { readonly news: readonly string[]; readonly untried: readonly string[] } {
  const tries = new Set<string>();
  const news = vectors.flatMap((vector) => {
    const { scenario, events } = runOf(vector);
    return checkEvents(scenario, events, PROPERTIES).flatMap(({ property, tried, violations }) => {
      if (tried > 0) tries.add(property.id);
      return violations.map(
        ({ atMs, explanation }) => `${vector.kubernetes} ${vector.id}: ${property.id} at ${atMs} ms: ${explanation}`,
      );
    });
  });
  return { news, untried: PROPERTIES.map(({ id }) => id).filter((id) => !tries.has(id)) };
}

test.each(FILES.filter(existsSync).map((file) => [file.slice(FOLDER.length + 1), file]))(
  "properties of rollouts hold on what real controllers did: %s",
  (_name, file) => expect(broken(vectorsOf(file), rolloutRun).news).toEqual([]),
);

test("all of them are put to the test by the recordings, where these are", () => {
  const file = FILES.filter((name) => name.includes("/1.36/") && name.endsWith("case.jsonl.gz") && existsSync(name));
  for (const name of file) expect(broken(vectorsOf(name), rolloutRun).untried).toEqual([]);
});

test("they hold on our runs of the same, and are put to the test by them", () => {
  const file = FILES.find((name) => name.includes("/1.36/") && existsSync(name));
  if (file === undefined) return;
  const ours = broken(vectorsOf(file), ({ kubernetes, scenario }) => {
    const run = rolloutRun({ id: "", kubernetes, scenario, events: [] });
    return { scenario: run.scenario, events: simulate(run.scenario).events };
  });
  expect(ours).toEqual({ news: [], untried: [] });
});

const TEMPLATE = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "app", image: "app:1", readinessProbe: { tcpSocket: { port: 80 } } }] },
};

/** A rollout of four pods, the second revision of which is ready or never is. */
function workload(kind: "Deployment" | "StatefulSet", spec: object, isGood = true): Scenario {
  const object = { replicas: 4, selector: { matchLabels: { app: "web" } }, template: TEMPLATE, ...spec };
  return {
    kubernetes: "1.36",
    objects: [{ kind, metadata: { name: "web" }, spec: object }],
    behaviour: [
      { image: "app:1", instances: [{}] },
      { instances: [isGood ? {} : { app: [{ fromMs: 0, state: "refuse" }] }] },
    ],
    actions: [{ atMs: 20_000, do: "updateImage", name: "web", image: "app:2" }],
    untilMs: 60_000,
  };
}

const strategy = (maxSurge: number, maxUnavailable: number) => ({
  strategy: { rollingUpdate: { maxSurge, maxUnavailable } },
});

/** What was run, what it is held to, and what is told otherwise. */
const SPOILT: readonly (readonly [string, Scenario, Scenario, (event: TraceEvent) => TraceEvent])[] = [
  [
    "rollouts-leave-enough-ready",
    workload("Deployment", strategy(0, 3)),
    workload("Deployment", strategy(0, 1)),
    (event) => event,
  ],
  [
    "rollouts-keep-within-their-surge",
    workload("Deployment", strategy(3, 0)),
    workload("Deployment", strategy(1, 0)),
    (event) => event,
  ],
  [
    "a-revision-never-ready-stops-at-its-limits",
    workload("Deployment", strategy(3, 0), false),
    workload("Deployment", strategy(1, 0), false),
    (event) => event,
  ],
  [
    "replicasets-count-their-pods",
    workload("Deployment", {}),
    workload("Deployment", {}),
    (event) => (event.kind === "replicaset" && event.gone !== true ? { ...event, ready: event.ready + 1 } : event),
  ],
  [
    "deployments-count-their-replicasets",
    workload("Deployment", {}),
    workload("Deployment", {}),
    (event) =>
      event.kind === "deployment" && event.gone !== true ? { ...event, available: event.available + 1 } : event,
  ],
  [
    "stateful-pods-wait-for-those-before",
    workload("StatefulSet", { serviceName: "web", podManagementPolicy: "Parallel" }),
    workload("StatefulSet", { serviceName: "web" }),
    (event) => event,
  ],
];

test.each(SPOILT)("%s holds, and does not where something else is claimed", (id, ran, claimed, told) => {
  const { events } = simulate(ran);
  const resultOf = (scenario: Scenario, shown: readonly TraceEvent[]) =>
    checkEvents(scenario, shown, ROLLOUT_PROPERTIES).find(({ property }) => property.id === id)?.result;
  expect(resultOf(claimed, simulate(claimed).events)).toBe("held");
  expect(resultOf(claimed, events.map(told))).toBe("violated");
});

test("each property of rollouts is shown to be able to fail", () => {
  expect(SPOILT.map(([id]) => id)).toEqual(ROLLOUT_PROPERTIES.map(({ id }) => id));
});
