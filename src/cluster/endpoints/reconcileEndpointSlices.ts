import type { Service } from "../../model/service.ts";
import type { EndpointGroup, EndpointGroups, SliceDraft } from "./endpointGroups.ts";
import { groupsInOrder } from "./endpointGroups.ts";
import type { IpFamily } from "./endpointPod.ts";
import { hasManagedEndpoints } from "./endpointPod.ts";
import type { Endpoint, EndpointSlice } from "./endpointSlice.ts";
import { identityOf, isSameEndpoint, portsKey } from "./endpointSlice.ts";
import { forgetOldSlices, settle } from "./placement.ts";

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

function fill(draft: Draft, waiting: Endpoint[]): void {
  draft.endpoints.push(...waiting.splice(0, MAX_ENDPOINTS_PER_SLICE - draft.endpoints.length));
}

/** Of untouched slices the one that would be fullest with `count` more; undefined if none has the room. */
function fullestWithRoom(slices: readonly EndpointSlice[], count: number): EndpointSlice | undefined {
  let best: EndpointSlice | undefined;
  for (const slice of slices) {
    const { length } = slice.endpoints;
    if (length + count <= MAX_ENDPOINTS_PER_SLICE && (best === undefined || length > best.endpoints.length))
      best = slice;
  }
  return best;
}

interface Compared {
  readonly changed: Draft[];
  readonly untouched: readonly EndpointSlice[];
  readonly emptied: readonly EndpointSlice[];
  /** What no slice has, in the order of the pods. */
  readonly waiting: Endpoint[];
}

/** What the slices of a group hold beside what is wanted. Of those that hold just that it is remembered. */
function compareSlices(existing: readonly EndpointSlice[], group: EndpointGroup): Compared {
  const { wanted, settled, waiting } = group;
  forgetOldSlices(group, existing);
  const taken = new Set<string>();
  const changed: Draft[] = [];
  const untouched: EndpointSlice[] = [];
  const emptied: EndpointSlice[] = [];
  for (const slice of existing) {
    if (settled.has(slice)) {
      untouched.push(slice);
      continue;
    }
    const kept: Endpoint[] = [];
    let isChanged = false;
    for (const endpoint of slice.endpoints) {
      const identity = identityOf(endpoint);
      const desired = taken.has(identity) ? undefined : wanted.get(identity);
      if (desired === undefined) continue;
      taken.add(identity);
      kept.push(desired.endpoint);
      isChanged ||= !isSameEndpoint(desired.endpoint, endpoint);
    }
    if (isChanged || kept.length < slice.endpoints.length) {
      if (kept.length === 0) emptied.push(slice);
      else changed.push({ slice, endpoints: kept });
      continue;
    }
    untouched.push(slice);
    settle(group, slice);
  }
  const left = [...waiting].flatMap((identity) => (taken.has(identity) ? [] : (wanted.get(identity) ?? [])));
  left.sort((one, other) => one.number - other.number);
  return { changed, untouched, emptied, waiting: left.map(({ endpoint }) => endpoint) };
}

/**
 * Fits the endpoints of one group into its slices with few writes: updates stay where they are, newcomers fill the slices that are
 * written anyway (fullest first), then one untouched slice that has room for all the rest, then new slices. Slices are never merged.
 */
function reconcileGroup(existing: readonly EndpointSlice[], group: EndpointGroup, addressType: IpFamily): SliceWrites {
  const { changed, untouched, emptied, waiting } = compareSlices(existing, group);
  for (const draft of changed.toSorted((left, right) => right.endpoints.length - left.endpoints.length))
    fill(draft, waiting);
  const created: Draft[] = [];
  while (waiting.length > 0) {
    const roomy = waiting.length < MAX_ENDPOINTS_PER_SLICE ? fullestWithRoom(untouched, waiting.length) : undefined;
    const draft = draftOf(roomy ?? { addressType, ports: group.ports, endpoints: [] });
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

const sliceKeys = new WeakMap<EndpointSlice, string>();

/** Slices do not change: another content is another object. */
function keyOfSlice(slice: EndpointSlice): string {
  const key = sliceKeys.get(slice) ?? portsKey(slice.ports);
  sliceKeys.set(slice, key);
  return key;
}

function reconcileFamily(
  groups: EndpointGroups,
  existing: readonly EndpointSlice[],
  addressType: IpFamily,
): SliceWrites {
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  let unwanted: EndpointSlice[] = [];
  for (const [key, group] of groupsInOrder(groups)) {
    const slices = existing.filter((slice) => keyOfSlice(slice) === key);
    const writes = reconcileGroup(slices, group, addressType);
    create.push(...writes.create);
    update.push(...writes.update);
    unwanted.push(...writes.delete);
  }
  unwanted.push(...existing.filter((slice) => !groups.has(keyOfSlice(slice))));
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
 * that of the pods and of `existing`. Nothing for services whose endpoints others manage.
 */
export function reconcileEndpointSlices(
  service: Service,
  draft: SliceDraft,
  existing: readonly EndpointSlice[],
): SliceWrites {
  if (!hasManagedEndpoints(service)) return { create: [], update: [], delete: [] };
  const perFamily = [...draft].map(([family, groups]) =>
    reconcileFamily(
      groups,
      existing.filter(({ addressType }) => addressType === family),
      family,
    ),
  );
  return {
    create: perFamily.flatMap(({ create }) => create),
    update: perFamily.flatMap(({ update }) => update),
    delete: [
      ...perFamily.flatMap((writes) => writes.delete),
      ...existing.filter(({ addressType }) => !draft.has(addressType)),
    ],
  };
}
