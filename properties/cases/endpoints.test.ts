import { describe, expect, test } from "vitest";
import { sliceDraftOf } from "../../src/cluster/endpoints/endpointGroups.ts";
import type { EndpointPod } from "../../src/cluster/endpoints/endpointPod.ts";
import type { Endpoint } from "../../src/cluster/endpoints/endpointSlice.ts";
import { addressBookOf, legacyEndpointsOf } from "../../src/cluster/endpoints/legacyEndpoints.ts";
import { categorizeEndpoints, proxyEndpointsOf } from "../../src/cluster/endpoints/proxyEndpoints.ts";
import type { InstanceBehaviour, PropagationDelays, Scenario } from "../../src/model/scenario.ts";
import type { Service } from "../../src/model/service.ts";
import { simulate } from "../../src/simulate.ts";
import { execProbe } from "./moreScenarios.ts";
import { ofKind } from "./readTrace.ts";

// Lifecycle spec §11, E: endpoints. E1 to E6 are the rows of §6.1 (upstream's TestPodToEndpoint).

const SERVICE: Service = { metadata: { name: "web" }, spec: { selector: { app: "web" }, ports: [{ port: 80 }] } };
const PUBLISHING: Service = { ...SERVICE, spec: { ...SERVICE.spec, publishNotReadyAddresses: true } };
const NODES = new Map([["n1", "z1"]]);
const RULES = { sidecarPortNames: true };

function pod(state: Partial<EndpointPod> = {}): EndpointPod {
  return {
    name: "a",
    labels: { app: "web" },
    spec: { containers: [{ name: "c" }], nodeName: "n1" },
    phase: "Running",
    ready: true,
    deleting: false,
    podIps: ["10.0.0.5"],
    ...state,
  };
}

function endpointsOf(
  pods: readonly EndpointPod[],
  service = SERVICE,
  nodes: ReadonlyMap<string, string> = NODES,
): readonly Endpoint[] {
  const draft = sliceDraftOf({ service, zones: nodes, rules: RULES }, pods);
  return [...(draft.get("IPv4")?.values() ?? [])].flatMap(({ wanted }) =>
    [...wanted.values()].map(({ endpoint }) => endpoint),
  );
}

const conditions = (ready: boolean, serving: boolean, terminating: boolean): Endpoint["conditions"] => ({
  ready,
  serving,
  terminating,
});

describe("a pod as an endpoint", () => {
  const of = (state: Partial<EndpointPod>, service = SERVICE): Endpoint["conditions"] | undefined =>
    endpointsOf([pod(state)], service)[0]?.conditions;
  test("E1 ready", () => expect(of({})).toEqual(conditions(true, true, false)));
  test("E2 not ready", () => expect(of({ ready: false })).toEqual(conditions(false, false, false)));
  test("E3 ready and being deleted", () => expect(of({ deleting: true })).toEqual(conditions(false, true, true)));
  test("E4 not ready and being deleted", () =>
    expect(of({ ready: false, deleting: true })).toEqual(conditions(false, false, true)));
  test("E5 not ready, published all the same", () =>
    expect(of({ ready: false }, PUBLISHING)).toEqual(conditions(true, false, false)));
  test("E6 being deleted, published all the same", () =>
    expect(of({ deleting: true }, PUBLISHING)).toEqual(conditions(true, true, true)));
  test("E7 only the address of the slice's family", () =>
    expect(endpointsOf([pod({ podIps: ["fd00::5", "10.0.0.5"] })])[0]?.addresses).toEqual(["10.0.0.5"]));
  test("E8 node object missing", () => {
    expect(endpointsOf([pod()], SERVICE, new Map())).toEqual([]);
    expect(endpointsOf([pod()], PUBLISHING, new Map()).length).toBe(1);
  });
  test("E9 phase Succeeded", () => expect(endpointsOf([pod({ phase: "Succeeded" })])).toEqual([]));
});

describe("kube-proxy", () => {
  const use = (pods: readonly EndpointPod[]): readonly string[] => {
    const slice = { name: "web-1", addressType: "IPv4", ports: [], endpoints: endpointsOf(pods) } as const;
    return categorizeEndpoints(proxyEndpointsOf([slice]), { type: "ClusterIP" }, { name: "n1" }).reachable.map(
      ({ ip }) => ip,
    );
  };
  const leaving = (ip: string, ready = true): EndpointPod => pod({ deleting: true, ready, podIps: [ip] });
  test("E10 all are ready and being deleted: both", () =>
    expect(use([leaving("10.0.0.5"), leaving("10.0.0.6")])).toEqual(["10.0.0.5", "10.0.0.6"]));
  test("E11 one is not being deleted: only that one", () =>
    expect(use([leaving("10.0.0.5"), pod({ podIps: ["10.0.0.6"] })])).toEqual(["10.0.0.6"]));
  test("E12 all are being deleted and not ready: none", () =>
    expect(use([leaving("10.0.0.5", false), leaving("10.0.0.6", false)])).toEqual([]));
});

test("E13 legacy Endpoints", () => {
  const pods = [
    pod({ name: "ready", podIps: ["10.0.0.5"] }),
    pod({ name: "not", ready: false, podIps: ["10.0.0.6"] }),
    pod({ name: "leaving", deleting: true, podIps: ["10.0.0.7"] }),
  ];
  const [subset] = legacyEndpointsOf(SERVICE, addressBookOf({ service: SERVICE, rules: RULES }, pods))?.subsets ?? [];
  expect(subset?.addresses.map((address) => address.pod)).toEqual(["ready"]);
  expect(subset?.notReadyAddresses.map((address) => address.pod)).toEqual(["not"]);
});

/** A pod behind a service, and the writes of its slice: instant and letters. */
function sliceWrites(
  instance: InstanceBehaviour,
  rest: Partial<Scenario>,
  hasReadinessProbe = false,
): [number, string][] {
  const readiness = hasReadinessProbe
    ? { readinessProbe: execProbe("readiness", { periodSeconds: 1, failureThreshold: 1 }) }
    : {};
  const scenario: Scenario = {
    kubernetes: "1.36",
    pod: {
      metadata: { name: "a", labels: { app: "web" } },
      spec: { restartPolicy: "Never", containers: [{ name: "app", ...readiness }] },
    },
    containers: { app: { instances: [{ createMs: 10, startMs: 100, ...instance }] } },
    services: [SERVICE],
    kubeletUpMs: 600_370,
    sandboxMs: 20,
    untilMs: 30_000,
    ...rest,
  };
  return ofKind(simulate(scenario).events, "slice").map(({ t, pods }) => [t, pods["a"] ?? "absent"]);
}

describe("what makes the controllers look", () => {
  // First Ready turns False, which triggers; the terminal phase comes a relist later and triggers nothing: the text's
  // "absent" is not what happens (corrections.md C1.1; cluster cases E9, E9-notready).
  test("E9 a pod that ended by itself stays as a not-ready endpoint", () =>
    expect(sliceWrites({ exit: { afterMs: 8000, code: 0 } }, {}).slice(-2)).toEqual([
      [132, "rs"],
      [8631, ""],
    ]));
  test("E9 that was never ready", () => {
    const failing = [{ fromMs: 0, outcome: "fail", ms: 2 }] as const;
    expect(sliceWrites({ exit: { afterMs: 8000, code: 1 }, probes: { readiness: failing } }, {}, true).at(-1)).toEqual([
      132,
      "",
    ]);
  });
  test("E9 that is deleted later leaves", () =>
    expect(
      sliceWrites({ exit: { afterMs: 8000, code: 0 } }, { actions: [{ atMs: 20_000, do: "delete" }] }).at(-1),
    ).toEqual([20_000, "absent"]));

  test("E14 a restart without a change of readiness", () => {
    const failing = [{ fromMs: 0, outcome: "fail", ms: 2 }] as const;
    const crashing: InstanceBehaviour = { exit: { afterMs: 3000, code: 1 }, probes: { readiness: failing } };
    const writes = sliceWrites(crashing, {
      pod: {
        metadata: { name: "a", labels: { app: "web" } },
        spec: { containers: [{ name: "app", readinessProbe: execProbe("readiness", { periodSeconds: 1 }) }] },
      },
    });
    expect(writes.at(-1)).toEqual([132, ""]);
  });
});

describe("E15 batch period", () => {
  const flips = [10_000, 11_000, 12_000, 13_000].map(
    (fromMs, index) => ({ fromMs, outcome: index % 2 === 0 ? "fail" : "ok", ms: 2 }) as const,
  );
  const readiness = [{ fromMs: 0, outcome: "ok", ms: 2 } as const, ...flips];
  const batched = (endpointsBatchMs: number): [number, string][] => {
    const propagation: PropagationDelays = { apiMs: 1, endpointsMs: 1, proxyMs: 0, endpointsBatchMs };
    return sliceWrites({ probes: { readiness } }, { propagation }, true).filter(([t]) => t > 10_000);
  };
  // Without one: 2 ms after each verdict, the verdict 2 ms after its attempt.
  test("E15 counts from the first change", () => {
    const at = batched(0).map(([t]) => t);
    expect(at.length).toBe(4);
    expect(batched(500)).toEqual(at.map((t, index) => [t + 500, index % 2 === 0 ? "" : "rs"]));
  });
  test("E15 serves what comes meanwhile with the state at its end", () =>
    expect(batched(1500).map(([, letters]) => letters)).toEqual([]));
  test("E15 swallows flips that end where they began", () => expect(batched(5000)).toEqual([]));
});
