import type { Service } from "../../model/service.ts";
import type { EndpointPod, EndpointRules, IpFamily } from "./endpointPod.ts";
import { hasManagedEndpoints, ipFamiliesOf } from "./endpointPod.ts";
import type { Endpoint, EndpointGroup, EndpointSlice } from "./endpointSlice.ts";
import { desiredEndpointGroups, portsKey } from "./endpointSlice.ts";

/** `--max-endpoints-per-slice` of the controller manager. */
// KLT-115
export const MAX_ENDPOINTS_PER_SLICE = 100;

/** What the controller writes: creates have no name yet. */
export interface SliceWrites {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly delete: readonly EndpointSlice[];
}

interface Draft {
  readonly slice: EndpointSlice;
  readonly endpoints: Endpoint[];
}

function draftOf(slice: EndpointSlice): Draft {
  return { slice, endpoints: [...slice.endpoints] };
}

function finished({ slice, endpoints }: Draft): EndpointSlice {
  return { ...slice, endpoints };
}

const identities = new WeakMap<Endpoint, string>();

/** Which endpoint of a slice a desired one replaces: the same pod at the same addresses under the same host name. */
function identityOf(endpoint: Endpoint): string {
  const known = identities.get(endpoint);
  if (known !== undefined) return known;
  const { addresses, hostname, pod } = endpoint;
  const identity = JSON.stringify([addresses, hostname ?? "", pod]);
  identities.set(endpoint, identity);
  return identity;
}

function isSame(left: Endpoint, right: Endpoint): boolean {
  if (left === right) return true;
  const { ready, serving, terminating } = left.conditions;
  return (
    ready === right.conditions.ready &&
    serving === right.conditions.serving &&
    terminating === right.conditions.terminating &&
    left.nodeName === right.nodeName &&
    left.zone === right.zone
  );
}

function fill(draft: Draft, waiting: Endpoint[]): void {
  draft.endpoints.push(...waiting.splice(0, MAX_ENDPOINTS_PER_SLICE - draft.endpoints.length));
}

/** Of untouched slices the one that would be fullest with `count` more; undefined if none has the room. */
function fullestWithRoom(drafts: readonly Draft[], count: number): Draft | undefined {
  let best: Draft | undefined;
  for (const draft of drafts) {
    const size = draft.endpoints.length + count;
    if (size > MAX_ENDPOINTS_PER_SLICE) continue;
    if (best === undefined || draft.endpoints.length > best.endpoints.length) best = draft;
  }
  return best;
}

/**
 * Fits the endpoints of one group into its slices with few writes: updates stay where they are, newcomers fill the slices that are
 * written anyway (fullest first), then one untouched slice that has room for all the rest, then new slices. Slices are never merged.
 */
function reconcileGroup(existing: readonly EndpointSlice[], group: EndpointGroup, addressType: IpFamily): SliceWrites {
  const wanted = new Map(group.endpoints.map((endpoint) => [identityOf(endpoint), endpoint]));
  const changed: Draft[] = [];
  const untouched: Draft[] = [];
  const emptied: EndpointSlice[] = [];
  for (const slice of existing) {
    const kept: Endpoint[] = [];
    let isChanged = false;
    for (const endpoint of slice.endpoints) {
      const identity = identityOf(endpoint);
      const desired = wanted.get(identity);
      if (desired === undefined) continue;
      kept.push(desired);
      isChanged ||= !isSame(desired, endpoint);
      wanted.delete(identity);
    }
    if (!isChanged && kept.length === slice.endpoints.length) untouched.push(draftOf(slice));
    else if (kept.length === 0) emptied.push(slice);
    else changed.push({ slice, endpoints: kept });
  }
  const waiting = [...wanted.values()];
  for (const draft of changed.toSorted((left, right) => right.endpoints.length - left.endpoints.length))
    fill(draft, waiting);
  const created: Draft[] = [];
  while (waiting.length > 0) {
    const roomy = waiting.length < MAX_ENDPOINTS_PER_SLICE ? fullestWithRoom(untouched, waiting.length) : undefined;
    const draft = roomy ?? draftOf({ addressType, ports: group.ports, endpoints: [] });
    (roomy === undefined ? created : changed).push(draft);
    fill(draft, waiting);
  }
  return { create: created.map(finished), update: changed.map(finished), delete: emptied };
}

/** A slice that is to go lends its name to one that is to come: one write instead of two. */
function reuseNames(writes: SliceWrites): SliceWrites {
  const create = [...writes.create];
  const update = [...writes.update];
  const remaining: EndpointSlice[] = [];
  for (const slice of writes.delete) {
    const created = create.pop();
    if (created === undefined) remaining.push(slice);
    else update.push({ ...created, ...(slice.name === undefined ? {} : { name: slice.name }) });
  }
  return { create, update, delete: remaining };
}

function reconcileFamily(
  groups: ReadonlyMap<string, EndpointGroup>,
  existing: readonly EndpointSlice[],
  addressType: IpFamily,
): SliceWrites {
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  let unwanted: EndpointSlice[] = [];
  for (const [key, group] of groups) {
    const slices = existing.filter(({ ports }) => portsKey(ports) === key);
    const writes = reconcileGroup(slices, group, addressType);
    create.push(...writes.create);
    update.push(...writes.update);
    unwanted.push(...writes.delete);
  }
  unwanted.push(...existing.filter(({ ports }) => !groups.has(portsKey(ports))));
  if (unwanted.length === existing.length && create.length === 0) {
    const [only] = unwanted;
    const isPlaceholder = unwanted.length === 1 && only?.endpoints.length === 0 && only.ports.length === 0;
    if (isPlaceholder) unwanted = [];
    else create.push({ addressType, ports: [], endpoints: [] });
  }
  return reuseNames({ create, update, delete: unwanted });
}

/**
 * What the EndpointSlice controller writes when it looks at the service, its pods and the slices that exist (lifecycle spec §6.1).
 * A service that has no endpoints keeps one empty slice per address family. Where the real controller walks maps, the order here is
 * that of `pods` and `existing`. Nothing for services whose endpoints others manage. `zones` as `desiredEndpointGroups`.
 */
export function reconcileEndpointSlices(
  service: Service,
  pods: readonly EndpointPod[],
  zones: ReadonlyMap<string, string>,
  existing: readonly EndpointSlice[],
  rules: EndpointRules,
): SliceWrites {
  if (!hasManagedEndpoints(service)) return { create: [], update: [], delete: [] };
  const families = ipFamiliesOf(service);
  const perFamily = families.map((family) =>
    reconcileFamily(
      desiredEndpointGroups(service, pods, zones, family, rules),
      existing.filter(({ addressType }) => addressType === family),
      family,
    ),
  );
  return {
    create: perFamily.flatMap(({ create }) => create),
    update: perFamily.flatMap(({ update }) => update),
    delete: [
      ...perFamily.flatMap((writes) => writes.delete),
      ...existing.filter(({ addressType }) => !families.includes(addressType)),
    ],
  };
}
