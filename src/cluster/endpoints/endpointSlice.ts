import type { Service } from "../../model/service.ts";
import type { EndpointPod, EndpointRules, IpFamily } from "./endpointPod.ts";
import { addressesOfFamily, findPort, protocolOf, publishedHostname } from "./endpointPod.ts";

export interface EndpointConditions {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** discovery.Endpoint of a pod. */
export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions: EndpointConditions;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  /** Name of the pod (targetRef). */
  readonly pod: string;
}

/** As traces write them: ready, serving, terminating. */
export function conditionLetters({ ready, serving, terminating }: EndpointConditions): string {
  return `${ready ? "r" : ""}${serving ? "s" : ""}${terminating ? "t" : ""}`;
}

export interface EndpointPort {
  /** Empty for the only port of a service that does not name it. */
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}

/** discovery.EndpointSlice: endpoints that share address family and ports. */
export interface EndpointSlice {
  /** Absent until the API server has given it one. */
  readonly name?: string;
  readonly addressType: IpFamily;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** Says of two lists of ports whether they share slices; their order does not matter. */
export function portsKey(ports: readonly EndpointPort[]): string {
  return ports
    .map(({ name, port, protocol, appProtocol }) => JSON.stringify([name, port, protocol, appProtocol ?? ""]))
    .toSorted()
    .join();
}

/** The ports of the service as this pod has them; a port whose name the pod lacks is left out, the pod stays (corrections.md on §6.1). */
export function endpointPortsOf(service: Service, pod: EndpointPod, rules: EndpointRules): readonly EndpointPort[] {
  const ports: EndpointPort[] = [];
  for (const servicePort of service.spec.ports ?? []) {
    const port = findPort(pod, servicePort, rules);
    if (port === undefined) continue;
    const { name = "", appProtocol } = servicePort;
    ports.push({
      name,
      port,
      protocol: protocolOf(servicePort),
      ...(appProtocol === undefined ? {} : { appProtocol }),
    });
  }
  return ports;
}

/** ready, serving and terminating of a pod (lifecycle spec §6.1): `serving` is the pod's own readiness, whether it is being deleted or not. */
export function endpointConditionsOf(service: Service, pod: EndpointPod): EndpointConditions {
  // KLT-110
  const serving = pod.ready;
  const terminating = pod.deleting;
  return { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating };
}

export function endpointOf(service: Service, pod: EndpointPod, family: IpFamily, zone: string | undefined): Endpoint {
  const hostname = publishedHostname(service, pod);
  const { nodeName } = pod.spec;
  return {
    addresses: addressesOfFamily(pod, family),
    conditions: endpointConditionsOf(service, pod),
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined || nodeName === "" ? {} : { nodeName }),
    ...(zone === undefined || zone === "" ? {} : { zone }),
    pod: pod.name,
  };
}

/** Which endpoint of a slice a wanted one replaces: the same pod at the same addresses under the same host name. */
export function identityOf({ addresses, hostname = "", pod }: Endpoint): string {
  return `${addresses.join()}\n${hostname}\n${pod}`;
}

/** Whether two endpoints of one identity say the same. */
export function isSameEndpoint(left: Endpoint, right: Endpoint): boolean {
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
