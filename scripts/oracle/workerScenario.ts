import type { ProberContainer, ProberScenario, ProberStep } from "../../src/conformance/proberScenario.ts";
import type { BackendSegment, CachedContainer } from "../../src/conformance/proberScenario.ts";
import { numberOf, textOf } from "../../src/conformance/recordedObjects.ts";
import { isRestartableInitContainer } from "../../src/model/container.ts";
import type { Container } from "../../src/model/container.ts";
import type { JsonValue } from "../../src/model/json.ts";
import { isJsonObject } from "../../src/model/json.ts";
import type { PodSpec } from "../../src/model/pod.ts";
import type { Probe } from "../../src/model/probe.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import { scenarioPods } from "../../src/model/scenarioPods.ts";
import type { Trace, TracedContainer, TraceEvent } from "../../src/model/trace.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
/** What generating a status takes: the kubelet adds the pod's workers and asks for their verdicts that long after a sync began. */
const STATUS_MS = 1;
const DEFAULT_UP_MS = 3_600_000;
/** The last millisecond is looked at whole. */
const AFTER_END_MS = 1;

/**
 * What the probe workers of the trace's pod were told, as a scenario of the prober oracle: what the kubelet held of the
 * containers, when it added and stopped workers, and what each attempt got. The real workers of a release then have to ask
 * when ours did. For releases of which no whole kubelet can be run. [conformance/README.md, Scenario]
 */
export function workerScenario(scenario: Scenario, trace: Trace): ProberScenario | undefined {
  const [only, ...others] = scenarioPods(scenario);
  if (only === undefined || others.length > 0) return undefined;
  const { spec } = only.pod;
  const sidecars = sidecarsOf(spec);
  const letterOf = lettersOf(spec);
  const containers = [
    ...sidecars.map((one) => workersOf(one, letterOf(one.name), true)),
    ...spec.containers.map((one) => workersOf(one, letterOf(one.name), false)),
  ];
  return {
    id: scenario.id ?? "scenario",
    kubeletAgeMs: scenario.kubeletUpMs ?? DEFAULT_UP_MS,
    restartPolicy: spec.restartPolicy ?? "Always",
    containers,
    sync: false,
    steps: stepsOf(trace.events, letterOf),
    backend: backendOf(trace.events, letterOf),
    untilMs: scenario.untilMs + AFTER_END_MS,
  };
}

const sidecarsOf = ({ initContainers = [] }: PodSpec): readonly Container[] =>
  initContainers.filter(isRestartableInitContainer);

/** The prober oracle knows containers by one letter, and counts instances from 1; empty for those without workers. */
function lettersOf(spec: PodSpec): (name: string) => string {
  const letters = new Map([...sidecarsOf(spec), ...spec.containers].map(({ name }, index) => [name, LETTERS[index]]));
  return (name) => letters.get(name) ?? "";
}

function workersOf(
  { startupProbe, livenessProbe, readinessProbe }: Container,
  name: string,
  isSidecar: boolean,
): ProberContainer {
  return {
    name,
    ...(isSidecar && { sidecar: true }),
    ...(startupProbe && { startupProbe: numbersOf(startupProbe) }),
    ...(livenessProbe && { livenessProbe: numbersOf(livenessProbe) }),
    ...(readinessProbe && { readinessProbe: numbersOf(readinessProbe) }),
  };
}

function numbersOf(probe: Probe): Probe {
  return {
    initialDelaySeconds: probe.initialDelaySeconds ?? 0,
    periodSeconds: probe.periodSeconds ?? 10,
    timeoutSeconds: probe.timeoutSeconds ?? 1,
    successThreshold: probe.successThreshold ?? 1,
    failureThreshold: probe.failureThreshold ?? 3,
  };
}

/** The real runtime's time-outs come on time, ours as late as a runtime notices them: they are scripted as what they came to. */
function backendOf(events: readonly TraceEvent[], letterOf: (name: string) => string): ProberScenario["backend"] {
  const attempts = events.filter((event) => event.kind === "probe");
  const groups = Map.groupBy(attempts, ({ c, probe }) => `${letterOf(c)}/${probe}`);
  return Object.fromEntries(
    [...groups].map(([name, those]) => [
      name,
      those.map(({ t, end, out }): BackendSegment => {
        const outcome = out === "ok" || out === "error" ? out : "fail";
        return { fromMs: t, outcome, ms: (end ?? t) - t };
      }),
    ]),
  );
}

/** When which container's probe asks: of a trace of ours, as the prober oracle says it. */
export function attemptsOf(scenario: Scenario, trace: Trace): readonly string[] {
  const [only] = scenarioPods(scenario);
  if (only === undefined) return [];
  const letterOf = lettersOf(only.pod.spec);
  const attempts = trace.events.filter((event) => event.kind === "probe");
  return attempts.map(({ t, c, n, probe }) => `${t} ${letterOf(c)}${n + 1} ${probe}`).sort();
}

/** The same of what the oracle recorded. */
export function recordedAttempts(events: readonly JsonValue[], untilMs: number): readonly string[] {
  return events
    .filter(isJsonObject)
    .filter(({ k, t }) => k === "attempt" && Number(t) <= untilMs)
    .map(({ t, id, p }) => `${numberOf(t)} ${textOf(id)} ${textOf(p)}`)
    .sort();
}

const ORDER = ["phase", "status", "updatePodStatus", "stopLivenessAndStartup", "addPod"];

function stepsOf(events: readonly TraceEvent[], letterOf: (name: string) => string): readonly ProberStep[] {
  const cached = new Map<string, CachedContainer>();
  const steps: ProberStep[] = [];
  for (const event of events) {
    if (event.kind === "status") {
      if (event.phase !== undefined) steps.push({ atMs: event.t, do: "phase", phase: event.phase });
      for (const [name, status] of Object.entries(event.containers ?? {})) {
        const letter = letterOf(name);
        if (letter !== "" && status !== null) cached.set(letter, cachedContainer(letter, status));
      }
      steps.push({ atMs: event.t, do: "status", containers: Object.fromEntries(cached) });
    }
    if (event.kind === "sync") {
      const atMs = event.t + STATUS_MS;
      steps.push({ atMs, do: "updatePodStatus" });
      if (event.fn === "SyncPod") steps.push({ atMs, do: "addPod" });
      if (event.fn === "SyncTerminatingPod") steps.push({ atMs, do: "stopLivenessAndStartup" });
    }
  }
  return steps.sort((a, b) => a.atMs - b.atMs || ORDER.indexOf(a.do) - ORDER.indexOf(b.do));
}

function cachedContainer(name: string, { state, n, exit, started, startedAt }: TracedContainer): CachedContainer {
  return {
    state,
    ...(n !== undefined && { id: `${name}${n + 1}` }),
    startedAtMs: startedAt ?? 0,
    exitCode: exit ?? 0,
    ...(started !== undefined && { started }),
  };
}
