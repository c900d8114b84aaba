import { delay, http, HttpResponse } from "msw";
import { afterEach, describe, expect, test } from "vitest";
import { traceHash } from "./canonicalHash.ts";
import type { GuestApp, GuestAttempt, GuestHttpAnswer, Guests } from "./guest/guest.ts";
import type { Container } from "./model/container.ts";
import type { AppSegment, InstanceBehaviour, ProbeSegment, Scenario } from "./model/scenario.ts";
import type { Trace, TraceEvent } from "./model/trace.ts";
import { mswGuest } from "./msw/mswGuest.ts";
import { simulate } from "./simulate.ts";
import { simulateWithGuests } from "./simulateWithGuests.ts";

const realSetTimeout = globalThis.setTimeout;

afterEach(() => {
  expect(globalThis.setTimeout, "the real clock is back").toBe(realSetTimeout);
});

function containerWith(probes: Pick<Container, "livenessProbe" | "readinessProbe" | "startupProbe">): Container {
  return { name: "app", image: "app:1", ...probes };
}

const probeOf = (path: string) =>
  ({ httpGet: { path, port: 8080 }, periodSeconds: 5, timeoutSeconds: 1, failureThreshold: 3 }) as const;

const BOTH = containerWith({ readinessProbe: probeOf("/ready"), livenessProbe: probeOf("/live") });

function scenarioOf(container: Container, behaviour?: InstanceBehaviour): Scenario {
  return {
    untilMs: 300_000,
    pod: { metadata: { name: "web" }, spec: { containers: [container] } },
    services: [{ metadata: { name: "web" }, spec: { selector: {} } }],
    ...(behaviour === undefined ? {} : { containers: { app: { instances: [behaviour] } } }),
  };
}

function attemptsOf(trace: Trace): readonly Extract<TraceEvent, { kind: "probe" }>[] {
  return trace.events.filter((event) => event.kind === "probe");
}

const messagesOf = (trace: Trace): readonly string[] =>
  trace.events.flatMap((event) => (event.kind === "event" && event.reason === "Unhealthy" ? [event.message] : []));

/** One container, `app`, answered by a function. */
function answered(answer: (path: string, attempt: GuestAttempt) => GuestHttpAnswer | Promise<GuestHttpAnswer>): Guests {
  return () => ({ app: () => ({ http: ({ target }, attempt) => answer(target, attempt) }) });
}

const OK: GuestHttpAnswer = { status: 200 };
const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

describe("what is declared and what handlers do give the same trace", () => {
  /** From 30 s to 60 s of the instance. */
  function badTime(): () => boolean {
    const startedAtMs = Date.now();
    return () => Date.now() >= startedAtMs + 30_000 && Date.now() < startedAtMs + 60_000;
  }
  const segment = (failure: Omit<AppSegment, "fromMs" | "toMs">): { app: AppSegment[] } => ({
    app: [{ fromMs: 30_000, toMs: 60_000, ...failure }],
  });
  const readiness = (failure: Omit<ProbeSegment, "fromMs">) => {
    const segments = [
      { fromMs: 30_000, ...failure },
      { fromMs: 60_000, outcome: "ok" as const },
    ];
    return { probes: { readiness: segments, liveness: segments } };
  };

  test.each<[string, InstanceBehaviour, (isBad: () => boolean) => () => Response | Promise<Response>]>([
    ["healthy", {}, () => () => HttpResponse.text("ok")],
    ["503", readiness({ outcome: "fail" }), (isBad) => () => new HttpResponse(null, { status: isBad() ? 503 : 200 })],
    [
      "a late 503",
      readiness({ outcome: "fail", ms: 250 }),
      (isBad) => async () => {
        if (!isBad()) return HttpResponse.text("ok");
        await delay(250);
        return HttpResponse.text("no", { status: 503 });
      },
    ],
    [
      "delay",
      segment({ state: "slow", ms: 400 }),
      (isBad) => async () => {
        if (isBad()) await delay(400);
        return HttpResponse.json({ up: true });
      },
    ],
    [
      "delay as long as the timeout",
      segment({ state: "slow", ms: 1_000 }),
      (isBad) => async () => {
        if (isBad()) await delay(1_000);
        return HttpResponse.text("late");
      },
    ],
    [
      "network error",
      segment({ state: "refuse" }),
      (isBad) => () => (isBad() ? HttpResponse.error() : HttpResponse.text("ok")),
    ],
    [
      "hang",
      segment({ state: "hang" }),
      (isBad) => async () => {
        if (isBad()) await delay("infinite");
        return HttpResponse.text("ok");
      },
    ],
  ])("%s", async (_, behaviour, resolver) => {
    const declared = simulate(scenarioOf(BOTH, behaviour));
    const handled = await simulateWithGuests(scenarioOf(BOTH), () => ({
      app: mswGuest(() => [http.get("*", resolver(badTime()))]),
    }));
    expect(handled.events).toEqual(declared.events);
    expect(traceHash(handled)).toBe(traceHash(declared));
    expect(attemptsOf(handled).length).toBeGreaterThan(50);
  });

  test("the scenario's own failures come before what a guest would say", async () => {
    const scenario = scenarioOf(BOTH, { startsMs: 20_000, ...segment({ state: "refuse" }) });
    let asked = 0;
    const handled = await simulateWithGuests(
      scenario,
      answered(() => ({ status: ++asked > 0 ? 200 : 500 })),
    );
    expect(handled.events).toEqual(simulate(scenario).events);
    expect(asked).toBeLessThan(attemptsOf(handled).length);
  });
});

test("handlers that delay, answer once, fail and are generators give the same trace each time", async () => {
  const guests: Guests = () => ({
    app: mswGuest(() => [
      http.get("/ready", () => HttpResponse.error(), { once: true }),
      http.get("/ready", async () => (await delay(300), new HttpResponse(null, { status: 503 })), { once: true }),
      http.get("/ready", function* () {
        yield new HttpResponse(null, { status: 503 });
        yield new HttpResponse(null, { status: 503 });
        return HttpResponse.text("ok");
      }),
      http.get("*", () => HttpResponse.text("ok")),
    ]),
  });
  const first = await simulateWithGuests(scenarioOf(BOTH), guests);
  const readiness = attemptsOf(first).filter(({ probe }) => probe === "readiness");
  expect(readiness.slice(0, 6).map(({ t, end, out }) => `${(end ?? 0) - t} ${out}`)).toEqual([
    "0 fail",
    "300 fail",
    "0 fail",
    "0 fail",
    "0 ok",
    "0 ok",
  ]);
  const again = await Promise.all([
    simulateWithGuests(scenarioOf(BOTH), guests),
    simulateWithGuests(scenarioOf(BOTH), guests),
  ]);
  expect(again.map(traceHash)).toEqual([traceHash(first), traceHash(first)]);
});

describe("an attempt", () => {
  test("is given up at its timeout, and the guest is told", async () => {
    const aborted: number[] = [];
    await simulateWithGuests(
      scenarioOf(BOTH),
      answered((path, { signal }) => {
        if (path !== "/ready") return OK;
        signal.addEventListener("abort", () => void aborted.push(Date.now()));
        return new Promise(() => undefined);
      }),
    );
    expect(aborted.slice(0, 3)).toEqual([1_002, 2_002, 7_002]);
  });

  test("whose body stalls behind the headers counts as nothing", async () => {
    const stalling = (): Response => new Response(new ReadableStream({ pull: () => new Promise(() => undefined) }));
    const trace = await simulateWithGuests(scenarioOf(BOTH), answered(stalling));
    expect(attemptsOf(trace)[0]).toMatchObject({ end: 1_002, out: "error" });
    expect(messagesOf(trace)[0]).toBe(
      "Readiness probe errored and resulted in failure state: context deadline exceeded (Client.Timeout or context cancellation while reading body)",
    );
  });

  test("is told when its container dies", async () => {
    const aborted: number[] = [];
    const container = containerWith({ readinessProbe: { ...probeOf("/ready"), timeoutSeconds: 30 } });
    await simulateWithGuests(
      scenarioOf(container, { exit: { afterMs: 20_000, code: 1 } }),
      answered((_path, { signal }) => {
        signal.addEventListener("abort", () => void aborted.push(Date.now()));
        return new Promise(() => undefined);
      }),
    );
    expect(aborted[0]).toBe(20_001);
  });

  test("follows redirects as the kubelet's client does, asking the guest again", async () => {
    const paths: string[] = [];
    const trace = await simulateWithGuests(
      scenarioOf(containerWith({ readinessProbe: probeOf("/ready") })),
      answered((path) => {
        paths.push(path);
        return path === "/ready" ? Response.redirect("http://10.0.0.5:8080/there", 302) : { status: 503 };
      }),
    );
    expect(paths.slice(0, 4)).toEqual(["/ready", "/there", "/ready", "/there"]);
    expect(messagesOf(trace)[0]).toBe("Readiness probe failed: HTTP probe failed with statuscode: 503");
  });
});

describe("exec, TCP and gRPC probes are asked as well, and answered in the words of their clients", () => {
  const settings = { periodSeconds: 5, timeoutSeconds: 2 } as const;
  const hang = () => new Promise<never>(() => undefined);
  test.each<[string, Container["readinessProbe"], GuestApp, [out: string, lastsMs: number, message?: string]]>([
    [
      "exec",
      { exec: { command: ["up", "-q"] } },
      { exec: ([name]) => ({ exitCode: name === "up" ? 0 : 1 }) },
      ["ok", 0],
    ],
    [
      "a command that fails late",
      { exec: { command: ["up"] } },
      { exec: async () => (await sleep(300), { exitCode: 3, stdout: "down\n" }) },
      ["fail", 300, "Readiness probe failed: down\n"],
    ],
    [
      "a command that hangs",
      { exec: { command: ["up"] } },
      { exec: hang },
      ["timeout", 2_007, 'Readiness probe failed: command timed out: "up" timed out after 2s'],
    ],
    ["TCP", { tcpSocket: { port: 80 } }, { tcp: (port) => (port === 80 ? "accepted" : "refused") }, ["ok", 0]],
    [
      "a closed port",
      { tcpSocket: { port: 80 } },
      { tcp: () => "refused" },
      ["fail", 0, "Readiness probe failed: dial tcp 10.0.0.5:80: connect: connection refused"],
    ],
    [
      "a filtered port",
      { tcpSocket: { port: 80 } },
      { tcp: hang },
      ["timeout", 2_000, "Readiness probe failed: dial tcp 10.0.0.5:80: i/o timeout"],
    ],
    [
      "gRPC",
      { grpc: { port: 90, service: "db" } },
      { grpc: (name) => (name === "db" ? "SERVING" : "UNKNOWN") },
      ["ok", 0],
    ],
    [
      "a service that is not well",
      { grpc: { port: 90 } },
      { grpc: async () => (await sleep(20), "NOT_SERVING" as const) },
      ["fail", 20, 'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")'],
    ],
    [
      "a closed port, to gRPC",
      { grpc: { port: 90 } },
      { grpc: () => "refused" },
      [
        "timeout",
        2_000,
        'Readiness probe failed: timeout: failed to connect service "10.0.0.5:90" within 2s: context deadline exceeded',
      ],
    ],
    [
      "a service that hangs",
      { grpc: { port: 90 } },
      { grpc: hang },
      ["timeout", 2_000, "Readiness probe failed: timeout: health rpc did not complete within 2s"],
    ],
  ])("%s", async (_, handler, app, [out, lastsMs, message]) => {
    const container = containerWith({ readinessProbe: { ...handler, ...settings } });
    const trace = await simulateWithGuests(scenarioOf(container), () => ({ app: () => app }));
    const [first] = attemptsOf(trace);
    expect([first?.out, (first?.end ?? 0) - (first?.t ?? 0), messagesOf(trace)[0]]).toEqual([out, lastsMs, message]);
  });
});

describe("a guest", () => {
  test("begins with each start of its container, and its background work lives with it", async () => {
    const starts: string[] = [];
    const ends: string[] = [];
    await simulateWithGuests(scenarioOf(BOTH, { exit: { afterMs: 30_000, code: 1 } }), () => ({
      app: ({ pod, instance, signal }) => {
        starts.push(`${pod} ${instance} ${Date.now()}`);
        signal.addEventListener("abort", () => void ends.push(`${instance} ${Date.now()}`));
        return {};
      },
    }));
    expect(starts.slice(0, 2)).toEqual(["web 0 1", "web 1 31001"]);
    expect(ends[0]).toBe("0 30001");
  });

  test("sees its own timers fire before a probe of the same instant", async () => {
    const trace = await simulateWithGuests(scenarioOf(BOTH), () => ({
      app: () => {
        let ready = false;
        setTimeout(() => {
          ready = true;
        }, 30_000);
        return { http: ({ target }) => ({ status: target === "/live" || ready ? 200 : 503 }) };
      },
    }));
    const firstOk = attemptsOf(trace).find(({ probe, out }) => probe === "readiness" && out === "ok");
    expect(firstOk?.t).toBe(31_001);
  });

  test("that answers one attempt from within another does so in the same instant", async () => {
    const container = { ...BOTH, readinessProbe: { ...probeOf("/ready"), timeoutSeconds: 10 } };
    const trace = await simulateWithGuests(scenarioOf(container), () => {
      let release: (() => void) | undefined;
      return {
        app: () => ({
          http: async ({ target }) => {
            if (target === "/live") release?.();
            else await Promise.race([sleep(5_000), new Promise<void>((resolve) => (release = resolve))]);
            return OK;
          },
        }),
      };
    });
    expect(attemptsOf(trace)[0]).toMatchObject({ probe: "readiness", t: 2, end: 5_001, out: "ok" });
  });
});

describe("what cannot be simulated ends the run, and says where", () => {
  test("a request that no handler answers", async () => {
    const guests: Guests = () => ({ app: mswGuest(() => [http.get("/healthz", () => HttpResponse.text("ok"))]) });
    await expect(simulateWithGuests(scenarioOf(BOTH), guests)).rejects.toThrow(
      'pod web, container app, instance 0, readiness probe at 2ms: no msw handler answers GET http://10.0.0.5:8080/ready; there are handlers for GET /healthz; http.all("*", …) as the last one answers what is left',
    );
  });

  test.each<[string, Guests, RegExp]>([
    [
      "a function that throws",
      answered(() => {
        throw new Error("boom");
      }),
      /readiness probe at 2ms: boom$/,
    ],
    ["a promise that fails", answered(() => Promise.reject(new Error("boom"))), /readiness probe at 2ms: boom$/],
    ["no status", answered(() => ({ status: 42 })), /a status of 200 to 999/],
    [
      "a start that throws",
      () => ({
        app: () => {
          throw new Error("boom");
        },
      }),
      /start of instance 0: boom$/,
    ],
    [
      "a timer that throws",
      () => ({
        app: () => (
          setTimeout(() => {
            throw new Error("boom");
          }, 5_000),
          {}
        ),
      }),
      /a timer of a guest, at 5.001s: boom$/,
    ],
    ["a container that is not there", () => ({ appp: () => ({}) }), /no container is named "appp": did you mean app\?/],
    ["no function", () => ({ app: {} as never }), /app must be a function/],
    ["nothing", () => ({}), /there is none/],
  ])("%s", async (_, guests, message) => {
    await expect(simulateWithGuests(scenarioOf(BOTH), guests)).rejects.toThrow(message);
  });

  test("a handler of msw that throws is a server that answers 500", async () => {
    const throwing = http.get("*", () => {
      throw new Error("boom");
    });
    const trace = await simulateWithGuests(scenarioOf(BOTH), () => ({ app: mswGuest(() => [throwing]) }));
    expect(messagesOf(trace)[0]).toBe("Readiness probe failed: HTTP probe failed with statuscode: 500");
  });
});

test("an observer is told each event once", async () => {
  const told: TraceEvent[] = [];
  const guests = answered(async (path) => (await sleep(path === "/live" ? 0 : 20), OK));
  const trace = await simulateWithGuests(scenarioOf(BOTH), guests, { observe: (event) => void told.push(event) });
  const steps = told.map(({ step }) => step);
  expect(new Set(steps).size).toBe(steps.length);
  expect(steps.length).toBe(trace.events.length);
});

test("a scenario whose apps are code is not run without them", () => {
  expect(() => simulate({ ...scenarioOf(BOTH), guest: "./app.ts" })).toThrow("guest: ./app.ts is code");
});
