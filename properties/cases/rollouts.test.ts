import { describe, expect, test } from "vitest";
import { resolveFenceposts } from "../../src/cluster/deployment/fenceposts.ts";
import type { PodBehaviour } from "../../src/model/clusterScenario.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import type { Trace } from "../../src/model/trace.ts";
import { simulate } from "../../src/simulate.ts";

// Lifecycle spec §11 F, with the kubelets of `conformance/cluster` (cases F2 to F14): each pod becomes ready exactly 10 s after
// its creation, because its start takes that long. Where the specification says less than the recording, the recording counts
// (corrections.md C1).

const ROLLOUT_MS = 20_000;

/** From its creation to ready 10 s pass: 23 ms of them the kubelet's own. */
const READY_AFTER_10_S: PodBehaviour = { instances: [{ createMs: 10, startMs: 9967 }] };

/** Ready 135 ms after its creation. */
function quick(readiness: readonly { fromMs: number; outcome: "ok" | "fail" }[], more: Partial<PodBehaviour> = {}) {
  const probes = { readiness: readiness.map((segment) => ({ ...segment, ms: 2 })) };
  return { instances: [{ createMs: 10, startMs: 100, probes }], ...more };
}

const PROBED: JsonObject = { exec: { command: ["probe", "readiness"] }, periodSeconds: 5, failureThreshold: 1 };

const TEMPLATE: JsonObject = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "app", image: "app:1", readinessProbe: PROBED }] },
};

function rolloutOf(
  spec: { readonly replicas: number } & JsonObject,
  behaviour: readonly PodBehaviour[],
  changes: Partial<Scenario> = {},
): Trace {
  const isProbed = behaviour.some(({ instances }) => instances[0]?.probes !== undefined);
  const container = { name: "app", image: "app:1", ...(isProbed ? { readinessProbe: PROBED } : {}) };
  const template = { metadata: { labels: { app: "web" } }, spec: { containers: [container] } };
  return simulate({
    kubernetes: "1.36",
    nodes: [{ name: "node", kubeletUpMs: 600_370 }],
    objects: [
      {
        kind: "Deployment",
        metadata: { name: "web" },
        spec: { selector: { matchLabels: { app: "web" } }, template, ...spec },
      },
    ],
    behaviour,
    sandboxMs: 20,
    actions: [{ atMs: ROLLOUT_MS, do: "updateImage", name: "web", image: "app:2" }],
    untilMs: 90_000,
    ...changes,
  });
}

function strategy(maxSurge: number | string, maxUnavailable: number | string): JsonObject {
  return { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } } };
}

/** Sizes of the old and the new ReplicaSet at the end of each instant from the rollout on in which one of them changed, in s after it. */
function sizesOf({ events }: Trace): string[] {
  const sizes = new Map<string, number>();
  const steps = new Map<number, string>();
  for (const event of events) {
    if (event.kind !== "replicaset" || event.gone || sizes.get(event.revision) === event.spec) continue;
    sizes.set(event.revision, event.spec);
    if (event.t < ROLLOUT_MS) continue;
    steps.set(event.t, `${(event.t - ROLLOUT_MS) / 1000}: old ${sizes.get("1") ?? 0}, new ${sizes.get("2") ?? 0}`);
  }
  return [...steps.values()];
}

/** What Progressing said, from when on in ms. */
function progressOf({ events }: Trace): string[] {
  return events.flatMap((event) =>
    event.kind === "condition" && event.type === "Progressing" ? [`${event.t} ${event.status} ${event.reason}`] : [],
  );
}

function deploymentAtEnd({ events }: Trace): object | undefined {
  return events.findLast((event) => event.kind === "deployment");
}

function deletedPods({ events }: Trace): (string | undefined)[] {
  return events.flatMap((event) => (event.kind === "podDelete" ? [event.pod] : []));
}

function completedAt(trace: Trace): string | undefined {
  return progressOf(trace).findLast((said) => said.endsWith("NewReplicaSetAvailable"));
}

describe("lifecycle specification, F: workloads", () => {
  test("F1 shares of a surge are rounded up, those of what may be missing down, and both are never 0", () => {
    expect(resolveFenceposts({ maxSurge: "0%", maxUnavailable: "0%" }, 0)).toEqual({ surge: 0, unavailable: 1 });
    expect(resolveFenceposts({ maxSurge: "39%", maxUnavailable: "39%" }, 10)).toEqual({ surge: 4, unavailable: 3 });
    expect(resolveFenceposts({ maxUnavailable: "39%" }, 10)).toEqual({ surge: 0, unavailable: 3 });
  });

  test("F2 four replicas, one more and one less allowed", () => {
    const trace = rolloutOf({ replicas: 4, ...strategy("25%", "25%") }, [READY_AFTER_10_S]);
    expect(sizesOf(trace)).toEqual(["0: old 3, new 2", "10: old 1, new 4", "20: old 0, new 4"]);
    expect(completedAt(trace)).toBe("40000 True NewReplicaSetAvailable");
  });

  test("F3 ten replicas, three more and two less allowed", () => {
    const trace = rolloutOf({ replicas: 10, ...strategy("25%", "25%") }, [READY_AFTER_10_S]);
    expect(sizesOf(trace)).toEqual(["0: old 8, new 5", "10: old 3, new 10", "20: old 0, new 10"]);
  });

  test("F4 three replicas, one more and none less allowed", () => {
    const trace = rolloutOf({ replicas: 3, ...strategy("25%", "25%") }, [READY_AFTER_10_S]);
    expect(sizesOf(trace)).toEqual(["0: old 3, new 1", "10: old 2, new 2", "20: old 1, new 3", "30: old 0, new 3"]);
  });

  test("F5 one replica, one more and none less allowed", () => {
    const trace = rolloutOf({ replicas: 1, ...strategy("25%", "25%") }, [READY_AFTER_10_S]);
    expect(sizesOf(trace)).toEqual(["0: old 1, new 1", "10: old 0, new 1"]);
  });

  test("F6 four replicas, one more and none less allowed", () => {
    const trace = rolloutOf({ replicas: 4, ...strategy(1, 0) }, [READY_AFTER_10_S]);
    expect(sizesOf(trace)).toEqual([
      "0: old 4, new 1",
      "10: old 3, new 2",
      "20: old 2, new 3",
      "30: old 1, new 4",
      "40: old 0, new 4",
    ]);
  });

  test("F7 four replicas, none more and one less allowed: complete only when the last one is ready", () => {
    const trace = rolloutOf({ replicas: 4, ...strategy(0, 1) }, [READY_AFTER_10_S]);
    expect(sizesOf(trace)).toEqual(["0: old 3, new 1", "10: old 2, new 2", "20: old 1, new 3", "30: old 0, new 4"]);
    expect(completedAt(trace)).toBe("60000 True NewReplicaSetAvailable");
  });

  test("F8 the same as F2 five seconds later each time, as pods have to be ready for so long", () => {
    const trace = rolloutOf({ replicas: 4, minReadySeconds: 5, ...strategy("25%", "25%") }, [READY_AFTER_10_S]);
    expect(sizesOf(trace)).toEqual(["0: old 3, new 2", "15: old 1, new 4", "30: old 0, new 4"]);
  });

  const NEVER_READY = [
    quick([{ fromMs: 0, outcome: "ok" }], { image: "app:1" }),
    quick([{ fromMs: 0, outcome: "fail" }]),
  ];

  test("F9 a revision that never becomes ready stops at surge and unavailable, and times out a second after its deadline", () => {
    const trace = rolloutOf({ replicas: 4 }, NEVER_READY, { untilMs: 660_000 });
    expect(sizesOf(trace)).toEqual(["0: old 3, new 2"]);
    expect(progressOf(trace).at(-1)).toBe("621000 False ProgressDeadlineExceeded");
    expect(deploymentAtEnd(trace)).toMatchObject({ replicas: 5, updated: 2, available: 3 });
    const available = trace.events.filter((event) => event.kind === "condition" && event.type === "Available");
    expect(available.at(-1)).toMatchObject({ status: "True" });
  });

  test("F10 each pod that becomes ready is progress: the deadline begins anew", () => {
    const flapping = Array.from({ length: 3 }, (_, index) => [
      { fromMs: 20_000 + 26_000 * index, outcome: "ok" as const },
      { fromMs: 26_000 + 26_000 * index, outcome: "fail" as const },
    ]).flat();
    const behaviour = [
      ...NEVER_READY.slice(0, 1),
      quick([{ fromMs: 0, outcome: "fail" }, ...flapping], { pods: [5] }),
      ...NEVER_READY.slice(1),
    ];
    const trace = rolloutOf({ replicas: 4, progressDeadlineSeconds: 30 }, behaviour, { untilMs: 140_000 });
    const timedOut = progressOf(trace).filter((said) => said.endsWith("ProgressDeadlineExceeded"));
    const readyAt = trace.events.flatMap((event) =>
      event.kind === "deployment" && !event.gone && event.ready === 4 ? [event.t] : [],
    );
    expect(timedOut).toHaveLength(1);
    expect(Number.parseInt(timedOut[0] ?? "", 10)).toBeGreaterThan(Math.max(...readyAt) + 30_000);
  });

  test("F11 a rollout that was complete stays so, however its pods fare", () => {
    const failing = quick([
      { fromMs: 0, outcome: "ok" },
      { fromMs: 60_000, outcome: "fail" },
    ]);
    const trace = rolloutOf({ replicas: 3 }, [failing], { actions: [], untilMs: 3_700_000 });
    const last = (type: string) => trace.events.findLast((event) => event.kind === "condition" && event.type === type);
    expect(last("Available")).toMatchObject({ status: "False", reason: "MinimumReplicasUnavailable" });
    expect(last("Progressing")).toMatchObject({ status: "True", reason: "NewReplicaSetAvailable" });
    expect(deploymentAtEnd(trace)).toMatchObject({ ready: 0, available: 0 });
  });

  test("F12 an old pod that is not available goes at once, though too few are available", () => {
    const dead = {
      instances: [{ createMs: 10, startMs: 100, exit: { afterMs: 2000, code: 1 } }],
      image: "app:1",
      pods: [3, 4],
    };
    const well = quick([{ fromMs: 0, outcome: "ok" }]);
    const actions = [{ atMs: 70_000, do: "updateImage", name: "web", image: "app:2" }] as const;
    const trace = rolloutOf({ replicas: 4 }, [dead, well], { actions, untilMs: 130_000 });
    expect(deletedPods(trace).slice(0, 2)).toEqual([podNamed(trace, 3), podNamed(trace, 4)]);
    expect(trace.events.find((event) => event.kind === "podDelete")?.t).toBe(70_000);
  });

  test("F13 of four pods the unready one goes first, and of the ready ones the one that became so last", () => {
    const behaviour = [
      quick([{ fromMs: 0, outcome: "fail" }], { pods: [2] }),
      quick(
        [
          { fromMs: 0, outcome: "fail" },
          { fromMs: 40_000, outcome: "ok" },
        ],
        { pods: [3] },
      ),
      quick([{ fromMs: 0, outcome: "ok" }]),
    ];
    const actions = [{ atMs: 60_000, do: "scale", name: "web", replicas: 2 }] as const;
    const trace = rolloutOf({ replicas: 4 }, behaviour, { actions });
    expect(deletedPods(trace).sort()).toEqual([podNamed(trace, 2), podNamed(trace, 3)]);
  });

  test("F14 ready for minReadySeconds by the whole second that is stored, a pod is available; in 1.34 only when they have passed", () => {
    const availableAt = (kubernetes: string): number | undefined => {
      const changes = { kubernetes, wallMs: 700, actions: [], untilMs: 30_000 };
      const { events } = rolloutOf({ replicas: 1, minReadySeconds: 10 }, [READY_AFTER_10_S], changes);
      return events.find((event) => event.kind === "deployment" && !event.gone && event.available === 1)?.t;
    };
    expect(["1.37", "1.36", "1.34"].map(availableAt)).toEqual([19_300, 19_300, 20_300]);
  });

  test("F15 a budget lets a pod that crashes be evicted, and none of the healthy ones", () => {
    const crashing = { instances: [{ exit: { afterMs: 100, code: 1 } }], pods: [3] };
    const well = quick([{ fromMs: 0, outcome: "ok" }]);
    const evicted = (budget: JsonObject, pod: number) => {
      const trace = rolloutOf({ replicas: 3 }, [crashing, well], {
        objects: [
          {
            kind: "Deployment",
            metadata: { name: "web" },
            spec: { replicas: 3, selector: { matchLabels: { app: "web" } }, template: TEMPLATE },
          },
          {
            kind: "PodDisruptionBudget",
            metadata: { name: "web" },
            spec: { selector: { matchLabels: { app: "web" } }, ...budget },
          },
        ],
        actions: [{ atMs: 60_000, do: "evictPod", pod }],
      });
      const refused = trace.events.flatMap((event) => (event.kind === "actionError" ? [event.error] : []));
      return deletedPods(trace).length > 0 ? "evicted" : refused[0];
    };
    const refusal = "Cannot evict pod as it would violate the pod's disruption budget.";
    expect(evicted({ minAvailable: 2 }, 3)).toBe("evicted");
    expect(evicted({ minAvailable: 2 }, 1)).toBe(refusal);
    expect(evicted({ minAvailable: 3 }, 3)).toBe(refusal);
    expect(evicted({ minAvailable: 3, unhealthyPodEvictionPolicy: "AlwaysAllow" }, 3)).toBe("evicted");
    expect(evicted({ maxUnavailable: "50%" }, 1)).toBe("evicted");
    expect(evicted({ minAvailable: 1 }, 1)).toBe("evicted");
  });
});

describe("cases of the cluster oracle, S: StatefulSets", () => {
  test("S1 each pod waits until the one before it is ready", () => {
    const template = { ...TEMPLATE };
    const { events } = simulate({
      kubernetes: "1.36",
      nodes: [{ name: "node", kubeletUpMs: 600_370 }],
      objects: [
        {
          kind: "StatefulSet",
          metadata: { name: "web" },
          spec: { replicas: 3, serviceName: "web", selector: { matchLabels: { app: "web" } }, template },
        },
      ],
      behaviour: [
        quick([
          { fromMs: 0, outcome: "fail" },
          { fromMs: 3_000, outcome: "ok" },
        ]),
      ],
      sandboxMs: 20,
      untilMs: 60_000,
    });
    const created = events.flatMap((event) => (event.kind === "podCreated" ? [`${event.t} ${event.pod}`] : []));
    expect(created).toEqual(["0 web-0", "5633 web-1", "11633 web-2"]);
  });
});

function podNamed({ events }: Trace, number: number): string | undefined {
  return events.find((event) => event.kind === "podCreated" && event.number === number)?.pod;
}
