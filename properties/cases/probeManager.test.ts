import { describe, expect, test } from "vitest";
import { addProbeWorkers, stopWorkers } from "../../src/kubelet/probeTurns.ts";
import type { HeldContainer, PodStatus, ProbeIndex } from "../../src/kubelet/podWorld.ts";
import { LIVENESS } from "../../src/kubelet/podWorld.ts";
import { doProbe } from "../../src/kubelet/probeWorker.ts";
import { withProbeFlags } from "../../src/kubelet/probeFlags.ts";
import { createObject } from "../../src/manifest/kubernetes/createObject.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Container } from "../../src/model/container.ts";
import { NEWEST_VERSION } from "../../src/model/kubernetesVersion.ts";
import { PROBE_TYPES } from "../../src/model/probe.ts";
import type { ProbeType } from "../../src/model/probe.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import { simulate } from "../../src/simulate.ts";
import { execProbe } from "./moreScenarios.ts";
import type { PodInHand } from "./podInHand.ts";
import { cacheResult, podInHand, statusOf } from "./podInHand.ts";
import { ofKind } from "./readTrace.ts";

// Prober spec §10, P19 to P25 and P54: the probe manager, and what UpdatePodStatus makes of the caches.

const RUNNING: HeldContainer["state"] = { kind: "running", startedAtMs: 0 };
const COMPLETED: HeldContainer["state"] = { kind: "terminated", exitCode: 0 };

function probed(name: string, types: readonly ProbeType[]): Container {
  return { name, ...Object.fromEntries(types.map((type) => [`${type}Probe`, execProbe(type)])) };
}

const countOf = ({ pod }: PodInHand): number => pod.probeWorkers.filter((worker) => worker !== undefined).length;

function addPod(inHand: PodInHand): void {
  addProbeWorkers(inHand.engine, inHand.pod, 0, false);
}

/** A worker exists, and no result of it is known. */
function giveWorker(inHand: PodInHand, place: number, type: ProbeType): void {
  addPod(inHand);
  inHand.pod.probeWorkers.forEach((_, slot) => {
    if (slot !== place * 3 + PROBE_TYPES.indexOf(type)) inHand.pod.probeWorkers[slot] = undefined;
  });
}

test("P19 add and remove", () => {
  const inHand = podInHand({
    containers: [probed("r", ["readiness"]), probed("l", ["liveness"]), probed("s", ["startup"])],
  });
  addPod(inHand);
  expect(countOf(inHand)).toBe(3);
  addPod(inHand);
  expect(countOf(inHand)).toBe(3);
  // Another pod's workers are in another pod's world.
  const other = podInHand({ containers: [probed("r", ["readiness"])] });
  stopWorkers(other.pod, () => true);
  expect(countOf(inHand)).toBe(3);
  stopWorkers(inHand.pod, () => true);
  expect(countOf(inHand)).toBe(0);
  stopWorkers(inHand.pod, () => true);
  expect(countOf(inHand)).toBe(0);
});

describe("P20 sidecar workers", () => {
  const init = probed("i", PROBE_TYPES);
  const containers = [{ name: "c" }];
  const added = (restartPolicy: "Always" | undefined, release = "1.36"): number => {
    const inHand = podInHand(
      { initContainers: [restartPolicy === undefined ? init : { ...init, restartPolicy }], containers },
      release,
    );
    addPod(inHand);
    return countOf(inHand);
  };
  test("P20 with restartPolicy Always", () => expect(added("Always")).toBe(3));
  test("P20 without", () => expect(added(undefined)).toBe(0));
  test("P20 before 1.28 there are no sidecars", () => expect(added("Always", "1.27")).toBe(0));
});

test("P21 cleanup", () => {
  const podOf = (name: string): Scenario["pod"] & object => ({
    metadata: { name, uid: name },
    spec: { containers: [probed("c", ["readiness"])] },
  });
  const scenario: Scenario = {
    kubernetes: "1.36",
    pods: [{ pod: podOf("kept") }, { pod: podOf("gone") }],
    actions: [{ atMs: 35_000, do: "delete", pod: "gone", graceSeconds: 0 }],
    untilMs: 100_000,
  };
  const { events } = simulate(scenario);
  const last = (name: string): number =>
    Math.max(
      ...ofKind(events, "probe")
        .filter(({ pod }) => pod === name)
        .map(({ t }) => t),
    );
  expect(last("gone")).toBeLessThan(40_000);
  expect(last("kept")).toBeGreaterThan(90_000);
});

describe("P22 UpdatePodStatus", () => {
  function flagsOf(
    container: Container,
    prepare: (inHand: PodInHand) => void,
    state = RUNNING,
    release = "1.36",
  ): { started?: boolean; ready: boolean } {
    const inHand = podInHand({ containers: [container] }, release);
    prepare(inHand);
    const [flagged] = withProbeFlags(inHand.engine, inHand.pod, inHand.object, [statusOf("c", state)]);
    return flagged as HeldContainer;
  }
  const readiness = probed("c", ["readiness"]);
  const startup = probed("c", ["startup"]);
  test("P22 no probe", () =>
    expect(flagsOf({ name: "c" }, () => undefined)).toMatchObject({ started: true, ready: true }));
  test("P22 readiness Success", () =>
    expect(
      flagsOf(readiness, (inHand) => {
        giveWorker(inHand, 0, "readiness");
        cacheResult(inHand, 0, "readiness", "Success");
      }).ready,
    ).toBe(true));
  test("P22 readiness worker only", () =>
    expect(flagsOf(readiness, (inHand) => giveWorker(inHand, 0, "readiness")).ready).toBe(false));
  test("P22 readiness Failure", () =>
    expect(
      flagsOf(readiness, (inHand) => {
        giveWorker(inHand, 0, "readiness");
        cacheResult(inHand, 0, "readiness", "Failure");
      }).ready,
    ).toBe(false));
  test("P22 startup worker, no result", () =>
    expect(flagsOf(startup, (inHand) => giveWorker(inHand, 0, "startup"))).toMatchObject({
      started: false,
      ready: false,
    }));
  test("P22 startup Success", () =>
    expect(
      flagsOf(startup, (inHand) => {
        giveWorker(inHand, 0, "startup");
        cacheResult(inHand, 0, "startup", "Success");
      }),
    ).toMatchObject({ started: true, ready: true }));
  test("P22 terminated, readiness Success", () =>
    expect(flagsOf(readiness, (inHand) => cacheResult(inHand, 0, "readiness", "Success"), COMPLETED)).toMatchObject({
      started: false,
      ready: false,
    }));

  const triggered = (release: string, verdict?: "Failure"): boolean => {
    const inHand = podInHand({ containers: [readiness] }, release);
    giveWorker(inHand, 0, "readiness");
    if (verdict !== undefined) cacheResult(inHand, 0, "readiness", verdict);
    withProbeFlags(inHand.engine, inHand.pod, inHand.object, [statusOf("c", RUNNING)]);
    return inHand.pod.probeWorkers.some((worker) => worker?.triggerPending === true);
  };
  test("P22 triggers the worker from 1.22 on, in 1.21 without a result only", () => {
    expect([triggered("1.22"), triggered("1.22", "Failure")]).toEqual([true, true]);
    expect([triggered("1.21"), triggered("1.21", "Failure")]).toEqual([true, false]);
    expect([triggered("1.20"), triggered("1.20", "Failure")]).toEqual([false, false]);
  });
});

describe("P23 init statuses", () => {
  function rows(restartPolicy: "Always" | undefined): [boolean | undefined, boolean][] {
    const named = (name: string, types: readonly ProbeType[]): Container => ({
      ...probed(name, types),
      ...(restartPolicy && { restartPolicy }),
    });
    const inHand = podInHand({
      initContainers: [named("a", ["startup"]), named("b", ["startup"]), named("c", [])],
      containers: [{ name: "main" }],
    });
    addPod(inHand);
    cacheResult(inHand, 1, "startup", "Success");
    const statuses = [
      statusOf("a", RUNNING),
      statusOf("b", RUNNING),
      statusOf("c", COMPLETED),
      statusOf("main", { kind: "waiting" }),
    ];
    return withProbeFlags(inHand.engine, inHand.pod, inHand.object, statuses)
      .slice(0, 3)
      .map(({ started, ready }) => [started, ready]);
  }
  // An ordinary init container has no workers, so nothing says that it is not started.
  test("P23 as plain init containers", () =>
    expect(rows(undefined)).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]));
  test("P23 as sidecars", () =>
    expect(rows("Always")).toEqual([
      [false, false],
      [true, true],
      [false, false],
    ]));
});

describe("P25 restart all", () => {
  const rule = { action: "RestartAllContainers", exitCodes: { operator: "In", values: [1] } };
  const never = { restartPolicy: "Never" } as const;
  function round(containers: readonly Container[], conditions: PodStatus["conditions"], release: string): string {
    const inHand = podInHand({ restartPolicy: "Never", containers }, release);
    const { engine, pod } = inHand;
    addPod(inHand);
    const worker = pod.probeWorkers[LIVENESS as ProbeIndex];
    if (worker === undefined) throw new Error("c has a liveness probe");
    const statuses = containers.map(({ name }): HeldContainer => statusOf(name, { kind: "terminated", exitCode: 1 }));
    return doProbe(engine, pod, worker, 0, {
      phase: "Running",
      conditions,
      containers: statuses,
      podIp: "",
      observedGeneration: 0,
    });
  }
  const own = [{ ...probed("c", ["liveness"]), ...never, restartPolicyRules: [rule] }];
  const others = [
    { ...probed("c", ["liveness"]), ...never },
    { name: "d", ...never, restartPolicyRules: [rule] },
  ];
  const pending = [{ type: "AllContainersRestarting", status: "True" }];
  test("P25 its own rule", () => expect(round(own, [], "1.36")).toBe("continue"));
  test("P25 already pending", () =>
    expect(round([{ ...probed("c", ["liveness"]), ...never }], pending, "1.36")).toBe("continue"));
  test("P25 gate off in 1.35", () =>
    expect([round(own, [], "1.35"), round(own, pending, "1.35")]).toEqual(["end", "end"]));
  test("P25 another container's rule", () => expect(round(others, [], "1.36")).toBe("continue"));
});

describe("P54 zero values", () => {
  function answerTo(probe: JsonObject): { readonly object?: JsonObject; readonly message?: string } {
    const spec = { containers: [{ name: "c", image: "i", livenessProbe: { exec: { command: ["x"] }, ...probe } }] };
    const text = JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "default" }, spec });
    return createObject({ text, format: "json", expected: { group: "", version: "v1", kind: "Pod" } }, NEWEST_VERSION);
  }
  test("P54 timeoutSeconds 0 becomes 1", () => {
    const { object, message } = answerTo({ timeoutSeconds: 0 });
    expect(message).toBeUndefined();
    expect(JSON.stringify(object)).toContain('"timeoutSeconds":1');
  });
  test("P54 terminationGracePeriodSeconds 0 is refused", () =>
    expect(answerTo({ terminationGracePeriodSeconds: 0 }).message).toContain(
      "spec.containers[0].livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0",
    ));
});
