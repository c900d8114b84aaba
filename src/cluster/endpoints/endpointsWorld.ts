import type { Recorder } from "../../model/recorder.ts";
import { recordEvent } from "../../model/recorder.ts";
import type { PropagationDelays, Propagation, Scenario } from "../../model/scenario.ts";
import type { Service } from "../../model/service.ts";
import type { PodObject, PodPlan } from "../../kubelet/podWorld.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { EndpointPod, EndpointRules } from "./endpointPod.ts";
import { concernsEndpoints, endpointRules } from "./endpointPod.ts";
import type { EndpointSlice } from "./endpointSlice.ts";
import { conditionLetters } from "./endpointSlice.ts";
import type { SliceDraft } from "./endpointGroups.ts";
import { newSliceDraft, putInSliceDraft } from "./endpointGroups.ts";
import type { AddressBook } from "./legacyEndpoints.ts";
import { legacyEndpointsOf, newAddressBook, putInAddressBook } from "./legacyEndpoints.ts";
import { categorizeEndpoints, proxyEndpointsOf } from "./proxyEndpoints.ts";
import { reconcileEndpointSlices } from "./reconcileEndpointSlices.ts";

/** Delays in ms by name; the numbers of lifecycle spec §6.4. */
const PROPAGATION: Readonly<Record<Exclude<Propagation, PropagationDelays>, PropagationDelays>> = {
  ideal: { apiMs: 0, endpointsMs: 0, proxyMs: 0 },
  typical: { apiMs: 30, endpointsMs: 50, proxyMs: 500 },
  slow: { apiMs: 200, endpointsMs: 600, proxyMs: 2000 },
};

export function propagationDelays(propagation: Propagation = "ideal"): PropagationDelays {
  return typeof propagation === "string" ? PROPAGATION[propagation] : propagation;
}

interface News {
  readonly atMs: number;
  readonly pod: number;
  readonly view: EndpointPod | null;
  readonly cause: number;
}

interface ServiceState {
  readonly service: Service;
  /** When its slices are looked at next; NEVER_DUE: nothing has asked for it. */
  dueMs: number;
  cause: number;
  readonly draft: SliceDraft;
  readonly book: AddressBook;
  slices: readonly EndpointSlice[];
  sliceCount: number;
  /** What was said last, by slice name, for Endpoints and for kube-proxy. */
  said: Record<string, string>;
  saidEndpoints: string;
  saidProxy: string;
}

interface ProxyNews {
  readonly atMs: number;
  readonly service: number;
  readonly use: readonly string[];
  readonly cause: number;
}

/** The endpoint controllers and kube-proxy, as far as a scenario's services need them. Plain data. */
export interface EndpointsWorld {
  readonly delays: PropagationDelays;
  readonly rules: EndpointRules;
  readonly services: readonly ServiceState[];
  readonly zones: ReadonlyMap<string, string>;
  readonly pods: (EndpointPod | null)[];
  readonly news: News[];
  readonly proxyNews: ProxyNews[];
}

const NEVER_DUE = Number.MAX_SAFE_INTEGER;

/** What of the run the control plane looks at. */
interface Run {
  readonly profile: { readonly version: KubernetesVersion };
  readonly recorder: Recorder;
  readonly kubelets: readonly { readonly name: string }[];
}

interface ObservedPod {
  readonly index: number;
  readonly node: number;
  readonly plan: PodPlan;
  readonly object: PodObject | null;
  readonly cause: number;
}

export function createEndpointsWorld(scenario: Scenario, run: Run): EndpointsWorld {
  const nodes: readonly { readonly name: string; readonly zone?: string }[] = scenario.nodes ?? run.kubelets;
  return {
    delays: propagationDelays(scenario.propagation),
    rules: endpointRules(run.profile.version),
    services: (scenario.services ?? []).map((service) => ({
      service,
      dueMs: NEVER_DUE,
      cause: 0,
      draft: newSliceDraft(service),
      book: newAddressBook(),
      slices: [],
      sliceCount: 0,
      said: {},
      saidEndpoints: "",
      saidProxy: "",
    })),
    zones: new Map(nodes.map(({ name, zone = "" }) => [name, zone])),
    pods: [],
    news: [],
    proxyNews: [],
  };
}

export function endpointsDue(world: EndpointsWorld): number {
  let due = Math.min(world.news[0]?.atMs ?? NEVER_DUE, world.proxyNews[0]?.atMs ?? NEVER_DUE);
  for (const { dueMs } of world.services) due = Math.min(due, dueMs);
  return due;
}

/** The API object of a pod changed: the controllers will hear of it, if there is a service to care. */
export function objectChanged(world: EndpointsWorld, run: Run, pod: ObservedPod, t: number): void {
  if (world.services.length === 0) return;
  const { delays, news } = world;
  const atMs = t + delays.apiMs + delays.endpointsMs;
  // Pods of one window come one after the other, so news of earlier instants may come later.
  const place = news.findLastIndex((other) => other.atMs <= atMs) + 1;
  news.splice(place, 0, { atMs, pod: pod.index, view: viewOf(run, pod), cause: pod.cause });
}

function viewOf(run: Run, pod: ObservedPod): EndpointPod | null {
  const { object, plan } = pod;
  if (object === null) return null;
  const { status } = object;
  return {
    name: plan.name,
    namespace: plan.namespace,
    labels: plan.pod.metadata?.labels ?? {},
    spec: { ...plan.spec, nodeName: run.kubelets[pod.node]?.name ?? "node" },
    phase: status.phase,
    ready: status.conditions.some((condition) => condition.type === "Ready" && condition.status === "True"),
    deleting: object.deletionRequested,
    podIps: status.podIp === "" ? [] : [status.podIp],
  };
}

/** The controllers and kube-proxy take in what has reached them by now. */
export function runEndpoints(world: EndpointsWorld, run: Run, t: number): void {
  for (let news = world.news[0]; news !== undefined && news.atMs <= t; news = world.news[0]) {
    world.news.shift();
    const isTrigger = concernsEndpoints(world.pods[news.pod] ?? undefined, news.view ?? undefined);
    world.pods[news.pod] = news.view;
    tellDrafts(world, news);
    if (!isTrigger) continue;
    for (const state of world.services) {
      // The batch period counts from the first trigger; what comes meanwhile is served with it (cluster cases E15, E15b).
      // KLT-117
      state.dueMs = Math.min(state.dueMs, t + (world.delays.endpointsBatchMs ?? 0));
      state.cause = news.cause;
    }
  }
  world.services.forEach((state, index) => {
    if (state.dueMs > t) return;
    state.dueMs = NEVER_DUE;
    reconcile(world, run, t, index, state.cause);
  });
  for (let news = world.proxyNews[0]; news !== undefined && news.atMs <= t; news = world.proxyNews[0]) {
    world.proxyNews.shift();
    const svc = world.services[news.service]?.service.metadata.name ?? "";
    recordEvent(run.recorder, t, undefined, news.cause, { kind: "proxy", svc, use: news.use });
  }
}

function tellDrafts({ services, zones, rules }: EndpointsWorld, { pod, view }: News): void {
  for (const { service, draft, book } of services) {
    const settings = { service, zones, rules };
    putInSliceDraft(draft, settings, pod, view ?? undefined);
    putInAddressBook(book, settings, pod, view ?? undefined);
  }
}

function reconcile(world: EndpointsWorld, run: Run, t: number, index: number, cause: number): void {
  const state = world.services[index] as ServiceState;
  const writes = reconcileEndpointSlices(state.service, state.draft, state.slices);
  const gone = new Set(writes.delete.map(({ name }) => name));
  const updated = new Map(writes.update.map((slice) => [slice.name, slice]));
  const kept = state.slices.filter(({ name }) => !gone.has(name)).map((slice) => updated.get(slice.name) ?? slice);
  const created = writes.create.map((slice) => ({
    ...slice,
    name: `${state.service.metadata.name}-${++state.sliceCount}`,
  }));
  state.slices = [...kept, ...created];
  const step = saySlices(state, run, t, cause);
  sayEndpoints(state, run, t, step);
  sayProxy(world, state, run, t, index, step);
}

function saySlices(state: ServiceState, run: Run, t: number, cause: number): number {
  let step = cause;
  const said: Record<string, string> = {};
  for (const { name = "", endpoints } of state.slices) {
    const pods = Object.fromEntries(endpoints.map(({ pod, conditions }) => [pod, conditionLetters(conditions)]));
    said[name] = JSON.stringify(pods);
    if (state.said[name] === said[name]) continue;
    step = recordEvent(run.recorder, t, undefined, cause, {
      kind: "slice",
      svc: state.service.metadata.name,
      name,
      pods,
    });
  }
  state.said = said;
  return step;
}

function sayEndpoints(state: ServiceState, run: Run, t: number, cause: number): void {
  const subsets = legacyEndpointsOf(state.service, state.book)?.subsets ?? [];
  const names = (list: readonly { readonly pod: string }[]): string[] =>
    [...new Set(list.map(({ pod }) => pod))].sort();
  const ready = names(subsets.flatMap(({ addresses }) => addresses));
  const notReady = names(subsets.flatMap(({ notReadyAddresses }) => notReadyAddresses));
  const saying = JSON.stringify([ready, notReady]);
  if (state.saidEndpoints === saying) return;
  state.saidEndpoints = saying;
  recordEvent(run.recorder, t, undefined, cause, {
    kind: "endpoints",
    svc: state.service.metadata.name,
    ready,
    notReady,
  });
}

function sayProxy(
  world: EndpointsWorld,
  state: ServiceState,
  run: Run,
  t: number,
  service: number,
  cause: number,
): void {
  const {
    type = "ClusterIP",
    externalTrafficPolicy = "Cluster",
    internalTrafficPolicy = "Cluster",
  } = state.service.spec;
  const node = { name: run.kubelets[0]?.name ?? "node" };
  const choice = categorizeEndpoints(
    proxyEndpointsOf(state.slices),
    { type, externalTrafficPolicy, internalTrafficPolicy },
    node,
  );
  const chosen = new Set(choice.reachable.map(({ ip }) => ip));
  const use = state.slices
    .flatMap(({ endpoints }) =>
      endpoints.filter(({ addresses }) => addresses.some((ip) => chosen.has(ip))).map(({ pod }) => pod),
    )
    .sort();
  const saying = JSON.stringify(use);
  if (state.saidProxy === saying) return;
  state.saidProxy = saying;
  world.proxyNews.push({ atMs: t + world.delays.proxyMs, service, use: [...new Set(use)], cause });
}
