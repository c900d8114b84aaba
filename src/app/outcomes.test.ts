import { expect, test } from "vitest";
import type { Probe } from "../model/probe.ts";
import type { AppSegment } from "../model/scenario.ts";
import { APP_FAULTS, APP_STATES } from "../model/scenario.ts";
import { attemptAt } from "./attemptSchedule.ts";

const ADDRESS = "10.0.0.1:8080";
const URL = `http://${ADDRESS}/`;
const context = { container: {}, podIp: "10.0.0.1", version: { minor: 36, patch: 3 } };
const PROBES: readonly Probe[] = [
  { exec: { command: ["/bin/check", "me"] } },
  { httpGet: { port: 8080 } },
  { tcpSocket: { port: 8080 } },
  { grpc: { port: 8080 } },
];

/** What exec, HTTP, TCP and gRPC probes get 50 ms after a segment began, of an app whose answers take 10 ms. */
function row(segment: Omit<AppSegment, "fromMs">): string[] {
  const life = { instance: { answerMs: 10, app: [{ fromMs: 0, ...segment }] }, horizonMs: 10_000 };
  return PROBES.map((probe) => {
    const { outcome, ms, output } = attemptAt(life, probe, "readiness", 50, context);
    return `${outcome} ${ms} ${output}`.trim();
  });
}

const LATE = `timeout 1000 Get "${URL}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
const REFUSED = `dial tcp ${ADDRESS}: connect: connection refused`;
const UNCONNECTED = `timeout 1000 timeout: failed to connect service "${ADDRESS}" within 1s: context deadline exceeded`;
const GONE = ["fail 0 connection refused", `fail 0 Get "${URL}": ${REFUSED}`, `fail 0 ${REFUSED}`, UNCONNECTED];
const OK = ["ok 10", "ok 10", "ok 0", "ok 10"];
const UNWELL = [
  "fail 10",
  "fail 10 HTTP probe failed with statuscode: 503",
  "ok 0",
  'fail 10 service unhealthy (responded with "NOT_SERVING")',
];

const BY_STATE: Readonly<Record<(typeof APP_STATES)[number], readonly [Omit<AppSegment, "fromMs">, string[]]>> = {
  healthy: [{ state: "healthy" }, OK],
  slow: [{ state: "slow", ms: 400 }, ["ok 400", "ok 400", "ok 0", "ok 400"]],
  hang: [{ state: "hang" }, ["timeout 1000", LATE, "ok 0", UNCONNECTED]],
  refuse: [{ state: "refuse" }, GONE],
  blackhole: [{ state: "blackhole" }, ["ok 10", LATE, `timeout 1000 dial tcp ${ADDRESS}: i/o timeout`, UNCONNECTED]],
  error: [{ state: "error" }, UNWELL],
  flap: [{ state: "flap", okMs: 5, failingMs: 20 }, UNWELL],
  "warm-up": [{ state: "warm-up", okMs: 40, failingMs: 20, failing: "refuse" }, GONE],
  starve: [{ state: "starve", factor: 7 }, ["ok 70", "ok 70", "ok 0", "ok 70"]],
  crash: [{ state: "crash" }, GONE],
  oom: [{ state: "oom" }, GONE],
  exit: [{ state: "exit" }, GONE],
};

test.each(APP_STATES)("%s means for exec, HTTP, TCP and gRPC what their clients make of it", (state) => {
  const [segment, expected] = BY_STATE[state];
  expect(segment.state).toBe(state);
  expect(row(segment)).toEqual(expected);
});

const MISSING =
  'error 0 rpc error: code = Unknown desc = failed to exec in container: failed to start exec "e1": OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/check": stat /bin/check: no such file or directory: unknown';

const BY_FAULT: Readonly<Record<(typeof APP_FAULTS)[number], string[]>> = {
  unwell: UNWELL,
  "stalled-body": OK.with(
    1,
    "brokenAnswer 1000 context deadline exceeded (Client.Timeout or context cancellation while reading body)",
  ),
  "cut-body": OK.with(1, "brokenAnswer 10 unexpected EOF"),
  "redirect-away": OK.with(1, "warning 10 Probe terminated redirects, Response body:"),
  "redirect-loop": OK.with(1, 'fail 100 Get "/": stopped after 10 redirects'),
  close: ["fail 10", `fail 10 Get "${URL}": EOF`, "ok 0", UNCONNECTED],
  "wrong-protocol": ["ok 10", "fail 10 HTTP probe failed with statuscode: 400", "ok 0", UNCONNECTED],
  "missing-command": OK.with(0, MISSING),
  "no-health-service": OK.with(
    3,
    "fail 10 error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health",
  ),
};

test.each(APP_FAULTS)("an error as %s means for each handler what its client makes of it", (as) => {
  expect(row({ state: "error", as })).toEqual(BY_FAULT[as]);
});

test("HTTP statuses of an app that errs: 2xx passes, 3xx passes with a warning, all else fails", () => {
  const seen = [200, 299, 304, 399, 400, 500].map((statusCode) => row({ state: "error", statusCode })[1]);
  expect(seen.map((text) => text?.split(" ")[0])).toEqual(["ok", "ok", "warning", "warning", "fail", "fail"]);
  expect(seen[5]).toBe("fail 10 HTTP probe failed with statuscode: 500");
});

test("an app starved enough runs into the timeout, whatever it would have answered", () => {
  expect(row({ state: "starve", factor: 100 })).toEqual([
    "timeout 1000",
    LATE,
    "ok 0",
    "timeout 1000 timeout: health rpc did not complete within 1s",
  ]);
});
