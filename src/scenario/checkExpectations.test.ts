import { expect, test } from "vitest";
import type { JsonValue } from "../model/json.ts";
import { flipScenario, readScenario, scenarioOf } from "./readScenario.ts";

const SCENARIO = `pod:
  metadata: { name: web, labels: { app: web } }
  spec:
    containers:
      - { name: app, livenessProbe: { tcpSocket: { port: 80 } } }
services: [{ metadata: { name: shop }, spec: { selector: { app: web } } }]
untilMs: 2m
`;

function problemsOf(text: string): string[] {
  const read = readScenario(SCENARIO + text);
  if (!("problems" in read)) return [];
  return read.problems.map(
    ({ line, column, message, help }) => `${line}:${column} ${message}${help === undefined ? "" : ` (${help})`}`,
  );
}

test.each([
  ["expect: { restart: 0 }", '8:11 unknown key "restart" in expect (did you mean restarts?)'],
  ["expect: { containers: { ap: { restarts: 0 } } }", '8:25 there is no container "ap" (known: app)'],
  [
    "expect: { containers: { app: { redyBy: 3s } } }",
    '8:32 unknown key "redyBy" in expect.containers.app (did you mean readyBy?)',
  ],
  ["expect: { containers: { app: { attempts: { readiness: 0 } } } }", '8:44 container "app" has no readiness probe'],
  ["expect: { containers: { app: { kills: { startup: 0 } } } }", '8:41 container "app" has no startup probe'],
  [
    "expect: { containers: { app: { kills: { readiness: 0 } } } }",
    '8:41 unknown key "readiness" in expect.containers.app.kills (known here: startup, liveness)',
  ],
  ["expect: { endpoints: { web: { in: never } } }", '8:24 there is no service "web" (known: shop)'],
  [
    "expect: { holds: [startup-gates-other] }",
    '8:19 expect.holds[0] must be one of startup-gates-others, startup-silent-once-started, attempts-do-not-overlap, …, not "startup-gates-other" (did you mean startup-gates-others?)',
  ],
  ["expect: { conditions: { Redy: never } }", '8:25 there is no condition "Redy" (did you mean Ready?)'],
  ["expect: { events: [{ reason: Unhealty }] }", '8:30 there is no event reason "Unhealty" (did you mean Unhealthy?)'],
  ["expect: { events: [{ reason: Killing, container: web }] }", '8:50 there is no container "web" (known: app)'],
  [
    "expect: { phases: [Runing] }",
    '8:20 expect.phases[0] must be one of Pending, Running, Succeeded, Failed, Unknown, not "Runing" (did you mean Running?)',
  ],
  ["expect: { pods: { wep: { restarts: 0 } } }", '8:19 there is no pod "wep" (did you mean web?)'],
  [
    "expect: { readyBy: 3m }",
    "8:20 expect.readyBy reaches to 3m, and the run ends at 2m (raise untilMs, or name a time within the run)",
  ],
  [
    "expect: { quietDuring: 5m.. }",
    "8:24 expect.quietDuring reaches to 5m, and the run ends at 2m (raise untilMs, or name a time within the run)",
  ],
  ["expect: { restarts: 0.. }", "8:21 expect.restarts is true of every run: any number is 0 or more"],
  ["expect: { restarts: 3..2 }", "8:21 expect.restarts: 3..2 is upside down (did you mean 2..3?)"],
  [
    'expect: { restarts: ">=3" }',
    '8:21 expect.restarts: ">=3" is no count such as 2, 2..3, 3.. or ..3 (did you mean 3..?)',
  ],
  ["expect: { restarts: [1] }", "8:21 expect.restarts must be a count such as 2, 2..3, 3.. or ..3, not a list"],
  [
    "expect: { restarts: { atLeast: 3, atMost: 2 } }",
    "8:21 expect.restarts must be a count such as 2, 2..3, 3.. or ..3, not a mapping",
  ],
  ["expect: { readyBy: 46 }", "8:20 expect.readyBy: 46 has no unit (did you mean 46s?)"],
  ["expect: { readyBy: 46s..41s }", "8:20 expect.readyBy: 46s..41s is upside down (did you mean 41s..46s?)"],
  ["expect: { ready: nevr }", '8:18 expect.ready must be one of never, a list, not "nevr" (did you mean never?)'],
  ["expect: { ready: [] }", "8:18 expect.ready must not be empty"],
  ["expect: { ready: [{ to: 3s }] }", "8:19 expect.ready[0] has no from (from: When it begins to be so.)"],
  ["expect: {}", "8:1 expect expects nothing (fill it, or take it away)"],
  ["expect: { containers: { app: {} } }", "8:25 expect.containers.app expects nothing (fill it, or take it away)"],
  [
    "failsWhen: [{ because: x, change: { untilMs: 3m } }]",
    "8:1 failsWhen proves that expect can fail, and there is no expect (say what must come out as expect)",
  ],
])("%s is refused", (text, problem) => expect(problemsOf(text)).toEqual([problem]));

test.each([
  ["change: {}", "11:5 a flip that changes nothing proves nothing"],
  ["change: { untilMs: 2m }", "11:5 a flip that changes nothing proves nothing"],
  ["change: { untilMs: 3m }", undefined],
  ["change: { untilMs: 120000 }", "11:5 a flip that changes nothing proves nothing"],
  ["change: { pod.spec.container: null }", "11:15 there is no pod.spec.container to change (did you mean containers?)"],
  ["change: { 'pod.spec.containers[1].name': x }", "11:15 there is no pod.spec.containers[1] to change (there: 0)"],
  ["change: { pod.spec.containers.app: x }", "11:15 there is no pod.spec.containers.app to change (there: 0)"],
  [
    "change: { kubernetes: '1.99' }",
    '11:5 with this change, kubernetes must be a release from 1.12 to 1.37, not "1.99" (write "1.37" or, for one patch release, "1.35.4")',
  ],
  [
    "change: { untilMs: 1 }\n    instead: { readyBy: 1m }",
    "12:25 expect.readyBy reaches to 1m, and the run ends at 1ms (raise untilMs, or name a time within the run)",
  ],
  ["change: { expect: { restarts: 1 } }", "11:15 a flip changes what happens, and expect does not"],
])("the flip %s", (change, problem) => {
  const found = problemsOf(`expect: { restarts: 0 }\nfailsWhen:\n  - because: x\n    ${change}\n`);
  expect(found).toEqual(problem === undefined ? [] : [problem]);
});

test("a flip takes away, replaces and adds", () => {
  const read = readScenario(`${SCENARIO}expect: { restarts: 0 }\n`);
  if (!("scenario" in read)) throw new Error("cannot be read");
  const flipped = flipScenario(read.scenario, {
    because: "all of it",
    change: {
      "pod.spec.containers[0].livenessProbe": null,
      "services[0]": null,
      "pod.spec.containers[0].readinessProbe": { tcpSocket: { port: 80 } },
      untilMs: "3m",
      kubernetes: "1.36",
    },
    instead: { restarts: { atLeast: 1 } },
  });
  expect(flipped).toEqual({
    scenario: {
      pod: {
        metadata: { name: "web", labels: { app: "web" } },
        spec: { containers: [{ name: "app", readinessProbe: { tcpSocket: { port: 80 } } }] },
      },
      services: [],
      untilMs: 180_000,
      kubernetes: "1.36",
      expect: { restarts: { atLeast: 1 } },
    },
  });
});

test("where there are several pods, each word says of which", () => {
  const pods = `pods:
  - pod: { metadata: { name: a }, spec: { containers: [{ name: app }] } }
  - pod: { metadata: { name: b }, spec: { containers: [{ name: app }] } }
untilMs: 1m
`;
  const read = readScenario(`${pods}expect: { restarts: 0, pods: { a: { restarts: 0 } } }\n`);
  expect(read).toMatchObject({
    problems: [{ message: "expect.restarts does not say of which pod", help: "write it below expect.pods.a" }],
  });
});

test("what has been read reads as itself", () => {
  const read = readScenario(
    `${SCENARIO}expect: { readyBy: 46s, restarts: 2.., containers: { app: { ready: [{ from: 1s, to: 2s..3s }] } } }\n`,
  );
  if (!("scenario" in read)) throw new Error("cannot be read");
  expect(scenarioOf(read.scenario as unknown as JsonValue)).toEqual({ scenario: read.scenario });
});
