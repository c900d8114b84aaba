import * as fc from "fast-check";
import type { ClusterAction, ObjectManifest } from "../../src/model/clusterScenario.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Scenario } from "../../src/model/scenario.ts";

// Small clusters in which much happens: two Deployments under services that overlap, a StatefulSet, and users who meddle.

const UNTIL_MS = 120_000;

const template = (labels: JsonObject, image: string): JsonObject => ({
  metadata: { labels },
  spec: {
    terminationGracePeriodSeconds: 5,
    containers: [
      {
        name: "app",
        image,
        ports: [{ name: "http", containerPort: 80 }],
        readinessProbe: { exec: { command: ["probe", "readiness"] }, periodSeconds: 2, failureThreshold: 1 },
      },
    ],
  },
});

const workload = (
  kind: "Deployment" | "StatefulSet",
  name: string,
  part: string,
  spec: JsonObject,
  image = "app:1",
): ObjectManifest => {
  const labels = { app: "web", part };
  const selector = { matchLabels: labels };
  return { kind, metadata: { name }, spec: { selector, template: template(labels, image), ...spec } };
};

const service = (name: string, spec: JsonObject): ObjectManifest => ({ kind: "Service", metadata: { name }, spec });

const podNumber = fc.integer({ min: 1, max: 14 });
const workloadName = fc.constantFrom("one", "two", "set");
const relabelled = fc.constantFrom({ app: "web" }, { app: "web", part: "one" }, { app: "other" });

const action: fc.Arbitrary<ClusterAction> = fc
  .tuple(
    fc.integer({ min: 1, max: UNTIL_MS - 20_000 }),
    fc.oneof(
      fc.record({ do: fc.constant("scale" as const), name: workloadName, replicas: fc.nat({ max: 6 }) }),
      fc.record({
        do: fc.constant("updateImage" as const),
        name: workloadName,
        image: fc.constantFrom("app:1", "app:2", "app:3"),
      }),
      fc.record({ do: fc.constant("rolloutRestart" as const), name: workloadName }),
      fc.record({
        do: fc.constant("deletePod" as const),
        pod: podNumber,
        graceSeconds: fc.constantFrom(0, 3),
      }),
      fc.record({
        do: fc.constant("setPodCondition" as const),
        pod: podNumber,
        type: fc.constant("Ready"),
        status: fc.constantFrom("True", "False"),
      }),
      fc.record({
        do: fc.constant("deleteObject" as const),
        kind: fc.constant("Service" as const),
        name: fc.constant("web"),
      }),
      fc.record({
        do: fc.constant("apply" as const),
        object: fc.oneof(
          fc.record({ labels: relabelled, publishes: fc.boolean() }).map(({ labels, publishes }) =>
            service("web", {
              selector: labels,
              publishNotReadyAddresses: publishes,
              ports: [{ port: 80, targetPort: "http" }],
            }),
          ),
          relabelled.map((labels): ObjectManifest => {
            const { spec } = template({}, "app:1");
            return { kind: "Pod", metadata: { name: "set-0", labels }, spec: spec as JsonObject };
          }),
        ),
      }),
    ),
  )
  .map(([atMs, what]) => ({ atMs, ...what }));

/** @param stepMs of the instants at which the world is to be looked at */
export const drawnCluster: fc.Arbitrary<Scenario> = fc
  .record({
    replicas: fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 4 }), fc.nat({ max: 3 })),
    minReadySeconds: fc.constantFrom(0, 0, 4),
    callMs: fc.constantFrom(0, 0, 3, 20),
    watchMs: fc.constantFrom(0, 0, 5, 40),
    endpointBatchMs: fc.constantFrom(0, 0, 500),
    nodes: fc.integer({ min: 1, max: 3 }),
    startsMs: fc.nat({ max: 8_000 }),
    failsMs: fc.integer({ min: 10_000, max: UNTIL_MS }),
    actions: fc.array(action, { maxLength: 6 }),
    kubernetes: fc.constantFrom("1.32", "1.34", "1.36"),
  })
  .map(({ replicas: [one, two, set], minReadySeconds, nodes, startsMs, failsMs, actions, ...rest }): Scenario => {
    const readiness = [{ fromMs: failsMs, toMs: failsMs + 5_000, outcome: "fail" as const }];
    return {
      ...rest,
      nodes: Array.from({ length: nodes }, (_, index) => ({ name: `node${index}` })),
      objects: [
        service("web", { selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] }),
        service("two", {
          selector: { part: "two" },
          ports: [
            { name: "a", port: 80 },
            { name: "b", port: 81 },
          ],
        }),
        workload("Deployment", "one", "one", { replicas: one, minReadySeconds }),
        workload("Deployment", "two", "two", { replicas: two, strategy: { type: "Recreate" } }),
        workload("StatefulSet", "set", "set", { replicas: set, serviceName: "two", podManagementPolicy: "Parallel" }),
      ],
      behaviour: [{ instances: [{ startsMs, probes: { readiness } }] }],
      actions: [...actions].sort((a, b) => a.atMs - b.atMs),
      untilMs: UNTIL_MS,
    };
  });
