import { isRestartableInitContainer } from "../model/container.ts";
import type { Container } from "../model/container.ts";
import type { Pod } from "../model/pod.ts";
import type { Probe } from "../model/probe.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Service } from "../model/service.ts";
import type { PodStory } from "../scenario/podScenario.ts";
import { scenarioOfPod } from "../scenario/podScenario.ts";
import { formatDuration } from "../time/duration.ts";
import type { Measures, Metric } from "./measures.ts";
import type { Measurement } from "./storyRun.ts";

/**
 * What `check` lets the app of a container do, by name. All other containers are healthy, ordinary init containers do their
 * work in a second, and what a Job runs goes on for ever.
 */
export const STORY_NAMES = ["healthy", "never-answers", "slow-start", "hang-after-start", "rollout"] as const;
export type StoryName = (typeof STORY_NAMES)[number];

export const STORY_DESCRIPTIONS: Readonly<Record<StoryName, string>> = {
  healthy: "every app answers as soon as it is started",
  "never-answers": "the app of one container never answers",
  "slow-start": "the app of one container starts to answer just in time, and 1ms too late, not to be killed",
  "hang-after-start":
    "the app of one container hangs some time after it got ready, and answers again later or once it is restarted",
  rollout:
    "several pods get a new revision that is good, slow, never ready, crashes after it was ready, or is bad in every other pod; told is what hurts",
};

/** How far a story is followed, unless all is decided before. */
export const DEFAULT_HORIZON_MS = 600_000;
/** Between the instant at which a healthy container is ready, in whole seconds of its life, and its hang. */
export const HANG_AFTER_READY_MS = 10_000;
/** How long a hang lasts where no restart ends it. */
export const HANG_LASTS_MS = 60_000;
/** What has not followed by then does not: a kill from a failed probe, an endpoint's way out from a restart take a second or two. */
const SETTLED_MS = 5_000;
/** An app that never answers needs longer to start than any horizon. */
const NEVER_MS = 3_600_000_000;

/** One story of one workload (`healthy`), or of one of its containers. */
export interface Story {
  readonly name: StoryName;
  /** Tells the variants of a story apart; unique within a container. */
  readonly label: string;
  /** What the app does, in words; empty where the name says it all. */
  readonly detail: string;
  readonly measurement: Measurement;
  readonly metrics: readonly Metric[];
  /** The words of `probewise run` that tell it. */
  readonly runOptions: readonly string[];
}

export interface StoryContext {
  readonly pod: Pod;
  readonly services: readonly Service[];
  readonly kubernetes: string;
  readonly horizonMs: number;
  /** What the pod rests on and nothing backs; scenarios carry it. */
  readonly assumptions?: readonly string[];
}

/** Containers that are there for good, and whose probes count: sidecars and the regular ones. */
export function lastingContainers(pod: Pod): readonly Container[] {
  return [...(pod.spec.initContainers ?? []).filter(isRestartableInitContainer), ...pod.spec.containers];
}

/** Only these two can have a container killed. */
export function canBeKilled({ startupProbe, livenessProbe }: Container): boolean {
  return startupProbe !== undefined || livenessProbe !== undefined;
}

export function hasProbe(container: Container): boolean {
  return canBeKilled(container) || container.readinessProbe !== undefined;
}

/** Whether the pod's labels are the service's choice. */
function selects({ spec }: Service, pod: Pod): boolean {
  const selector = Object.entries(spec.selector ?? {});
  const labels = pod.metadata?.labels ?? {};
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
}

/** The service whose endpoint stands for the pod's: the first that selects it. */
export function serviceOf({ pod, services }: Pick<StoryContext, "pod" | "services">): Service | undefined {
  return services.find((service) => selects(service, pod));
}

export function scenarioOf(
  context: StoryContext,
  story: Pick<PodStory, "starts" | "failures">,
  untilMs: number,
): Scenario {
  const { pod, kubernetes } = context;
  const service = serviceOf(context);
  const made = scenarioOfPod(pod, service === undefined ? [] : [service], { ...story, untilMs, kubernetes });
  if ("problem" in made) throw new Error(made.problem);
  // Without a service the condition Ready stands in for the endpoint, and no service need be made up.
  const { assumptions = [] } = context;
  return {
    ...made.scenario,
    services: service === undefined ? [] : [service],
    ...(assumptions.length === 0 ? {} : { assumptions }),
  };
}

function measurementOf(
  context: StoryContext,
  containers: readonly string[],
  scenario: Scenario,
  isDecided: Measurement["isDecided"],
): Measurement {
  return { scenario, containers, service: serviceOf(context)?.metadata.name, isDecided };
}

/** Decided once all are ready: an app that is healthy for ever gives no probe a reason to fail. */
export function healthyStory(context: StoryContext): Story {
  const names = lastingContainers(context.pod).map(({ name }) => name);
  const isDecided = (all: readonly Measures[]): boolean =>
    all.every(({ times }) => times.ready !== null) && (all[0]?.isEndpointIn ?? true);
  return {
    name: "healthy",
    label: "healthy",
    detail: "",
    measurement: measurementOf(context, names, scenarioOf(context, {}, context.horizonMs), isDecided),
    metrics: ["ready", "restarted", "endpointIn"],
    runOptions: [],
  };
}

/** Decided by the first restart loop. What cannot be killed is followed until its readiness probe must have succeeded, if it ever does. */
export function neverAnswersStory(context: StoryContext, container: Container): Story {
  const { name } = container;
  const untilMs = canBeKilled(container)
    ? context.horizonMs
    : Math.min(context.horizonMs, settledMs(container.readinessProbe));
  const isDecided = ([one]: readonly Measures[]): boolean => one !== undefined && one.times.restartLoop !== null;
  return {
    name: "never-answers",
    label: "never-answers",
    detail: "",
    measurement: measurementOf(
      context,
      [name],
      scenarioOf(context, { starts: [{ container: name, value: NEVER_MS }] }, untilMs),
      isDecided,
    ),
    metrics: ["ready", "killed", "restarted", "restartLoop"],
    runOptions: [`--starts ${name}:${formatDuration(NEVER_MS)}`],
  };
}

/** By then a probe that meets the same answer again and again has told what it will ever tell. */
function settledMs(probe: Probe | undefined): number {
  const { initialDelaySeconds = 0, periodSeconds = 0, timeoutSeconds = 0, successThreshold = 0 } = probe ?? {};
  return (
    (initialDelaySeconds + ((successThreshold || 1) + 2) * ((periodSeconds || 10) + (timeoutSeconds || 1)) + 10) * 1000
  );
}

/** Decided once the container stays ready, is ready again after it was killed, or is in a restart loop. Every start takes as long. */
export function slowStartStory(
  context: StoryContext,
  container: Container,
  startsMs: number,
  variant: "in-time" | "too-late",
): Story {
  const { name } = container;
  const isDecided = ([one]: readonly Measures[], nowMs: number): boolean => {
    if (one === undefined) return false;
    if (one.times.killed !== null) return one.times.restartLoop !== null || one.readyInstance > 0;
    // A container without readiness probe is ready long before its app answers.
    return one.times.ready !== null && nowMs >= Math.max(one.times.ready, (one.startedMs ?? 0) + startsMs) + SETTLED_MS;
  };
  const scenario = scenarioOf(context, { starts: [{ container: name, value: startsMs }] }, context.horizonMs);
  return {
    name: "slow-start",
    label: `slow-start-${variant}`,
    detail: `answers after ${formatDuration(startsMs)}`,
    measurement: measurementOf(context, [name], scenario, isDecided),
    metrics: ["ready", "restarted", "restartLoop"],
    runOptions: [`--starts ${name}:${formatDuration(startsMs)}`],
  };
}

/** Decided by the restart and by the endpoint's return, as far as the container's probes can bring them about. */
export function hangStory(context: StoryContext, container: Container, fromMs: number): Story {
  const { name } = container;
  const toMs = fromMs + HANG_LASTS_MS;
  const canRestart = canBeKilled(container);
  const isDecided = ([one]: readonly Measures[], nowMs: number): boolean => {
    if (one === undefined || (canRestart && one.times.restarted === null)) return false;
    if (one.times.endpointOut !== null) return one.times.endpointIn !== null;
    return one.times.restarted !== null && nowMs >= one.times.restarted + SETTLED_MS;
  };
  const scenario = scenarioOf(
    context,
    { failures: [{ container: name, value: { fromMs, toMs, state: "hang" } }] },
    Math.min(context.horizonMs, toMs + HANG_LASTS_MS),
  );
  return {
    name: "hang-after-start",
    label: "hang-after-start",
    detail: `hangs ${formatDuration(fromMs)} after its start for ${formatDuration(HANG_LASTS_MS)}`,
    measurement: measurementOf(context, [name], scenario, isDecided),
    metrics: ["endpointOut", "restarted", "endpointIn"],
    runOptions: [`--fail ${name}:hang@${formatDuration(fromMs)}+${formatDuration(HANG_LASTS_MS)}`],
  };
}
