import type { ApiAnswer, ApiRequest } from "../api/controlPlane.ts";
import type { EndpointSlice, Resource, StoredObject } from "../api/objects.ts";
import type { ControllerEvent } from "./eventLog.ts";

/**
 * What a sync asks for as it goes on. `calls` go out together and are waited for; the others are done at once.
 * A sync is taken up again by running it anew with what it was told before, so it must do nothing but ask.
 */
export type Demand =
  | { readonly ask: "calls"; readonly requests: readonly ApiRequest[] }
  /** Now, in ms with its parts. */
  | { readonly ask: "now" }
  | ({ readonly ask: "event" } & ControllerEvent)
  /** The object as the API server has it at this moment. */
  | { readonly ask: "fetch"; readonly resource: Resource; readonly key: string }
  /** The object as the controller has heard of it. */
  | { readonly ask: "cached"; readonly resource: Resource; readonly key: string }
  | { readonly ask: "expectCreations"; readonly count: number }
  | { readonly ask: "expectDeletions"; readonly pods: readonly string[] }
  | { readonly ask: "creationFailed"; readonly count: number }
  | { readonly ask: "deletionFailed"; readonly pod: string }
  | { readonly ask: "wrote"; readonly resource: "pods" | "replicasets" | "statefulsets"; readonly version: number }
  | { readonly ask: "trackSlice"; readonly slice: EndpointSlice }
  | { readonly ask: "expectSliceDeletion"; readonly slice: EndpointSlice }
  | { readonly ask: "endpointsReplaced"; readonly version: number }
  /** Goes on that much later. */
  | { readonly ask: "wait"; readonly forMs: number }
  | { readonly ask: "requeueAfter"; readonly afterMs: number }
  | { readonly ask: "requeueRateLimited" };

/** How a sync ended: well, or with an error after which it is tried again. */
export type SyncEnd = "done" | "failed";

/** A sync asks, and is answered as the demand says. */
export type Sync<Result = SyncEnd> = Generator<Demand, Result, unknown>;

export function* call(request: ApiRequest): Sync<ApiAnswer> {
  const [answer] = yield* calls([request]);
  return answer as ApiAnswer;
}

export function* calls(requests: readonly ApiRequest[]): Sync<readonly ApiAnswer[]> {
  return (yield { ask: "calls", requests }) as readonly ApiAnswer[];
}

export function* nowMs(): Sync<number> {
  return (yield { ask: "now" }) as number;
}

export function* fetched<T extends StoredObject>(resource: Resource, key: string): Sync<T | undefined> {
  return (yield { ask: "fetch", resource, key }) as T | undefined;
}

export function* cached<T extends StoredObject>(resource: Resource, key: string): Sync<T | undefined> {
  return (yield { ask: "cached", resource, key }) as T | undefined;
}
