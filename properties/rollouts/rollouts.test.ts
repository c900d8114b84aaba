import * as fc from "fast-check";
import { expect, test } from "vitest";
import { maxSurge, maxUnavailable } from "../../src/cluster/deployment/fenceposts.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import type { Trace } from "../../src/model/trace.ts";
import { simulate } from "../../src/simulate.ts";

// What a Deployment promises by its strategy, whatever its numbers, its pods' starts and the API server's latencies are.

const UPDATE_MS = 30_000;

interface Rollout {
  readonly replicas: number;
  readonly limits: { readonly maxSurge: number | string; readonly maxUnavailable: number | string };
  readonly olderStartMs: number;
  readonly newerStartMs: number;
  readonly callMs: number;
  readonly watchMs: number;
  readonly nodes: number;
  readonly rollsBack: boolean;
}

const limit = fc.oneof(fc.nat({ max: 3 }), fc.constantFrom("0%", "25%", "34%", "50%", "100%"));

const isPossible = ({ maxSurge: surge, maxUnavailable: unavailable }: Rollout["limits"]): boolean =>
  Number.parseInt(`${surge}`, 10) + Number.parseInt(`${unavailable}`, 10) > 0;

const drawn: fc.Arbitrary<Rollout> = fc.record({
  replicas: fc.integer({ min: 1, max: 7 }),
  limits: fc.record({ maxSurge: limit, maxUnavailable: limit }).filter(isPossible),
  olderStartMs: fc.nat({ max: 5_000 }),
  newerStartMs: fc.nat({ max: 20_000 }),
  callMs: fc.constantFrom(0, 0, 3, 20),
  watchMs: fc.constantFrom(0, 0, 5, 40),
  nodes: fc.integer({ min: 1, max: 3 }),
  rollsBack: fc.boolean(),
});

function scenarioOf(rollout: Rollout, isGood: boolean): Scenario {
  const { replicas, limits, nodes, callMs, watchMs, rollsBack } = rollout;
  const probe = { exec: { command: ["probe", "readiness"] }, periodSeconds: 1, failureThreshold: 1 };
  const template = {
    metadata: { labels: { app: "web" } },
    spec: { containers: [{ name: "app", image: "app:1", readinessProbe: probe }] },
  };
  const spec = {
    replicas,
    selector: { matchLabels: { app: "web" } },
    strategy: { type: "RollingUpdate", rollingUpdate: limits },
    progressDeadlineSeconds: 60,
    template,
  };
  const bad = { probes: { readiness: [{ fromMs: 0, outcome: "fail" as const }] } };
  return {
    nodes: Array.from({ length: nodes }, (_, index) => ({ name: `node${index}` })),
    objects: [{ kind: "Deployment", metadata: { name: "web" }, spec }],
    behaviour: [
      { image: "app:1", instances: [{ startsMs: rollout.olderStartMs }] },
      { image: "app:2", instances: [isGood ? { startsMs: rollout.newerStartMs } : bad] },
    ],
    callMs,
    watchMs,
    actions: [
      { atMs: UPDATE_MS, do: "updateImage", name: "web", image: "app:2" },
      ...(rollsBack ? [{ atMs: UPDATE_MS + 12_000, do: "updateImage", name: "web", image: "app:1" } as const] : []),
    ],
    untilMs: UPDATE_MS + 240_000,
  };
}

interface Instant {
  readonly t: number;
  /** Pods that the API server holds as ready and that nobody has deleted. */
  readonly ready: number;
  /** Pods that nobody has deleted. */
  readonly pods: number;
}

/** How many pods there were at the end of each instant from the update on. */
function instantsOf({ events }: Trace): readonly Instant[] {
  const pods = new Map<string, boolean>();
  const instants: Instant[] = [];
  for (const [index, event] of events.entries()) {
    const pod = event.pod ?? "";
    if (event.kind === "podCreated") pods.set(pod, false);
    if (event.kind === "api" && pods.has(pod)) pods.set(pod, event.ready === "True");
    if (event.kind === "podDelete" || event.kind === "podGone") pods.delete(pod);
    if (event.t < UPDATE_MS || events[index + 1]?.t === event.t) continue;
    instants.push({ t: event.t, ready: [...pods.values()].filter(Boolean).length, pods: pods.size });
  }
  return instants;
}

function specOf({ replicas, limits }: Rollout) {
  return { replicas, strategy: { type: "RollingUpdate", rollingUpdate: limits } };
}

const RUNS = { numRuns: 60, seed: 20_261_121 };

test.each([true, false])("a rolling update keeps to its limits at every instant (a good revision: %s)", (isGood) => {
  let seen = 0;
  fc.assert(
    fc.property(drawn, (rollout) => {
      const spec = specOf(rollout);
      for (const { t, ready, pods } of instantsOf(simulate(scenarioOf(rollout, isGood)))) {
        seen++;
        expect(ready, `ready at ${t}`).toBeGreaterThanOrEqual(rollout.replicas - maxUnavailable(spec));
        expect(pods, `pods at ${t}`).toBeLessThanOrEqual(rollout.replicas + maxSurge(spec));
      }
    }),
    RUNS,
  );
  expect(seen).toBeGreaterThan(1000);
});

test("a good revision gets done, and one that never gets ready goes no further than surge and unavailable", () => {
  fc.assert(
    fc.property(drawn, (all) => {
      const rollout = { ...all, rollsBack: false };
      const spec = specOf(rollout);
      const last = (isGood: boolean) =>
        simulate(scenarioOf(rollout, isGood)).events.findLast((event) => event.kind === "deployment");
      expect(last(true)).toMatchObject({ updated: rollout.replicas, available: rollout.replicas, unavailable: 0 });
      const stuck = last(false);
      if (stuck?.kind !== "deployment" || stuck.gone) throw new Error("there is no Deployment");
      expect(stuck.available).toBe(rollout.replicas - Math.min(maxUnavailable(spec), rollout.replicas));
      expect(stuck.updated).toBeLessThanOrEqual(maxSurge(spec) + maxUnavailable(spec));
    }),
    RUNS,
  );
});

test("after a rollback everything is as before, and the revision counts on", () => {
  fc.assert(
    fc.property(drawn, (all) => {
      const rollout = { ...all, rollsBack: true };
      const { events } = simulate(scenarioOf(rollout, false));
      const last = events.findLast((event) => event.kind === "deployment");
      expect(last).toMatchObject({
        updated: rollout.replicas,
        available: rollout.replicas,
        replicas: rollout.replicas,
      });
      const revisions = events.flatMap((event) => (event.kind === "replicaset" && !event.gone ? [event.revision] : []));
      expect([revisions.includes("3"), revisions.includes("4")]).toEqual([true, false]);
    }),
    RUNS,
  );
});
