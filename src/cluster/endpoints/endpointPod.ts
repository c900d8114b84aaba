import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isTerminalPhase } from "../../model/status.ts";
import type { Container } from "../../model/container.ts";
import { isRestartableInitContainer } from "../../model/container.ts";
import type { PodSpec } from "../../model/pod.ts";
import type { Service, ServicePort } from "../../model/service.ts";

export type IpFamily = "IPv4" | "IPv6";

/** A pod as the API server shows it to the endpoint controllers. */
export interface EndpointPod {
  readonly name: string;
  /** Default `default`, as everywhere. */
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: Pick<PodSpec, "containers" | "initContainers" | "nodeName" | "hostname" | "subdomain">;
  readonly phase: string;
  /** Whether its Ready condition is True. */
  readonly ready: boolean;
  /** Whether it has a deletionTimestamp. */
  readonly deleting: boolean;
  /** In canonical form, the primary one first; empty before its sandbox has a network. */
  readonly podIps: readonly string[];
}

/** What releases do differently about endpoints. */
export interface EndpointRules {
  /** A port name is also looked up in sidecars: from 1.33 on (`endpoints/services.v1.30` special/named-sidecar; not in 1.32.2 by its source). */
  readonly sidecarPortNames: boolean;
}

/** What decides on a service's endpoints beside its pods. */
export interface EndpointSettings {
  readonly service: Service;
  readonly rules: EndpointRules;
  /** Zone by name of node ("" where it has none); a node that is not in it does not exist. */
  readonly zones: ReadonlyMap<string, string>;
}

const WITH_SIDECARS: EndpointRules = { sidecarPortNames: true };
const WITHOUT_SIDECARS: EndpointRules = { sidecarPortNames: false };

export function endpointRules(version: KubernetesVersion): EndpointRules {
  return isAtLeast(version, 33) ? WITH_SIDECARS : WITHOUT_SIDECARS;
}

const DEFAULT_NAMESPACE = "default";

function namespaceOf(object: { readonly namespace?: string }): string {
  return object.namespace ?? DEFAULT_NAMESPACE;
}

/** Whether the controllers make endpoints for the service at all: it has a selector and is no ExternalName. */
export function hasManagedEndpoints(service: Service): boolean {
  return service.spec.selector !== undefined && service.spec.type !== "ExternalName";
}

/** Whether the service's selector picks the pod; an empty selector picks every pod of the namespace. */
export function isSelected(service: Service, pod: EndpointPod): boolean {
  if (namespaceOf(service.metadata) !== namespaceOf(pod)) return false;
  const { selector = {} } = service.spec;
  for (const key of Object.keys(selector))
    if (!Object.hasOwn(pod.labels, key) || pod.labels[key] !== selector[key]) return false;
  return true;
}

/** Whether the pod can be an endpoint: not finished, with an address, and not being deleted unless those count too (lifecycle spec §6.1, §6.2). */
export function shouldPodBeInEndpoints(pod: EndpointPod, includeDeleting: boolean): boolean {
  // KLT-112
  if (isTerminalPhase(pod.phase) || pod.podIps.length === 0) return false;
  return includeDeleting || !pod.deleting;
}

/**
 * Whether a change of a pod makes the controllers look at its services: it came or went, its readiness or addresses
 * changed, or it is being deleted, when every change counts. A pod that ends for good says first that it is not ready and
 * only then that it is over, so it stays a not-ready endpoint (corrections.md C1.1; cluster case E9).
 */
export function concernsEndpoints(before: EndpointPod | undefined, after: EndpointPod | undefined): boolean {
  if (before === undefined || after === undefined) return before !== after;
  // KLT-116
  return after.deleting || before.ready !== after.ready || before.podIps.join() !== after.podIps.join();
}

/** The pod's host name if DNS publishes it for this service: its subdomain names the service. */
export function publishedHostname(service: Service, pod: EndpointPod): string | undefined {
  const { hostname, subdomain } = pod.spec;
  if (hostname === undefined || hostname === "" || (subdomain ?? "") !== service.metadata.name) return undefined;
  return namespaceOf(service.metadata) === namespaceOf(pod) ? hostname : undefined;
}

export function isHeadless(service: Service): boolean {
  return service.spec.clusterIP === "None";
}

/** The service's IP families; absent means what the API server of a single-stack cluster fills in, IPv4. */
export function ipFamiliesOf(service: Service): readonly IpFamily[] {
  const families = (service.spec.ipFamilies ?? []).filter((family) => family === "IPv4" || family === "IPv6");
  return families.length === 0 ? ["IPv4"] : [...new Set(families)];
}

export function addressesOfFamily(pod: EndpointPod, family: IpFamily): readonly string[] {
  return pod.podIps.filter((address) => address.includes(":") === (family === "IPv6"));
}

export function protocolOf(port: { readonly protocol?: string }): string {
  return port.protocol ?? "TCP";
}

/**
 * The container port that a service's port leads to in this pod; undefined if it names one that the pod lacks.
 * Numbers are taken as they are. A name must fit together with the protocol; regular containers come before sidecars,
 * ordinary init containers never count (`endpoints/services` special/named-…).
 */
export function findPort(pod: EndpointPod, servicePort: ServicePort, rules: EndpointRules): number | undefined {
  const target = servicePort.targetPort ?? servicePort.port;
  if (typeof target === "number") return target;
  const sidecars = rules.sidecarPortNames ? (pod.spec.initContainers ?? []).filter(isRestartableInitContainer) : [];
  const containers: readonly Container[] = [...pod.spec.containers, ...sidecars];
  return containers
    .flatMap((container) => container.ports ?? [])
    .find((port) => port.name === target && protocolOf(port) === protocolOf(servicePort))?.containerPort;
}
