import { expect, test } from "vitest";
import type { Backends } from "../../model/backends.ts";
import type { Probe } from "../../model/probe.ts";
import type { InstanceBehaviour } from "../../model/scenario.ts";
import { attemptAt } from "../attemptSchedule.ts";

const context = {
  container: { ports: [{ name: "http", containerPort: 8080 }] },
  podIp: "10.0.0.1",
  version: { minor: 36, patch: 3 },
};

function seen(backends: Backends, probe: Probe, sinceMs = 0, more: InstanceBehaviour = {}): string {
  const life = { instance: { ...more, backends }, horizonMs: 60_000 };
  const { outcome, ms, output } = attemptAt(life, probe, "liveness", sinceMs, context);
  return `${outcome} ${ms} ${output}`.trim();
}

const http: Probe = { httpGet: { port: "http", path: "/live" } };

test("a probe meets the server of its port; a path that is not there gets 404", () => {
  const backends: Backends = {
    http: [
      { port: 9090, routes: { "/live": { status: 500 } } },
      { port: 8080, routes: { "/live": { body: "up", delayMs: 30 } } },
    ],
  };
  expect(seen(backends, http)).toBe("ok 30 up");
  expect(seen(backends, { httpGet: { port: "http", path: "/other" } })).toBe(
    "fail 0 HTTP probe failed with statuscode: 404",
  );
  expect(seen({ http: [{ port: 9090, routes: {} }] }, http)).toBe("ok 0");
});

test("of entries that have begun the last counts", () => {
  const route = (status: number) => ({ "*": { status } });
  const backends: Backends = {
    http: [{ routes: route(503) }, { fromMs: 20, routes: route(200) }, { fromMs: 10, routes: route(404) }],
  };
  expect([0, 9, 10, 19, 20].map((sinceMs) => seen(backends, http, sinceMs).split(" ")[0])).toEqual([
    "fail",
    "fail",
    "fail",
    "fail",
    "fail",
  ]);
  expect([0, 10, 20].map((sinceMs) => seen(backends, http, sinceMs).slice(-3))).toEqual(["503", "404", "404"]);
});

test("how the app is decides whether its servers get to answer", () => {
  const backends: Backends = { http: [{ routes: { "*": { status: 503, delayMs: 40 } } }] };
  const unwell = "HTTP probe failed with statuscode: 503";
  expect(seen(backends, http, 0, { answerMs: 5 })).toBe(`fail 45 ${unwell}`);
  expect(seen(backends, http, 0, { app: [{ fromMs: 0, state: "starve", factor: 3 }] })).toBe(`fail 120 ${unwell}`);
  expect(seen(backends, http, 0, { app: [{ fromMs: 0, state: "refuse" }] })).toMatch(/^fail 0 .* connection refused$/);
  expect(seen(backends, http, 0, { startsMs: 100 })).toMatch(/^fail 0 .* connection refused$/);
  expect(seen(backends, http, 100, { startsMs: 100 })).toBe(`fail 40 ${unwell}`);
});

test("what becomes of connections holds for all that come to the port", () => {
  const backends: Backends = { tcp: [{ port: 8080, connection: "backlog" }], http: [{ routes: {} }], grpc: [{}] };
  expect(seen(backends, http)).toMatch(/^timeout 1000 /);
  expect(seen(backends, { tcpSocket: { port: 8080 } })).toBe("timeout 1000 dial tcp 10.0.0.1:8080: i/o timeout");
  expect(seen(backends, { grpc: { port: 8080 } })).toMatch(/^timeout 1000 timeout: failed to connect/);
  expect(seen(backends, { tcpSocket: { port: 8081 } })).toBe("ok 0");
});

test("gRPC services and commands by name", () => {
  const grpc: Backends = { grpc: [{ services: { a: "NOT_SERVING", b: "SERVING" } }] };
  expect(["a", "b", "c"].map((service) => seen(grpc, { grpc: { port: 1, service } }))).toEqual([
    'fail 0 service unhealthy (responded with "NOT_SERVING")',
    "ok 0 service healthy",
    "fail 0 error: health rpc probe failed: rpc error: code = NotFound desc = unknown service",
  ]);
  const exec: Backends = {
    exec: [
      { exitCode: 2, stdout: "o", stderr: "e" },
      { command: ["slow"], ms: 5000 },
    ],
  };
  expect([["check"], ["slow"]].map((command) => seen(exec, { exec: { command } }))).toEqual([
    "fail 0 oe",
    "timeout 1000",
  ]);
});

test("the address of a pod that has none yet stands in all texts as it was given", () => {
  const life = { instance: { backends: { http: [{ hangsUp: "close" }] } } as const, horizonMs: 1 };
  const attempt = attemptAt(life, http, "liveness", 0, { ...context, podIp: "{ip}" });
  expect(attempt.output).toBe('Get "http://{ip}:8080/live": EOF');
});
