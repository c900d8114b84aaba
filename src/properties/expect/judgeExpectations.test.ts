import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { readScenario } from "../../scenario/readScenario.ts";
import { simulate } from "../../simulate.ts";
import { CONTAINER_WORDS } from "./containerOutcomes.ts";
import { ENDPOINT_WORDS } from "./endpointOutcomes.ts";
import { judgeExpectations } from "./judgeExpectations.ts";
import { POD_WORDS } from "./podOutcomes.ts";
import type { Verdict } from "./verdict.ts";

/** A slow start behind a startup probe, an outage of readiness, a helper that exits, is killed and exits again, and the end of the pod. */
const STORY = `
pod:
  metadata: { name: web, labels: { app: web } }
  spec:
    containers:
      - name: app
        startupProbe: { httpGet: { port: 80 }, periodSeconds: 5, failureThreshold: 30 }
        livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 10 }
        readinessProbe: { httpGet: { port: 80 }, periodSeconds: 5 }
      - name: helper
        livenessProbe: { httpGet: { port: 81 }, periodSeconds: 5 }
services:
  - { metadata: { name: web }, spec: { selector: { app: web } } }
containers:
  app:
    instances: [{ startsMs: 42s, app: [{ fromMs: 1m, toMs: 80s, state: slow, ms: 3s }], onTerm: { afterMs: 4s, code: 0 } }]
  helper:
    instances: [{ exit: { afterMs: 100s, code: 3 } }, { app: [{ fromMs: 0, state: refuse }] }, { exit: { afterMs: 2s, code: 4 } }, {}]
actions: [{ atMs: 150s, do: delete }]
untilMs: 4m
`;

function story(expectations: string): Scenario {
  const read = readScenario(`${STORY}expect:\n  ${expectations}\n`);
  if ("problems" in read) throw new Error(read.problems.map(({ message }) => message).join("; "));
  return read.scenario;
}

const TRACE = simulate(story("restarts: 1.."));

function judged(expectations: string): readonly Verdict[] {
  const scenario = story(expectations);
  return judgeExpectations(scenario.expect ?? {}, scenario, TRACE);
}

const text = ({ path, expected, came }: Verdict): string => `${path.join(".")}: ${expected} | ${came}`;

interface Row {
  readonly scope: keyof typeof SCOPES;
  readonly word: string;
  readonly holds: string;
  readonly fails: string;
  /** How the failure is told. */
  readonly told: string;
}

const SCOPES = { pod: POD_WORDS, container: CONTAINER_WORDS, endpoint: ENDPOINT_WORDS };

const WORDS: readonly Row[] = [
  {
    scope: "pod",
    word: "restarts",
    holds: "restarts: 3",
    fails: "restarts: ..2",
    told: "restarts: ..2 | 3 (at 1m41.001s, 1m55.002s, 2m18.001s)",
  },
  {
    scope: "pod",
    word: "readyBy",
    holds: "readyBy: 45.001s..46s",
    fails: "readyBy: 45s",
    told: "readyBy: at the latest 45s | 45.001s",
  },
  {
    scope: "pod",
    word: "ready",
    holds:
      "ready: [{ from: 45s..46s, to: 71s..72s }, { from: 81s..82s, to: 101s..102s }, { from: 101s..102s, to: 118s..119s }, { from: 138s..139s, to: 150s..155s }]",
    fails: "ready: [{ from: 45s..46s, to: 71s..72s }]",
    told: "ready: from 45s..46s to 1m11s..1m12s | from 45.001s to 1m11.001s, from 1m21.002s to 1m41.001s, from 1m41.002s to 1m58.001s, from 2m18.002s to 2m34.002s",
  },
  {
    scope: "pod",
    word: "readyDuring",
    holds: "readyDuring: 46s..71s",
    fails: "readyDuring: 46s..72s",
    told: "readyDuring: all the time 46s..1m12s | from 45.001s to 1m11.001s, from 1m21.002s to 1m41.001s, from 1m41.002s to 1m58.001s, from 2m18.002s to 2m34.002s",
  },
  {
    scope: "pod",
    word: "notReadyDuring",
    holds: "notReadyDuring: 72s..81s",
    fails: "notReadyDuring: 72s..82s",
    told: "notReadyDuring: at no moment of 1m12s..1m22s | from 1m21.002s to 1m41.001s",
  },
  {
    scope: "pod",
    word: "phases",
    holds: "phases: [Pending, Running, Failed]",
    fails: "phases: [Pending, Running]",
    told: "phases: Pending, Running | Pending at 1ms, Running at 2ms, Failed at 2m34.002s",
  },
  {
    scope: "pod",
    word: "conditions",
    holds: "conditions: { PodScheduled: [{ from: 0s..1s }] }",
    fails: "conditions: { ContainersReady: never }",
    told: "conditions.ContainersReady: never | from 45.001s to 1m11.001s, from 1m21.002s to 1m41.001s, from 1m41.002s to 1m58.001s, from 2m18.002s to 2m34.002s",
  },
  {
    scope: "pod",
    word: "goneBy",
    holds: "goneBy: 2m36s",
    fails: "goneBy: ..2m30s",
    told: "goneBy: at the latest 2m30s | 2m35.001s",
  },
  {
    scope: "pod",
    word: "events",
    holds: "events: [{ reason: Unhealthy, message: Startup probe failed, container: app, count: 8, during: ..45s }]",
    fails: "events: [{ reason: Killing, message: failed startup probe }]",
    told: 'events.0: 1.. Killing with "failed startup probe" | 0, but "Container helper failed liveness probe, will be restarted"',
  },
  {
    scope: "pod",
    word: "events",
    holds: "events: [{ reason: Killing, container: helper, count: 2 }]",
    fails: "events: [{ reason: BackOff, container: app }]",
    told: "events.0: 1.. BackOff of app | 0",
  },
  {
    scope: "pod",
    word: "quietDuring",
    holds: "quietDuring: 46s..1m",
    fails: "quietDuring: 46s..67s",
    told: "quietDuring: nothing during 46s..1m7s | event Unhealthy at 1m1.001s, event Unhealthy at 1m6.001s",
  },
  {
    scope: "container",
    word: "restarts",
    holds: "containers: { helper: { restarts: 2..3 } }",
    fails: "containers: { app: { restarts: 1.. } }",
    told: "containers.app.restarts: 1.. | 0",
  },
  {
    scope: "container",
    word: "startedBy",
    holds: "containers: { app: { startedBy: 41s..46s } }",
    fails: "containers: { app: { startedBy: 46s..50s } }",
    told: "containers.app.startedBy: within 46s..50s | 45.001s",
  },
  {
    scope: "container",
    word: "started",
    holds: "containers: { app: { started: [{ from: 45.001s, to: 2m34s..2m36s }] } }",
    fails: "containers: { app: { started: [{ from: 45.001s }] } }",
    told: "containers.app.started: from 45.001s on | from 45.001s to 2m34.002s",
  },
  {
    scope: "container",
    word: "readyBy",
    holds: "containers: { helper: { readyBy: 2ms } }",
    fails: "containers: { helper: { readyBy: 1ms } }",
    told: "containers.helper.readyBy: at the latest 1ms | 2ms",
  },
  {
    scope: "container",
    word: "ready",
    holds: "containers: { app: { ready: [{ from: ..46s, to: 71s..72s }, { from: 81.002s, to: 2m34s.. }] } }",
    fails: "containers: { app: { ready: never } }",
    told: "containers.app.ready: never | from 45.001s to 1m11.001s, from 1m21.002s to 2m34.002s",
  },
  {
    scope: "container",
    word: "readyDuring",
    holds: "containers: { helper: { readyDuring: 1s..100s } }",
    fails: "containers: { helper: { readyDuring: 1s.. } }",
    told: "containers.helper.readyDuring: all the time 1s.. | from 2ms to 1m41.001s, from 1m41.002s to 1m58.001s, from 2m18.002s to 2m34.002s",
  },
  {
    scope: "container",
    word: "notReadyDuring",
    holds: "containers: { helper: { notReadyDuring: 2m35s.. } }",
    fails: "containers: { helper: { notReadyDuring: 2m.. } }",
    told: "containers.helper.notReadyDuring: at no moment of 2m.. | from 2m18.002s to 2m34.002s",
  },
  {
    scope: "container",
    word: "ends",
    holds:
      "containers: { helper: { ends: [{ at: 100s..101s, exitCode: 3, by: itself }, { by: liveness }, { exitCode: 4 }, { by: stop }] } }",
    fails: "containers: { helper: { ends: [{ by: itself }, { at: 1m, exitCode: 137 }] } }",
    told: "containers.helper.ends: by itself, then at 1m with 137 | at 1m40.001s with 3 by itself, then at 1m55.002s with 143 by liveness, then 2 more",
  },
  {
    scope: "container",
    word: "ends",
    holds: "containers: { app: { ends: [{ exitCode: 0, by: stop }] } }",
    fails: "containers: { app: { ends: never } }",
    told: "containers.app.ends: never | at 2m34.001s with 0 by stop",
  },
  {
    scope: "container",
    word: "kills",
    holds: "containers: { helper: { kills: { liveness: 1 } } }",
    fails: "containers: { app: { kills: { startup: 1.. } } }",
    told: "containers.app.kills.startup: 1.. | 0",
  },
  {
    scope: "container",
    word: "restartDelays",
    holds: "containers: { helper: { restartDelays: [..2s, ..2s, 10s..25s] } }",
    fails: "containers: { helper: { restartDelays: [..2s, ..2s, ..2s] } }",
    told: "containers.helper.restartDelays: ..2s, ..2s, ..2s | 1s, 0s, 20.999s",
  },
  {
    scope: "container",
    word: "restartDelays",
    holds: "containers: { helper: { restartDelays: [..2s] } }",
    fails: "containers: { app: { restartDelays: [..2s] } }",
    told: "containers.app.restartDelays: ..2s | no restart",
  },
  {
    scope: "container",
    word: "crashLoopBackOffs",
    holds: "containers: { helper: { crashLoopBackOffs: 1 } }",
    fails: "containers: { helper: { crashLoopBackOffs: 0 } }",
    told: "containers.helper.crashLoopBackOffs: 0 | 1 (at 2m0.002s)",
  },
  {
    scope: "container",
    word: "attempts",
    holds: "containers: { app: { attempts: { startup: 9 } } }",
    fails: "containers: { app: { attempts: { readiness: ..9 } } }",
    told: "containers.app.attempts.readiness: ..9 | 23 (at 45.001s, 50.001s, 55.001s, 1m0.001s, …)",
  },
  {
    scope: "container",
    word: "attempts",
    holds:
      "containers: { app: { attempts: { liveness: [{ count: 0, during: ..45s }, { count: 3.., outcome: ok }] } } }",
    fails: "containers: { app: { attempts: { readiness: [{ count: 3, outcome: timeout, during: 1m..80s }] } } }",
    told: "containers.app.attempts.readiness.0: 3 timeout during 1m..1m20s | 5 (at 1m0.001s, 1m5.001s, 1m10.001s, 1m11.002s, …)",
  },
  {
    scope: "endpoint",
    word: "inBy",
    holds: "endpoints: { web: { inBy: 46s } }",
    fails: "endpoints: { web: { inBy: ..45s } }",
    told: "endpoints.web.inBy: at the latest 45s | 45.001s",
  },
  {
    scope: "endpoint",
    word: "in",
    holds:
      "endpoints: { web: { in: [{ from: 45.001s, to: 71.001s }, { from: 81s..82s, to: 101s..102s }, { from: 101s.., to: 118s..119s }, { from: 138s.., to: 2m30s..2m31s }] } }",
    fails: "endpoints: { web: { in: [{ from: 45.001s }] } }",
    told: "endpoints.web.in: from 45.001s on | from 45.001s to 1m11.001s, from 1m21.002s to 1m41.001s, from 1m41.002s to 1m58.001s, from 2m18.002s to 2m30s",
  },
  {
    scope: "endpoint",
    word: "inDuring",
    holds: "endpoints: { web: { inDuring: 46s..71s } }",
    fails: "endpoints: { web: { inDuring: 46s.. } }",
    told: "endpoints.web.inDuring: all the time 46s.. | from 45.001s to 1m11.001s, from 1m21.002s to 1m41.001s, from 1m41.002s to 1m58.001s, from 2m18.002s to 2m30s",
  },
  {
    scope: "endpoint",
    word: "notInDuring",
    holds: "endpoints: { web: { notInDuring: ..45s } }",
    fails: "endpoints: { web: { notInDuring: 70s..80s } }",
    told: "endpoints.web.notInDuring: at no moment of 1m10s..1m20s | from 45.001s to 1m11.001s",
  },
  {
    scope: "endpoint",
    word: "outWithin",
    holds: "endpoints: { web: { outWithin: 1m..72s } }",
    fails: "endpoints: { web: { outWithin: 1m..71s } }",
    told: "endpoints.web.outWithin: out within 1m..1m11s | out at 1m11.001s",
  },
  {
    scope: "endpoint",
    word: "outWithin",
    holds: "endpoints: { web: { outWithin: 2m20s..2m31s } }",
    fails: "endpoints: { web: { outWithin: 75s..2m } }",
    told: "endpoints.web.outWithin: out within 1m15s..2m | not in at 1m15s: from 45.001s to 1m11.001s, from 1m21.002s to 1m41.001s, from 1m41.002s to 1m58.001s, from 2m18.002s to 2m30s",
  },
  {
    scope: "endpoint",
    word: "backWithin",
    holds: "endpoints: { web: { backWithin: 80s..82s } }",
    fails: "endpoints: { web: { backWithin: 80s..81s } }",
    told: "endpoints.web.backWithin: back within 1m20s..1m21s | back at 1m21.002s",
  },
  {
    scope: "endpoint",
    word: "backWithin",
    holds: "endpoints: { web: { backWithin: 1s..1m } }",
    fails: "endpoints: { web: { backWithin: 1m..82s } }",
    told: "endpoints.web.backWithin: back within 1m..1m22s | in at 1m already",
  },
  {
    scope: "endpoint",
    word: "draining",
    holds: "endpoints: { web: { draining: [{ from: 2m30s, to: 2m34s..2m35s }] } }",
    fails: "endpoints: { web: { draining: never } }",
    told: "endpoints.web.draining: never | from 2m30s to 2m34.002s",
  },
];

test.each(WORDS)("$holds", ({ holds, fails, told }) => {
  const good = judged(holds);
  expect(good.length).toBeGreaterThan(0);
  expect(good.filter((verdict) => !verdict.holds).map(text)).toEqual([]);
  const bad = judged(fails);
  expect(bad.map((verdict) => verdict.holds)).toEqual([false]);
  expect(bad.map(text)).toEqual([told]);
  for (const step of bad.flatMap(({ steps }) => steps)) expect(TRACE.events[step - 1]).toBeDefined();
});

test.each(Object.keys(SCOPES) as (keyof typeof SCOPES)[])("no word of a %s is without a row", (scope) => {
  const inRows = new Set(WORDS.filter((row) => row.scope === scope).map(({ word }) => word));
  const elsewhere = scope === "pod" ? ["containers", "endpoints"] : [];
  expect([...inRows, ...elsewhere].sort()).toEqual(Object.keys(SCOPES[scope]).sort());
});

test("the steps of a verdict are those of the trace that show it", () => {
  const [verdict] = judged("containers: { helper: { ends: [{ by: itself }, { by: liveness }] } }");
  expect(verdict?.steps.map((step) => TRACE.events[step - 1])).toMatchObject([
    { kind: "exit", c: "helper", n: 0, t: 100_001 },
    { kind: "exit", c: "helper", n: 1, t: 115_002 },
  ]);
});

test("of several pods each is meant by its name; one of which the trace knows nothing did nothing", () => {
  const pod = { metadata: { name: "a" }, spec: { containers: [{ name: "app" }] } };
  const late = { pod: { ...pod, metadata: { name: "b" } }, atMs: 50_000 };
  const scenario: Scenario = {
    pods: [{ pod }, late, { pod: { ...pod, metadata: { name: "c" } }, atMs: 70_000 }],
    untilMs: 60_000,
  };
  const verdicts = judgeExpectations(
    {
      pods: {
        a: { readyBy: { fromMs: 0, toMs: 100 } },
        b: { readyBy: { fromMs: 50_000, toMs: 50_100 } },
        c: { readyBy: { fromMs: 0, toMs: 60_000 } },
      },
    },
    scenario,
    simulate(scenario),
  );
  expect(verdicts.map(text)).toEqual([
    "pods.a.readyBy: at the latest 100ms | 2ms",
    "pods.b.readyBy: within 50s..50.1s | 50.002s",
    "pods.c.readyBy: at the latest 1m | never",
  ]);
  expect(verdicts.map(({ holds }) => holds)).toEqual([true, true, false]);
});

test("a trace that was not recorded in full is refused: what is not kept would count as not having happened", () => {
  const scenario = story("restarts: 1..");
  const trace: Trace = simulate(scenario, { recorder: "transitions" });
  expect(() => judgeExpectations({}, scenario, trace)).toThrow(RangeError);
});

test("properties that a run keeps, breaks as its release does, or does not put to the test", () => {
  const [kept, untested] = judged("holds: [attempts-do-not-overlap, restart-policy-is-kept]");
  expect(kept).toMatchObject({ holds: true, path: ["holds", 0], expected: "attempts-do-not-overlap" });
  expect(kept?.came).toMatch(/^kept, where it could have been broken \d+ times$/);
  expect(untested).toMatchObject({ holds: true });
  const ends = judged("holds: [a-kubelet-restart-raises-no-readiness]");
  expect(ends).toMatchObject([{ holds: false, isVacuous: true, steps: [] }]);
  expect(ends[0]?.came).toMatch(/^not put to the test; that is when there is /);
});

test("whoever names a property is told of its breach, also where the release is known for it", () => {
  const file = readFileSync(join(import.meta.dirname, "../../../sims/museum/started-inherited.yaml"), "utf8");
  const read = readScenario(file);
  if ("problems" in read) throw new Error("the entry cannot be read");
  const [verdict] = judgeExpectations({ holds: ["startup-gates-others"] }, read.scenario, simulate(read.scenario));
  expect(verdict?.holds).toBe(false);
  expect(verdict?.isVacuous).toBeUndefined();
  expect(verdict?.came).toMatch(/^broken \d+ times, first at 1m4[34].*as real kubelets of the release do \(.*141155/);
  expect(verdict?.steps.length).toBeGreaterThan(0);
});
