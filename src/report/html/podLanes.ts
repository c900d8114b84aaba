import { isRestartableInitContainer } from "../../model/container.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { TraceEvent } from "../../model/trace.ts";
import type { Change, PodHistory, RunHistory } from "../../properties/podHistory.ts";
import type { Lane, LaneGroup, MarkLane, Span } from "../../viewer/reportData.ts";
import type { PodOfRun } from "../choosePods.ts";
import { containerLanes, flagSpans } from "./containerLanes.ts";

/** Steps of what happens to a pod and has no lane of its own, by pod; one walk for all pods. */
export interface PodSteps {
  readonly actions: number[];
  /** Syncs and patches. */
  readonly kubelet: number[];
  readonly events: number[];
  readonly sandbox: number[];
}

export function stepsByPod(events: readonly TraceEvent[], defaultPod: string): ReadonlyMap<string, PodSteps> {
  const steps = new Map<string, PodSteps>();
  const of = (pod: string): PodSteps => {
    const found = steps.get(pod) ?? { actions: [], kubelet: [], events: [], sandbox: [] };
    steps.set(pod, found);
    return found;
  };
  for (const { kind, step, pod = defaultPod } of events) {
    if (kind === "action") of(pod).actions.push(step);
    else if (kind === "sync" || kind === "patch") of(pod).kubelet.push(step);
    else if (kind === "event") of(pod).events.push(step);
    else if (kind.startsWith("sandbox")) of(pod).sandbox.push(step);
  }
  return steps;
}

/** The containers in the order of the specification, then what the pod, its endpoints and the kubelet make of them. */
export function podGroups(
  { pod, behaviours, history }: PodOfRun,
  { dependencies = {}, untilMs }: Scenario,
  counts: ReadonlyMap<number, number>,
  steps: PodSteps | undefined,
): readonly LaneGroup[] {
  const endMs = Math.min(untilMs, history.removedMs ?? untilMs);
  const initContainers = pod.spec.initContainers ?? [];
  const groups = [...initContainers, ...pod.spec.containers].flatMap((container, place): LaneGroup[] => {
    const found = history.containers.get(container.name);
    if (found === undefined) return [];
    const isSidecar = place < initContainers.length && isRestartableInitContainer(container);
    const isInit = place < initContainers.length && !isSidecar;
    const role = isInit ? "init" : isSidecar ? "sidecar" : "container";
    const lanes = containerLanes({
      pod: history.pod,
      container,
      behaviour: behaviours[container.name],
      dependencies,
      history: found,
      counts,
      isInit,
      endMs,
    });
    return [{ title: `${role} ${container.name}`, lanes }];
  });
  return [...groups, { title: "pod", lanes: podLanes(history, endMs, untilMs, steps) }];
}

function podLanes(history: PodHistory, endMs: number, untilMs: number, steps: PodSteps | undefined): readonly Lane[] {
  const marks = (label: string, of: readonly number[] = []): readonly MarkLane[] =>
    of.length === 0 ? [] : [{ is: "marks", label, steps: of }];
  return [
    ...marks("action", steps?.actions),
    { is: "spans", label: "phase", spans: phaseSpans(history.phase, endMs) },
    ...[...history.conditions]
      .sort(([a], [b]) => conditionRank(a) - conditionRank(b))
      .map(
        ([type, changes]): Lane => ({ is: "spans", label: type, spans: flagSpans(changes, endMs, "True", "False") }),
      ),
    ...[...history.endpoints].map(
      ([service, changes]): Lane => ({
        is: "spans",
        label: `in ${service}`,
        spans: endpointSpans(changes, untilMs),
      }),
    ),
    ...marks("sandbox", steps?.sandbox),
    ...marks("kubelet", steps?.kubelet),
    ...marks("Events", steps?.events),
  ];
}

/** Ready, which traffic depends on, stands last, next to the endpoints; conditions of others before it. */
const CONDITIONS = ["PodScheduled", "PodReadyToStartContainers", "Initialized"];
function conditionRank(type: string): number {
  const place = CONDITIONS.indexOf(type);
  if (place >= 0) return place;
  return type === "Ready" ? 5 : type === "ContainersReady" ? 4 : 3;
}

function phaseSpans(changes: readonly Change<string>[], endMs: number): readonly Span[] {
  return changes.map(({ fromMs, value, step }, index) => ({
    fromMs,
    toMs: changes[index + 1]?.fromMs ?? endMs,
    look: value === "Running" ? "running" : value === "Failed" ? "failed" : value === "Pending" ? "waiting" : "ended",
    words: [value],
    step,
  }));
}

function endpointSpans(changes: readonly Change<string | undefined>[], endMs: number): readonly Span[] {
  return changes.map(({ fromMs, value, step }, index) => ({
    fromMs,
    toMs: changes[index + 1]?.fromMs ?? endMs,
    ...endpointLook(value),
    step,
  }));
}

function endpointLook(letters: string | undefined): Pick<Span, "look" | "words"> {
  if (letters === undefined) return { look: "off", words: ["no endpoint", "none"] };
  if (letters.includes("r")) return { look: "good", words: ["endpoint ready", "ready"] };
  if (!letters.includes("t")) return { look: "off", words: ["endpoint not ready", "not ready"] };
  return { look: "warn", words: letters.includes("s") ? ["terminating, serving", "terminating"] : ["terminating"] };
}

/** Whether each node has a kubelet; only of those that were without one. */
export function nodeGroups({ kubelets }: RunHistory, untilMs: number): readonly LaneGroup[] {
  return [...kubelets].map(([node, changes]) => {
    const all = changes[0]?.value === false ? [{ fromMs: 0, value: true, step: undefined }, ...changes] : changes;
    const spans = all.map(
      ({ fromMs, value, step }, index): Span => ({
        fromMs,
        toMs: all[index + 1]?.fromMs ?? untilMs,
        look: value ? "running" : "bad",
        words: [value ? "up" : "down"],
        ...(step !== undefined && { step }),
      }),
    );
    return { title: node === "" ? "node" : `node ${node}`, lanes: [{ is: "spans", label: "kubelet", spans }] };
  });
}
