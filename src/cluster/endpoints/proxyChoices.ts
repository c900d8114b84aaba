import type { EventBody } from "../../model/recorder.ts";
import type { EndpointSlice, Service } from "../api/objects.ts";
import { keyOf } from "../api/objects.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import { isHeadless } from "./endpointPod.ts";
import type { ProxyEndpoint } from "./proxyEndpoints.ts";
import { categorizeEndpoints, proxyEndpointsOf } from "./proxyEndpoints.ts";

interface Choice {
  /** What it is the state of. */
  readonly key: string;
  readonly body: EventBody;
}

/** Which endpoints the nodes' proxies use for each service; of a policy Local each node's, otherwise the same on all. */
export function proxyChoices(cluster: ClusterWorld): readonly Choice[] {
  const { services, endpointslices } = cluster.plane.stores;
  const choices: Choice[] = [];
  const known = new Set<string>();
  for (const service of services.values()) {
    if (isHeadless(service) || service.spec.type === "ExternalName") continue;
    const slices = [...endpointslices.values()].filter(
      (slice) => slice.service === service.metadata.name && slice.metadata.namespace === service.metadata.namespace,
    );
    for (const port of portsOf(service)) {
      for (const choice of choicesOf(cluster, service, port, slices)) {
        known.add(choice.key);
        choices.push(choice);
      }
    }
  }
  for (const key of cluster.said.keys()) {
    const [kind, , svc = ""] = key.split(" ");
    if (kind !== "proxy" || known.has(key)) continue;
    choices.push({ key, body: { kind: "proxy", svc: svc.slice(svc.indexOf("/") + 1), use: [], gone: true } });
  }
  return choices;
}

function portsOf({ spec }: Service): readonly string[] {
  return (spec.ports ?? []).map(({ name = "" }) => name);
}

function* choicesOf(
  { engine }: ClusterWorld,
  service: Service,
  port: string,
  slices: readonly EndpointSlice[],
): Generator<Choice> {
  const { name } = service.metadata;
  const { type = "ClusterIP", externalTrafficPolicy = "Cluster", internalTrafficPolicy = "Cluster" } = service.spec;
  const policies = { type, externalTrafficPolicy, internalTrafficPolicy };
  const contents = slices
    .map(({ content }) => content)
    .filter(({ ports }) => ports.some((offered) => offered.name === port));
  const endpoints = proxyEndpointsOf(contents);
  const podOf = new Map(contents.flatMap((slice) => slice.endpoints.map(({ addresses, pod }) => [addresses[0], pod])));
  const podsOf = (list: readonly ProxyEndpoint[]): string[] => list.map(({ ip }) => podOf.get(ip) ?? "").sort();
  const said = port === "" ? { svc: name } : { svc: name, port };
  for (const [index, node] of engine.kubelets.entries()) {
    const choice = categorizeEndpoints(endpoints, policies, { name: node.name });
    const key = `proxy ${index} ${keyOf(service)} ${port}`;
    if (choice.usesLocal) {
      const local = { use: podsOf(choice.local), node: node.name, any: choice.hasAny };
      yield { key: `${key} local`, body: { kind: "proxy", ...said, ...local } };
    }
    if (index === 0 && choice.usesCluster) yield { key, body: { kind: "proxy", ...said, use: podsOf(choice.cluster) } };
    // What the policies say they say on every node.
    if (!choice.usesLocal) return;
  }
}
