import type { Container } from "../../model/container.ts";
import { PROBE_TYPES } from "../../model/probe.ts";
import type { ContainerBehaviour, Dependencies } from "../../model/scenario.ts";
import type { Change, ContainerHistory, Instance } from "../../properties/podHistory.ts";
import { formatDuration } from "../../time/duration.ts";
import type { Lane, Look, Span } from "../../viewer/reportData.ts";
import { appSpans } from "../appSpans.ts";

export interface ContainerLanesInput {
  readonly pod: string;
  readonly container: Container;
  readonly behaviour: ContainerBehaviour | undefined;
  readonly dependencies: Dependencies;
  readonly history: ContainerHistory;
  readonly counts: ReadonlyMap<number, number>;
  readonly isInit: boolean;
  readonly endMs: number;
}

/** App, instances, hooks, probes, and what the kubelet makes of them: in the order in which one thing leads to the next. */
export function containerLanes(input: ContainerLanesInput): readonly Lane[] {
  const { container, history, endMs, isInit } = input;
  const flags = (label: string, changes: readonly Change<boolean>[], yes: string, no: string): Lane => ({
    is: "spans",
    label,
    spans: flagSpans(changes, endMs, yes, no),
  });
  const app = appHealth(input);
  const hooks = history.hooks.map(
    ({ fromMs, endMs: hookEnd }): Span => ({
      fromMs,
      toMs: hookEnd ?? endMs,
      look: "plain",
      words: ["hook"],
    }),
  );
  return [
    ...(app.length > 0 ? [{ is: "spans", label: "app", spans: app } as const] : []),
    { is: "spans", label: "instances", spans: instanceSpans(history, endMs) },
    ...(hooks.length > 0 ? [{ is: "spans", label: "hooks", spans: hooks } as const] : []),
    ...attemptLanes(input),
    ...(container.livenessProbe === undefined ? [] : [flags("live", liveChanges(history), "alive", "given up")]),
    ...(container.startupProbe === undefined ? [] : [flags("started", history.started, "started", "not started")]),
    ...(isInit ? [] : [flags("ready", history.ready, "ready", "not ready")]),
  ];
}

const APP_LOOKS: Readonly<Record<string, Look>> = { "░": "starting", "▒": "bad", "─": "good" };

function appHealth({ behaviour, dependencies, history, endMs }: ContainerLanesInput): readonly Span[] {
  const stepAt = (fromMs: number): number | undefined =>
    history.instances.find(({ startMs }) => startMs === fromMs)?.startStep;
  return appSpans(behaviour, dependencies, history, endMs).map(({ fromMs, toMs, fill, words }) => {
    const step = stepAt(fromMs);
    return { fromMs, toMs, look: APP_LOOKS[fill] ?? "plain", words, ...(step !== undefined && { step }) };
  });
}

function attemptLanes({ pod, container, history, counts }: ContainerLanesInput): readonly Lane[] {
  return PROBE_TYPES.flatMap((probe): Lane[] => {
    if (container[`${probe}Probe`] === undefined) return [];
    const attempts = history.attempts[probe];
    const lastBefore = (atMs: number): number | undefined =>
      attempts.findLast(({ endMs }) => endMs !== undefined && endMs <= atMs)?.step;
    return [
      {
        is: "attempts",
        label: probe,
        pod,
        container: container.name,
        probe,
        steps: attempts.map(({ step }) => step),
        counts: attempts.map(({ step }) => counts.get(step) ?? 0),
        kills: history.probeKills.flatMap((kill) => (kill.probe === probe ? (lastBefore(kill.atMs) ?? []) : [])),
      },
    ];
  });
}

/** From the first start on alive, until a liveness probe has the instance killed; the next one is taken for alive (KLT-011). */
function liveChanges({ instances, probeKills }: ContainerHistory): readonly Change<boolean>[] {
  const changes: Change<boolean>[] = [];
  for (const { startMs, startStep } of instances)
    if (startMs !== undefined && startStep !== undefined)
      changes.push({ fromMs: startMs, value: true, step: startStep });
  for (const { atMs, probe, step } of probeKills)
    if (probe === "liveness") changes.push({ fromMs: atMs, value: false, step });
  changes.sort((a, b) => a.fromMs - b.fromMs || a.step - b.step);
  return changes.filter(({ value }, index) => value !== changes[index - 1]?.value);
}

/** From the creation of an instance to its end, as the runtime saw it; between instances as the status said. */
function instanceSpans(history: ContainerHistory, endMs: number): readonly Span[] {
  const spans: Span[] = [];
  const push = (fromMs: number, toMs: number, look: Look, words: readonly string[], more?: Partial<Span>): void => {
    if (toMs > fromMs) spans.push({ fromMs, toMs: Math.min(toMs, endMs), look, words, ...more });
  };
  const [waiting] = history.waiting;
  push(waiting?.fromMs ?? 0, history.instances[0]?.createMs ?? endMs, "waiting", [waiting?.value ?? "waiting"]);
  for (const [index, instance] of history.instances.entries()) {
    const { n, createMs, startMs, startStep, stopMs, graceSeconds = 0, exitMs, exitStep, exitCode } = instance;
    const nextMs = history.instances[index + 1]?.createMs ?? endMs;
    const overMs = exitMs ?? nextMs;
    push(createMs ?? overMs, startMs ?? overMs, "waiting", ["creating"]);
    push(startMs ?? overMs, stopMs ?? overMs, "running", [`running #${n}`, `#${n}`], stepOf(startStep));
    if (stopMs !== undefined) {
      const words = [`stopping, grace ${formatDuration(graceSeconds * 1000)}`, "stopping"];
      push(stopMs, overMs, "stopping", words, { limitMs: Math.min(endMs, stopMs + graceSeconds * 1000) });
    }
    const exit = `exit ${exitCode}`;
    const look = exitCode === 0 ? "ended" : "failed";
    const backOff = backOffOf(history, instance, nextMs);
    push(overMs, backOff?.fromMs ?? nextMs, look, [exit, `${exitCode}`], stepOf(exitStep));
    if (backOff !== undefined)
      push(backOff.fromMs, nextMs, "backOff", ["CrashLoopBackOff", "back-off"], { step: backOff.step });
  }
  return spans;
}

const stepOf = (step: number | undefined): Partial<Span> => (step === undefined ? {} : { step });

function backOffOf(
  { waiting }: ContainerHistory,
  { exitMs = Infinity }: Instance,
  nextMs: number,
): ContainerHistory["waiting"][number] | undefined {
  return waiting.find(({ fromMs, value }) => value === "CrashLoopBackOff" && fromMs >= exitMs && fromMs < nextMs);
}

export function flagSpans(
  changes: readonly Change<boolean>[],
  endMs: number,
  yes: string,
  no: string,
): readonly Span[] {
  return changes.map(({ fromMs, value, step }, index) => ({
    fromMs,
    toMs: changes[index + 1]?.fromMs ?? endMs,
    look: value ? "good" : "off",
    words: [value ? yes : no],
    step,
  }));
}
