import { describe, expect, test } from "vitest";
import { computePodActions } from "../../src/kubelet/podActions.ts";
import { LIVENESS } from "../../src/kubelet/podWorld.ts";
import { shouldContainerBeRestarted } from "../../src/kubelet/restartPolicy.ts";
import type { Container } from "../../src/model/container.ts";
import type { ProbeType } from "../../src/model/probe.ts";
import type { StateInHand } from "./podInHand.ts";
import { cacheResult, podInHand, snapshotOf } from "./podInHand.ts";
import { messages, stops } from "./readTrace.ts";
import { kubeletCase, RELEASES } from "./recordedCase.ts";

// Lifecycle spec §11, A: what one sync decides to do (upstream's TestComputePodActions).

interface Given {
  readonly policy: "Always" | "OnFailure" | "Never";
  /** Of c0, c1, c2, all running unless said; init containers i0, i1, i2 first, where there are any. */
  readonly states?: Readonly<Record<string, StateInHand>>;
  readonly init?: readonly StateInHand[];
  readonly sandbox?: { readonly ready: boolean; readonly attempt: number };
  readonly failed?: readonly (readonly [container: string, probe: ProbeType])[];
  readonly containers?: Readonly<Record<string, Partial<Container>>>;
  readonly count?: number;
  readonly release?: string;
  readonly gates?: Readonly<Record<string, boolean>>;
}

interface Decided {
  readonly killPod: boolean;
  readonly createSandbox: boolean;
  readonly attempt: number;
  readonly init: readonly number[];
  readonly start: readonly number[];
  readonly kill: readonly string[];
}

function decide({
  policy,
  states = {},
  init,
  sandbox = { ready: true, attempt: 0 },
  failed = [],
  containers = {},
  count = 3,
  release = "1.36",
  gates,
}: Given): Decided & { readonly messages: readonly string[] } {
  const named = (letter: string, howMany: number): Container[] =>
    Array.from({ length: howMany }, (_, index) => ({ name: `${letter}${index}`, ...containers[`${letter}${index}`] }));
  const initContainers = init === undefined ? [] : named("i", init.length);
  const regular = named("c", count);
  const inHand = podInHand({ restartPolicy: policy, initContainers, containers: regular }, release, gates);
  const placeOf = (name: string): number =>
    [...initContainers, ...regular].findIndex((container) => container.name === name);
  for (const [name, probe] of failed) cacheResult(inHand, placeOf(name), probe, "Failure");
  const byPlace = [
    ...(init ?? []),
    ...regular.map(
      ({ name }): StateInHand => (name in states ? states[name] : init === undefined ? "Running" : undefined),
    ),
  ];
  const snapshot = snapshotOf(inHand, byPlace, sandbox);
  const actions = computePodActions(inHand.engine, inHand.pod, inHand.object, snapshot, false);
  return {
    killPod: actions.killPod,
    createSandbox: actions.createSandbox,
    attempt: actions.attempt,
    init: actions.initToStart,
    start: actions.toStart.map((place) => place - initContainers.length),
    kill: actions.toKill.map(({ place }) => [...initContainers, ...regular][place]?.name ?? ""),
    messages: actions.toKill.map(({ message }) => message),
  };
}

const NOTHING = { killPod: false, createSandbox: false, attempt: 0, init: [], start: [], kill: [] };

function action(name: string, given: Given, expected: Partial<Decided>): void {
  test(name, () => expect(decide(given)).toMatchObject({ ...NOTHING, ...expected }));
}

describe("restart policies", () => {
  const ended = { c0: 0, c1: 111 };
  action("A1 Always; c0 exited 0, c1 exited 111", { policy: "Always", states: ended }, { start: [0, 1] });
  action("A2 OnFailure; c0 exited 0, c1 exited 111", { policy: "OnFailure", states: ended }, { start: [1] });
  action("A3 Never; c0 exited 0, c1 exited 111", { policy: "Never", states: ended }, {});
  action(
    "A4 OnFailure; c0 exited 0, c1 created",
    { policy: "OnFailure", states: { c0: 0, c1: "Created" } },
    { start: [1] },
  );
  action("A5 Never; c1 created", { policy: "Never", states: { c1: "Created" } }, { start: [1] });
  // The runtime of a simulation never loses sight of a container, so the kill that comes first has no place here.
  test("A6 Never; c1 unknown", () => {
    const { engine } = podInHand({ containers: [{ name: "c1" }] });
    expect(
      shouldContainerBeRestarted({ name: "c1" }, "Never", { state: "unknown", exitCode: 0 }, false, engine.profile),
    ).toBe(true);
  });
});

describe("probes", () => {
  action("A7 liveness failure of c1", { policy: "Always", failed: [["c1", "liveness"]] }, { kill: ["c1"], start: [1] });
  action("A8 startup failure of c1", { policy: "Always", failed: [["c1", "startup"]] }, { kill: ["c1"], start: [1] });
});

test("A9 another image for c1", () => {
  const inHand = podInHand({ restartPolicy: "Never", containers: [{ name: "c0" }, { name: "c1" }, { name: "c2" }] });
  const snapshot = snapshotOf(inHand, ["Running", "Running", "Running"], { ready: true, attempt: 0 });
  const changed = { ...inHand.object, images: { c1: "example.com/image:2" } };
  const actions = computePodActions(inHand.engine, inHand.pod, changed, snapshot, false);
  expect(actions.toStart).toEqual([1]);
  expect(actions.toKill).toMatchObject([{ place: 1, message: "Container c1 definition changed, will be restarted" }]);
});

describe("sandbox", () => {
  const gone = { ready: false, attempt: 0 };
  action(
    "A10 Always; sandbox not ready",
    { policy: "Always", sandbox: gone },
    { killPod: true, createSandbox: true, attempt: 1, start: [0, 1, 2] },
  );
  action(
    "A11 OnFailure; sandbox not ready; c1 exited 0",
    { policy: "OnFailure", sandbox: gone, states: { c1: 0 } },
    { killPod: true, createSandbox: true, attempt: 1, start: [0, 2] },
  );
  action(
    "A12 Never; sandbox not ready, all exited 0",
    { policy: "Never", sandbox: { ready: false, attempt: 1 }, states: { c0: 0, c1: 0, c2: 0 } },
    { killPod: true, attempt: 2 },
  );
  action(
    "A13 Never; no container ever",
    { policy: "Never", sandbox: { ready: false, attempt: 2 }, states: { c0: undefined, c1: undefined, c2: undefined } },
    { killPod: true, createSandbox: true, attempt: 3, start: [0, 1, 2] },
  );
});

describe("policies of containers", () => {
  const never = { c0: { restartPolicy: "Never" }, c1: { restartPolicy: "Never" } };
  const ended = { c0: 0, c1: 1 };
  action("A14 Always, but Never of c0 and c1", { policy: "Always", states: ended, containers: never }, {});
  action(
    "A14 gate off: only the pod's policy counts",
    { policy: "Always", states: ended, containers: never, release: "1.34" },
    { start: [0, 1] },
  );
  const onFailure = { c0: { restartPolicy: "OnFailure" }, c1: { restartPolicy: "OnFailure" } };
  const states = { c0: 0, c1: "Created" } as const;
  action("A15 Never, but OnFailure of c0 and c1", { policy: "Never", states, containers: onFailure }, { start: [1] });
  action(
    "A15 gate on in 1.34",
    { policy: "Never", states, containers: onFailure, release: "1.34", gates: { ContainerRestartRules: true } },
    { start: [1] },
  );
});

describe("init containers", () => {
  const before = { states: { c0: undefined, c1: undefined, c2: undefined } };
  action("A16 none started", { policy: "Always", init: [undefined, undefined, undefined], ...before }, { init: [0] });
  for (const policy of ["Always", "OnFailure"] as const) {
    action(`A17 the last exited 137, ${policy}`, { policy, init: [0, 0, 137], ...before }, { init: [2] });
  }
  action("A17 the last exited 137, Never", { policy: "Never", init: [0, 0, 137], ...before }, { killPod: true });
  action("A18 the last runs", { policy: "Always", init: [0, 0, "Running"], ...before }, {});
  action("A19 all exited 0", { policy: "Always", init: [0, 0, 0], ...before }, { start: [0, 1, 2] });
});

describe("A20 Never, the only container fails liveness", () => {
  // The list of single kills is not looked at then.
  action(
    "A20 kills the pod",
    { policy: "Never", count: 1, failed: [["c0", "liveness"]] },
    { killPod: true, kill: ["c0"] },
  );
  kubeletCase("A20 with the pod's words and grace", RELEASES, (trace) => {
    expect(messages(trace, "Killing")).toEqual(["Stopping container app"]);
    expect(stops(trace)).toEqual([[20_005, 20]]);
  });
});

describe("A21 Never, one of two fails liveness", () => {
  test("A21 kills that one", () =>
    expect(decide({ policy: "Never", count: 2, failed: [["c0", "liveness"]] })).toMatchObject({
      ...NOTHING,
      kill: ["c0"],
      messages: ["Container c0 failed liveness probe"],
    }));
  kubeletCase("A21 with the probe's words and grace", RELEASES, (trace) => {
    expect(messages(trace, "Killing")).toEqual(["Container app failed liveness probe"]);
    expect(stops(trace)).toEqual([[20_005, 5]]);
  });
});

test("A22 liveness wins over startup", () => {
  const inHand = podInHand({ containers: [{ name: "c1" }] });
  cacheResult(inHand, 0, "liveness", "Failure");
  cacheResult(inHand, 0, "startup", "Failure");
  const snapshot = snapshotOf(inHand, ["Running"], { ready: true, attempt: 0 });
  const { toKill } = computePodActions(inHand.engine, inHand.pod, inHand.object, snapshot, false);
  expect(toKill).toMatchObject([{ probe: LIVENESS, message: "Container c1 failed liveness probe, will be restarted" }]);
});
