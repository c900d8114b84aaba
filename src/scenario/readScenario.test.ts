import { expect, test } from "vitest";
import { NEWEST_MINOR, OLDEST_MINOR } from "../model/kubernetesVersion.ts";
import { profileOf } from "../kubelet/profile.ts";
import { looksLikeScenario, mayBeScenario, readScenario, SCENARIO_GATES } from "./readScenario.ts";

const POD = `
pod:
  metadata: {name: web}
  spec:
    containers:
      - name: app
        readinessProbe:
          httpGet: {port: 8080}
          periodSeconds: 5
`;

function problemsOf(text: string): string[] {
  const read = readScenario(text);
  if (!("problems" in read)) return [];
  return read.problems.map(
    ({ line, column, message, help, quotedLine }) =>
      `${line}:${column} ${message}${help === undefined ? "" : ` (${help})`} | ${quotedLine.trim()}`,
  );
}

test("every duration may be a text", () => {
  const read = readScenario(`${POD}
untilMs: 10m
kubeletUpMs: 1h30m
containers:
  app:
    instances:
      - startsMs: 42s
        app:
          - {fromMs: 5m, toMs: 330000, state: hang}
        onTerm: {afterMs: 1.5s, code: 0}
propagation: {apiMs: 5ms, endpointsMs: 0, proxyMs: "0"}
actions:
  - {atMs: 9m, do: delete}
`);
  expect(read).toMatchObject({
    scenario: {
      untilMs: 600_000,
      kubeletUpMs: 5_400_000,
      containers: {
        app: {
          instances: [{ startsMs: 42_000, app: [{ fromMs: 300_000, toMs: 330_000 }], onTerm: { afterMs: 1500 } }],
        },
      },
      propagation: { apiMs: 5, endpointsMs: 0, proxyMs: 0 },
      actions: [{ atMs: 540_000, do: "delete" }],
    },
  });
});

test.each([
  ["untilMs: 1m\nuntilMS: 2m", ['12:1 unknown key "untilMS" (did you mean untilMs?) | untilMS: 2m']],
  ["", ["2:1 the scenario has no untilMs (untilMs: End of the run.) | pod:"]],
  ["untilMs: 5", []],
  [
    "untilMs: 5.5",
    ["11:10 untilMs must be whole milliseconds from 0, or a duration such as 42s, not 5.5 | untilMs: 5.5"],
  ],
  ["untilMs: -5", ["11:10 untilMs must be whole milliseconds from 0, or a duration such as 42s, not -5 | untilMs: -5"]],
  [
    "untilMs: 5min",
    ['11:10 untilMs: 5min: unknown unit "min", the units are h, m, s and ms (did you mean 5m?) | untilMs: 5min'],
  ],
  ["untilMs: [1]", ["11:10 untilMs must be a duration such as 42s, or whole milliseconds, not a list | untilMs: [1]"]],
  [
    "untilMs: 1m\nkubernetes: 1.36",
    ['12:13 kubernetes must be a text, not 1.36 (quote it: "1.36") | kubernetes: 1.36'],
  ],
  [
    'untilMs: 1m\nkubernetes: "1.99"',
    [
      '12:13 kubernetes must be a release from 1.12 to 1.37, not "1.99" (write "1.37" or, for one patch release, "1.35.4") | kubernetes: "1.99"',
    ],
  ],
  [
    "untilMs: 1m\ngates: {ExecProbeTimeouts: false}",
    [
      '12:9 there is no feature gate "ExecProbeTimeouts" (did you mean ExecProbeTimeout?) | gates: {ExecProbeTimeouts: false}',
    ],
  ],
  ["untilMs: 1m\nrand: 1", ["12:7 rand must be a number from 0 to below 1, not 1 | rand: 1"]],
  ["untilMs: 1m\nsyncUs: 1500", ["12:9 syncUs must be a multiple of 1000, not 1500 | syncUs: 1500"]],
  ["untilMs: 1m\nwallMs: 1000", ["12:9 wallMs must be at most 999, not 1000 | wallMs: 1000"]],
  [
    "untilMs: 1m\nactions: [{atMs: 1, do: deleet}]",
    [
      '12:25 actions[0].do must be one of delete, setCondition, setImage, restartKubelet, disconnectNode, suspendNode, failExec, apply, deleteObject, scale, updateImage, rolloutRestart, pause, resume, deletePod, evictPod, setPodCondition, not "deleet" (did you mean delete?) | actions: [{atMs: 1, do: deleet}]',
    ],
  ],
  [
    "untilMs: 1m\nactions: [{atMs: 1}]",
    [
      "12:11 actions[0] has no do (do is one of delete, setCondition, setImage, restartKubelet, disconnectNode, suspendNode, failExec, apply, deleteObject, scale, updateImage, rolloutRestart, pause, resume, deletePod, evictPod, setPodCondition) | actions: [{atMs: 1}]",
    ],
  ],
  [
    "untilMs: 1m\nactions: [{atMs: 1, do: delete, pod: wep}]",
    ['12:38 there is no pod "wep" (did you mean web?) | actions: [{atMs: 1, do: delete, pod: wep}]'],
  ],
  [
    "untilMs: 1m\nactions: [{atMs: 1, do: setCondition, type: g, status: true}]",
    [
      '12:56 actions[0].status must be one of True, False, Unknown, not true (quote it: "True") | actions: [{atMs: 1, do: setCondition, type: g, status: true}]',
    ],
  ],
  [
    "untilMs: 1m\ncontainers: {apq: {instances: [{}]}}",
    ['12:14 there is no container "apq" (did you mean app?) | containers: {apq: {instances: [{}]}}'],
  ],
  [
    "untilMs: 1m\ncontainers: {app: {instances: []}}",
    ["12:31 containers.app.instances must not be empty | containers: {app: {instances: []}}"],
  ],
  [
    "untilMs: 1m\ncontainers: {app: {instances: [{onTerm: ignored}]}}",
    [
      '12:41 containers.app.instances[0].onTerm must be one of ignore, a mapping, not "ignored" (did you mean ignore?) | containers: {app: {instances: [{onTerm: ignored}]}}',
    ],
  ],
  [
    "untilMs: 1m\npropagation: fast",
    ['12:14 propagation must be one of ideal, typical, slow, a mapping, not "fast" | propagation: fast'],
  ],
  [
    "untilMs: 1m\nfirstKills: [{atMs: 1, container: apq}]",
    ['12:35 there is no container "apq" (did you mean app?) | firstKills: [{atMs: 1, container: apq}]'],
  ],
  [
    "untilMs: 1m\nfirstKills: [{atMs: 1, pod: wep, container: app}]",
    ['12:29 there is no pod "wep" (did you mean web?) | firstKills: [{atMs: 1, pod: wep, container: app}]'],
  ],
  ["untilMs: 1m\npods: []", ["12:7 pods must not be empty | pods: []"]],
  ["untilMs: 1m\nuntilMs: 2m", ["12:1 Map keys must be unique | untilMs: 2m"]],
  ["untilMs: 1m\n--- \na: 1", ["12:1 a scenario file holds one document, this is a second one | ---"]],
])("%j", (rest, problems) => {
  expect(problemsOf(`${POD}\n${rest}`)).toEqual(problems);
});

test("segments that overlap, end before they begin or say what means nothing are refused", () => {
  const app = (...segments: string[]) =>
    problemsOf(`${POD}
untilMs: 1m
containers:
  app:
    instances:
      - app:
${segments.map((segment) => `          - {${segment}}`).join("\n")}
`).map((problem) => problem.split(" | ")[0]);
  expect(app("fromMs: 1s, state: hang", "fromMs: 2s, state: healthy")).toEqual([]);
  expect(app("fromMs: 2s, state: hang", "fromMs: 1s, state: refuse")).toEqual([
    "17:22 containers.app.instances[0].app[1] begins before containers.app.instances[0].app[0] is over (segments stand in the order of time and do not overlap)",
  ]);
  expect(app("fromMs: 1s, toMs: 3s, state: hang", "fromMs: 2999, state: refuse")).toHaveLength(1);
  expect(app("fromMs: 1s, toMs: 1s, state: hang")[0]).toContain("ends before it begins");
  expect(app("fromMs: 1s, state: slow")[0]).toContain("add ms: how long an answer takes");
  expect(app("fromMs: 1s, state: hang, ms: 5")[0]).toContain("ms means nothing while the app is in state hang");
  expect(app("fromMs: 1s, state: refuse, exitCode: 5")[0]).toContain("exitCode goes with exit, crash");
  expect(app("fromMs: 1s, state: exit", "fromMs: 2s, state: hang")[0]).toContain("nothing follows in this instance");
  expect(app("fromMs: 1s, state: hung")[0]).toContain("did you mean hang?");
});

test("a misspelt probe key is found in the pod as well", () => {
  expect(problemsOf(`${POD.replace("periodSeconds", "periodSecond")}\nuntilMs: 1m`)[0]).toMatch(
    /^9:11 unknown key "periodSecond" in .*\(did you mean periodSeconds\?\)/,
  );
});

test("hostile and broken files get one clear message", () => {
  expect(problemsOf("")).toEqual(["1:1 the file is empty | "]);
  expect(problemsOf("a: [1")[0]).toMatch(/^1:\d+ /);
  expect(problemsOf("just words")[0]).toContain("the scenario must be a mapping");
  const bomb = Array.from({ length: 30 }, (_, index) =>
    index === 0 ? "a0: &a0 [x, x]" : `a${index}: &a${index} [*a${index - 1}, *a${index - 1}]`,
  ).join("\n");
  expect(problemsOf(bomb)).toEqual([
    "1:1 Excessive alias count indicates a resource exhaustion attack | a0: &a0 [x, x]",
  ]);
  expect(problemsOf(`${POD}\nuntilMs: 1m\n__proto__: {polluted: true}`)[0]).toContain('unknown key "__proto__"');
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  expect(problemsOf(`{"pod": {"spec": {"containers": []}}, "untilMs": 1}`)[0]).toContain(
    "pod.spec.containers must not be empty",
  );
});

test("a scenario is told from a manifest by its content", () => {
  expect(looksLikeScenario({ pod: {}, untilMs: 5 })).toBe(true);
  expect(looksLikeScenario({ apiVersion: "v1", kind: "Pod", spec: {} })).toBe(false);
  expect(looksLikeScenario({ spec: {} })).toBe(false);
  expect(looksLikeScenario([])).toBe(false);
});

test("most manifests are told without parsing them", () => {
  expect(mayBeScenario(POD)).toBe(true);
  expect(mayBeScenario('{"id": "x", "pod": {}}')).toBe(true);
  expect(mayBeScenario("apiVersion: v1\nkind: Pod\nspec:\n  containers: []\n")).toBe(false);
  expect(mayBeScenario('{"apiVersion": "v1", "kind": "Pod"}')).toBe(false);
});

test.each(SCENARIO_GATES)("gate %s changes what is simulated", (gate) => {
  const minors = Array.from({ length: NEWEST_MINOR - OLDEST_MINOR + 1 }, (_, index) => OLDEST_MINOR + index);
  const changed = minors.filter((minor) => {
    const [on, off] = [true, false].map((value) =>
      profileOf(
        { minor, patch: 0 },
        {
          [gate]: value,
          ReduceDefaultCrashLoopBackOffDecay: true,
          ...(gate.startsWith("Reduce") ? { [gate]: value } : {}),
        },
      ),
    );
    return JSON.stringify(on) !== JSON.stringify(off);
  });
  expect(changed).not.toEqual([]);
});

test("what Kubernetes itself says about a pod or service stands at its place", () => {
  const read = readScenario(`${POD}\nuntilMs: 1m\nservices:\n  - metadata: {name: web}\n    spec: {selectr: {}}\n`, {
    checkObject: (_object, kind) =>
      kind === "Service"
        ? [{ path: "spec.selectr", message: "unknown field" }]
        : [{ path: "spec.containers[0].readinessProbe", message: "odd" }],
  });
  expect(read).toMatchObject({
    problems: [
      { line: 7, column: 9, message: "odd" },
      { line: 14, column: 12, message: "unknown field", quotedLine: "    spec: {selectr: {}}" },
    ],
  });
});
