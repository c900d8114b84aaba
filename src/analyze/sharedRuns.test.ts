import { expect, test } from "vitest";
import type { Container } from "../model/container.ts";
import { keepRuns, runsUnlessAsked } from "./sharedRuns.ts";
import { neverAnswersStory, slowStartStory } from "./stories.ts";
import type { RunUnder } from "./storyRun.ts";
import { storyRunner } from "./storyRun.ts";
import { DEFAULT_KUBELET_AGE_MS } from "./uncontrolled.ts";

// Goal: a run that is read off another story's is the run. Method: each is made as well, for policies whose apps are asked
// again late, never, or by several probes.

const exec = { command: ["check"] };
const POLICIES: Readonly<Record<string, Omit<Container, "name">>> = {
  startup: {
    startupProbe: { exec, periodSeconds: 3, failureThreshold: 2 },
    livenessProbe: { exec, periodSeconds: 1, failureThreshold: 1 },
  },
  liveness: {
    readinessProbe: { exec, periodSeconds: 2 },
    livenessProbe: { exec, initialDelaySeconds: 2, periodSeconds: 3, failureThreshold: 2 },
  },
  grace: {
    livenessProbe: { exec, periodSeconds: 1, failureThreshold: 2 },
    readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1, successThreshold: 2 },
  },
};
const CASES = Object.keys(POLICIES).flatMap((policy) =>
  [2001, 3001, 4001, 5001, 30_000].map((startsMs) => ({ policy, startsMs })),
);
const SETTINGS = [0, 1, 2, 400, 500 + 2 ** -20, 998].map((gridMs) => ({ gridMs, wallMs: 700, rand: 0.5 }));

let readOff = 0;
let madeAnew = 0;

test.each(CASES)("$policy, answers after $startsMs ms: as if it were run", ({ policy, startsMs }) => {
  const container: Container = { name: "app", ...POLICIES[policy] };
  const pod = { metadata: { name: "p" }, spec: { containers: [container] } };
  const context = { pod, services: [], kubernetes: "1.37", horizonMs: 60_000 };
  const never = neverAnswersStory(context, container).measurement;
  const { measurement } = slowStartStory(context, container, startsMs, "too-late");
  const own = storyRunner(measurement, DEFAULT_KUBELET_AGE_MS);
  let made = 0;
  const counted: RunUnder = (settings) => {
    made++;
    return own(settings);
  };
  const kept = keepRuns(storyRunner(never, DEFAULT_KUBELET_AGE_MS));
  const shared = runsUnlessAsked(measurement, "app", startsMs, kept, counted);
  for (const settings of SETTINGS) expect(shared(settings)).toEqual(own(settings));
  madeAnew += made;
  readOff += SETTINGS.length - made;
});

test("some are read off and some are not", () => {
  expect(readOff).toBeGreaterThan(0);
  expect(madeAnew).toBeGreaterThan(0);
});

test("a story is run once under the same settings", () => {
  let made = 0;
  const runUnder = keepRuns(() => {
    made++;
    return { measures: [], events: [], isDecided: true };
  });
  for (const gridMs of [1, 2, 1, 2]) runUnder({ gridMs, wallMs: 0, rand: 0 });
  expect(made).toBe(2);
});
