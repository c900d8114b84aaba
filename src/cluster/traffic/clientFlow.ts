import type { TrafficClient } from "../../model/traffic.ts";
import type { RequestOutcome, ServingPod } from "./servingPod.ts";
import { changesOf, outcomeAt } from "./servingPod.ts";

/** Where kube-proxy sends new connections, from an instant on. */
export interface ProxyUse {
  readonly fromMs: number;
  readonly pods: readonly string[];
}

/** A time in which nothing changes for a client. */
export interface FlowSpan {
  readonly fromMs: number;
  readonly toMs: number;
  /** Where first attempts go, as parts of 1. Empty: the service has no endpoints. */
  readonly shares: ReadonlyMap<string, number>;
  /** Where retries go: evenly to all of them. */
  readonly use: readonly string[];
  readonly outcomes: ReadonlyMap<string, RequestOutcome>;
}

interface Connection {
  pod: string | undefined;
  /** When it is given up for its age. */
  oldAtMs: number;
  /** When it is given up because nothing is answered on it. */
  deafAtMs: number;
}

const DEFAULT_CONNECTIONS = 10;
const DEFAULT_TIMEOUT_MS = 10_000;
const REFUSED: RequestOutcome = { failure: "refused", isDying: false };

/** The times in which nothing changes for a client, in order. */
export function flowOf(
  client: TrafficClient,
  proxy: readonly ProxyUse[],
  pods: ReadonlyMap<string, ServingPod>,
  untilMs: number,
): readonly FlowSpan[] {
  const { fromMs = 0, toMs = untilMs } = client;
  const endMs = Math.min(toMs, untilMs);
  const changes = [...proxy.map((use) => use.fromMs), ...[...pods.values()].flatMap(changesOf)]
    .filter((t) => t > fromMs && t < endMs)
    .sort((a, b) => a - b);
  const connections = connectionsOf(client, fromMs);
  const dialled = { count: 0 };
  const spans: FlowSpan[] = [];
  let next = 0;
  for (let t = fromMs; t < endMs; ) {
    while ((changes[next] ?? Infinity) <= t) next++;
    const use = proxy.findLast((one) => one.fromMs <= t)?.pods ?? [];
    const outcomes = new Map([...pods].map(([name, pod]) => [name, outcomeAt(pod, t)]));
    if (connections !== undefined) tendConnections(connections, client, use, outcomes, t, dialled);
    const givenUp = (connections ?? []).flatMap(({ oldAtMs, deafAtMs }) => [oldAtMs, deafAtMs]);
    const spanEndMs = Math.min(changes[next] ?? Infinity, endMs, ...givenUp);
    spans.push({ fromMs: t, toMs: spanEndMs, shares: sharesOf(use, connections), use, outcomes });
    t = spanEndMs;
  }
  return spans;
}

/** Of different ages, as they would be after a while. */
function connectionsOf(
  { keepAliveMs, connections = DEFAULT_CONNECTIONS }: TrafficClient,
  fromMs: number,
): Connection[] | undefined {
  if (keepAliveMs === undefined) return undefined;
  return Array.from({ length: connections }, (_, index) => ({
    pod: undefined,
    oldAtMs: fromMs + Math.ceil((keepAliveMs * (index + 1)) / connections),
    deafAtMs: Infinity,
  }));
}

/** Opens anew what is too old, broken or given up; the endpoints take turns. */
function tendConnections(
  connections: readonly Connection[],
  { keepAliveMs = 0, timeoutMs = DEFAULT_TIMEOUT_MS }: TrafficClient,
  use: readonly string[],
  outcomes: ReadonlyMap<string, RequestOutcome>,
  t: number,
  dialled: { count: number },
): void {
  const accepts = use.filter((pod) => (outcomes.get(pod) ?? REFUSED).failure !== "refused");
  for (const connection of connections) {
    const failure = connection.pod === undefined ? "refused" : (outcomes.get(connection.pod) ?? REFUSED).failure;
    const isOld = connection.oldAtMs <= t;
    if (isOld || connection.deafAtMs <= t || failure === "refused") {
      connection.pod = accepts.length === 0 ? undefined : accepts[dialled.count++ % accepts.length];
      connection.deafAtMs = Infinity;
      if (isOld) connection.oldAtMs = t + Math.max(1, keepAliveMs);
    }
    const isDeaf = connection.pod !== undefined && outcomes.get(connection.pod)?.failure === "timeout";
    connection.deafAtMs = isDeaf ? Math.min(connection.deafAtMs, t + timeoutMs) : Infinity;
  }
}

function sharesOf(use: readonly string[], connections: readonly Connection[] | undefined): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  const add = (pod: string, share: number): void => void shares.set(pod, (shares.get(pod) ?? 0) + share);
  for (const { pod } of connections ?? [{ pod: undefined }]) {
    const part = 1 / (connections?.length ?? 1);
    if (pod !== undefined) add(pod, part);
    else for (const endpoint of use) add(endpoint, part / use.length);
  }
  return shares;
}

/** What of the first attempts fails, and of a retry that goes to any endpoint. */
export function failingParts({ shares, use, outcomes }: FlowSpan): { readonly first: number; readonly retry: number } {
  const fails = (pod: string): boolean => (outcomes.get(pod) ?? REFUSED).failure !== undefined;
  let first = shares.size === 0 ? 1 : 0;
  for (const [pod, share] of shares) if (fails(pod)) first += share;
  return { first, retry: use.length === 0 ? 1 : use.filter(fails).length / use.length };
}
