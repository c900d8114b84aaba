import type { AppLife, AppPlan, Surroundings } from "../app/appLife.ts";
import { hasClock, lifeOf } from "../app/appLife.ts";
import type { AttemptSchedule } from "../app/attemptSchedule.ts";
import { withRelayLife } from "../app/queueProxy/relayLife.ts";
import { compileSchedule, goneSchedule } from "../app/attemptSchedule.ts";
import type { AskedAttempts, AttemptContext } from "../app/attempt.ts";
import { isAtLeast } from "../model/kubernetesVersion.ts";
import { isRestartableInitContainer } from "../model/container.ts";
import type { Container } from "../model/container.ts";
import type { Pod } from "../model/pod.ts";
import type { Probe, ProbeType } from "../model/probe.ts";
import { handlerTypeOf, PROBE_TYPES } from "../model/probe.ts";
import type { ContainerBehaviour } from "../model/scenario.ts";
import type { ContainerPlan, PodPlan, ProbePlan } from "./podWorld.ts";
import { LIVENESS, READINESS, STARTUP } from "./podWorld.ts";
import { relayOf } from "../app/queueProxy/relay.ts";
import { relayPlanOf } from "./relayPlan.ts";
import { allContainersCouldRestart } from "./restartPolicy.ts";

const DEFAULT_UID = "00000000-0000-0000-0000-000000000001";
const DEFAULT_TERMINATION_GRACE_SECONDS = 30;
const HEALTHY: ContainerBehaviour = { instances: [{}] };

/** Zero means the default, as in the API (prober spec §7.1). */
function orDefault(value: number | undefined, byDefault: number): number {
  return value === undefined || value === 0 ? byDefault : value;
}

function probePlan(probe: Probe, type: ProbeType, lives: readonly AppLife[], context: AttemptContext): ProbePlan {
  return {
    probe,
    handler: handlerTypeOf(probe) ?? "exec",
    periodMs: orDefault(probe.periodSeconds, 10) * 1000,
    timeoutMs: orDefault(probe.timeoutSeconds, 1) * 1000,
    initialDelaySeconds: probe.initialDelaySeconds ?? 0,
    successThreshold: orDefault(probe.successThreshold, 1),
    failureThreshold: orDefault(probe.failureThreshold, 3),
    schedules: lives.map((life) => compileSchedule(life, probe, type, context)),
    gone: goneSchedule(probe, context),
  };
}

function containerPlan(
  container: Container,
  place: number,
  isInit: boolean,
  given: ContainerBehaviour | undefined,
  surroundings: Surroundings,
  asked: AskedAttempts,
): ContainerPlan {
  const said = given === undefined || given.instances.length === 0 ? { ...HEALTHY, ...given } : given;
  const behaviour = withRelayLife(container, said);
  const app: AppPlan = { behaviour, hasClock: hasClock(behaviour), surroundings };
  const isSidecar = isInit && isAtLeast(surroundings.version, 28) && isRestartableInitContainer(container);
  const lives = app.hasClock ? [] : differentLives(app);
  const context = { ...contextOf(container, surroundings), asked };
  const plan = (probe: Probe | undefined, type: ProbeType): ProbePlan | undefined =>
    probe === undefined || (isInit && !isSidecar) ? undefined : probePlan(probe, type, lives, context);
  return {
    place,
    name: container.name,
    isInit,
    isSidecar,
    spec: container,
    eventPath: `spec.${isInit ? "initContainers" : "containers"}{${container.name}}`,
    probes: [
      plan(container.startupProbe, "startup"),
      plan(container.livenessProbe, "liveness"),
      plan(container.readinessProbe, "readiness"),
    ],
    instances: behaviour.instances,
    app,
  };
}

export function contextOf(container: Container, { version }: Surroundings): AttemptContext {
  return { container, podIp: POD_IP, version };
}

/** One for each instance that differs from those before it. */
function differentLives(app: AppPlan): readonly AppLife[] {
  const { instances, parts = [] } = app.behaviour;
  const named = parts.flatMap(({ instance }) => (instance === undefined ? [] : [instance + 2]));
  return Array.from({ length: Math.max(instances.length, ...named) }, (_, number) => lifeOf(app, number, 0));
}

/** What the probes of a process get, by type; undefined where the plan knows it without the time of its start. */
export function schedulesOf(plan: ContainerPlan, life: AppLife): readonly (AttemptSchedule | undefined)[] | undefined {
  if (!plan.app.hasClock) return undefined;
  const context = contextOf(plan.spec, plan.app.surroundings);
  return plan.probes.map((probe, type) =>
    probe === undefined ? undefined : compileSchedule(life, probe.probe, PROBE_TYPES[type] as ProbeType, context),
  );
}

/** Stands for the pod's address in the texts of probes, so that pods of one template share their plan. */
export const POD_IP = "\u{F8FF}";

/** What pods of one template share. */
type TemplatePlan = Pick<PodPlan, "initCount" | "containers" | "couldRestartAll" | "workerOrder">;

interface CachedTemplate {
  readonly initContainers: readonly Container[] | undefined;
  readonly behaviours: Readonly<Record<string, ContainerBehaviour>>;
  readonly template: TemplatePlan;
}

/** What is known of the templates met so far, on one release. */
export interface TemplatePlans {
  /** By the container list. */
  readonly templates: Map<readonly Container[], CachedTemplate[]>;
  /** What the containers' probes came to, whatever the apps do at other times. */
  readonly asked: Map<Container, AskedAttempts>;
}

export function newTemplatePlans(): TemplatePlans {
  return { templates: new Map(), asked: new Map() };
}

function templatePlan(
  pod: Pod,
  behaviours: Readonly<Record<string, ContainerBehaviour>>,
  surroundings: Surroundings,
  asked: TemplatePlans["asked"],
): TemplatePlan {
  const initContainers = pod.spec.initContainers ?? [];
  const alone = [...initContainers, ...pod.spec.containers].map((container, place) => {
    const isInit = place < initContainers.length;
    const known = asked.get(container) ?? new Map();
    asked.set(container, known);
    return containerPlan(container, place, isInit, behaviours[container.name], surroundings, known);
  });
  const containers = alone.map((container) => withRelay(container, alone, surroundings));
  return {
    initCount: initContainers.length,
    containers,
    couldRestartAll: allContainersCouldRestart(pod.spec),
    workerOrder: workerOrderOf(containers, initContainers.length),
  };
}

/** A container that asks others before it answers is told whom. */
function withRelay(container: ContainerPlan, all: readonly ContainerPlan[], surroundings: Surroundings): ContainerPlan {
  const readiness = container.probes[READINESS];
  if (readiness === undefined || relayOf(container.spec) === undefined) return container;
  const others = all.map((plan) => ({ plan, lives: plan.app.hasClock ? [] : differentLives(plan.app) }));
  const relay = relayPlanOf(container, others, contextOf(container.spec, surroundings));
  if (relay === undefined) return container;
  const probes = container.probes.map((probe, type) => (type === READINESS ? { ...readiness, relay } : probe));
  return { ...container, probes };
}

function cachedTemplatePlan(
  plans: TemplatePlans,
  pod: Pod,
  behaviours: Readonly<Record<string, ContainerBehaviour>>,
  surroundings: Surroundings,
): TemplatePlan {
  const { containers, initContainers } = pod.spec;
  const known = plans.templates.get(containers) ?? [];
  const cached = known.find((entry) => entry.initContainers === initContainers && entry.behaviours === behaviours);
  if (cached !== undefined) return cached.template;
  const template = templatePlan(pod, behaviours, surroundings, plans.asked);
  plans.templates.set(containers, [...known, { initContainers, behaviours, template }]);
  return template;
}

/** A pod made ready for simulation: defaults filled in, and each probe's outcomes laid out over time. */
export function podPlanOf(
  plans: TemplatePlans,
  pod: Pod,
  behaviours: Readonly<Record<string, ContainerBehaviour>>,
  surroundings: Surroundings,
): PodPlan {
  return {
    ...cachedTemplatePlan(plans, pod, behaviours, surroundings),
    name: pod.metadata?.name ?? "p",
    namespace: pod.metadata?.namespace ?? "default",
    uid: pod.metadata?.uid ?? DEFAULT_UID,
    pod,
    spec: pod.spec,
    terminationGracePeriodSeconds: pod.spec.terminationGracePeriodSeconds ?? DEFAULT_TERMINATION_GRACE_SECONDS,
  };
}

/** Regular containers first, then sidecars; of each startup, readiness, liveness. */
function workerOrderOf(containers: readonly ContainerPlan[], initCount: number): PodPlan["workerOrder"] {
  const ordered = [...containers.slice(initCount), ...containers.slice(0, initCount)];
  return ordered.map(({ place, probes }) =>
    // KLT-001
    ([STARTUP, READINESS, LIVENESS] as const).flatMap((type) => {
      const probe = probes[type];
      return probe === undefined ? [] : [{ place, type, slot: place * 3 + type, probe }];
    }),
  );
}
