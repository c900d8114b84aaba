import type { Service } from "../../model/service.ts";
import type { EndpointPod, EndpointRules, EndpointSettings } from "./endpointPod.ts";
import {
  addressesOfFamily,
  hasManagedEndpoints,
  ipFamiliesOf,
  isHeadless,
  isSelected,
  publishedHostname,
  shouldPodBeInEndpoints,
} from "./endpointPod.ts";
import { isSame } from "../api/isSame.ts";
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
  /** The ports that it offers; without one where a headless service has none. */
  readonly offers: readonly Offer[];
}

interface Offer {
  readonly key: string;
  readonly port?: EndpointPort;
}

/** The addresses that offer a port, by IP, then by pod. */
interface PortAddresses {
  readonly port?: EndpointPort;
  readonly ready: ListedAddress[];
  readonly notReady: ListedAddress[];
}

/** The addresses behind a service, in step with the pods that it is told of. Plain data. */
export interface AddressBook {
  /** By the pod's number. */
  readonly listed: Map<number, ListedAddress>;
  readonly byPort: Map<string, PortAddresses>;
  /** What it comes to, if that is known. */
  endpoints: LegacyEndpoints | undefined;
}

type AddressSettings = Omit<EndpointSettings, "zones">;

export function newAddressBook(): AddressBook {
  return { listed: new Map(), byPort: new Map(), endpoints: undefined };
}

function listedAddressOf({ service, rules }: AddressSettings, pod: EndpointPod): ListedAddress | undefined {
  if (!hasManagedEndpoints(service) || !isSelected(service, pod)) return undefined;
  const publishAll = service.spec.publishNotReadyAddresses === true;
  // KLT-113
  if (!shouldPodBeInEndpoints(pod, publishAll)) return undefined;
  const ip = addressesOfFamily(pod, ipFamiliesOf(service)[0] ?? "IPv4")[0];
  if (ip === undefined) return undefined;
  const hostname = publishedHostname(service, pod);
  const more = hostname === undefined ? {} : { hostname };
  const address = { ip, ...more, nodeName: pod.spec.nodeName ?? "", pod: pod.name };
  return { address, ready: publishAll || pod.ready, offers: offersOf(service, pod, rules) };
}

function offersOf(service: Service, pod: EndpointPod, rules: EndpointRules): readonly Offer[] {
  if ((service.spec.ports ?? []).length === 0) return isHeadless(service) ? [{ key: "" }] : [];
  return endpointPortsOf(service, pod, rules).map((port) => ({ key: portsKey([port]), port }));
}

/** A pod is as it is now; undefined: it is gone. @param number any that is its own */
export function putInAddressBook(
  book: AddressBook,
  settings: AddressSettings,
  number: number,
  pod: EndpointPod | undefined,
): void {
  const { listed, byPort } = book;
  const before = listed.get(number);
  const after = pod === undefined ? undefined : listedAddressOf(settings, pod);
  if (isSame(before, after)) return;
  book.endpoints = undefined;
  for (const { key } of before?.offers ?? []) {
    const addresses = byPort.get(key);
    if (before === undefined || addresses === undefined) continue;
    const list = before.ready ? addresses.ready : addresses.notReady;
    list.splice(list.indexOf(before, placeOf(list, before)), 1);
    if (addresses.ready.length === 0 && addresses.notReady.length === 0) byPort.delete(key);
  }
  if (after === undefined) {
    listed.delete(number);
    return;
  }
  listed.set(number, after);
  for (const { key, port } of after.offers) {
    const addresses = byPort.get(key) ?? { ...(port === undefined ? {} : { port }), ready: [], notReady: [] };
    byPort.set(key, addresses);
    const list = after.ready ? addresses.ready : addresses.notReady;
    list.splice(placeOf(list, after), 0, after);
  }
}

/** The addresses of these pods. */
export function addressBookOf(settings: AddressSettings, pods: readonly EndpointPod[]): AddressBook {
  const book = newAddressBook();
  for (const [number, pod] of pods.entries()) putInAddressBook(book, settings, number, pod);
  return book;
}

/** Where the address stands, or would. */
function placeOf(list: readonly ListedAddress[], entry: ListedAddress): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (byIpAndPod(list[middle] as ListedAddress, entry) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

function byIpAndPod({ address: left }: ListedAddress, { address: right }: ListedAddress): number {
  return compareText(left.ip, right.ip) || compareText(left.pod, right.pod);
}

/** In the order in which one meets them who goes through the addresses, and of each through its ports. */
function portsInOrder({ byPort }: AddressBook): readonly PortAddresses[] {
  if (byPort.size === 1) return [...byPort.values()];
  const met = [...byPort].flatMap(([key, addresses]) => {
    const [first] = [addresses.ready[0], addresses.notReady[0]].filter((entry) => entry !== undefined).sort(byIpAndPod);
    return first === undefined
      ? []
      : [{ addresses, first, place: first.offers.findIndex((offer) => offer.key === key) }];
  });
  met.sort((one, other) => byIpAndPod(one.first, other.first) || one.place - other.place);
  return met.map(({ addresses }) => addresses);
}

interface Subset {
  readonly ready: readonly ListedAddress[];
  readonly notReady: readonly ListedAddress[];
  readonly ports: EndpointPort[];
}

/** One subset per set of addresses, with all the ports that these addresses share. `port` is undefined for the ports of a portless headless service. */
function packSubsets(ports: readonly PortAddresses[]): readonly Subset[] {
  const subsets: Subset[] = [];
  for (const { port, ready, notReady } of ports) {
    const known = subsets.find((subset) => isSameList(subset.ready, ready) && isSameList(subset.notReady, notReady));
    const subset = known ?? { ready, notReady, ports: [] };
    if (known === undefined) subsets.push(subset);
    if (port !== undefined) subset.ports.push(port);
  }
  return subsets;
}

function isSameList(left: readonly ListedAddress[], right: readonly ListedAddress[]): boolean {
  return left.length === right.length && left.every((entry, index) => entry === right[index]);
}

/** Cuts to the capacity of the object: not-ready addresses go first; what must be cut is shared out by the subsets' sizes. */
function truncate(subsets: readonly Subset[]): readonly EndpointSubset[] {
  const addressesOf = (list: readonly ListedAddress[]): readonly EndpointAddress[] =>
    list.map(({ address }) => address);
  const ready = subsets.reduce((sum, subset) => sum + subset.ready.length, 0);
  const notReady = subsets.reduce((sum, subset) => sum + subset.notReady.length, 0);
  const isReadyCut = ready > MAX_LEGACY_ADDRESSES;
  const capacity = isReadyCut ? MAX_LEGACY_ADDRESSES : MAX_LEGACY_ADDRESSES - ready;
  const total = isReadyCut ? ready : notReady;
  let left = capacity;
  return subsets.map((subset) => {
    const { ports } = subset;
    const candidates = isReadyCut ? subset.ready : subset.notReady;
    const share = total <= capacity ? candidates.length : Math.ceil((candidates.length / total) * capacity);
    const kept = addressesOf(candidates.slice(0, Math.min(left, share)));
    left -= kept.length;
    return isReadyCut
      ? { addresses: kept, notReadyAddresses: [], ports }
      : { addresses: addressesOf(subset.ready), notReadyAddresses: kept, ports };
  });
}

/**
 * The Endpoints object that the Endpoints controller wants (lifecycle spec §6.2); undefined if it makes none for this service.
 * Pods being deleted are left out unless not-ready addresses are published. Nodes are not asked for. A pod that lacks a named port
 * is left out of that port; a service without ports has subsets only when it is headless. Addresses stand in the order of IPs, then of
 * pods; subsets in the order of their first addresses and the service's ports (the real order is that of a hash).
 */
export function legacyEndpointsOf(service: Service, book: AddressBook): LegacyEndpoints | undefined {
  if (!hasManagedEndpoints(service)) return undefined;
  book.endpoints ??= { subsets: truncate(packSubsets(portsInOrder(book))) };
  return book.endpoints;
}
