import { isRestartableInitContainer } from "./model/container.ts";
import type { Container } from "./model/container.ts";
import type { ContainerBehaviour, Scenario, ScenarioPod } from "./model/scenario.ts";
import { podNameOf, scenarioPods } from "./model/scenarioPods.ts";
import type { PodSpec } from "./model/pod.ts";
import type { Service, ServiceSpec } from "./model/service.ts";
import type { Trace } from "./model/trace.ts";
import type { ClientSummary, PodOverload, TrafficClient } from "./model/traffic.ts";
import type { FlowSpan, ProxyUse } from "./cluster/traffic/clientFlow.ts";
import { flowOf } from "./cluster/traffic/clientFlow.ts";
import type { OverloadSpan } from "./cluster/traffic/podLoad.ts";
import { overloadSpans } from "./cluster/traffic/podLoad.ts";
import type { ServingContainer } from "./cluster/traffic/servingPod.ts";
import { servingPodOf } from "./cluster/traffic/servingPod.ts";
import { summarizeClient } from "./cluster/traffic/summarizeClient.ts";
import { versionOf } from "./world.ts";

const HEALTHY: ContainerBehaviour = { instances: [{}] };

/** The container behind the service's first port: the one that names it, else the first. */
function servingContainerOf(
  spec: PodSpec,
  { spec: { ports = [] } }: Pick<Service, "spec">,
): { readonly container: Container; readonly port: number } {
  const target = ports[0]?.targetPort ?? ports[0]?.port ?? 80;
  const sidecars = (spec.initContainers ?? []).filter(isRestartableInitContainer);
  const containers = [...spec.containers, ...sidecars];
  for (const container of containers) {
    const found = container.ports?.find(({ name, containerPort }) => name === target || containerPort === target);
    if (found !== undefined) return { container, port: found.containerPort };
  }
  return { container: containers[0] as Container, port: typeof target === "number" ? target : 80 };
}

/** The specification of a service, however the scenario gives it. */
function serviceSpecOf({ services = [], objects = [] }: Scenario, name: string): ServiceSpec | undefined {
  const object = objects.find(({ kind, metadata }) => kind === "Service" && metadata.name === name);
  return services.find(({ metadata }) => metadata.name === name)?.spec ?? object?.spec;
}

/** Pods that controllers made, as the API server created them. */
function createdPods({ behaviour = [] }: Scenario, { events }: Trace, spec: ServiceSpec): readonly ServingContainer[] {
  return events.flatMap((event): ServingContainer[] => {
    if (event.kind !== "podCreated" || event.pod === undefined) return [];
    const { container, port } = servingContainerOf(event.spec, { spec });
    const found = behaviour.find(
      ({ pods, container: name, image }) =>
        (pods === undefined || pods.includes(event.number)) &&
        (name ?? container.name) === container.name &&
        (image ?? container.image) === container.image,
    );
    return [{ pod: event.pod, container, port, behaviour: found ?? HEALTHY }];
  });
}

function servingOf(scenario: Scenario, service: string, trace?: Trace): readonly ServingContainer[] {
  const spec = serviceSpecOf(scenario, service);
  if (spec === undefined) return [];
  if (trace !== undefined && scenario.objects !== undefined) return createdPods(scenario, trace, spec);
  return scenarioPods(scenario).map((one) => {
    const { container, port } = servingContainerOf(one.pod.spec, { spec });
    return { pod: podNameOf(one.pod), container, port, behaviour: one.containers?.[container.name] ?? HEALTHY };
  });
}

/** Where kube-proxy sends new connections to the service's first port; where nodes have choices of their own, to all of these. */
function proxyUses(scenario: Scenario, { events }: Trace, service: string): readonly ProxyUse[] {
  const port = serviceSpecOf(scenario, service)?.ports?.[0]?.name;
  const byNode = new Map<string, readonly string[]>();
  return events.flatMap((event): ProxyUse[] => {
    if (event.kind !== "proxy" || event.svc !== service || (event.port ?? port) !== port) return [];
    byNode.set(event.node ?? "", event.gone ? [] : event.use);
    return [{ fromMs: event.t, pods: [...new Set([...byNode.values()].flat())].sort() }];
  });
}

interface ClientFlow {
  readonly client: TrafficClient;
  readonly flow: readonly FlowSpan[];
}

function flowsOf(scenario: Scenario, trace: Trace): readonly ClientFlow[] {
  const { untilMs } = trace.header;
  const surroundings = {
    version: versionOf(scenario),
    dependencies: scenario.dependencies ?? {},
    horizonMs: untilMs,
  };
  return (scenario.traffic?.clients ?? []).map((client) => {
    const proxy = proxyUses(scenario, trace, client.service);
    const serving = servingOf(scenario, client.service, trace);
    const pods = new Map(serving.map((one) => [one.pod, servingPodOf(one, client, trace.events, surroundings)]));
    return { client, flow: flowOf(client, proxy, pods, untilMs) };
  });
}

/** For each kind of overload of a scenario, when which pod is in it. */
type Overloads = readonly ReadonlyMap<string, readonly OverloadSpan[]>[];

/** Which pods were asked too much in a run, and when. */
function overloadsOf(scenario: Scenario, trace: Trace): Overloads {
  const flows = flowsOf(scenario, trace);
  return (scenario.traffic?.overload ?? []).map((overload) =>
    overloadSpans(
      overload,
      flows.filter(({ client }) => client.service === overload.service),
    ),
  );
}

function behaviourUnder(behaviour: ContainerBehaviour, { dependency }: PodOverload, name: string): ContainerBehaviour {
  const { dependsOn = [], parts } = behaviour;
  if (dependency === undefined) return { ...behaviour, dependsOn: [...dependsOn, name] };
  const renamed = (names: readonly string[]): readonly string[] =>
    names.map((one) => (one === dependency ? name : one));
  return {
    ...behaviour,
    dependsOn: renamed(dependsOn),
    ...(parts === undefined
      ? {}
      : {
          parts: parts.map((part) =>
            part.dependsOn === undefined ? part : { ...part, dependsOn: renamed(part.dependsOn) },
          ),
        }),
  };
}

/** The same scenario with its pods overloaded at these times: each pod's load is a dependency of its own. */
function withOverloads(scenario: Scenario, overloads: Overloads): Scenario {
  const dependencies = { ...scenario.dependencies };
  const kinds = scenario.traffic?.overload ?? [];
  const pods = scenarioPods(scenario).map((one): ScenarioPod => {
    const pod = podNameOf(one.pod);
    const containers = { ...one.containers };
    for (const [index, overload] of kinds.entries()) {
      const name = `load ${index} of ${pod}`;
      const { state, ms, factor, as, statusCode } = overload;
      const segment = {
        state,
        ...(ms === undefined ? {} : { ms }),
        ...(factor === undefined ? {} : { factor }),
        ...(as === undefined ? {} : { as }),
        ...(statusCode === undefined ? {} : { statusCode }),
      };
      dependencies[name] = (overloads[index]?.get(pod) ?? []).map((span) => ({ ...segment, ...span }));
      const serving = servingOf(scenario, overload.service).find((candidate) => candidate.pod === pod);
      if (serving === undefined) continue;
      containers[serving.container.name] = behaviourUnder(
        containers[serving.container.name] ?? HEALTHY,
        overload,
        name,
      );
    }
    return { ...one, containers };
  });
  const { pod: _, containers: __, ...rest } = scenario;
  return { ...rest, pods, dependencies };
}

/** Each round settles at least one more change of some pod's load. */
const MAX_ROUNDS = 500;

function edgesOf(overloads: Overloads): ReadonlyMap<string, number> {
  const edges = new Map<string, number>();
  for (const [index, byPod] of overloads.entries())
    for (const [pod, spans] of byPod)
      for (const { fromMs, toMs } of spans)
        edges.set(`${index} ${pod} ${fromMs}`, fromMs).set(`${index} ${pod} ${toMs}`, toMs);
  return edges;
}

/** The first instant at which two accounts of the pods' load part; undefined: never. */
function firstDifference(one: Overloads, other: Overloads): number | undefined {
  const [before, after] = [edgesOf(one), edgesOf(other)];
  const changed = [...before, ...after].filter(([edge]) => before.has(edge) !== after.has(edge));
  return changed.length === 0 ? undefined : Math.min(...changed.map(([, t]) => t));
}

function begunBy(overloads: Overloads, t: number): Overloads {
  return overloads.map(
    (byPod) => new Map([...byPod].map(([pod, spans]) => [pod, spans.filter(({ fromMs }) => fromMs <= t)])),
  );
}

/**
 * Finds out when pods are asked too much. How much they are asked depends on which of them serve, and that on how they fare: the
 * scenario is run again with what the run before has shown, until a run shows nothing new. What is asked at an instant depends on
 * earlier ones only, so each run is right for longer than the one before.
 * @param run of a scenario whose overload is declared as dependencies
 * @returns that scenario; `uncertainFromMs`: after so many runs it was settled until then only
 */
export function settleLoad(
  scenario: Scenario,
  run: (scenario: Scenario) => Trace,
): { readonly scenario: Scenario; readonly uncertainFromMs?: number } {
  if (scenario.traffic?.overload === undefined) return { scenario };
  let overloads: Overloads = [];
  for (let round = 0; ; round++) {
    const under = withOverloads(scenario, overloads);
    const next = overloadsOf(under, run(under));
    const partMs = firstDifference(overloads, next);
    if (partMs === undefined) return { scenario: under };
    if (round === MAX_ROUNDS) return { scenario: under, uncertainFromMs: partMs };
    overloads = begunBy(next, partMs);
  }
}

/** What the clients of a scenario saw in a run of it. Any trace will do that says when instances started, stopped and ended. */
export function trafficOf(scenario: Scenario, trace: Trace): readonly ClientSummary[] {
  const settled = settleLoad(scenario, () => trace);
  return flowsOf(settled.scenario, trace).map(({ client, flow }) => summarizeClient(client, flow));
}
