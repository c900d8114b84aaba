import { describe, expect, test } from "vitest";
import type { PodBehaviour } from "../../model/clusterScenario.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Trace } from "../../model/trace.ts";
import { simulate } from "../../simulate.ts";

const NODES = ["a", "b", "c", "d"];

function readyAfter(ms: number, more: Partial<PodBehaviour> = {}): PodBehaviour {
  return {
    instances: [
      {
        probes: {
          readiness: [
            { fromMs: 0, outcome: "fail" },
            { fromMs: ms, outcome: "ok" },
          ],
        },
      },
    ],
    ...more,
  };
}

const NEVER_READY: PodBehaviour = {
  image: "agent:2",
  instances: [{ probes: { readiness: [{ fromMs: 0, outcome: "fail" }] } }],
};

function rollout(strategy: JsonObject, behaviour: readonly PodBehaviour[], spec: JsonObject = {}): Trace {
  const readiness = { exec: { command: ["probe", "readiness"] }, periodSeconds: 1, failureThreshold: 1 };
  return simulate({
    kubernetes: "1.36",
    nodes: NODES.map((name) => ({ name })),
    objects: [
      {
        kind: "DaemonSet",
        metadata: { name: "agent" },
        spec: {
          selector: { matchLabels: { app: "agent" } },
          updateStrategy: strategy,
          template: {
            metadata: { labels: { app: "agent" } },
            spec: { containers: [{ name: "agent", image: "agent:1", readinessProbe: readiness }] },
          },
          ...spec,
        },
      },
    ],
    behaviour,
    actions: [{ atMs: 30_000, do: "updateImage", name: "agent", image: "agent:2" }],
    untilMs: 300_000,
  });
}

/** The fewest available pods, and the most pods at the end of an instant that were not on their way out, since the update. */
function extremes({ events }: Trace): { readonly fewest: number; readonly most: number } {
  const alive = new Set<string | undefined>();
  let fewest = NODES.length;
  let most = 0;
  for (const [index, event] of events.entries()) {
    if (event.kind === "podCreated") alive.add(event.pod);
    if (event.kind === "podDelete" || event.kind === "podGone") alive.delete(event.pod);
    if (event.t < 30_000) continue;
    if (events[index + 1]?.t !== event.t) most = Math.max(most, alive.size);
    if (event.kind === "daemonset" && !event.gone) fewest = Math.min(fewest, event.available);
  }
  return { fewest, most };
}

function lastOf({ events }: Trace): object | undefined {
  return events.findLast((event) => event.kind === "daemonset");
}

describe("a DaemonSet", () => {
  test("has a pod on each node", () => {
    const trace = rollout({ type: "OnDelete" }, [readyAfter(1_000)]);
    const nodes = trace.events.flatMap((event) => (event.kind === "podCreated" ? [event.node] : []));
    expect(nodes.sort()).toEqual(NODES);
    expect(lastOf(trace)).toMatchObject({ spec: 4, ready: 4, updated: 0 });
  });

  test("is updated node by node, as many at a time as may be missing", () => {
    for (const maxUnavailable of [1, 2, "50%"]) {
      const trace = rollout({ rollingUpdate: { maxUnavailable } }, [readyAfter(5_000)]);
      expect(lastOf(trace)).toMatchObject({ updated: 4, available: 4 });
      expect(extremes(trace)).toEqual({ fewest: maxUnavailable === 1 ? 3 : 2, most: 4 });
    }
  });

  test("stops at the first node whose new pod does not get available", () => {
    const trace = rollout({ rollingUpdate: { maxUnavailable: 1 } }, [NEVER_READY, readyAfter(1_000)]);
    expect(lastOf(trace)).toMatchObject({ updated: 1, available: 3 });
  });

  test("with surge never misses a pod: the old one goes when the new one is available", () => {
    const trace = rollout({ rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }, [readyAfter(5_000)]);
    expect(lastOf(trace)).toMatchObject({ updated: 4, available: 4 });
    expect(extremes(trace)).toEqual({ fewest: 4, most: 5 });
    const stuck = rollout({ rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }, [NEVER_READY, readyAfter(1_000)]);
    expect(extremes(stuck)).toEqual({ fewest: 4, most: 5 });
  });

  test("replaces old pods that are not available, whatever may be missing", () => {
    const broken = readyAfter(1_000_000, { image: "agent:1", pods: [1, 2] });
    const trace = rollout({ rollingUpdate: { maxUnavailable: 1 } }, [broken, readyAfter(1_000)]);
    const deleted = trace.events.flatMap((event) => (event.kind === "podDelete" ? [event.t] : []));
    expect(deleted.slice(0, 2)).toEqual([30_000, 30_000]);
    expect(lastOf(trace)).toMatchObject({ updated: 4, available: 4 });
  });

  test("waits for new pods to be ready for minReadySeconds", () => {
    const quick = rollout({ rollingUpdate: { maxUnavailable: 1 } }, [readyAfter(1_000)]);
    const slow = rollout({ rollingUpdate: { maxUnavailable: 1 } }, [readyAfter(1_000)], { minReadySeconds: 10 });
    const lastDeletion = ({ events }: Trace): number => events.findLast((event) => event.kind === "podDelete")?.t ?? 0;
    expect(lastDeletion(slow) - lastDeletion(quick)).toBeGreaterThan(25_000);
    expect(lastOf(slow)).toMatchObject({ updated: 4, available: 4 });
  });
});
