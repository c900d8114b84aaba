import { expect, test } from "vitest";
import type { Probe } from "../model/probe.ts";
import type { InstanceBehaviour, ProbeSegment } from "../model/scenario.ts";
import type { AppLife } from "./appLife.ts";
import { ATTEMPT_OUTCOMES, attemptAt, compileSchedule, rowAt } from "./attemptSchedule.ts";

const context = {
  container: { ports: [{ name: "http", containerPort: 8080 }] },
  podIp: "10.0.0.1",
  version: { minor: 36, patch: 3 },
};
const probes = {
  exec: { exec: { command: ["check-health"] } },
  httpGet: { httpGet: { port: "http", path: "/healthz" } },
  tcpSocket: { tcpSocket: { port: 8080 } },
  grpc: { grpc: { port: 9090 }, timeoutSeconds: 3 },
} satisfies Record<string, Probe>;

const lifeOf = (instance: InstanceBehaviour): AppLife => ({ instance, horizonMs: 600_000 });

function seen(instance: InstanceBehaviour, sinceMs: number, probe: Probe): string {
  const attempt = attemptAt(lifeOf(instance), probe, "liveness", sinceMs, context);
  return `${attempt.outcome} ${attempt.ms} ${attempt.output}`.trimEnd();
}

test("each state means for each handler what the real client makes of it", () => {
  const table: Record<string, string[]> = {};
  const states: Record<string, InstanceBehaviour> = {
    healthy: {},
    slow: { app: [{ fromMs: 0, state: "slow", ms: 400 }] },
    tooSlow: { app: [{ fromMs: 0, state: "slow", ms: 3000 }] },
    hang: { app: [{ fromMs: 0, state: "hang" }] },
    refuse: { app: [{ fromMs: 0, state: "refuse" }] },
    starting: { startsMs: 1 },
  };
  for (const [name, instance] of Object.entries(states))
    table[name] = Object.values(probes).map((probe) => seen(instance, 0, probe));
  const refusedByGrpc =
    'timeout 3000 timeout: failed to connect service "10.0.0.1:9090" within 3s: context deadline exceeded';
  const http = 'Get "http://10.0.0.1:8080/healthz": ';
  const late = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
  const refused = "dial tcp 10.0.0.1:8080: connect: connection refused";
  expect(table).toEqual({
    healthy: ["ok 0", "ok 0", "ok 0", "ok 0"],
    slow: ["ok 400", "ok 400", "ok 0", "ok 400"],
    tooSlow: [
      "timeout 1000",
      `timeout 1000 ${http}${late}`,
      "ok 0",
      "timeout 3000 timeout: health rpc did not complete within 3s",
    ],
    hang: ["timeout 1000", `timeout 1000 ${http}${late}`, "ok 0", refusedByGrpc],
    refuse: ["fail 0 connection refused", `fail 0 ${http}${refused}`, `fail 0 ${refused}`, refusedByGrpc],
    starting: ["fail 0 connection refused", `fail 0 ${http}${refused}`, `fail 0 ${refused}`, refusedByGrpc],
  });
});

test("a command that does not ask the app is deaf to its troubles; one that reads a file sees only that it has started", () => {
  const hangs: InstanceBehaviour = { startsMs: 5000, app: [{ fromMs: 9000, state: "hang" }] };
  expect([0, 9000].map((at) => seen(hangs, at, { exec: { command: ["echo"] } }))).toEqual(["ok 0", "ok 0"]);
  expect([0, 5000, 9000].map((at) => seen(hangs, at, { exec: { command: ["cat", "/tmp/healthy"] } }))).toEqual([
    "fail 0 No such file or directory",
    "ok 0",
    "ok 0",
  ]);
});

test("a probe that cannot be sent is an error whatever the app does; the words changed with 1.37", () => {
  const probe: Probe = { httpGet: { port: "metrics" } };
  expect(seen({}, 0, probe)).toBe('error 0 strconv.Atoi: parsing "metrics": invalid syntax');
  expect(attemptAt(lifeOf({}), probe, "liveness", 0, { ...context, version: { minor: 37, patch: 0 } }).output).toBe(
    'port "metrics" not found',
  );
});

test("app segments end at toMs or at the next one, and nothing counts before the app has started", () => {
  const instance: InstanceBehaviour = {
    startsMs: 1500,
    app: [
      { fromMs: 1000, toMs: 2000, state: "hang" },
      { fromMs: 3000, state: "refuse" },
      { fromMs: 4000, state: "slow", ms: 7 },
    ],
  };
  const schedule = compileSchedule(lifeOf(instance), probes.httpGet, "readiness", context);
  expect(schedule.fromMs).toEqual([0, 1500, 2000, 3000, 4000]);
  expect(schedule.outcome.map((code) => ATTEMPT_OUTCOMES[code])).toEqual(["fail", "timeout", "ok", "fail", "ok"]);
  expect(schedule.ms).toEqual([0, 1000, 0, 0, 7]);
});

test("an explicit schedule overrides the app, for its own probe type only", () => {
  const instance: InstanceBehaviour = {
    app: [{ fromMs: 0, state: "refuse" }],
    probes: { liveness: [{ fromMs: 100, outcome: "fail", ms: 3, output: "bad" }] },
  };
  expect([99, 100].map((at) => seen(instance, at, probes.exec))).toEqual(["ok 0", "fail 3 bad"]);
  expect(attemptAt(lifeOf(instance), probes.exec, "readiness", 100, context).outcome).toBe("fail");
});

test("of explicit segments that have begun the last in the list counts, whatever their order", () => {
  const lists: ProbeSegment[][] = [
    [
      { fromMs: 50, outcome: "fail" },
      { fromMs: 20, outcome: "ok", ms: 1 },
    ],
    [
      { fromMs: 0, outcome: "fail" },
      { fromMs: 0, outcome: "ok", ms: 5 },
      { fromMs: 30, outcome: "hang" },
      { fromMs: 31, outcome: "ok", ms: 1000 },
    ],
    [
      { fromMs: 40, outcome: "error", ms: 2 },
      { fromMs: 60, outcome: "fail" },
      { fromMs: 40, outcome: "ok", ms: 9 },
    ],
  ];
  for (const segments of lists) {
    const schedule = compileSchedule(lifeOf({ probes: { startup: segments } }), probes.exec, "startup", context);
    for (let sinceMs = 0; sinceMs < 100; sinceMs++) {
      const segment = segments.findLast((candidate) => candidate.fromMs <= sinceMs) ?? {
        outcome: "ok" as const,
        ms: 0,
      };
      const timesOut = segment.outcome === "hang" || (segment.ms ?? 0) >= 1000;
      const expected = { outcome: timesOut ? "timeout" : segment.outcome, ms: timesOut ? 1000 : (segment.ms ?? 0) };
      for (let hint = 0; hint < schedule.fromMs.length; hint++) {
        const row = rowAt(schedule, sinceMs, hint);
        expect({ outcome: ATTEMPT_OUTCOMES[schedule.outcome[row] as number], ms: schedule.ms[row] }).toEqual(expected);
      }
    }
  }
});
