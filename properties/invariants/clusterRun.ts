import type { Pod } from "../../src/model/pod.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import type { Service } from "../../src/model/service.ts";
import type { TraceEvent } from "../../src/model/trace.ts";

/** A recorded run of kubelets with the real controllers, as `conformance/README-cluster.md` has it. Pods are numbers there. */
export interface ClusterVector {
  readonly id: string;
  readonly kubernetes: string;
  readonly scenario: {
    readonly objects: readonly ClusterObject[];
    readonly untilMs: number;
    readonly callMs?: number;
    readonly watchMs?: number;
    readonly endpointBatchMs?: number;
  };
  readonly events: readonly ClusterEvent[];
}

interface ClusterObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly template?: Pod };
}

interface ClusterEvent {
  readonly kind: string;
  readonly t: number;
  readonly pod?: number;
  readonly name?: string;
  readonly owner?: string;
  readonly svc?: string;
  readonly phase?: string;
  readonly ready?: string | readonly number[];
  readonly notReady?: readonly number[];
  readonly use?: readonly number[];
  readonly pods?: Readonly<Record<string, string>>;
}

/** Endpoints and what they follow from: the pods' statuses in the API. */
export function clusterRun({ scenario, events, kubernetes }: ClusterVector): {
  scenario: Scenario;
  events: TraceEvent[];
} {
  const created = events.filter(({ kind }) => kind === "podCreated");
  const pods = created.map(({ pod, name = "", owner = "" }) => ({
    pod: { metadata: { name: String(pod), labels: labelsOf(scenario.objects, name, owner) }, spec: { containers: [] } },
  }));
  const services = scenario.objects.filter(({ kind }) => kind === "Service") as unknown as Service[];
  const translated = events.flatMap((event, index) => {
    const body = bodyOf(event);
    return body === undefined ? [] : [{ t: event.t, step: index + 1, ...body } as TraceEvent];
  });
  const propagation = { apiMs: 0, endpointsMs: 0, proxyMs: 0 };
  return {
    scenario: { kubernetes, pods, services, propagation, untilMs: scenario.untilMs, actions: DELETES },
    events: translated,
  };
}

/** Pods may be deleted, by whomever. */
const DELETES: NonNullable<Scenario["actions"]> = [{ atMs: 0, do: "delete" }];

function labelsOf(objects: readonly ClusterObject[], name: string, owner: string): Readonly<Record<string, string>> {
  const made = objects.find(
    ({ kind, metadata }) => (kind === "Deployment" || kind === "StatefulSet") && owner.startsWith(metadata.name),
  );
  const own = objects.find(({ kind, metadata }) => kind === "Pod" && metadata.name === name);
  return made?.spec.template?.metadata?.labels ?? own?.metadata.labels ?? {};
}

const names = (numbers: readonly number[] = []): readonly string[] => numbers.map(String);

function bodyOf({ kind, pod, phase, ready, notReady, use, svc, name, pods }: ClusterEvent): object | undefined {
  switch (kind) {
    case "api":
      return {
        kind: "status",
        src: "sync",
        pod: String(pod),
        ...(phase !== undefined && { phase }),
        ...(typeof ready === "string" && { conditions: { Ready: { status: ready, since: 0 } } }),
      };
    case "podDelete":
      return { kind: "action", do: "delete", pod: String(pod) };
    case "podGone":
      return { kind: "apiRemoved", by: "kubelet", pod: String(pod) };
    case "slice":
      return { kind, svc, name, pods };
    case "endpoints":
      return { kind, svc, ready: names(ready as readonly number[]), notReady: names(notReady) };
    case "proxy":
      // By node where a service's policy is Local.
      return use === undefined ? undefined : { kind, svc, use: names(use) };
    default:
      return undefined;
  }
}
