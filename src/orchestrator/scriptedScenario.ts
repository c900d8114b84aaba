import type { Container, LifecycleHandler } from "../model/container.ts";
import type { Probe } from "../model/probe.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import type { ProbeType } from "../model/probe.ts";
import type { Action, InstanceBehaviour, ProbeSegment, Scenario } from "../model/scenario.ts";
import type { AttemptOutcome, Trace, TraceEvent } from "../model/trace.ts";
import { containersOf, podNameOf, scenarioPods } from "../model/scenarioPods.ts";

/** A pod's namespace and uid appear in the kubelet's messages; these are ours and the oracle's defaults. */
const IDENTITY = { namespace: "default", uid: "00000000-0000-0000-0000-000000000001" };
/** A client other than exec gets this on top: its time-out is a failure that comes exactly on time. */
const SPARE_SECONDS = 1;

/** One pod of a scenario, and the oracle's words for it. */
export interface ScriptedPod {
  readonly pod: string;
  readonly scenario: Scenario;
}

/**
 * The scenario in the words that the kubelet oracle knows, pod by pod: its probes become scripted commands, and what the
 * trace shows of containers and attempts becomes the script. A kubelet, ours or the real one, does with it what it did in the
 * trace, or the trace was wrong. Services and the control plane are left out: no kubelet looks at them.
 * Or why the oracle cannot run it. [oracle/kubelet README, Scenario]
 */
export function scriptedScenarios(scenario: Scenario, trace: Trace): readonly ScriptedPod[] | { readonly why: string } {
  const { actions = [], nodes = [] } = scenario;
  if (actions.some((action) => !["delete", "setCondition", "restartKubelet"].includes(action.do)))
    return { why: "the oracle does not know its actions" };
  const pods = scenarioPods(scenario);
  if (pods.some(({ atMs }) => (atMs ?? 0) > 0)) return { why: "the oracle knows no pods that come later" };
  if (nodes.length > 1 || nodes.some(({ kubeletUpMs }) => kubeletUpMs !== undefined))
    return { why: "the oracle knows one node" };
  return pods.map(({ pod }) => {
    const name = podNameOf(pod);
    const events = eventsOf(trace, name);
    const { initContainers = [], containers, restartPolicy, terminationGracePeriodSeconds, readinessGates } = pod.spec;
    const { gates, kubeletUpMs, wallMs, rand, sandboxMs, syncUs, untilMs } = scenario;
    const ownActions = actions.filter((action) => isOf(action, name)).map(withoutNames);
    const given = { gates, kubeletUpMs, wallMs, rand, sandboxMs, syncUs };
    return {
      pod: name,
      scenario: {
        id: name,
        kubernetes: trace.header.kubernetes,
        pod: {
          metadata: { name, ...IDENTITY },
          spec: {
            ...present({ restartPolicy, terminationGracePeriodSeconds, readinessGates }),
            ...(initContainers.length > 0 && { initContainers: initContainers.map(scriptedContainer) }),
            containers: containers.map(scriptedContainer),
          },
        },
        containers: Object.fromEntries(
          containersOf(pod).map((container) => [container.name, { instances: instancesOf(container, events) }]),
        ),
        ...(ownActions.length > 0 && { actions: ownActions }),
        ...present(given),
        untilMs,
      },
    };
  });
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}

function isOf(action: Action, pod: string): boolean {
  return !("pod" in action) || action.pod === undefined || action.pod === pod;
}

function withoutNames(action: Action): Action {
  return Object.fromEntries(Object.entries(action).filter(([key]) => key !== "pod" && key !== "node")) as Action;
}

/** Events of this pod, and those of none. */
function eventsOf(trace: Trace, pod: string): readonly TraceEvent[] {
  return trace.events.filter((event) => event.pod === undefined || event.pod === pod);
}

function scriptedContainer(container: Container): Container {
  const { name, restartPolicy, restartPolicyRules, lifecycle } = container;
  const { postStart, preStop } = lifecycle ?? {};
  const hooks = {
    ...(postStart && { postStart: scriptedHook(postStart) }),
    ...(preStop && { preStop: scriptedHook(preStop) }),
  };
  const probes = PROBE_TYPES.flatMap((type): [string, Probe][] => {
    const probe = container[`${type}Probe`];
    return probe === undefined ? [] : [[`${type}Probe`, scriptedProbe(probe, type)]];
  });
  return {
    name,
    ...present({ restartPolicy, restartPolicyRules }),
    ...(lifecycle && { lifecycle: hooks }),
    ...Object.fromEntries(probes),
  };
}

/** With us a hook that asks something succeeds at once; to sleep is the kubelet's own work. */
function scriptedHook(hook: LifecycleHandler): LifecycleHandler {
  const isKnown = hook.sleep !== undefined || hook.exec?.command?.[0] === "hook";
  return isKnown ? hook : { exec: { command: ["hook", "0", "0"] } };
}

function scriptedProbe(probe: Probe, type: ProbeType): Probe {
  const { exec, httpGet: _httpGet, tcpSocket: _tcpSocket, grpc: _grpc, ...numbers } = probe;
  const timeoutSeconds = (probe.timeoutSeconds ?? 1) + (exec === undefined ? SPARE_SECONDS : 0);
  return { ...numbers, exec: { command: ["probe", type] }, timeoutSeconds };
}

type Seen<Kind extends TraceEvent["kind"]> = Extract<TraceEvent, { kind: Kind }>;

function instancesOf(container: Container, events: readonly TraceEvent[]): readonly InstanceBehaviour[] {
  const starts = events.filter((event) => event.kind === "start").filter(({ c }) => c === container.name);
  return starts.map((start) => {
    const own = events.filter((event) => "n" in event && event.c === container.name && event.n === start.n);
    return instanceOf(container, start, own);
  });
}

function instanceOf(container: Container, start: Seen<"start">, own: readonly TraceEvent[]): InstanceBehaviour {
  const created = own.find((event) => event.kind === "create");
  const createdMs = created?.end ?? start.t;
  const stop = own.find((event) => event.kind === "stop");
  const exit = own.find((event) => event.kind === "exit");
  const attempts = own.filter((event) => event.kind === "probe");
  const probes = PROBE_TYPES.flatMap((type): [string, readonly ProbeSegment[]][] => {
    const probe = container[`${type}Probe`];
    const segments = attempts
      .filter((attempt) => attempt.probe === type)
      .flatMap((attempt) => (probe === undefined ? [] : segmentOf(attempt, start.t, probe)));
    return segments.length === 0 ? [] : [[type, segments]];
  });
  return {
    createMs: createdMs - (created?.t ?? createdMs),
    startMs: start.t - createdMs,
    ...(exit?.by === "self" && { exit: { afterMs: exit.t - start.t, code: exit.code } }),
    ...(exit?.by === "term" && stop && { onTerm: { afterMs: exit.t - stop.t, code: exit.code } }),
    ...(exit?.by !== "self" && exit?.by !== "term" && { onTerm: "ignore" as const }),
    probes: Object.fromEntries(probes),
  };
}

/** None where the app had no say. */
function segmentOf(attempt: Seen<"probe">, startMs: number, probe: Probe): readonly ProbeSegment[] {
  const outcome = scriptedOutcome(attempt.out, probe);
  if (outcome === undefined) return [];
  const ms = (attempt.end ?? attempt.t) - attempt.t;
  return [{ fromMs: attempt.t - startMs, outcome, ...(outcome !== "hang" && { ms }) }];
}

function scriptedOutcome(out: AttemptOutcome | undefined, probe: Probe): ProbeSegment["outcome"] | undefined {
  switch (out) {
    case "ok":
    case "fail":
    case "error":
      return out;
    case "timeout":
      return probe.exec === undefined ? "fail" : "hang";
    // Under way when its container or its kubelet died, or when the run ended.
    case "killed":
    case "kubeletGone":
    case undefined:
      return "hang";
    case "notRunning":
    case "cancelled":
      return undefined;
  }
}

/** Not the kubelet's doing. */
const ELSEWHERE: ReadonlySet<string> = new Set(["slice", "endpoints", "proxy"]);

/** What the kubelet did to a pod, instant by instant but for the clients' words: what a scripted scenario must repeat. */
export function doingsOf(trace: Trace, pod: string): readonly object[] {
  return eventsOf(trace, pod)
    .filter(({ kind }) => !ELSEWHERE.has(kind))
    .map(({ step: _step, cause: _cause, ...event }): object => {
      if (event.kind === "event") return { ...event, message: "" };
      if (event.kind === "probe") return { ...event, out: event.out === "timeout" ? "fail" : event.out };
      return event;
    });
}
