import { expect, test } from "vitest";
import type { InstanceBehaviour, Scenario } from "../../model/scenario.ts";
import { simulate } from "../../simulate.ts";
import { failingClients } from "./failingClients.ts";

// Goal: of all times in which requests fail the worst is told, whole, however they fail in it.

const probe = { httpGet: { port: 8080 }, periodSeconds: 5 };
const spec = {
  replicas: 2,
  selector: { matchLabels: { app: "web" } },
  template: {
    metadata: { labels: { app: "web" } },
    spec: { containers: [{ name: "app", image: "a", readinessProbe: probe, ports: [{ containerPort: 8080 }] }] },
  },
};

/** Twice: the second one is followed by a back-off of ten seconds. */
function crashes(firstMs: number): readonly InstanceBehaviour[] {
  return [{ exit: { afterMs: firstMs, code: 1 } }, { exit: { afterMs: 3_000, code: 1 } }, {}];
}

function scenarioOf(secondExitMs: number): Scenario {
  return {
    objects: [
      { kind: "Service", metadata: { name: "web" }, spec: { selector: { app: "web" }, ports: [{ port: 8080 }] } },
      { kind: "Deployment", metadata: { name: "web" }, spec },
    ],
    behaviour: [
      { pods: [1], instances: crashes(20_000) },
      { pods: [2], instances: crashes(secondExitMs) },
    ],
    traffic: { clients: [{ name: "all", service: "web", perSecond: 10, fromMs: 5_000 }] },
    untilMs: 60_000,
  };
}

test("half of them while one of two pods is down, all while both are", () => {
  const half = scenarioOf(3_600_000);
  expect(failingClients(half, simulate(half), 5_000)).toMatchObject({ service: "web", failedShare: 0.5 });
  const all = scenarioOf(20_000);
  const trace = simulate(all);
  const worst = failingClients(all, trace, 5_000);
  expect(worst).toMatchObject({ failedShare: 1 });
  // Refused at first, and then without an endpoint: one time, from the second end of the containers on.
  const ends = trace.events.filter((event) => event.kind === "exit").map(({ t }) => t - 5_000);
  expect(worst?.fromMs).toBe(ends.findLast((ms) => ms <= (worst?.toMs ?? 0)));
});

test("nobody fails where nobody asks, or all is well", () => {
  const { traffic: _, ...silent } = scenarioOf(20_000);
  expect(failingClients(silent, simulate(silent), 0)).toBe(undefined);
  const { behaviour: __, ...well } = scenarioOf(20_000);
  expect(failingClients(well, simulate(well), 0)).toBe(undefined);
});
