import type { Endpoint, EndpointSlice } from "./endpointSlice.ts";
import { identityOf } from "./endpointSlice.ts";

/**
 * The endpoints that are wanted, and the slices that hold what is wanted to the last endpoint: those need not be gone through
 * again as long as nothing of theirs changes. Plain data.
 */
export interface Placement {
  /** By identity. */
  readonly wanted: Map<string, WantedEndpoint>;
  readonly settled: Set<EndpointSlice>;
  /** The settled slice of an endpoint, by identity. */
  readonly holders: Map<string, EndpointSlice>;
  /** Identities of what is wanted and in no settled slice. */
  readonly waiting: Set<string>;
}

interface WantedEndpoint {
  readonly endpoint: Endpoint;
  /** The order of the pods. */
  readonly number: number;
}

export function nowWanted(placement: Placement, identity: string, number: number, endpoint: Endpoint): void {
  unsettleHolder(placement, identity);
  placement.wanted.set(identity, { number, endpoint });
  placement.waiting.add(identity);
}

export function noLongerWanted(placement: Placement, identity: string): void {
  unsettleHolder(placement, identity);
  placement.wanted.delete(identity);
  placement.waiting.delete(identity);
}

function unsettleHolder(placement: Placement, identity: string): void {
  const holder = placement.holders.get(identity);
  if (holder !== undefined) unsettle(placement, holder);
}

/** A slice is to be gone through once more. */
export function unsettle({ wanted, settled, holders, waiting }: Placement, slice: EndpointSlice): void {
  settled.delete(slice);
  for (const endpoint of slice.endpoints) {
    const identity = identityOf(endpoint);
    holders.delete(identity);
    if (wanted.has(identity)) waiting.add(identity);
  }
}

/** A slice holds what is wanted, and nothing else. */
export function settle({ settled, holders, waiting }: Placement, slice: EndpointSlice): void {
  settled.add(slice);
  for (const endpoint of slice.endpoints) {
    const identity = identityOf(endpoint);
    holders.set(identity, slice);
    waiting.delete(identity);
  }
}

/**
 * Slices that do not exist any more are forgotten; so are all if one that is not settled holds what one of them holds, too, for
 * of two slices with one endpoint the first is the one that keeps it.
 */
export function forgetOldSlices(placement: Placement, existing: readonly EndpointSlice[]): void {
  const { settled, holders } = placement;
  const present = new Set(existing);
  for (const slice of settled) if (!present.has(slice)) unsettle(placement, slice);
  const isHeldTwice = existing.some(
    (slice) => !settled.has(slice) && slice.endpoints.some((endpoint) => holders.has(identityOf(endpoint))),
  );
  if (isHeldTwice) for (const slice of settled) unsettle(placement, slice);
}
