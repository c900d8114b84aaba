import { describe, expect, test } from "vitest";
import type { Container } from "../model/container.ts";
import type { ContainerBehaviour, InstanceBehaviour, Scenario } from "../model/scenario.ts";
import { historyOf } from "../properties/podHistory.ts";
import { simulate } from "../simulate.ts";

const FAST = '{"httpGet":{"path":"/ready","port":8080,"host":"127.0.0.1","scheme":"HTTP"},"successThreshold":1}';

function relay(probes: string, more: Partial<NonNullable<Container["readinessProbe"]>> = {}): Container {
  return {
    name: "queue-proxy",
    env: [{ name: "SERVING_READINESS_PROBE", value: probes }],
    readinessProbe: { httpGet: { port: 8012 }, ...more },
  };
}

const APP: Container = { name: "app", ports: [{ name: "user-port", containerPort: 8080 }] };

/** When the relay became ready, and when it did not stay so. */
function readyOf(
  containers: readonly Container[],
  behaviours: Readonly<Record<string, ContainerBehaviour>> = {},
  untilMs = 40_000,
): readonly (readonly [boolean, number])[] {
  const scenario: Scenario = {
    kubernetes: "1.30",
    kubeletUpMs: 3_600_000,
    pod: { metadata: { name: "p" }, spec: { containers } },
    containers: behaviours,
    untilMs,
  };
  const history = historyOf(simulate(scenario), scenario).pods.get("p")?.containers.get("queue-proxy");
  return (history?.ready ?? []).map(({ value, fromMs }) => [value, fromMs]);
}

describe("a container that asks another before it answers", () => {
  test("is ready when the other is", () => {
    expect(readyOf([APP, relay(FAST)]).findLast(([ready]) => ready)?.[1]).toBeLessThan(1_100);
  });

  test("joins the check that runs: the kubelet's period decides when that is heard of", () => {
    const changes = readyOf([APP, relay(FAST)], { app: { instances: [{ startsMs: 3_000 }] } });
    const readyMs = changes.find(([ready]) => ready)?.[1] ?? 0;
    expect(readyMs).toBeGreaterThanOrEqual(10_000);
    expect(readyMs).toBeLessThan(11_100);
  });

  test("answers within an attempt when the other opens meanwhile", () => {
    const changes = readyOf([APP, relay(FAST)], { app: { instances: [{ startsMs: 1_500 }] } });
    const readyMs = changes.find(([ready]) => ready)?.[1] ?? 0;
    expect(readyMs).toBeGreaterThanOrEqual(1_500);
    expect(readyMs).toBeLessThan(1_600);
  });

  test("is never ready where an answer takes longer than the fast 100ms", () => {
    expect(readyOf([APP, relay(FAST)], { app: { instances: [{ answerMs: 150 }] } }).some(([ready]) => ready)).toBe(
      false,
    );
    const slow = FAST.replace('"successThreshold":1', '"successThreshold":1,"periodSeconds":5,"timeoutSeconds":1');
    expect(readyOf([APP, relay(slow)], { app: { instances: [{ answerMs: 150 }] } }).some(([ready]) => ready)).toBe(
      true,
    );
  });

  test("hears of a crash while it asks, and of the start that follows", () => {
    const crash: ContainerBehaviour = {
      instances: [{ exit: { afterMs: 15_000, code: 1 } }, {}],
    };
    const changes = readyOf([APP, relay(FAST)], { app: crash }, 60_000);
    expect(changes.at(-1)?.[0]).toBe(true);
  });

  test("asks all of a list, and each at the container that has its port", () => {
    const other = FAST.replace("8080", "9000");
    const side: Container = { name: "side", ports: [{ containerPort: 9000 }] };
    const hung: ContainerBehaviour = { instances: [{ app: [{ fromMs: 0, state: "hang" }] }] };
    const pod = [APP, side, relay(`[${FAST},${other}]`)];
    expect(readyOf(pod).some(([ready]) => ready)).toBe(true);
    expect(readyOf(pod, { side: hung }).some(([ready]) => ready)).toBe(false);
  });

  test("follows redirects to the end, and trusts no certificate", () => {
    const away: ContainerBehaviour = { instances: [{ app: [{ fromMs: 0, state: "error", as: "redirect-away" }] }] };
    expect(readyOf([APP, relay(FAST)], { app: away }).some(([ready]) => ready)).toBe(false);
    expect(readyOf([APP, relay(FAST.replace('"HTTP"', '"HTTPS"'))]).some(([ready]) => ready)).toBe(false);
  });
});

describe("the release that the image says", () => {
  const of = (minor: number, probes: string): Container => ({ ...relay(probes), image: `example/queue:v1.${minor}.0` });
  const grpc = '{"grpc":{"port":8080},"periodSeconds":5,"timeoutSeconds":3}';
  const attemptsOf = (container: Container, app: InstanceBehaviour) => {
    const scenario: Scenario = {
      pod: { spec: { containers: [APP, container] } },
      containers: { app: { instances: [app] } },
      untilMs: 5_000,
    };
    return simulate(scenario).events.filter((event) => event.kind === "probe");
  };

  test("before 1.17 a path without its slash makes a URL that nobody can ask [queue-probe.v1.12 request/path/2]", () => {
    const bare = FAST.replace('"/ready"', '"ready"');
    expect(attemptsOf(of(17, bare), {})[0]).toMatchObject({ out: "ok" });
    expect(attemptsOf(of(15, bare), {})[0]).toMatchObject({ out: "timeout" });
  });

  test("before 1.17 gRPC's client dials until its timeout where nobody listens [queue-probe.v1.12 grpc/closed]", () => {
    const later = { startsMs: 60_000 };
    expect(attemptsOf(of(17, grpc), later)[0]).toMatchObject({ out: "fail" });
    expect(attemptsOf(of(15, grpc), later)[0]).toMatchObject({ out: "timeout" });
  });

  test("up to 1.12 the clock of a fast check begins after its first attempt [queue-probe.v1.12 aggressive/latency/150]", () => {
    const slow: InstanceBehaviour = { app: [{ fromMs: 0, toMs: 700, state: "slow", ms: 130 }] };
    const lastsMs = (minor: number): number => {
      const [{ t, end = t } = { t: 0 }] = attemptsOf(of(minor, FAST), slow);
      return end - t;
    };
    expect([lastsMs(13), lastsMs(12)]).toEqual([700, 750]);
  });
});
