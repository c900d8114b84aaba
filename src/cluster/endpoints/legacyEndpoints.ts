import type { Service } from "../../model/service.ts";
import type { EndpointPod, EndpointRules } from "./endpointPod.ts";
import {
  addressesOfFamily,
  hasManagedEndpoints,
  ipFamiliesOf,
  isHeadless,
  isSelected,
  publishedHostname,
  shouldPodBeInEndpoints,
} from "./endpointPod.ts";
import type { EndpointPort } from "./endpointSlice.ts";
import { endpointPortsOf, portsKey } from "./endpointSlice.ts";

export interface EndpointAddress {
  readonly ip: string;
  readonly hostname?: string;
  /** Empty while the pod is not scheduled. */
  readonly nodeName: string;
  readonly pod: string;
}

export interface EndpointSubset {
  readonly addresses: readonly EndpointAddress[];
  readonly notReadyAddresses: readonly EndpointAddress[];
  readonly ports: readonly EndpointPort[];
}

/** The legacy v1.Endpoints of a service. */
export interface LegacyEndpoints {
  readonly subsets: readonly EndpointSubset[];
}

/** Beyond it addresses are cut off. */
export const MAX_LEGACY_ADDRESSES = 1000;

interface ListedAddress {
  readonly address: EndpointAddress;
  readonly ready: boolean;
  readonly ports: readonly EndpointPort[];
}

function listAddresses(service: Service, pods: readonly EndpointPod[], rules: EndpointRules): readonly ListedAddress[] {
  const publishAll = service.spec.publishNotReadyAddresses === true;
  const family = ipFamiliesOf(service)[0] ?? "IPv4";
  const listed: ListedAddress[] = [];
  for (const pod of pods) {
    // KLT-113
    if (!isSelected(service, pod) || !shouldPodBeInEndpoints(pod, publishAll)) continue;
    const ip = addressesOfFamily(pod, family)[0];
    if (ip === undefined) continue;
    const hostname = publishedHostname(service, pod);
    const address = {
      ip,
      ...(hostname === undefined ? {} : { hostname }),
      nodeName: pod.spec.nodeName ?? "",
      pod: pod.name,
    };
    listed.push({ address, ready: publishAll || pod.ready, ports: endpointPortsOf(service, pod, rules) });
  }
  return listed;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

function byIpAndPod(left: ListedAddress, right: ListedAddress): number {
  return compareText(left.address.ip, right.address.ip) || compareText(left.address.pod, right.address.pod);
}

/** One subset per set of addresses, with all the ports that these addresses share. `port` is undefined for the ports of a portless headless service. */
function packSubsets(
  byPort: ReadonlyMap<string, { readonly port?: EndpointPort; readonly listed: readonly ListedAddress[] }>,
): readonly EndpointSubset[] {
  const subsets = new Map<string, { readonly listed: readonly ListedAddress[]; readonly ports: EndpointPort[] }>();
  for (const { port, listed } of byPort.values()) {
    const key = JSON.stringify(listed.map(({ address, ready }) => [address.ip, address.pod, ready]));
    const subset = subsets.get(key) ?? { listed, ports: [] };
    subsets.set(key, subset);
    if (port !== undefined) subset.ports.push(port);
  }
  return [...subsets.values()].map(({ listed, ports }) => ({
    addresses: listed.filter(({ ready }) => ready).map(({ address }) => address),
    notReadyAddresses: listed.filter(({ ready }) => !ready).map(({ address }) => address),
    ports,
  }));
}

/** Cuts to the capacity of the object: not-ready addresses go first; what must be cut is shared out by the subsets' sizes. */
function truncate(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  const ready = subsets.reduce((sum, { addresses }) => sum + addresses.length, 0);
  const notReady = subsets.reduce((sum, { notReadyAddresses }) => sum + notReadyAddresses.length, 0);
  if (ready + notReady <= MAX_LEGACY_ADDRESSES) return subsets;
  const isReadyCut = ready > MAX_LEGACY_ADDRESSES;
  const capacity = isReadyCut ? MAX_LEGACY_ADDRESSES : MAX_LEGACY_ADDRESSES - ready;
  const total = isReadyCut ? ready : notReady;
  let left = capacity;
  return subsets.map((subset) => {
    const candidates = isReadyCut ? subset.addresses : subset.notReadyAddresses;
    const kept = candidates.slice(0, Math.min(left, Math.ceil((candidates.length / total) * capacity)));
    left -= kept.length;
    return isReadyCut ? { ...subset, addresses: kept, notReadyAddresses: [] } : { ...subset, notReadyAddresses: kept };
  });
}

/**
 * The Endpoints object that the Endpoints controller wants (lifecycle spec §6.2); undefined if it makes none for this service.
 * Pods being deleted are left out unless not-ready addresses are published. Nodes are not asked for. A pod that lacks a named port
 * is left out of that port; a service without ports has subsets only when it is headless. Subsets stand in the order of the
 * service's ports and of `pods` (the real order is that of a hash), addresses by IP, then by pod.
 */
export function legacyEndpointsOf(
  service: Service,
  pods: readonly EndpointPod[],
  rules: EndpointRules,
): LegacyEndpoints | undefined {
  if (!hasManagedEndpoints(service)) return undefined;
  const listed = listAddresses(service, pods, rules).toSorted(byIpAndPod);
  const byPort = new Map<string, { readonly port?: EndpointPort; readonly listed: ListedAddress[] }>();
  if ((service.spec.ports ?? []).length === 0) {
    if (isHeadless(service) && listed.length > 0) byPort.set("", { listed: [...listed] });
    return { subsets: truncate(packSubsets(byPort)) };
  }
  for (const entry of listed) {
    for (const port of entry.ports) {
      const key = portsKey([port]);
      const offer = byPort.get(key) ?? { port, listed: [] };
      byPort.set(key, offer);
      offer.listed.push(entry);
    }
  }
  return { subsets: truncate(packSubsets(byPort)) };
}
