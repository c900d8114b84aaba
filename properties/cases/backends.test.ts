import { describe, expect, test } from "vitest";
import type { Backends } from "../../src/model/backends.ts";
import type { Probe } from "../../src/model/probe.ts";
import { simulate } from "../../src/simulate.ts";
import { attemptsWithOutcome, condition, eventTimes, messages, stops } from "./readTrace.ts";
import type { CaseTrace } from "./recordedCase.ts";

// Prober spec §10, cases that need a server. No kubelet was recorded with one: what the clients say of it was
// (`conformance/backends`), and what the kubelet makes of that with exec probes. The worker is created at 1.

const IP = "10.0.0.1";

/** One container with this probe, ports 8080 (`http`) and 9090, before these backends. */
function traceOf(
  type: "livenessProbe" | "readinessProbe",
  probe: Probe,
  backends: Backends,
  kubernetes = "1.36",
): CaseTrace {
  const ports = [{ name: "http", containerPort: 8080 }, { containerPort: 9090 }];
  return simulate({
    kubernetes,
    untilMs: 45_000,
    pod: { metadata: { name: "p" }, spec: { containers: [{ name: "app", ports, [type]: probe }] } },
    containers: { app: { instances: [{ backends }] } },
  }).events;
}

/** When a prober turned to the server, and how long an attempt of its took. */
function attemptsOf(trace: CaseTrace, type: "liveness" | "readiness", count: number): [number, string][] {
  return attemptsWithOutcome(trace, type).slice(0, count);
}

describe("P41 stalled body", () => {
  const probe: Probe = { httpGet: { port: "http" }, periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 1 };
  const stalls: Backends = { http: [{ routes: { "/": { body: "half of it", stallAfterBytes: 4 } } }] };
  const words = "context deadline exceeded (Client.Timeout or context cancellation while reading body)";

  test("P41 three attempts of a second each, thrown away, whatever the status", () => {
    for (const status of [200, 503]) {
      const backends: Backends = { http: [{ routes: { "/": { ...stalls.http?.[0]?.routes?.["/"], status } } }] };
      const trace = traceOf("livenessProbe", probe, backends);
      expect(attemptsOf(trace, "liveness", 4)).toEqual([
        [10_001, "error"],
        [11_001, "error"],
        [12_001, "error"],
        [20_001, "error"],
      ]);
      expect(eventTimes(trace, "Unhealthy")).toEqual([13_001, 23_001, 33_001, 43_001]);
      expect(messages(trace, "Unhealthy")[0]).toBe(`Liveness probe errored and resulted in failure state: ${words}`);
      expect(stops(trace)).toEqual([]);
    }
  });

  test("P41 the words before 1.33", () =>
    expect(messages(traceOf("livenessProbe", probe, stalls, "1.32"), "Unhealthy")[0]).toBe(
      `Liveness probe errored: ${words}`,
    ));
});

describe("P42 unknown port name", () => {
  const probe: Probe = { httpGet: { port: "nope" }, periodSeconds: 10, failureThreshold: 1 };
  const words = 'strconv.Atoi: parsing "nope": invalid syntax';

  test("P42 liveness stays a success: three attempts at once and one event each time, nothing counts", () => {
    const trace = traceOf("livenessProbe", probe, {});
    expect(attemptsOf(trace, "liveness", 4)).toEqual([
      [10_001, "error"],
      [10_001, "error"],
      [10_001, "error"],
      [20_001, "error"],
    ]);
    expect(eventTimes(trace, "Unhealthy")).toEqual([10_001, 20_001, 30_001, 40_001]);
    expect(messages(trace, "Unhealthy")[0]).toBe(`Liveness probe errored and resulted in unknown state: ${words}`);
    expect(stops(trace)).toEqual([]);
  });

  test("P42 readiness stays a failure", () => {
    const trace = traceOf("readinessProbe", probe, {});
    expect(condition(trace, "Ready").map(([, said]) => said)).not.toContain("True");
  });

  test("P42 the words since 1.37", () =>
    expect(messages(traceOf("livenessProbe", probe, {}, "1.37"), "Unhealthy")[0]).toBe(
      'Liveness probe errored and resulted in unknown state: port "nope" not found',
    ));
});

describe("P43 redirect rules", () => {
  const probe: Probe = { httpGet: { port: "http", path: "/health" }, periodSeconds: 10, failureThreshold: 1 };
  const redirect = (location: string): Backends => ({
    http: [
      { port: "http", routes: { "/health": { status: 302, headers: [{ name: "Location", value: location }] } } },
      { port: 9090, routes: { "/there": { body: "fine" } } },
    ],
  });

  test("P43 another host is a success with a warning each time", () => {
    const trace = traceOf("livenessProbe", probe, redirect("http://elsewhere.example/"));
    expect(attemptsOf(trace, "liveness", 2)).toEqual([
      [10_001, "ok"],
      [20_001, "ok"],
    ]);
    expect(messages(trace, "ProbeWarning")[0]).toBe(
      "Liveness probe warning: Probe terminated redirects, Response body: ",
    );
    expect(eventTimes(trace, "ProbeWarning")).toEqual([10_001, 20_001, 30_001, 40_001]);
    expect([eventTimes(trace, "Unhealthy"), stops(trace)]).toEqual([[], []]);
  });

  test("P43 another port of the same host is followed", () => {
    const trace = traceOf(
      "livenessProbe",
      { ...probe, httpGet: { port: "http", path: "/health", host: IP } },
      redirect(`http://${IP}:9090/there`),
    );
    expect(attemptsOf(trace, "liveness", 1)).toEqual([[10_001, "ok"]]);
    expect([eventTimes(trace, "ProbeWarning"), eventTimes(trace, "Unhealthy")]).toEqual([[], []]);
    const closed = redirect(`http://${IP}:9091/there`);
    const failed = traceOf("livenessProbe", { ...probe, httpGet: { port: "http", path: "/health", host: IP } }, closed);
    expect(messages(failed, "Unhealthy")[0]).toBe(
      `Liveness probe failed: Get "http://${IP}:9091/there": dial tcp ${IP}:9091: connect: connection refused`,
    );
  });

  test("P43 a redirect to itself fails after ten requests", () => {
    const trace = traceOf("livenessProbe", probe, redirect("/health"));
    expect(attemptsOf(trace, "liveness", 1)).toEqual([[10_001, "fail"]]);
    expect(messages(trace, "Unhealthy")[0]).toBe('Liveness probe failed: Get "/health": stopped after 10 redirects');
    expect(stops(trace)[0]).toEqual([10_002, 30]);
  });
});

test("P45 grpc refused: a closed port fails at the end of the timeout, not at once", () => {
  const probe: Probe = { grpc: { port: 9090 }, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 1 };
  const trace = traceOf("livenessProbe", probe, { tcp: [{ port: 9090, connection: "refused" }] });
  expect(attemptsOf(trace, "liveness", 1)).toEqual([[10_001, "timeout"]]);
  expect(eventTimes(trace, "Unhealthy")[0]).toBe(13_001);
  expect(messages(trace, "Unhealthy")[0]).toMatch(
    /^Liveness probe failed: timeout: failed to connect service ".*:9090" within 3s: context deadline exceeded$/,
  );
});
