import { expect, test } from "vitest";
import { checkKubernetesObject } from "../../cli/checkKubernetesObject.ts";
import type { Scenario } from "../../model/scenario.ts";
import { readScenario } from "../../scenario/readScenario.ts";
import { simulate } from "../../simulate.ts";
import { judgeExpectations } from "./judgeExpectations.ts";
import { SERVICE_WORDS } from "./serviceOutcomes.ts";
import { WORKLOAD_WORDS } from "./workloadOutcomes.ts";

/** The second revision is ready for ten seconds after a minute, when its deadline has passed. */
const STORY = `
kubernetes: "1.36"
objects:
  - { kind: Service, metadata: { name: web }, spec: { selector: { app: web }, ports: [{ port: 80 }] } }
  - kind: Deployment
    metadata: { name: web }
    spec:
      replicas: 3
      progressDeadlineSeconds: 30
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
      selector: { matchLabels: { app: web } }
      template:
        metadata: { labels: { app: web } }
        spec:
          containers:
            - { name: app, image: "app:1", readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 5, failureThreshold: 1 } }
behaviour:
  - { image: "app:2", instances: [{ startsMs: 1m, onTerm: { afterMs: 20s, code: 0 } }] }
  - { instances: [{ onTerm: { afterMs: 20s, code: 0 } }] }
actions: [{ atMs: 20s, do: updateImage, name: web, image: "app:2" }, { atMs: 85s, do: scale, name: web, replicas: 0 }]
untilMs: 2m
`;

function story(expectations: string): Scenario {
  const read = readScenario(`${STORY}expect:\n  ${expectations}\n`, { checkObject: checkKubernetesObject });
  if ("problems" in read) throw new Error(read.problems.map(({ message }) => message).join("; "));
  return read.scenario;
}

const TRACE = simulate(story("pods: { 1: { restarts: 0 } }"));

function judged(expectations: string): readonly string[] {
  const scenario = story(expectations);
  return judgeExpectations(scenario.expect ?? {}, scenario, TRACE).map(
    ({ holds, path, expected, came }) => `${holds ? "holds" : "fails"} ${path.join(".")}: ${expected} | ${came}`,
  );
}

const WORKLOAD: readonly (readonly [word: string, holds: string, fails: string])[] = [
  ["completeBy", "85s", "84s"],
  ["complete", "[{ from: 0..1s, to: 20s }, { from: 85s }]", "never"],
  ["stalledBy", "51s", "50s"],
  ["stalled", "[{ from: 51s, to: 80s..86s }]", "never"],
  ["conditions", "{ Available: [{ from: 0..1s }] }", "{ Available: never }"],
  ["replicas", "[{ count: 4, during: 20s..84s }]", "..3"],
  ["updated", "[{ count: 1, during: 20s..80s }]", "[{ count: 0, during: 21s..22s }]"],
  ["ready", "[{ count: 3.., during: 1s..84s }]", "..2"],
  ["available", "[{ count: 3, during: 1s..80s }]", "4.."],
  ["unavailable", "[{ count: 1, during: 21s..80s }]", "0"],
  ["terminating", "[{ count: 4.., during: 86s..100s }]", "0"],
  ["pods", "[{ count: 0, during: 107s.. }]", "..3"],
  ["created", "[{ count: 1, during: 20s..80s, image: 'app:2' }]", "3"],
  [
    "events",
    "[{ reason: ScalingReplicaSet, message: from 0 to 1, during: 20s, count: 1 }]",
    "[{ reason: SuccessfulDelete, during: ..80s }]",
  ],
];

test.each(WORKLOAD)("%s of a workload holds and fails", (word, holds, fails) => {
  expect(judged(`workloads: { deployment/web: { ${word}: ${holds} } }`)[0]).toMatch(
    /^holds workloads\.deployment\/web\./,
  );
  expect(judged(`workloads: { deployment/web: { ${word}: ${fails} } }`)[0]).toMatch(
    /^fails workloads\.deployment\/web\./,
  );
});

const SERVICE: readonly (readonly [word: string, holds: string, fails: string])[] = [
  ["ready", "[{ count: 3, during: 1s..80s }]", "3"],
  ["notReady", "[{ count: 1, during: 21s..80s }]", "0"],
  ["legacyReady", "[{ count: 3, during: 1s..80s }]", "3"],
  ["legacyNotReady", "[{ count: 1, during: 21s..80s }]", "0"],
  ["used", "[{ count: 3.., during: 1s..105s }]", "3"],
  ["reachable", "[{ from: 0..1s, to: 105s..106s }]", "never"],
];

test.each(SERVICE)("%s of a service holds and fails", (word, holds, fails) => {
  expect(judged(`services: { web: { ${word}: ${holds} } }`)[0]).toMatch(/^holds services\.web\./);
  expect(judged(`services: { web: { ${word}: ${fails} } }`)[0]).toMatch(/^fails services\.web\./);
});

test("every word has its row", () => {
  expect(WORKLOAD.map(([word]) => word).sort()).toEqual(Object.keys(WORKLOAD_WORDS).sort());
  expect(SERVICE.map(([word]) => word).sort()).toEqual(Object.keys(SERVICE_WORDS).sort());
});

test("pods are meant by their number; one that was never created does nothing as expected", () => {
  expect(judged("pods: { 4: { readyBy: 79s..86s }, 99: { restarts: 0 } }")).toEqual([
    expect.stringMatching(/^holds pods\.4\.readyBy/),
    "fails pods.99.restarts: a pod 99 | only 5 were created",
  ]);
});

test("a failure tells which counts came, and when", () => {
  expect(judged("workloads: { deployment/web: { pods: [{ count: ..3, during: 10s..80s }] } }")).toEqual([
    "fails workloads.deployment/web.pods.0: ..3 during 10s..1m20s | 4 from 20s on",
  ]);
});

function problemsOf(expectations: string): readonly string[] {
  const read = readScenario(`${STORY}expect: { ${expectations} }\n`, { checkObject: checkKubernetesObject });
  return "problems" in read ? read.problems.map(({ message, help = "" }) => `${message} (${help})`) : [];
}

test.each([
  [
    "workloads: { deployment/wep: { ready: 3 } }",
    'there is no workload "deployment/wep" (did you mean deployment/web?)',
  ],
  [
    "workloads: { deployment/web: { redy: 3 } }",
    'unknown key "redy" in expect.workloads.deployment/web (did you mean ready?)',
  ],
  [
    "workloads: { deployment/web: { conditions: { Progresing: never } } }",
    'there is no condition of workloads "Progresing" (did you mean Progressing?)',
  ],
  [
    "workloads: { deployment/web: { events: [{ reason: ScalingReplicaSets }] } }",
    'there is no event reason "ScalingReplicaSets" (did you mean ScalingReplicaSet?)',
  ],
  ["services: { wep: { ready: 3 } }", 'there is no service "wep" (did you mean web?)'],
  ["services: { web: { ready: 0.. } }", "expect.services.web.ready is true of every run: any number is 0 or more ()"],
  [
    "pods: { web-0: { restarts: 0 } }",
    '"web-0" is no number of a pod, and controllers make the names (pods are counted in the order of their creation, from 1)',
  ],
  ["pods: { 1: { containers: { ap: { restarts: 0 } } } }", 'there is no container "ap" (known: app)'],
  [
    "restarts: 0",
    "expect.restarts does not say of which pod (write it below expect.pods.1, the pod that is created first)",
  ],
])("%s is refused", (expectations, problem) => expect(problemsOf(expectations)).toEqual([problem]));

test("what only Deployments tell is not expected of a StatefulSet", () => {
  const read =
    readScenario(`${STORY.replace("kind: Deployment", "kind: StatefulSet").replace(/ {6}(progress|strategy).*\n/g, "")}
expect: { workloads: { statefulset/web: { stalled: never } } }`);
  expect(read).toMatchObject({ problems: [{ message: "the status of a StatefulSet says nothing of stalled" }] });
});
