import { describe, expect, test } from "vitest";
import type { ContainerBehaviour, Scenario } from "./model/scenario.ts";
import type { TrafficClient } from "./model/traffic.ts";
import { readScenario } from "./scenario/readScenario.ts";
import { simulate } from "./simulate.ts";
import { trafficOf } from "./traffic.ts";

const CLIENT: TrafficClient = { name: "shop", service: "web", perSecond: 100, fromMs: 10_000 };

function scenarioOf(behaviours: readonly ContainerBehaviour[], changes: Partial<Scenario> = {}): Scenario {
  return {
    pods: behaviours.map((behaviour, index) => ({
      pod: {
        metadata: { name: `web-${index}`, labels: { app: "web" } },
        spec: { containers: [{ name: "app", readinessProbe: { httpGet: { path: "/ready", port: 8080 } } }] },
      },
      containers: { app: behaviour },
    })),
    services: [
      { metadata: { name: "web" }, spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] } },
    ],
    traffic: { clients: [CLIENT] },
    untilMs: 60_000,
    ...changes,
  };
}

function seenBy(scenario: Scenario) {
  const [summary] = trafficOf(scenario, simulate(scenario));
  if (summary === undefined) throw new Error("there are no clients");
  return summary;
}

const WELL: ContainerBehaviour = { instances: [{}] };
/** Readiness does not notice, so that it stays among the endpoints. */
const hidden = (state: "hang" | "error" | "refuse"): ContainerBehaviour => ({
  instances: [{}],
  parts: [{ path: "/", clock: [{ fromMs: 20_000, toMs: 30_000, state }] }],
});

describe("clients", () => {
  test("share their requests evenly among the endpoints, and all are served by those that are well", () => {
    const { requests, served, failed, failing } = seenBy(scenarioOf([WELL, WELL]));
    expect({ requests, served, failed, failing }).toEqual({ requests: 5000, served: 5000, failed: {}, failing: [] });
  });

  test("find no endpoint before there is one", () => {
    const scenario = scenarioOf([{ instances: [{ startsMs: 25_000 }] }]);
    const [first] = seenBy(scenario).failing;
    expect(first).toMatchObject({ fromMs: 10_000, failed: { noEndpoint: first?.requests } });
    expect(first?.toMs).toBeGreaterThanOrEqual(25_000);
  });

  test.each([
    ["hang", "timeout"],
    ["error", "error"],
    ["refuse", "refused"],
  ] as const)("of two pods of which one is in state %s half their requests fail: %s", (state, kind) => {
    const { failed, failing } = seenBy(scenarioOf([WELL, hidden(state)]));
    expect(failed).toEqual({ [kind]: 500 });
    expect(failing).toEqual([{ fromMs: 20_000, toMs: 30_000, requests: 1000, failed: { [kind]: 500 } }]);
  });

  test("try again at any endpoint, as often as they may", () => {
    const retrying = (retries: number) =>
      seenBy(scenarioOf([WELL, hidden("error")], { traffic: { clients: [{ ...CLIENT, retries }] } }));
    expect(retrying(1)).toMatchObject({ retried: 500, failed: { error: 250 }, served: 4750 });
    expect(retrying(3)).toMatchObject({ retried: 500, failed: { error: 62.5 } });
  });

  test("give up a connection that does not answer, and keep one that answers with errors", () => {
    const keeping = (state: "hang" | "error") =>
      seenBy(
        scenarioOf([WELL, hidden(state)], {
          traffic: { clients: [{ ...CLIENT, timeoutMs: 1000, keepAliveMs: 600_000, connections: 2 }] },
        }),
      );
    expect(keeping("error").failed).toEqual({ error: 500 });
    expect(keeping("hang").failed["timeout"]).toBeLessThan(500);
  });

  test("of a wrong path meet the part of the app that they ask", () => {
    const traffic = { clients: [{ ...CLIENT, path: "/other" }] };
    expect(seenBy(scenarioOf([hidden("hang")], { traffic })).failed).toEqual({});
  });
});

describe("overload", () => {
  const overload = { service: "web", abovePerSecond: 40, state: "error" as const };

  test("comes where few serve many, and makes readiness fail, too", () => {
    const under = seenBy(scenarioOf([WELL, WELL], { traffic: { clients: [CLIENT], overload: [overload] } }));
    expect(under.served).toBeLessThan(2500);
    const enough = seenBy(scenarioOf([WELL, WELL, WELL], { traffic: { clients: [CLIENT], overload: [overload] } }));
    expect(enough.failed).toEqual({});
  });

  test("comes of retries, too", () => {
    const clients = [{ ...CLIENT, retries: 3 }];
    const roomy = { ...overload, abovePerSecond: 60 };
    const broken = [hidden("error"), WELL];
    expect(seenBy(scenarioOf(broken)).failed).toEqual({ error: 500 });
    const storm = seenBy(scenarioOf(broken, { traffic: { clients, overload: [roomy] } }));
    expect(Object.values(storm.failed).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(500);
  });

  test("gives the same trace and the same account each time", () => {
    const scenario = scenarioOf([WELL, WELL], { traffic: { clients: [CLIENT], overload: [overload] } });
    expect(simulate(scenario).events).toEqual(simulate(scenario).events);
    expect(seenBy(scenario)).toEqual(seenBy(scenario));
  });
});

test.each([
  ["a service that does not exist", { clients: [{ ...CLIENT, service: "wbe" }] }, 'no service "wbe"'],
  ["two clients of one name", { clients: [CLIENT, CLIENT] }, 'two clients are called "shop"'],
  ["no time to ask", { clients: [{ ...CLIENT, fromMs: 60_000 }] }, "never asks"],
  [
    "connections without end",
    { clients: [{ ...CLIENT, keepAliveMs: 1, connections: 1000 }] },
    "connections, more than",
  ],
  ["connections that are not kept", { clients: [{ ...CLIENT, connections: 5 }] }, "connections means nothing"],
  [
    "a slow pod that is not said to be how slow",
    { clients: [CLIENT], overload: [{ service: "web", abovePerSecond: 1, state: "slow" }] },
    "has no ms",
  ],
])("a file with %s is refused", (_, traffic, message) => {
  const read = readScenario(JSON.stringify({ ...scenarioOf([WELL]), traffic }));
  expect("scenario" in read ? [] : read.problems.map((problem) => problem.message).join("\n")).toContain(message);
});

describe("pods that controllers make", () => {
  const container = {
    name: "app",
    image: "app:1",
    ports: [{ containerPort: 8080 }],
    readinessProbe: { httpGet: { path: "/ready", port: 8080 } },
  };
  const scenario: Scenario = {
    objects: [
      {
        kind: "Service",
        metadata: { name: "web" },
        spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
      },
      {
        kind: "Deployment",
        metadata: { name: "web" },
        spec: {
          replicas: 3,
          selector: { matchLabels: { app: "web" } },
          template: { metadata: { labels: { app: "web" } }, spec: { containers: [container] } },
        },
      },
    ],
    behaviour: [
      { image: "app:1", instances: [{ answerMs: 100 }] },
      { image: "app:2", instances: [{ answerMs: 100, exit: { afterMs: 5_000, code: 1 } }] },
    ],
    traffic: { clients: [CLIENT] },
    actions: [],
    untilMs: 60_000,
  };
  const rollout = { atMs: 20_000, do: "updateImage", name: "web" } as const;

  test("serve all requests as long as nothing happens to them", () => {
    expect(seenBy(scenario)).toMatchObject({ requests: 5000, served: 5000, failing: [] });
  });

  test("lose what they were working on when a rollout ends them", () => {
    const { failed } = seenBy({ ...scenario, actions: [{ ...rollout, image: "app:good" }] });
    expect(Object.keys(failed)).toEqual(["cut"]);
    expect(failed.cut).toBeLessThan(30);
  });

  test("of a revision that crashes once it was ready leave nobody to ask", () => {
    const { failed } = seenBy({ ...scenario, actions: [{ ...rollout, image: "app:2" }] });
    expect(failed.noEndpoint).toBeGreaterThan(1000);
  });
});
