import { describe, expect, test } from "vitest";
import type { Container } from "../model/container.ts";
import type { Scenario } from "../model/scenario.ts";
import { simulate } from "../simulate.ts";

// Knative's way out: the containers' hooks wait for queue-proxy, which drains.

const APP: Container = {
  name: "app",
  ports: [{ name: "user-port", containerPort: 8080 }],
  livenessProbe: { httpGet: { port: 8080 }, periodSeconds: 10 },
  lifecycle: { preStop: { httpGet: { path: "/wait-for-drain", port: 8022 } } },
};
const QUEUE: Container = {
  name: "queue-proxy",
  env: [{ name: "SERVING_READINESS_PROBE", value: '{"tcpSocket":{"port":8080},"periodSeconds":5,"timeoutSeconds":1}' }],
  readinessProbe: { httpGet: { port: 8012 }, periodSeconds: 5 },
};

function eventsOf(more: Partial<Scenario>, graceSeconds = 300, containers: readonly Container[] = [APP, QUEUE]) {
  const spec = { containers, terminationGracePeriodSeconds: graceSeconds };
  return simulate({ pod: { spec }, untilMs: 200_000, ...more }).events;
}

const DELETED: Partial<Scenario> = { actions: [{ atMs: 60_000, do: "delete" }] };

const ends = (events: ReturnType<typeof eventsOf>) =>
  events.flatMap((event) => (event.kind === "exit" ? [`${event.c} ${event.t} ${event.code} ${event.by}`] : []));

describe("a pod with queue-proxy that is deleted", () => {
  test("is there for 30 s, and its app gets SIGTERM when queue-proxy has drained", () => {
    const events = eventsOf(DELETED);
    expect(ends(events)).toEqual(["app 90001 143 term", "queue-proxy 90001 0 term"]);
    expect(events.find(({ kind }) => kind === "hook")).toMatchObject({ c: "app", t: 60_001, end: 90_001, out: 0 });
  });

  test("is not ready to who asks queue-proxy meanwhile", () => {
    const after = eventsOf(DELETED).flatMap((event) =>
      event.kind === "probe" && event.probe === "readiness" && event.t > 60_001 ? [event.out] : [],
    );
    expect(after.length).toBeGreaterThan(4);
    expect(new Set(after)).toEqual(new Set(["fail"]));
  });

  test("has no more time than its grace period", () => {
    expect(ends(eventsOf(DELETED, 10)).map((end) => end.replace(/ \d+ /, " "))).toEqual([
      "app 143 term",
      "queue-proxy 137 kill",
    ]);
  });

  test("has no more to wait for once queue-proxy is gone", () => {
    const hasty = { instances: [{ onTerm: { afterMs: 4000, code: 0 } }] };
    const events = eventsOf({ ...DELETED, containers: { "queue-proxy": hasty } });
    expect(ends(events)).toEqual(["queue-proxy 64001 0 term", "app 64001 143 term"]);
    expect(events.find(({ kind }) => kind === "hook")).toMatchObject({ end: 64_001, out: 1 });
  });

  test("ends at once where queue-proxy does not run", () => {
    const gone: Partial<Scenario> = {
      ...DELETED,
      containers: { "queue-proxy": { instances: [{ exit: { afterMs: 59_999, code: 2 } }] } },
    };
    expect(eventsOf(gone).find(({ kind }) => kind === "hook")).toMatchObject({ t: 60_001, end: 60_001, out: 1 });
  });
});

test("a restart by liveness waits a second: queue-proxy breaks off a drain that is not its own", () => {
  const hung: Partial<Scenario> = {
    containers: { app: { instances: [{ app: [{ fromMs: 25_000, state: "hang" }] }, {}] } },
  };
  const events = eventsOf(hung);
  const hook = events.find(({ kind }) => kind === "hook");
  if (hook?.kind !== "hook") throw new Error("no hook");
  expect((hook.end ?? 0) - hook.t).toBe(1000);
  expect(ends(events)[0]).toBe(`app ${hook.end} 143 term`);
  const asked = eventsOf(hung, 300, [
    APP,
    { ...QUEUE, readinessProbe: { httpGet: { port: 8012 }, periodSeconds: 1, initialDelaySeconds: 1 } },
  ]).flatMap((event) => (event.kind === "probe" && event.t > hook.t && event.t < hook.t + 1000 ? [event.out] : []));
  expect(asked).toEqual(["fail"]);
});
