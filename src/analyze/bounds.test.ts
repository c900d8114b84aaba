import { expect, test } from "vitest";
import type { Container } from "../model/container.ts";
import type { Pod } from "../model/pod.ts";
import { createRandomStream, nextBelow, nextUnit } from "../time/randomStream.ts";
import type { Bounds, Certainty, ContainerBounds, Interval } from "./bounds.ts";
import { findBounds } from "./bounds.ts";
import type { Effort } from "./effort.ts";
import { EXACT, thriftyEffort } from "./effort.ts";
import type { Metric } from "./measures.ts";
import { METRICS } from "./measures.ts";
import type { Story, StoryContext } from "./stories.ts";
import { hangStory, healthyStory, neverAnswersStory, slowStartStory } from "./stories.ts";
import type { Measurement } from "./storyRun.ts";
import { runStory, storyRunner } from "./storyRun.ts";
import { DEFAULT_KUBELET_AGE_MS, withUncontrolled } from "./uncontrolled.ts";

// Goal: the ends of every interval are those of all 1,000 grids and of wall clocks around all that they could decide.
// Method: brute force beside the search, on policies that differ in what they depend on, old and new kubelets.

const exec = { command: ["check"] };
const POLICIES: Readonly<
  Record<string, Pick<Pod["spec"], "initContainers"> & { readonly app: Omit<Container, "name"> }>
> = {
  plain: {
    app: { readinessProbe: { exec, periodSeconds: 2 }, livenessProbe: { exec, periodSeconds: 2, failureThreshold: 2 } },
  },
  delayed: {
    app: {
      readinessProbe: { exec, initialDelaySeconds: 4, periodSeconds: 3 },
      livenessProbe: { exec, initialDelaySeconds: 3, periodSeconds: 1, failureThreshold: 2 },
    },
  },
  network: {
    app: {
      ports: [{ containerPort: 80 }],
      startupProbe: { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 3 },
      readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1, successThreshold: 2 },
      livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 3 },
    },
  },
  afterInit: {
    initContainers: [
      { name: "init" },
      { name: "side", restartPolicy: "Always", startupProbe: { exec, periodSeconds: 1 } },
    ],
    app: { readinessProbe: { exec, initialDelaySeconds: 2, periodSeconds: 2 } },
  },
};

function storiesOf(policy: string, kubernetes: string): readonly Story[] {
  const { app, initContainers } = POLICIES[policy] as (typeof POLICIES)[string];
  const container: Container = { name: "app", ...app };
  const pod: Pod = {
    metadata: { name: "p" },
    spec: { ...(initContainers && { initContainers }), containers: [container] },
  };
  const context: StoryContext = { pod, services: [], kubernetes, horizonMs: 20_000 };
  return [
    healthyStory(context),
    neverAnswersStory(context, container),
    slowStartStory(context, container, 3001, "too-late"),
    hangStory(context, container, 6000),
  ];
}

function boundsOf(measurement: Measurement, effort: Effort, ageMs = DEFAULT_KUBELET_AGE_MS): Bounds {
  return findBounds(measurement, ageMs, effort, storyRunner(measurement, ageMs));
}

const ONE_RUN: Effort = { worthEvents: 0, maxRuns: 1 };
const WALLS_MS = [0, 1, 499, 500, 997, 998, 999];
const GRIDS_MS = Array.from({ length: 1000 }, (_, grid) => grid);
const rank = (ms: number | null): number => ms ?? Number.POSITIVE_INFINITY;

const CASES = Object.keys(POLICIES).flatMap((policy) =>
  ["1.37", "1.33"].flatMap((kubernetes) => [0, 1, 2, 3].map((index) => ({ policy, kubernetes, index }))),
);

test.each(CASES)(
  "$policy on $kubernetes, story $index: brute force finds no other ends",
  ({ policy, kubernetes, index }) => {
    const story = storiesOf(policy, kubernetes)[index] as Story;
    const { measurement, metrics } = story;
    const bounds = boundsOf(measurement, EXACT);
    const lowest = new Map<string, number>();
    const highest = new Map<string, number>();
    const take = (gridMs: number, wallMs: number): void => {
      const run = runStory(
        measurement,
        withUncontrolled(measurement.scenario, DEFAULT_KUBELET_AGE_MS, { gridMs, wallMs, rand: 0 }),
      );
      for (const { container, times } of run.measures) {
        for (const metric of metrics) {
          const key = `${container} ${metric}`;
          lowest.set(key, Math.min(lowest.get(key) ?? Number.POSITIVE_INFINITY, rank(times[metric])));
          highest.set(key, Math.max(highest.get(key) ?? 0, rank(times[metric])));
        }
      }
    };
    // Every grid under one wall clock, and every tenth under the others.
    for (const gridMs of GRIDS_MS) take(gridMs, WALLS_MS[gridMs % WALLS_MS.length] as number);
    for (const wallMs of WALLS_MS) for (let gridMs = 0; gridMs < 1000; gridMs += 37) take(gridMs, wallMs);
    expect(lowest.size).toBeGreaterThan(0);
    for (const { container, intervals } of bounds.containers) {
      for (const metric of metrics) {
        const { earliest, latest } = intervals[metric];
        const found = [lowest.get(`${container} ${metric}`), highest.get(`${container} ${metric}`)];
        // Brute force looks at some wall clocks only: it may miss an end, but never goes beyond one.
        expect(rank(earliest.ms), `${container} ${metric} earliest`).toBeLessThanOrEqual(found[0] as number);
        expect(rank(latest.ms), `${container} ${metric} latest`).toBeGreaterThanOrEqual(found[1] as number);
        expectWitness(story, container, metric, earliest);
        expectWitness(story, container, metric, latest);
      }
    }
  },
);

function expectWitness(
  { measurement }: Story,
  container: string,
  metric: Metric,
  extreme: { readonly ms: number | null; readonly settings: Parameters<typeof withUncontrolled>[2] },
): void {
  const run = runStory(measurement, withUncontrolled(measurement.scenario, DEFAULT_KUBELET_AGE_MS, extreme.settings));
  expect(run.measures.find((one) => one.container === container)?.times[metric], `witness ${container} ${metric}`).toBe(
    extreme.ms,
  );
}

test.each([
  ["one run", ONE_RUN],
  ["a cheap search", thriftyEffort(50)],
])("what %s proves is what the search finds", (_, effort) => {
  const found: Certainty[] = [];
  for (const { policy, kubernetes, index } of CASES) {
    const { measurement } = storiesOf(policy, kubernetes)[index] as Story;
    const exact = boundsOf(measurement, EXACT);
    const cheap = boundsOf(measurement, effort);
    expect(cheap.runs).toBeLessThanOrEqual(exact.runs + 1);
    cheap.containers.forEach(({ intervals }, place) => {
      for (const metric of METRICS) {
        const { certainty, earliest, latest } = intervals[metric];
        found.push(certainty);
        if (certainty === "sampled") continue;
        const known = exact.containers[place]?.intervals[metric];
        expect([earliest.ms, latest.ms], `${policy} ${kubernetes} ${index} ${metric}`).toEqual([
          known?.earliest.ms,
          known?.latest.ms,
        ]);
      }
    });
  }
  expect(found).toContain("proven");
  expect(found).toContain("sampled");
});

test("an initial delay hangs on the sub-second of the clock, and the ends say which", () => {
  const [healthy] = storiesOf("delayed", "1.37");
  const { intervals } = boundsOf((healthy as Story).measurement, EXACT).containers[0] as ContainerBounds;
  expect(intervals.ready.certainty).toBe("proven");
  expect(rank(intervals.ready.latest.ms)).toBeGreaterThan(rank(intervals.ready.earliest.ms));
});

test("a young kubelet's start-up jitter is a draw, and its ends are found", () => {
  const [healthy] = storiesOf("plain", "1.37");
  const { measurement } = healthy as Story;
  const of = (ageMs: number, effort: Effort): Interval =>
    (boundsOf(measurement, effort, ageMs).containers[0] as ContainerBounds).intervals.ready;
  expect(of(1000, EXACT)).toMatchObject({ certainty: "searched", earliest: { ms: 2 }, latest: { ms: 2000 } });
  const stream = createRandomStream(1, "jitter");
  for (let draw = 0; draw < 300; draw++) {
    const settings = { gridMs: nextBelow(stream, 1000), wallMs: 0, rand: nextUnit(stream) };
    const [one] = runStory(measurement, withUncontrolled(measurement.scenario, 1000, settings)).measures;
    expect(rank(one?.times.ready ?? null)).toBeLessThanOrEqual(2000);
    expect(rank(one?.times.ready ?? null)).toBeGreaterThanOrEqual(2);
  }
  expect(of(1000, ONE_RUN).certainty).toBe("sampled");
  expect(of(2000, EXACT)).toMatchObject({ certainty: "proven", earliest: { ms: 2 }, latest: { ms: 2 } });
});
