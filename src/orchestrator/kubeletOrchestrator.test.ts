import { expect, test } from "vitest";
import type { Pod } from "../model/pod.ts";
import type { Scenario } from "../model/scenario.ts";
import { simulate } from "../simulate.ts";
import { kubeletOrchestrator } from "./kubeletOrchestrator.ts";
import { doingsOf } from "./scriptedScenario.ts";

// Goal: any scenario reaches the real kubelet in words that it knows, and its trace comes back as one of that scenario.
// Method: our own kubelet in its place, so that what comes back must be what our run of the scenario shows.

const RELEASE = "1.36.3";

function asked(scenario: Scenario) {
  const questions: Scenario[] = [];
  const ask = (question: Scenario) => {
    questions.push(question);
    return simulate({ ...question, kubernetes: RELEASE });
  };
  const trace = Promise.resolve(kubeletOrchestrator(RELEASE, ask)(scenario));
  return { questions, trace };
}

const podOf = (name: string, probe: object): Pod => ({
  metadata: { name, labels: { app: "web" } },
  spec: { containers: [{ name: "c", livenessProbe: probe, readinessProbe: { ...probe, periodSeconds: 3 } }] },
});

const EXEC = (type: string) => ({ exec: { command: ["probe", type] } });

test("a scenario in the kubelet's words is handed on as it stands", async () => {
  const scenario: Scenario = {
    pod: { spec: { containers: [{ name: "c", livenessProbe: EXEC("liveness"), readinessProbe: EXEC("readiness") }] } },
    containers: { c: { instances: [{ probes: { liveness: [{ fromMs: 9000, outcome: "fail" }] } }] } },
    actions: [{ atMs: 20_000, do: "restartKubelet", downMs: 1000 }],
    untilMs: 60_000,
  };
  const { questions, trace } = asked(scenario);
  const { header, events } = await trace;
  expect(questions).toEqual([scenario]);
  expect(header).toMatchObject({ kubernetes: RELEASE, assumptions: [], untilMs: 60_000 });
  expect(events).toEqual(simulate({ ...scenario, kubernetes: RELEASE }).events);
});

test("a service beside it is left out, and the header says so", async () => {
  const services = [{ metadata: { name: "web" }, spec: { selector: { app: "web" } } }];
  const scenario: Scenario = { pod: podOf("web", { exec: { command: ["x"] } }), services, untilMs: 20_000 };
  const scripted: Scenario = { pod: { spec: { containers: [{ name: "c" }] } }, services, untilMs: 20_000 };
  for (const [given, why] of [
    [scripted, /^the real kubelet alone/],
    [scenario, /^the real kubelet asked by commands/],
  ] as const) {
    const { questions, trace } = asked(given);
    expect((await trace).header.assumptions[0]).toMatch(why);
    expect(questions.every((question) => question.services === undefined)).toBe(true);
    expect((await trace).events.filter(({ kind }) => kind === "slice")).toEqual([]);
  }
});

test("an app behind HTTP becomes a script; the doings of the kubelet are the same", async () => {
  const scenario: Scenario = {
    pod: podOf("web", { httpGet: { path: "/", port: 80 } }),
    containers: { c: { instances: [{ startsMs: 4000, app: [{ fromMs: 30_000, state: "hang" }] }] } },
    services: [{ metadata: { name: "web" }, spec: { selector: { app: "web" } } }],
    untilMs: 120_000,
  };
  const { questions, trace } = asked(scenario);
  const got = await trace;
  expect(questions[0]?.pod?.spec.containers[0]?.livenessProbe?.exec).toEqual({ command: ["probe", "liveness"] });
  expect(got.header.assumptions.join()).toMatch(/answered as the app did.*services and their endpoints are not/);
  const ours = simulate({ ...scenario, kubernetes: RELEASE });
  expect(doingsOf(got, "web").map(withoutAttempt)).toEqual(doingsOf(ours, "web").map(withoutAttempt));
  expect(got.events.filter(({ kind }) => kind === "exit").length).toBeGreaterThan(1);
});

/** The clients of HTTP and of commands are cut off by a kill in different words. */
function withoutAttempt(event: object): object {
  return "out" in event ? { ...event, out: "" } : event;
}

test("several pods are asked one by one; what concerns the kubelet counts once", async () => {
  const probe = { tcpSocket: { port: 80 } };
  const scenario: Scenario = {
    pods: [{ pod: podOf("a", probe) }, { pod: podOf("b", probe) }],
    actions: [
      { atMs: 20_000, do: "restartKubelet", downMs: 2000 },
      { atMs: 40_000, do: "delete", pod: "b" },
    ],
    untilMs: 90_000,
  };
  const { questions, trace } = asked(scenario);
  const { events } = await trace;
  expect(questions.map(({ pod, actions }) => [pod?.metadata?.name, actions?.map((action) => action.do)])).toEqual([
    ["a", ["restartKubelet"]],
    ["b", ["restartKubelet", "delete"]],
  ]);
  expect(events.filter(({ kind }) => kind === "kubeletStart")).toHaveLength(1);
  expect(events.map(({ step }) => step)).toEqual(events.map((_, index) => index + 1));
  expect(events.every(({ t }, index) => t >= (events[index - 1]?.t ?? 0))).toBe(true);
  for (const pod of ["a", "b"]) expect(events.some((event) => event.pod === pod && event.kind === "start")).toBe(true);
});

test.each<[string, Partial<Scenario>, RegExp]>([
  ["another release", { kubernetes: "1.37" }, /^Kubernetes 1\.37\.1: this is 1\.36\.3$/],
  ["code", { guest: "./health.ts" }, /^apps that are code$/],
  ["faults of nodes", { actions: [{ atMs: 5, do: "failExec", forMs: 5 }] }, /actions/],
  ["a kubelet without age", { kubeletUpMs: 0 }, /^a kubelet that begins with the pod$/],
])("%s is not supported", async (_, part, why) => {
  const scenario: Scenario = { pod: { spec: { containers: [{ name: "c" }] } }, untilMs: 10, ...part };
  await expect(asked(scenario).trace).rejects.toMatchObject({
    failure: "unsupported",
    message: expect.stringMatching(why) as string,
  });
});
