import type { Scenario } from "../model/scenario.ts";
import type { Trace, TraceEvent } from "../model/trace.ts";
import { serviceNames, workloadNames } from "../model/scenarioObjects.ts";
import type { EventOf } from "./eventOf.ts";
import type { Change } from "./podHistory.ts";

type Gone = { readonly gone: true };

/** What the API server says of a Deployment or StatefulSet. */
export type WorkloadCounts = Exclude<EventOf<"deployment" | "statefulset">, Gone>;

/** What became of a Deployment or StatefulSet; every list in the order of time. */
export interface WorkloadHistory {
  /** Undefined: it is gone. */
  readonly counts: Change<WorkloadCounts | undefined>[];
  /** By type, as they were said: `False ProgressDeadlineExceeded` is the status and the reason. */
  readonly conditions: Map<string, Change<{ readonly status: string; readonly reason: string }>[]>;
  /** Objects of its pods, also of those that are on their way out. */
  readonly pods: Change<number>[];
  readonly created: EventOf<"podCreated">[];
  /** What controllers wrote about it, its ReplicaSets included. */
  readonly events: EventOf<"event">[];
}

/** Names of pods by what a service has of them; every list in the order of time. */
export interface ServiceHistory {
  /** In its slices: ready, and not ready. */
  readonly ready: Change<readonly string[]>[];
  readonly notReady: Change<readonly string[]>[];
  /** In its Endpoints of old. */
  readonly legacyReady: Change<readonly string[]>[];
  readonly legacyNotReady: Change<readonly string[]>[];
  /** Whom kube-proxy asks, on some node. */
  readonly used: Change<readonly string[]>[];
}

export interface ClusterHistory {
  /** By kind and name: `deployment/web`. */
  readonly workloads: Map<string, WorkloadHistory>;
  readonly services: Map<string, ServiceHistory>;
  /** Names that the trace has for pods, by the number of their creation. */
  readonly podNames: Map<number, string>;
}

interface Walk {
  readonly history: ClusterHistory;
  /** Of living pods: whose they are. */
  readonly owners: Map<string, string>;
  readonly slices: Map<string, EventOf<"slice">>;
  readonly proxies: Map<string, EventOf<"proxy">>;
}

/** One walk through the trace, for what concerns workloads and services as a whole. */
export function clusterHistoryOf(trace: Trace, scenario: Scenario): ClusterHistory {
  const history: ClusterHistory = { workloads: new Map(), services: new Map(), podNames: new Map() };
  for (const name of workloadNames(scenario)) history.workloads.set(name, newWorkload());
  for (const name of serviceNames(scenario)) history.services.set(name, newService());
  const walk: Walk = { history, owners: new Map(), slices: new Map(), proxies: new Map() };
  for (const event of trace.events) take(walk, event);
  return history;
}

/** As `kubectl rollout status` waits for it: all wanted pods are of the newest revision and available, and no others are left. */
export function isRolledOut(counts: WorkloadCounts): boolean {
  const { spec, replicas, updated, available, generation, observed } = counts;
  const isCurrent = counts.kind === "deployment" || counts.currentRevision === counts.updateRevision;
  return isCurrent && observed >= generation && [replicas, updated, available].every((count) => count === spec);
}

const newWorkload = (): WorkloadHistory => ({
  counts: [],
  conditions: new Map(),
  pods: [],
  created: [],
  events: [],
});

const newService = (): ServiceHistory => ({
  ready: [],
  notReady: [],
  legacyReady: [],
  legacyNotReady: [],
  used: [],
});

function take(walk: Walk, event: TraceEvent): void {
  const { workloads, services } = walk.history;
  switch (event.kind) {
    case "deployment":
    case "statefulset": {
      const value = event.gone === true ? undefined : event;
      workloads.get(`${event.kind}/${event.name}`)?.counts.push({ fromMs: event.t, step: event.step, value });
      return;
    }
    case "condition": {
      const { t: fromMs, step, status, reason, type } = event;
      const conditions = workloads.get(event.of)?.conditions;
      conditions?.set(type, [...(conditions.get(type) ?? []), { fromMs, step, value: { status, reason } }]);
      return;
    }
    case "event": {
      const owner = event.object === undefined ? undefined : workloadOfObject(walk, event.object);
      if (owner !== undefined) workloads.get(owner)?.events.push(event);
      return;
    }
    case "podCreated":
      return takeCreated(walk, event);
    case "podGone":
      return countPods(walk, event, event.pod ?? "", -1);
    case "slice":
      return takeSlice(walk, event, services.get(event.svc));
    case "endpoints": {
      const service = services.get(event.svc);
      if (service === undefined) return;
      changed(service.legacyReady, event, event.ready);
      return changed(service.legacyNotReady, event, event.notReady);
    }
    case "proxy":
      return takeProxy(walk, event, services.get(event.svc));
    default:
  }
}

/** `Deployment/web`, or `ReplicaSet/web-5d8bcc7966`: its name is the Deployment's with a hash behind it. */
function workloadOfObject({ history }: Walk, object: string): string | undefined {
  const slash = object.indexOf("/");
  const kind = object.slice(0, slash).toLowerCase();
  const name = object.slice(slash + 1);
  const workload = kind === "replicaset" ? `deployment/${withoutHash(name)}` : `${kind}/${name}`;
  return history.workloads.has(workload) ? workload : undefined;
}

const withoutHash = (name: string): string => name.replace(/-[^-]*$/, "");

function takeCreated(walk: Walk, event: EventOf<"podCreated">): void {
  const { number, owner = "", pod = event.name } = event;
  const { workloads, podNames } = walk.history;
  podNames.set(number, pod);
  const found = [`statefulset/${owner}`, `deployment/${withoutHash(owner)}`].find((name) => workloads.has(name));
  if (found === undefined) return;
  walk.owners.set(pod, found);
  workloads.get(found)?.created.push(event);
  countPods(walk, event, pod, 1);
}

function countPods({ history, owners }: Walk, { t, step }: TraceEvent, pod: string, by: 1 | -1): void {
  const pods = history.workloads.get(owners.get(pod) ?? "")?.pods;
  pods?.push({ fromMs: t, step, value: (pods.at(-1)?.value ?? 0) + by });
}

/** A service has several slices beyond 100 endpoints. */
function takeSlice({ slices }: Walk, event: EventOf<"slice">, service: ServiceHistory | undefined): void {
  if (service === undefined) return;
  slices.set(`${event.svc}/${event.name}`, event);
  const own = [...slices.values()].filter(({ svc }) => svc === event.svc);
  const letters = new Map(own.flatMap(({ pods }) => Object.entries(pods)));
  const ready = [...letters].filter(([, said]) => said.includes("r")).map(([pod]) => pod);
  changed(service.ready, event, ready);
  changed(
    service.notReady,
    event,
    [...letters.keys()].filter((pod) => !ready.includes(pod)),
  );
}

/** One event for each port and, of traffic under the policy Local, node. */
function takeProxy({ proxies }: Walk, event: EventOf<"proxy">, service: ServiceHistory | undefined): void {
  if (service === undefined) return;
  proxies.set(`${event.svc} ${event.port ?? ""} ${event.node ?? ""}`, event);
  const own = [...proxies.values()].filter(({ svc }) => svc === event.svc);
  changed(service.used, event, [...new Set(own.flatMap(({ use }) => use))]);
}

function changed(changes: Change<readonly string[]>[], { t, step }: TraceEvent, value: readonly string[]): void {
  const before = changes.at(-1)?.value ?? [];
  if (before.length === value.length && value.every((name) => before.includes(name))) return;
  changes.push({ fromMs: t, step, value });
}
