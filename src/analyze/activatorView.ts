import { activatorPassMs } from "../app/queueProxy/activator.ts";
import { checkAll } from "../app/queueProxy/queueProbe.ts";
import { relayOf } from "../app/queueProxy/relay.ts";
import type { ContainerRun } from "../kubelet/askRelay.ts";
import { answerOfTarget } from "../kubelet/askRelay.ts";
import { newTemplatePlans, podPlanOf } from "../kubelet/podPlan.ts";
import { READINESS } from "../kubelet/podWorld.ts";
import type { RelayTarget } from "../kubelet/relayWorld.ts";
import type { Container } from "../model/container.ts";
import { NEWEST_VERSION, parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Scenario } from "../model/scenario.ts";
import { scenarioPods } from "../model/scenarioPods.ts";
import type { Trace, TraceEvent } from "../model/trace.ts";

const QUEUE_PROXY = "queue-proxy";
const USER_PORTS = ["user-port", "h2c"];

/** What Knative's activator makes of the one pod of a run, where it is in the path of requests. */
export interface ActivatorView {
  /** When it may send requests; undefined: not before the kubelet says Ready. */
  readonly fromMs?: number;
  /** It does not go by queue-proxy's answer: why. */
  readonly waitsBecause?: string;
}

/**
 * Looked at after the run: the activator's requests join the checks that queue-proxy makes for the kubelet, and are taken not to
 * change what the kubelet hears. Undefined: this is no pod of a revision, or not the only one.
 */
export function activatorViewOf(scenario: Scenario, { events, header }: Trace): ActivatorView | undefined {
  const [only, ...others] = scenarioPods(scenario);
  const containers = only?.pod.spec.containers ?? [];
  const queue = containers.find((container) => container.name === QUEUE_PROXY && relayOf(container) !== undefined);
  if (only === undefined || others.length > 0 || queue === undefined) return undefined;
  const waitsBecause = reasonToWait(containers);
  if (waitsBecause !== undefined) return { waitsBecause };
  const version = parseKubernetesVersion(header.kubernetes) ?? NEWEST_VERSION;
  const surroundings = { version, dependencies: scenario.dependencies ?? {}, horizonMs: scenario.untilMs };
  const plan = podPlanOf(newTemplatePlans(), only.pod, only.containers ?? {}, surroundings);
  const relay = plan.containers.find(({ name }) => name === QUEUE_PROXY)?.probes[READINESS]?.relay;
  const runs = runsOf(events);
  const [known] = runs.get(QUEUE_PROXY) ?? [];
  if (relay === undefined || known === undefined) return undefined;
  const ask = (target: RelayTarget, atMs: number) => {
    const { name, app } = plan.containers[target.place] ?? {};
    const run = runs.get(name ?? "")?.findLast(({ startedAtMs, endedAtMs }) => startedAtMs <= atMs && atMs < endedAtMs);
    return app === undefined ? { ms: 0 } : answerOfTarget(relay, target, app, run, atMs);
  };
  let successes: readonly number[] = [];
  const begin = (atMs: number) => {
    const probes = relay.targets.map(({ probe }) => probe);
    const check = checkAll(
      probes,
      atMs,
      successes,
      (index, t) => ask(relay.targets[index] as RelayTarget, t),
      relay.release,
    );
    successes = check.state;
    return check;
  };
  const asked = events.flatMap((event) => (event.kind === "probe" && event.c === QUEUE_PROXY ? [event.t] : []));
  // By then the pod's address is among the endpoints, ready or not.
  const told = events.find(({ kind, t }) => kind === "status" && t > known.startedAtMs);
  const untilMs = Math.min(readyMs(events), known.endedAtMs, header.untilMs);
  const fromMs = activatorPassMs(told?.t ?? known.startedAtMs, untilMs, asked, begin);
  return fromMs === undefined || fromMs >= untilMs ? {} : { fromMs };
}

/** Where queue-proxy's answer is not all that readiness rests on, its word is not enough. */
function reasonToWait(containers: readonly Container[]): string | undefined {
  const serving = containers.find(({ ports = [] }) => ports.some(({ name = "" }) => USER_PORTS.includes(name)));
  if (serving?.readinessProbe?.exec !== undefined) return `readiness of ${serving.name} is a command`;
  const gated = containers.find(({ startupProbe }) => startupProbe !== undefined);
  return gated === undefined ? undefined : `${gated.name} has a startup probe`;
}

function runsOf(events: readonly TraceEvent[]): ReadonlyMap<string, readonly ContainerRun[]> {
  const runs = new Map<string, ContainerRun[]>();
  for (const event of events) {
    if (event.kind === "start") {
      const run = { instance: event.n, startedAtMs: event.t, endedAtMs: Infinity };
      runs.set(event.c, [...(runs.get(event.c) ?? []), run]);
    } else if (event.kind === "exit") {
      const of = runs.get(event.c) ?? [];
      runs.set(
        event.c,
        of.map((run) => (run.instance === event.n ? { ...run, endedAtMs: event.t } : run)),
      );
    }
  }
  return runs;
}

function readyMs(events: readonly TraceEvent[]): number {
  const ready = events.find((event) => event.kind === "status" && event.conditions?.["Ready"]?.status === "True");
  return ready?.t ?? Infinity;
}
