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

/** What each pod came to last: of many pods behind a service few change at a time. */
const lastOf = new WeakMap<
  EndpointPod,
  { readonly service: Service; readonly rules: EndpointRules; readonly listed: ListedAddress | undefined }
>();

function listedAddressOf(service: Service, pod: EndpointPod, rules: EndpointRules): ListedAddress | undefined {
  const last = lastOf.get(pod);
  if (last?.service === service && last.rules === rules) return last.listed;
  const ip = addressesOfFamily(pod, ipFamiliesOf(service)[0] ?? "IPv4")[0];
  const hostname = publishedHostname(service, pod);
  const more = hostname === undefined ? {} : { hostname };
  const ready = service.spec.publishNotReadyAddresses === true || pod.ready;
  const listed =
    ip === undefined
      ? undefined
      : {
          address: { ip, ...more, nodeName: pod.spec.nodeName ?? "", pod: pod.name },
          ready,
          ports: endpointPortsOf(service, pod, rules),
        };
  lastOf.set(pod, { service, rules, listed });
  return listed;
}

function listAddresses(service: Service, pods: readonly EndpointPod[], rules: EndpointRules): readonly ListedAddress[] {
  const publishAll = service.spec.publishNotReadyAddresses === true;
  const listed: ListedAddress[] = [];
  for (const pod of pods) {
    // KLT-113
    if (!isSelected(service, pod) || !shouldPodBeInEndpoints(pod, publishAll)) continue;
    const address = listedAddressOf(service, pod, rules);
    if (address !== undefined) listed.push(address);
  }
  return listed;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

function byIpAndPod(left: ListedAddress, right: ListedAddress): number {
  return compareText(left.address.ip, right.address.ip) || compareText(left.address.pod, right.address.pod);
}

const portKeys = new WeakMap<EndpointPort, string>();

function portKeyOf(port: EndpointPort): string {
  const known = portKeys.get(port);
  if (known !== undefined) return known;
  const key = portsKey([port]);
  portKeys.set(port, key);
  return key;
}

/** One subset per set of addresses, with all the ports that these addresses share. `port` is undefined for the ports of a portless headless service. */
function packSubsets(
  byPort: ReadonlyMap<string, { readonly port?: EndpointPort; readonly listed: readonly ListedAddress[] }>,
): readonly EndpointSubset[] {
  const subsets = new Map<string, { readonly listed: readonly ListedAddress[]; readonly ports: EndpointPort[] }>();
  for (const { port, listed } of byPort.values()) {
    // One port is a subset by itself.
    const key =
      byPort.size === 1 ? "" : JSON.stringify(listed.map(({ address, ready }) => [address.ip, address.pod, ready]));
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
      const key = portKeyOf(port);
      const offer = byPort.get(key) ?? { port, listed: [] };
      byPort.set(key, offer);
      offer.listed.push(entry);
    }
  }
  return { subsets: truncate(packSubsets(byPort)) };
}
