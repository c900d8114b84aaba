import type { ServiceSpec } from "../../model/service.ts";
import type { EndpointSlice } from "./endpointSlice.ts";

/** An endpoint as a slice shows it to kube-proxy. */
export interface ProxyEndpoint {
  readonly ip: string;
  readonly nodeName?: string;
  /** Absent counts as true. */
  readonly ready?: boolean;
  /** Absent counts as true. */
  readonly serving?: boolean;
  /** Absent counts as false. */
  readonly terminating?: boolean;
  readonly zoneHints?: readonly string[];
  readonly nodeHints?: readonly string[];
}

/** Where a kube-proxy runs. */
export interface ProxyNode {
  readonly name: string;
  /** Absent or empty: the node has no zone. */
  readonly zone?: string;
}

/** The endpoints that one kube-proxy sends traffic to; a list is empty where the service never uses that policy. */
export interface ProxyChoice {
  readonly usesCluster: boolean;
  readonly usesLocal: boolean;
  /** For traffic under the policy Cluster. */
  readonly cluster: readonly ProxyEndpoint[];
  /** For traffic under the policy Local. */
  readonly local: readonly ProxyEndpoint[];
  /** All that either may use: what the proxy has rules for. */
  readonly reachable: readonly ProxyEndpoint[];
  /** Whether some endpoint is usable on some node, though perhaps not from here. */
  readonly hasAny: boolean;
}

type TrafficPolicies = Pick<ServiceSpec, "type" | "externalTrafficPolicy" | "internalTrafficPolicy">;

function isReady({ ready }: ProxyEndpoint): boolean {
  return ready ?? true;
}

function isTerminating({ terminating }: ProxyEndpoint): boolean {
  return terminating ?? false;
}

function isServingTerminating(endpoint: ProxyEndpoint): boolean {
  return (endpoint.serving ?? true) && isTerminating(endpoint);
}

/** Endpoints of all slices of a service, one per address: of two pods with one address the one that is not terminating counts. */
export function proxyEndpointsOf(slices: readonly EndpointSlice[]): readonly ProxyEndpoint[] {
  const byAddress = new Map<string, ProxyEndpoint>();
  for (const { addresses, conditions, nodeName } of slices.flatMap(({ endpoints }) => endpoints)) {
    const [ip] = addresses;
    if (ip === undefined || (byAddress.has(ip) && conditions.terminating)) continue;
    byAddress.set(ip, { ip, ...conditions, ...(nodeName === undefined ? {} : { nodeName }) });
  }
  return [...byAddress.values()];
}

type HintCheck = (endpoint: ProxyEndpoint) => boolean;

/** By which hints traffic is kept close; undefined: by none. Hints count only if every ready endpoint has them and one is meant for here. */
function closeness(endpoints: readonly ProxyEndpoint[], node: ProxyNode): HintCheck | undefined {
  const ready = endpoints.filter(isReady);
  const isHinted = (hintsOf: (endpoint: ProxyEndpoint) => readonly string[], place: string): HintCheck | undefined => {
    const isMeant: HintCheck = (endpoint) => hintsOf(endpoint).includes(place);
    return ready.every((endpoint) => hintsOf(endpoint).length > 0) && ready.some(isMeant) ? isMeant : undefined;
  };
  return (
    isHinted(({ nodeHints }) => nodeHints ?? [], node.name) ??
    isHinted(({ zoneHints }) => zoneHints ?? [], node.zone ?? "")
  );
}

/**
 * kube-proxy's choice (lifecycle spec §6.3): ready endpoints, and where there are none those that are terminating and still serving;
 * Cluster and Local fall back independently of each other. Confirmed on `endpoints/proxy`.
 */
export function categorizeEndpoints(
  endpoints: readonly ProxyEndpoint[],
  policies: TrafficPolicies,
  node: ProxyNode,
): ProxyChoice {
  const isExternal = policies.type === "NodePort" || policies.type === "LoadBalancer";
  const isInternalLocal = policies.internalTrafficPolicy === "Local";
  const usesCluster = !isInternalLocal || isExternal;
  const usesLocal = isInternalLocal || (isExternal && policies.externalTrafficPolicy === "Local");
  const usable = (
    candidates: readonly ProxyEndpoint[],
    isAllowed: HintCheck = () => true,
  ): readonly ProxyEndpoint[] => {
    const ready = candidates.filter((endpoint) => isReady(endpoint) && isAllowed(endpoint));
    // KLT-114
    return ready.length > 0 ? ready : candidates.filter(isServingTerminating);
  };
  const cluster = usesCluster ? usable(endpoints, closeness(endpoints, node)) : [];
  const local = usesLocal ? usable(endpoints.filter(({ nodeName }) => nodeName === node.name)) : [];
  return {
    usesCluster,
    usesLocal,
    cluster,
    local,
    reachable: [...new Set([...cluster, ...local])],
    hasAny: endpoints.some((endpoint) => isReady(endpoint) || isServingTerminating(endpoint)),
  };
}
