import type { Container } from "../model/container.ts";
import { isRestartableInitContainer } from "../model/container.ts";
import type { Pod } from "../model/pod.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import type { ContainerBehaviour, Scenario } from "../model/scenario.ts";
import { appSpans } from "./appSpans.ts";
import type { Attempt, Change, ContainerHistory, Instance, PodHistory } from "../properties/podHistory.ts";
import type { Span } from "./strip.ts";

/** A line of the timeline before it is drawn. */
export type Lane = { readonly label: string } & (
  | { readonly spans: readonly Span[] }
  /** `killsMs`: when these attempts had the container killed. */
  | { readonly attempts: readonly Attempt[]; readonly killsMs: readonly number[] }
);

export interface LaneGroup {
  readonly title: string;
  readonly lanes: readonly Lane[];
}

/** All lanes of a pod: its containers in the order of the specification, then what the pod and its endpoints make of them. */
export function lanesOfPod(
  pod: Pod,
  behaviours: Readonly<Record<string, ContainerBehaviour>>,
  history: PodHistory,
  { untilMs, dependencies = {} }: Pick<Scenario, "untilMs" | "dependencies">,
): readonly LaneGroup[] {
  const endMs = Math.min(untilMs + 1, history.removedMs ?? untilMs + 1);
  const groups: LaneGroup[] = [];
  const add = (container: Container, role: string): void => {
    const found = history.containers.get(container.name);
    if (found !== undefined)
      groups.push({
        title: `${role} ${container.name}`,
        lanes: containerLanes(
          container,
          appSpans(behaviours[container.name], dependencies, found, endMs),
          found,
          endMs,
          role === "init",
        ),
      });
  };
  for (const container of pod.spec.initContainers ?? [])
    add(container, isRestartableInitContainer(container) ? "sidecar" : "init");
  for (const container of pod.spec.containers) add(container, "container");
  const podLanes: Lane[] = [];
  if (history.actions.length > 0) podLanes.push({ label: "action", spans: actionSpans(history.actions, untilMs + 1) });
  podLanes.push({
    label: "Ready",
    spans: flagSpans(history.conditions.get("Ready") ?? [], endMs, "Ready", "not Ready"),
  });
  for (const [service, changes] of history.endpoints)
    podLanes.push({ label: `in ${service}`, spans: endpointSpans(changes, untilMs + 1) });
  groups.push({ title: "pod", lanes: podLanes });
  return groups;
}

function actionSpans(actions: PodHistory["actions"], endMs: number): readonly Span[] {
  return actions.map((action, index) => ({
    fromMs: action.atMs,
    toMs: actions[index + 1]?.atMs ?? endMs,
    fill: " ",
    tone: "warn",
    words: [action.do],
    mark: "▼",
  }));
}

function containerLanes(
  container: Container,
  app: readonly Span[],
  history: ContainerHistory,
  endMs: number,
  isInit: boolean,
): readonly Lane[] {
  const lanes: Lane[] = [];
  if (app.length > 0) lanes.push({ label: "app", spans: app });
  lanes.push({ label: "state", spans: stateSpans(history, endMs) });
  const hooks = history.hooks.map(
    ({ fromMs, endMs: hookEnd }): Span => ({
      fromMs,
      toMs: hookEnd ?? endMs,
      fill: "┈",
      tone: "plain",
      words: ["hook"],
    }),
  );
  if (hooks.length > 0) lanes.push({ label: "hook", spans: hooks });
  for (const type of PROBE_TYPES) {
    if (container[`${type}Probe`] === undefined) continue;
    const killsMs = history.probeKills.filter(({ probe }) => probe === type).map(({ atMs }) => atMs);
    lanes.push({ label: type, attempts: history.attempts[type], killsMs });
  }
  if (container.startupProbe !== undefined)
    lanes.push({ label: "started", spans: flagSpans(history.started, endMs, "started", "not started") });
  if (!isInit) lanes.push({ label: "ready", spans: flagSpans(history.ready, endMs, "ready", "not ready") });
  return lanes;
}

/** From the creation of an instance to its end, as the runtime saw it; between instances as the status said. */
function stateSpans(history: ContainerHistory, endMs: number): readonly Span[] {
  const spans: Span[] = [];
  const push = (
    fromMs: number,
    toMs: number,
    look: Pick<Span, "fill" | "tone" | "mark" | "isMinor">,
    ...words: string[]
  ): void => {
    if (toMs > fromMs) spans.push({ fromMs, toMs, ...look, words });
  };
  const [first] = history.instances;
  push(
    history.waiting[0]?.fromMs ?? 0,
    first?.createMs ?? endMs,
    WAITING,
    history.waiting[0]?.value ?? "waiting",
    "waiting",
  );
  for (const [index, instance] of history.instances.entries()) {
    const nextMs = history.instances[index + 1]?.createMs ?? endMs;
    const exitMs = instance.exitMs ?? nextMs;
    push(instance.createMs ?? exitMs, instance.startMs ?? exitMs, WAITING, "creating");
    push(
      instance.startMs ?? exitMs,
      instance.stopMs ?? exitMs,
      instance.n === 0 ? RUNNING : RESTARTED,
      `running #${instance.n}`,
      `#${instance.n}`,
    );
    if (instance.stopMs !== undefined)
      push(instance.stopMs, exitMs, STOPPING, `stopping, grace ${instance.graceSeconds}s`, "stopping");
    push(exitMs, nextMs, instance.exitCode === 0 ? ENDED : FAILED, ...exitWords(instance, history, nextMs));
  }
  return spans;
}

const WAITING = { fill: "·", tone: "dim", isMinor: true } as const;
const RUNNING = { fill: "━", tone: "good" } as const;
/** A restart shows even where the end before it is too short to be seen. */
const RESTARTED = { ...RUNNING, mark: "↻" } as const;
const STOPPING = { fill: "╌", tone: "warn" } as const;
const ENDED = { fill: "~", tone: "plain" } as const;
const FAILED = { fill: "~", tone: "bad" } as const;

function exitWords(instance: Instance, history: ContainerHistory, nextMs: number): readonly string[] {
  const exit = `exit ${instance.exitCode}`;
  const waits = history.waiting.find(
    ({ fromMs, value }) => value === "CrashLoopBackOff" && fromMs >= (instance.exitMs ?? 0) && fromMs < nextMs,
  );
  return waits === undefined
    ? [exit, `${instance.exitCode}`]
    : [`${exit}, CrashLoopBackOff`, `${exit}, back-off`, exit, `${instance.exitCode}`];
}

function flagSpans(changes: readonly Change<boolean>[], endMs: number, yes: string, no: string): readonly Span[] {
  return changes.map(({ fromMs, value }, index) => ({
    fromMs,
    toMs: changes[index + 1]?.fromMs ?? endMs,
    fill: value ? "━" : "·",
    tone: value ? "good" : "dim",
    words: [value ? yes : no],
    ...(index === 0 && !value ? { isMinor: true as const } : {}),
  }));
}

function endpointSpans(changes: readonly Change<string | undefined>[], endMs: number): readonly Span[] {
  return changes.map(({ fromMs, value }, index) => ({
    fromMs,
    toMs: changes[index + 1]?.fromMs ?? endMs,
    ...endpointLook(value),
  }));
}

function endpointLook(letters: string | undefined): Omit<Span, "fromMs" | "toMs"> {
  if (letters === undefined) return { fill: "·", tone: "dim", words: ["no endpoint", "none"] };
  if (letters.includes("r")) return { fill: "━", tone: "good", words: ["endpoint ready", "ready"] };
  if (letters.includes("t")) {
    const serving = letters.includes("s");
    return { fill: "╌", tone: "warn", words: serving ? ["terminating, serving", "terminating"] : ["terminating"] };
  }
  return { fill: "·", tone: "dim", words: ["endpoint not ready", "not ready"] };
}
