import { addressBookOf, legacyEndpointsOf, type LegacyEndpoints } from "../cluster/endpoints/legacyEndpoints.ts";
import { sliceDraftOf } from "../cluster/endpoints/endpointGroups.ts";
import type { EndpointPod } from "../cluster/endpoints/endpointPod.ts";
import type { EndpointPort, EndpointSlice } from "../cluster/endpoints/endpointSlice.ts";
import { categorizeEndpoints, type ProxyEndpoint } from "../cluster/endpoints/proxyEndpoints.ts";
import { reconcileEndpointSlices } from "../cluster/endpoints/reconcileEndpointSlices.ts";
import type { Container, ContainerPort } from "../model/container.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import { isAtLeast } from "../model/kubernetesVersion.ts";
import type { Service, ServicePort } from "../model/service.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { listOf, numberOf, objectOf, textOf } from "./recordedObjects.ts";
import type { VectorKind } from "./vectorKind.ts";

const LABELS = { app: "a" };

function optional<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}

function servicePortOf(value: JsonValue): ServicePort {
  const { name, protocol, port, targetPort } = objectOf(value);
  return {
    ...optional("name", textOf(name)),
    ...optional("protocol", textOf(protocol)),
    port: numberOf(port),
    targetPort: textOf(targetPort) ?? numberOf(targetPort),
  };
}

function serviceOf(input: JsonObject): Service {
  return {
    metadata: { name: "svc" },
    spec: {
      ...(input["noSelector"] === true ? {} : { selector: LABELS }),
      ...(input["externalName"] === true ? { type: "ExternalName" } : {}),
      ...(input["headless"] === true ? { clusterIP: "None" } : {}),
      ipFamilies: listOf(input["ipFamilies"]).map((family) => textOf(family) ?? ""),
      publishNotReadyAddresses: input["publishNotReadyAddresses"] === true,
      ports: listOf(input["ports"]).map(servicePortOf),
    },
  };
}

function containerPortOf(value: JsonValue): ContainerPort {
  const { name, containerPort, protocol } = objectOf(value);
  return {
    ...optional("name", textOf(name)),
    containerPort: numberOf(containerPort),
    ...optional("protocol", textOf(protocol)),
  };
}

function podOf(value: JsonValue): EndpointPod {
  const pod = objectOf(value);
  const portsOf = (key: string): readonly ContainerPort[] => listOf(pod[key]).map(containerPortOf);
  const initContainers: readonly Container[] = [
    { name: "side", restartPolicy: "Always", ports: portsOf("sidecarPorts") },
    { name: "init", ports: portsOf("initPorts") },
  ];
  return {
    name: textOf(pod["name"]) ?? "",
    labels: pod["unmatched"] === true ? { app: "b" } : LABELS,
    spec: {
      containers: [{ name: "c", ports: portsOf("ports") }],
      initContainers,
      ...optional("nodeName", textOf(pod["nodeName"])),
      ...optional("hostname", textOf(pod["hostname"])),
      ...optional("subdomain", textOf(pod["subdomain"])),
    },
    phase: textOf(pod["phase"]) ?? "",
    ready: pod["ready"] === "True",
    deleting: pod["deleting"] === true,
    podIps: listOf(pod["podIPs"]).map((address) => textOf(address) ?? ""),
  };
}

/** Lists whose order means nothing, as the recording sorts them: by their JSON with sorted keys. */
function sortedByJson(values: readonly JsonObject[]): readonly JsonObject[] {
  return values
    .map((value) => ({ value, key: canonicalJson(value) }))
    .toSorted((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key)))
    .map(({ value }) => value);
}

function canonicalJson(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_, nested: JsonValue) =>
    isJsonObject(nested)
      ? Object.fromEntries(Object.entries(nested).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : nested,
  );
}

function recordedSlicePort({ name, port, protocol }: EndpointPort): JsonObject {
  return { name, port, protocol };
}

/** The legacy object leaves an empty name out. */
function recordedSubsetPort({ name, port, protocol }: EndpointPort): JsonObject {
  return { ...(name === "" ? {} : { name }), port, protocol };
}

function recordedSlice({ addressType, endpoints, ports }: EndpointSlice): JsonObject {
  const byPod = endpoints.toSorted((left, right) => (left.pod < right.pod ? -1 : 1));
  return {
    addressType,
    endpoints: byPod.map((endpoint) => ({ ...endpoint, conditions: { ...endpoint.conditions } })),
    ports: sortedByJson(ports.map(recordedSlicePort)),
  };
}

function recordedEndpoints({ subsets }: LegacyEndpoints): JsonObject {
  return {
    subsets: sortedByJson(
      subsets.map(({ addresses, notReadyAddresses, ports }) => ({
        ...(addresses.length === 0 ? {} : { addresses: addresses.map((address) => ({ ...address })) }),
        ...(notReadyAddresses.length === 0
          ? {}
          : { notReadyAddresses: notReadyAddresses.map((address) => ({ ...address })) }),
        ports: sortedByJson(ports.map(recordedSubsetPort)),
      })),
    ),
  };
}

/** Puts the recorded lists into the same order as ours. */
function sortedExpectation(expected: JsonValue | undefined): JsonValue {
  const { endpointSlices, endpoints } = objectOf(expected);
  const withSortedPorts = (value: JsonValue): JsonObject => {
    const object = objectOf(value);
    return { ...object, ports: sortedByJson(listOf(object["ports"]).map(objectOf)) };
  };
  return {
    endpointSlices: isJsonArray(endpointSlices)
      ? sortedByJson(endpointSlices.map(withSortedPorts))
      : (endpointSlices ?? null),
    endpoints: isJsonObject(endpoints)
      ? { subsets: sortedByJson(listOf(endpoints["subsets"]).map(withSortedPorts)) }
      : (endpoints ?? null),
  };
}

export const serviceEndpointVectors: VectorKind = {
  family: "endpoints",
  file: "services",
  recognises: ({ input }) => isJsonObject(input) && "service" in input && "pods" in input && "nodes" in input,
  compare({ value, expected }, release) {
    const input = objectOf(value["input"]);
    const service = serviceOf(objectOf(input["service"]));
    const pods = listOf(input["pods"]).map(podOf);
    const zones = new Map(Object.entries(objectOf(input["nodes"])).map(([node, zone]) => [node, textOf(zone) ?? ""]));
    const settings = { service, zones, rules: { sidecarPortNames: isAtLeast(release, 33) } };
    const { create } = reconcileEndpointSlices(service, sliceDraftOf(settings, pods), []);
    const legacy = legacyEndpointsOf(service, addressBookOf(settings, pods));
    const wantsSizes = isJsonObject(objectOf(expected)["endpointSlices"]);
    const endpointSlices = wantsSizes
      ? { sizes: create.map(({ endpoints }) => endpoints.length).toSorted((left, right) => left - right) }
      : sortedByJson(create.map(recordedSlice));
    return compareOutcomes(sortedExpectation(expected), {
      endpointSlices,
      endpoints: legacy === undefined ? null : recordedEndpoints(legacy),
    });
  },
};

function proxyEndpointOf(value: JsonValue): ProxyEndpoint {
  const { ip, nodeName, ready, serving, terminating, zoneHints, nodeHints } = objectOf(value);
  return {
    ip: textOf(ip) ?? "",
    ...optional("nodeName", textOf(nodeName)),
    ...(typeof ready === "boolean" ? { ready } : {}),
    ...(typeof serving === "boolean" ? { serving } : {}),
    ...(typeof terminating === "boolean" ? { terminating } : {}),
    zoneHints: listOf(zoneHints).map((hint) => textOf(hint) ?? ""),
    nodeHints: listOf(nodeHints).map((hint) => textOf(hint) ?? ""),
  };
}

export const proxyVectors: VectorKind = {
  family: "endpoints",
  file: "proxy",
  recognises: ({ input }) => isJsonObject(input) && "endpoints" in input && "internalTrafficPolicy" in input,
  compare({ value, expected }) {
    const input = objectOf(value["input"]);
    const policies = {
      ...optional("type", textOf(input["type"])),
      ...optional("externalTrafficPolicy", textOf(input["externalTrafficPolicy"])),
      ...optional("internalTrafficPolicy", textOf(input["internalTrafficPolicy"])),
    };
    const node = { name: textOf(input["node"]) ?? "", ...optional("zone", textOf(input["zone"])) };
    const choice = categorizeEndpoints(listOf(input["endpoints"]).map(proxyEndpointOf), policies, node);
    const addresses = (endpoints: readonly ProxyEndpoint[]): readonly string[] =>
      endpoints.map(({ ip }) => ip).toSorted();
    return compareOutcomes(expected, {
      cluster: addresses(choice.cluster),
      local: addresses(choice.local),
      reachable: addresses(choice.reachable),
      hasAny: choice.hasAny,
      usesCluster: choice.usesCluster,
      usesLocal: choice.usesLocal,
    });
  },
};
