import { describe, expect, test } from "vitest";
import { readManifest } from "../../manifest/readManifest.ts";
import { workloadsOf } from "../../manifest/dialect.ts";
import { NEWEST_VERSION } from "../../model/kubernetesVersion.ts";
import type { Workload } from "../../model/workload.ts";
import type { RolloutName, RolloutStory } from "./rolloutStories.ts";
import { openRollout, ROLLOUT_NAMES, rolloutStories } from "./rolloutStories.ts";
import type { RolledOutWorkload } from "./rolloutScenario.ts";
import { isRolledOut } from "./rolloutScenario.ts";
import { failingClients } from "./failingClients.ts";
import { rolloutOutcome } from "./rolloutOutcome.ts";
import { settleOlder } from "./settleOlder.ts";
import { simulate } from "../../simulate.ts";

function workloadOf(kind: string, spec: object, container: object = {}): Workload {
  const probe = { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 5 };
  const object = {
    apiVersion: "apps/v1",
    kind,
    metadata: { name: "web" },
    spec: {
      replicas: 4,
      ...(kind === "StatefulSet" ? { serviceName: "web" } : {}),
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "app", image: "app:1", readinessProbe: probe, ...container }] },
      },
      ...spec,
    },
  };
  const { objects } = readManifest("web.yaml", JSON.stringify(object), { version: NEWEST_VERSION });
  const [workload] = objects.flatMap(workloadsOf);
  if (workload === undefined) throw new Error(JSON.stringify(objects));
  return workload;
}

function rolledOut(workload: Workload): RolledOutWorkload {
  if (!isRolledOut(workload)) throw new Error("it is not rolled out");
  return workload;
}

function storiesOf(workload: Workload): Readonly<Record<RolloutName, RolloutStory>> {
  const stories = rolloutStories(rolledOut(workload)) ?? [];
  return Object.fromEntries(stories.map((story) => [story.name, story])) as Record<RolloutName, RolloutStory>;
}

describe("a Deployment of four", () => {
  const stories = storiesOf(workloadOf("Deployment", {}));

  test("is replaced by a good revision, and later by a slow one, with one pod missing at worst", () => {
    expect(stories.good).toMatchObject({ replaced: 4, fewestReady: 3, readyAtEnd: 4, mostPods: 5 });
    expect(stories.good.doneMs).toBeLessThan(60_000);
    expect(stories.slow.doneMs).toBeGreaterThan(60_000);
  });

  test("keeps three of its pods under one that never gets ready, and says so a second after its deadline", () => {
    expect(stories["never-ready"]).toMatchObject({ stalledMs: 601_000, replaced: 1, fewestReady: 3, readyAtEnd: 3 });
    expect(stories["never-ready"]).not.toHaveProperty("doneMs");
  });

  test("is lost to one that crashes after it was ready; minReadySeconds stops that, as was tried", () => {
    const crash = stories["crash-after-ready"];
    expect(crash).toMatchObject({ replaced: 4, fewestReady: 0, stoppedByMinReadySeconds: 10 });
    const careful = storiesOf(workloadOf("Deployment", { minReadySeconds: 10 }))["crash-after-ready"];
    expect(careful).toMatchObject({ replaced: 1, fewestReady: 3 });
    expect(careful).not.toHaveProperty("doneMs");
    expect(careful).not.toHaveProperty("stoppedByMinReadySeconds");
  });

  test("is stuck half way where every other pod is bad", () => {
    const { replaced, fewestReady } = stories["half-never-ready"];
    expect([replaced, fewestReady]).toEqual([2, 3]);
  });

  test("is empty for a while where all are recreated", () => {
    const { good } = storiesOf(workloadOf("Deployment", { strategy: { type: "Recreate" } }));
    expect(good).toMatchObject({ fewestReady: 0, replaced: 4, mostPods: 4 });
  });
});

test("a StatefulSet loses one pod to a revision that never gets ready, and nobody says that it is stuck", () => {
  const stories = storiesOf(workloadOf("StatefulSet", {}));
  expect(stories.good).toMatchObject({ replaced: 4, fewestReady: 3, readyAtEnd: 4 });
  expect(stories["never-ready"]).toMatchObject({ replaced: 1, fewestReady: 3, readyAtEnd: 3 });
  expect(stories["never-ready"]).not.toHaveProperty("stalledMs");
});

describe.each(["Deployment", "StatefulSet"])("of a %s", (kind) => {
  const service = {
    metadata: { name: "front" },
    spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
  };
  const telling = openRollout(rolledOut(workloadOf(kind, { replicas: 3, minReadySeconds: 2 })), { service });
  if (telling === null) throw new Error("it does not get ready");

  test.each(ROLLOUT_NAMES)("%s comes to the same where its scenario is run from the beginning", (name) => {
    const { name: _, stoppedByMinReadySeconds: _seconds, ...told } = telling.story(name);
    const scenario = telling.scenario(name);
    const updateMs = scenario.actions?.[0]?.atMs ?? 0;
    const trace = simulate(scenario);
    const { readyAtEnd, ...whole } = rolloutOutcome(updateMs, 3, trace.events);
    expect(told).toMatchObject({ ...whole, replicas: 3 });
    expect(told.clients).toEqual(failingClients(scenario, trace, updateMs));
    expect(readyAtEnd).toBeGreaterThanOrEqual(0);
  });
});

test.each([
  ["OrderedReady", 2],
  ["Parallel", 3],
])("a %s StatefulSet that goes back to the older revision has %i of 3 pods ready", (podManagementPolicy, ready) => {
  const telling = openRollout(rolledOut(workloadOf("StatefulSet", { replicas: 3, podManagementPolicy })));
  const { outcome, scenario } = telling?.rolledBack() ?? {};
  expect(outcome).toMatchObject({ readyAtEnd: ready });
  const [, back] = scenario?.actions ?? [];
  expect(back).toMatchObject({ do: "apply", object: scenario?.objects?.[0] });
  expect(telling?.story("never-ready")).toMatchObject({ readyAtEnd: 2 });
});

test("of many pods that come one by one the next is waited for, as long as one comes", () => {
  const patient = { readinessProbe: { exec: { command: ["ready"] }, initialDelaySeconds: 60 } };
  const stories = storiesOf(workloadOf("StatefulSet", { replicas: 12 }, patient));
  expect(stories.good).toMatchObject({ replaced: 12, fewestReady: 11 });
  expect(stories.good.doneMs).toBeGreaterThan(12 * 60_000);
});

test("of a single pod there is no half", () => {
  expect(Object.keys(storiesOf(workloadOf("Deployment", { replicas: 1 })))).toHaveLength(4);
});

test("pods that do not get ready cannot be rolled over", () => {
  const gated = workloadOf("Deployment", {}, { readinessProbe: undefined });
  const { pod, spec } = gated;
  const template = {
    ...(spec["template"] as object),
    spec: { ...pod.spec, readinessGates: [{ conditionType: "never" }] },
  };
  const stuck = { ...gated, spec: { ...spec, template } } as unknown as Workload;
  expect(settleOlder(rolledOut(stuck), {})).toBe(undefined);
  expect(rolloutStories(rolledOut(stuck))).toBe(null);
});

test.each([
  ["StatefulSet", { updateStrategy: { type: "OnDelete" } }],
  ["StatefulSet", { updateStrategy: { rollingUpdate: { partition: 2 } } }],
  ["Deployment", { paused: true }],
  ["Deployment", { replicas: 0 }],
])("%s %j is not rolled out by itself", (kind, spec) => {
  expect(isRolledOut(workloadOf(kind, spec))).toBe(false);
});
