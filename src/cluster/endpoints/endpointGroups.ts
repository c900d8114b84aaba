import type { Service } from "../../model/service.ts";
import type { ByNumber } from "../control/byNumber.ts";
import { getByNumber, putByNumber } from "../control/byNumber.ts";
import type { EndpointPod, EndpointSettings, IpFamily } from "./endpointPod.ts";
import { hasManagedEndpoints, ipFamiliesOf, isSelected, shouldPodBeInEndpoints } from "./endpointPod.ts";
import type { Endpoint, EndpointPort } from "./endpointSlice.ts";
import { endpointOf, endpointPortsOf, identityOf, isSameEndpoint, portsKey } from "./endpointSlice.ts";
import type { Placement } from "./placement.ts";
import { noLongerWanted, nowWanted } from "./placement.ts";

/** A pod of a group; without an endpoint it only takes part. */
interface Member {
  readonly ports: readonly EndpointPort[];
  readonly endpoint: Endpoint | undefined;
}

/** Endpoints that belong into slices of their own because their ports differ. It may want none: its slices go, and it takes part in that way. */
export interface EndpointGroup extends Placement {
  readonly ports: readonly EndpointPort[];
  readonly members: ByNumber<Member>;
}

/** Of one address family, by the ports' key. */
export type EndpointGroups = Map<string, EndpointGroup>;

function memberOf({ service, zones, rules }: EndpointSettings, family: IpFamily, pod: EndpointPod): Member | undefined {
  if (!hasManagedEndpoints(service) || !isSelected(service, pod) || !shouldPodBeInEndpoints(pod, true))
    return undefined;
  const ports = endpointPortsOf(service, pod, rules);
  const zone = zones.get(pod.spec.nodeName ?? "");
  // KLT-111
  if (zone === undefined && service.spec.publishNotReadyAddresses !== true) return { ports, endpoint: undefined };
  const endpoint = endpointOf(service, pod, family, zone);
  return { ports, endpoint: endpoint.addresses.length > 0 ? endpoint : undefined };
}

function groupPod(groups: EndpointGroups, number: number, member: Member | undefined): void {
  const key = member === undefined ? undefined : portsKey(member.ports);
  for (const [otherKey, group] of groups) {
    const before = getByNumber(group.members, number);
    if (before === undefined) continue;
    if (otherKey === key && isSameMember(before, member)) return;
    putByNumber(group.members, number, undefined);
    if (before.endpoint !== undefined) noLongerWanted(group, identityOf(before.endpoint));
    if (otherKey !== key && group.members.numbers.length === 0) groups.delete(otherKey);
    break;
  }
  if (member === undefined || key === undefined) return;
  const group = groups.get(key) ?? newGroup(member.ports);
  groups.set(key, group);
  putByNumber(group.members, number, member);
  if (member.endpoint !== undefined) nowWanted(group, identityOf(member.endpoint), number, member.endpoint);
}

function isSameMember({ endpoint }: Member, other: Member | undefined): boolean {
  if (endpoint === undefined || other?.endpoint === undefined) return endpoint === other?.endpoint;
  return identityOf(endpoint) === identityOf(other.endpoint) && isSameEndpoint(endpoint, other.endpoint);
}

function newGroup(ports: readonly EndpointPort[]): EndpointGroup {
  const members = { numbers: [], items: [] };
  return { ports, members, wanted: new Map(), settled: new Set(), holders: new Map(), waiting: new Set() };
}

/** The groups in the order of their first pods. */
export function groupsInOrder(groups: EndpointGroups): readonly (readonly [string, EndpointGroup])[] {
  const first = ({ members }: EndpointGroup): number => members.numbers[0] ?? 0;
  return [...groups].sort(([, left], [, right]) => first(left) - first(right));
}

/** What the EndpointSlice controller wants of a service, by address family, in step with the pods that it is told of. Plain data. */
export type SliceDraft = ReadonlyMap<IpFamily, EndpointGroups>;

/** Without pods. */
export function newSliceDraft(service: Service): SliceDraft {
  return new Map(ipFamiliesOf(service).map((family) => [family, new Map()]));
}

/**
 * A pod is as it is now; undefined: it is gone. One on an unknown node is left out unless the service publishes not-ready
 * addresses (`endpoints/services` special/node-missing…).
 * @param number the order of the pods
 */
export function putInSliceDraft(
  draft: SliceDraft,
  settings: EndpointSettings,
  number: number,
  pod: EndpointPod | undefined,
): void {
  for (const [family, groups] of draft)
    groupPod(groups, number, pod === undefined ? undefined : memberOf(settings, family, pod));
}

/** The draft of these pods, in their order. */
export function sliceDraftOf(settings: EndpointSettings, pods: readonly EndpointPod[]): SliceDraft {
  const draft = newSliceDraft(settings.service);
  for (const [number, pod] of pods.entries()) putInSliceDraft(draft, settings, number, pod);
  return draft;
}
