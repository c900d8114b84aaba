import fc from "fast-check";
import { expect, test } from "vitest";
import type { Service } from "../../model/service.ts";
import { newSliceDraft, putInSliceDraft, sliceDraftOf } from "./endpointGroups.ts";
import type { EndpointPod } from "./endpointPod.ts";
import type { EndpointSlice } from "./endpointSlice.ts";
import { addressBookOf, legacyEndpointsOf, newAddressBook, putInAddressBook } from "./legacyEndpoints.ts";
import { proxyEndpointsOf } from "./proxyEndpoints.ts";
import { reconcileEndpointSlices, type SliceWrites } from "./reconcileEndpointSlices.ts";

const SERVICE: Service = {
  metadata: { name: "web" },
  spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
};
const NAMED_PORT: Service = {
  ...SERVICE,
  spec: { ...SERVICE.spec, ports: [{ name: "http", port: 80, targetPort: "http" }] },
};
const ZONES = new Map([["n1", "z1"]]);
const RULES = { sidecarPortNames: true };

function pod(number: number, state: Partial<EndpointPod> = {}, port = 8080): EndpointPod {
  return {
    name: `p${number}`,
    labels: { app: "web" },
    spec: { containers: [{ name: "c", ports: [{ name: "http", containerPort: port }] }], nodeName: "n1" },
    phase: "Running",
    ready: true,
    deleting: false,
    podIps: [`10.0.${Math.floor(number / 250)}.${number % 250}`],
    ...state,
  };
}

function pods(count: number, from = 0): readonly EndpointPod[] {
  return Array.from({ length: count }, (_, index) => pod(from + index));
}

function reconcile(given: readonly EndpointPod[], existing: readonly EndpointSlice[], service = SERVICE): SliceWrites {
  return reconcileEndpointSlices(service, sliceDraftOf({ service, zones: ZONES, rules: RULES }, given), existing);
}

/** What exists after the writes; new slices are numbered on. */
function apply(existing: readonly EndpointSlice[], writes: SliceWrites): readonly EndpointSlice[] {
  const gone = new Set([...writes.delete, ...writes.update].map(({ name }) => name));
  const kept = existing.filter(({ name }) => !gone.has(name));
  const named = writes.create.map((slice, index) => ({ ...slice, name: `web-${existing.length + index + 1}` }));
  return [...kept, ...writes.update, ...named];
}

function settle(
  given: readonly EndpointPod[],
  existing: readonly EndpointSlice[] = [],
  service = SERVICE,
): readonly EndpointSlice[] {
  return apply(existing, reconcile(given, existing, service));
}

function sizes(slices: readonly EndpointSlice[]): readonly number[] {
  return slices.map(({ endpoints }) => endpoints.length);
}

test("nothing is written where nothing has changed, not even for the placeholder", () => {
  for (const given of [pods(0), pods(230)]) {
    expect(reconcile(given, settle(given))).toEqual({ create: [], update: [], delete: [] });
  }
});

test("a readiness change rewrites the pod's slice alone", () => {
  const existing = settle(pods(230));
  const changed = [pod(0, { ready: false }), ...pods(229, 1)];
  const writes = reconcile(changed, existing);
  expect({ create: writes.create, delete: writes.delete, updated: writes.update.map(({ name }) => name) }).toEqual({
    create: [],
    delete: [],
    updated: ["web-1"],
  });
  expect(writes.update[0]?.endpoints[0]?.conditions).toEqual({ ready: false, serving: false, terminating: false });
});

test("newcomers fill the slice that is written anyway, then the fullest that has room for the rest, then a new one", () => {
  const existing = settle(pods(230));
  expect(sizes(existing)).toEqual([100, 100, 30]);
  // p0 goes, so its slice is written: it takes one newcomer, the slice of 30 has room for the other 20.
  const grown = settle([...pods(229, 1), ...pods(21, 230)], existing);
  expect(sizes(grown).toSorted((left, right) => left - right)).toEqual([50, 100, 100]);
  // 71 do not fit into the slice of 30, and a slice is not split for them.
  expect(sizes(settle(pods(301), existing)).toSorted((left, right) => left - right)).toEqual([30, 71, 100, 100]);
});

test("the last endpoint gives its slice to the placeholder, and the first takes it over", () => {
  const one = settle(pods(1));
  const none = reconcile([], one);
  expect(none).toEqual({
    create: [],
    update: [{ name: "web-1", addressType: "IPv4", ports: [], endpoints: [] }],
    delete: [],
  });
  const again = reconcile(pods(1), apply(one, none));
  expect({
    create: again.create,
    delete: again.delete,
    updated: again.update.map(({ name, endpoints }) => [name, endpoints.length]),
  }).toEqual({
    create: [],
    delete: [],
    updated: [["web-1", 1]],
  });
});

test("pods whose named port differs stand in slices of their own", () => {
  const slices = settle([pod(0), pod(1, {}, 9090), pod(2)], [], NAMED_PORT);
  expect(slices.map(({ ports, endpoints }) => [ports[0]?.port, endpoints.map((endpoint) => endpoint.pod)])).toEqual([
    [8080, ["p0", "p2"]],
    [9090, ["p1"]],
  ]);
});

test("of two pods with one address kube-proxy sees the one that is not terminating", () => {
  const address = { podIps: ["10.0.0.1"] };
  for (const given of [
    [pod(1, { ...address, deleting: true }), pod(2, address)],
    [pod(2, address), pod(1, { ...address, deleting: true })],
  ]) {
    expect(proxyEndpointsOf(settle(given))).toMatchObject([{ ip: "10.0.0.1", terminating: false }]);
  }
});

test("legacy Endpoints hold a thousand addresses, ready ones first", () => {
  const notReady = pods(300, 900).map((given) => ({ ...given, ready: false }));
  const [subset] =
    legacyEndpointsOf(SERVICE, addressBookOf({ service: SERVICE, rules: RULES }, [...pods(900), ...notReady]))
      ?.subsets ?? [];
  expect([subset?.addresses.length, subset?.notReadyAddresses.length]).toEqual([900, 100]);
  const [full] =
    legacyEndpointsOf(SERVICE, addressBookOf({ service: SERVICE, rules: RULES }, [...pods(1100), ...notReady]))
      ?.subsets ?? [];
  expect([full?.addresses.length, full?.notReadyAddresses.length]).toEqual([1000, 0]);
});

test("a draft that was told of each change wants what one of the same pods does, whatever of it was written", () => {
  const settings = { service: NAMED_PORT, zones: ZONES, rules: RULES };
  const change = fc.record({
    number: fc.nat({ max: 260 }),
    kind: fc.constantFrom("ready", "not ready", "terminating", "gone", "other port", "nowhere"),
    count: fc.integer({ min: 1, max: 120 }),
    // All that is wanted, part of it, or nothing is written; or a slice is lost, or comes back as it was.
    written: fc.constantFrom("all", "all", "updates", "none", "lost", "former"),
  });
  const stateOf = (number: number, kind: string): EndpointPod | undefined => {
    if (kind === "gone") return undefined;
    const spec = { ...pod(number).spec, nodeName: "n2" };
    if (kind === "nowhere") return pod(number, { spec });
    return pod(
      number,
      { ready: kind !== "not ready", deleting: kind === "terminating" },
      kind === "other port" ? 81 : 80,
    );
  };
  let compared = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 3, maxLength: 12 }), (changes) => {
      const draft = newSliceDraft(NAMED_PORT);
      const book = newAddressBook();
      const present = new Map<number, EndpointPod>();
      let existing: readonly EndpointSlice[] = [];
      let former = existing;
      for (const { number, kind, count, written } of changes) {
        for (let changed = number; changed < number + count; changed++) {
          const state = stateOf(changed, kind);
          if (state === undefined) present.delete(changed);
          else present.set(changed, state);
          putInSliceDraft(draft, settings, changed, state);
          putInAddressBook(book, settings, changed, state);
        }
        const given = [...present].sort(([one], [other]) => one - other).map(([, state]) => state);
        const writes = reconcileEndpointSlices(NAMED_PORT, draft, existing);
        expect(writes).toEqual(reconcile(given, existing, NAMED_PORT));
        expect(legacyEndpointsOf(NAMED_PORT, book)).toEqual(
          legacyEndpointsOf(NAMED_PORT, addressBookOf(settings, given)),
        );
        compared += writes.create.length + writes.update.length + writes.delete.length;
        const before = existing;
        if (written === "all") existing = apply(existing, writes);
        else if (written === "updates") existing = apply(existing, { ...writes, create: [], delete: [] });
        else if (written === "lost") existing = existing.slice(1);
        else if (written === "former") existing = [...former, ...existing];
        former = before.slice(0, 1);
      }
    }),
    { numRuns: 60 },
  );
  expect(compared).toBeGreaterThan(200);
});
