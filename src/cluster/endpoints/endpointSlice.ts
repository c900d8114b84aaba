import type { Service } from "../../model/service.ts";
import type { EndpointPod, EndpointRules, IpFamily } from "./endpointPod.ts";
import {
  addressesOfFamily,
  findPort,
  hasManagedEndpoints,
  isSelected,
  protocolOf,
  publishedHostname,
  shouldPodBeInEndpoints,
} from "./endpointPod.ts";

export interface EndpointConditions {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** discovery.Endpoint of a pod. */
export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions: EndpointConditions;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  /** Name of the pod (targetRef). */
  readonly pod: string;
}

export interface EndpointPort {
  /** Empty for the only port of a service that does not name it. */
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}

/** discovery.EndpointSlice: endpoints that share address family and ports. */
export interface EndpointSlice {
  /** Absent until the API server has given it one. */
  readonly name?: string;
  readonly addressType: IpFamily;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** Endpoints that belong into slices of their own because their ports differ. */
export interface EndpointGroup {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** Says of two lists of ports whether they share slices; their order does not matter. */
export function portsKey(ports: readonly EndpointPort[]): string {
  return ports
    .map(({ name, port, protocol, appProtocol }) => JSON.stringify([name, port, protocol, appProtocol ?? ""]))
    .toSorted()
    .join();
}

/** The ports of the service as this pod has them; a port whose name the pod lacks is left out, the pod stays (corrections.md on §6.1). */
export function endpointPortsOf(service: Service, pod: EndpointPod, rules: EndpointRules): readonly EndpointPort[] {
  const ports: EndpointPort[] = [];
  for (const servicePort of service.spec.ports ?? []) {
    const port = findPort(pod, servicePort, rules);
    if (port === undefined) continue;
    const { name = "", appProtocol } = servicePort;
    ports.push({
      name,
      port,
      protocol: protocolOf(servicePort),
      ...(appProtocol === undefined ? {} : { appProtocol }),
    });
  }
  return ports;
}

/** ready, serving and terminating of a pod (lifecycle spec §6.1): `serving` is the pod's own readiness, whether it is being deleted or not. */
export function endpointConditionsOf(service: Service, pod: EndpointPod): EndpointConditions {
  // KLT-110
  const serving = pod.ready;
  const terminating = pod.deleting;
  return { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating };
}

function endpointOf(service: Service, pod: EndpointPod, family: IpFamily, zone: string | undefined): Endpoint {
  const hostname = publishedHostname(service, pod);
  const { nodeName } = pod.spec;
  return {
    addresses: addressesOfFamily(pod, family),
    conditions: endpointConditionsOf(service, pod),
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined || nodeName === "" ? {} : { nodeName }),
    ...(zone === undefined || zone === "" ? {} : { zone }),
    pod: pod.name,
  };
}

/** What a pod comes to behind a service. */
interface PodEndpoint {
  readonly service: Service;
  readonly family: IpFamily;
  readonly zone: string | undefined;
  readonly rules: EndpointRules;
  readonly ports: readonly EndpointPort[];
  /** Of the ports. */
  readonly key: string;
  readonly endpoint: Endpoint;
}

/** What each pod came to last: of many pods behind a service few change at a time. */
const lastOf = new WeakMap<EndpointPod, PodEndpoint>();

function podEndpointOf(
  service: Service,
  pod: EndpointPod,
  family: IpFamily,
  zone: string | undefined,
  rules: EndpointRules,
): PodEndpoint {
  const last = lastOf.get(pod);
  if (last?.service === service && last.family === family && last.zone === zone && last.rules === rules) return last;
  const ports = endpointPortsOf(service, pod, rules);
  const endpoint = endpointOf(service, pod, family, zone);
  const made = { service, family, zone, rules, ports, key: portsKey(ports), endpoint };
  lastOf.set(pod, made);
  return made;
}

/**
 * What the EndpointSlice controller wants to see for one address family, in the order of `pods`.
 * A pod on an unknown node is left out unless the service publishes not-ready addresses (`endpoints/services` special/node-missing…).
 * A group may be empty: its slices go, and it takes part in that way.
 * `zones`: zone by name of node ("" where it has none); a node that is not in it does not exist.
 */
export function desiredEndpointGroups(
  service: Service,
  pods: readonly EndpointPod[],
  zones: ReadonlyMap<string, string>,
  family: IpFamily,
  rules: EndpointRules,
): ReadonlyMap<string, EndpointGroup> {
  const groups = new Map<string, { readonly ports: readonly EndpointPort[]; readonly endpoints: Endpoint[] }>();
  if (!hasManagedEndpoints(service)) return groups;
  for (const pod of pods) {
    if (!isSelected(service, pod) || !shouldPodBeInEndpoints(pod, true)) continue;
    const zone = zones.get(pod.spec.nodeName ?? "");
    const { ports, key, endpoint } = podEndpointOf(service, pod, family, zone, rules);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    // KLT-111
    if (zone === undefined && service.spec.publishNotReadyAddresses !== true) continue;
    if (endpoint.addresses.length > 0) group.endpoints.push(endpoint);
  }
  return groups;
}
