import type { WitnessStep } from "../../model/finding.ts";
import type { ProbeType } from "../../model/probe.ts";
import type { Scenario } from "../../model/scenario.ts";
import { containersOf, scenarioPods } from "../../model/scenarioPods.ts";
import type { AttemptOutcome, Trace, TraceEvent } from "../../model/trace.ts";
import { formatDuration } from "../../time/duration.ts";

/** More than that nobody reads. */
const STEPS_MAX = 12;
const LAST_STEPS = 4;

const OUTCOME_WORDS: Readonly<Record<AttemptOutcome, string>> = {
  ok: "succeeds",
  fail: "fails",
  timeout: "times out",
  error: "comes to an error, which counts as nothing",
  killed: "is cut short by the container's end",
  notRunning: "finds no container that runs",
  cancelled: "is cancelled and counts as nothing",
  kubeletGone: "is cancelled and counts as nothing",
};

interface Run {
  readonly probe: ProbeType;
  readonly outcome: AttemptOutcome;
  readonly first: WitnessStep;
  count: number;
  lastMs: number;
}

/** What happens to a container, for people: equal attempts in a row are one step, an attempt stands where its answer comes. */
export function witnessSteps(trace: Trace, scenario: Scenario, container: string): readonly WitnessStep[] {
  const [first] = scenarioPods(scenario);
  const isOnly = first === undefined || containersOf(first.pod).length < 2;
  const steps: WitnessStep[] = [];
  const runs = new Map<ProbeType, Run>();
  let ready = false;
  for (const event of trace.events) {
    if (event.kind === "probe") {
      addAttempt(runs, steps, event, container);
      continue;
    }
    const told = textOf(event, container, isOnly);
    if (told !== undefined) steps.push({ tMs: event.t, step: event.step, text: told });
    if (event.kind === "start" && event.c === container) closeRuns(runs, steps);
    const condition = event.kind === "status" ? event.conditions?.["Ready"] : undefined;
    if (condition === undefined || (condition?.status === "True") === ready) continue;
    ready = !ready;
    steps.push({ tMs: event.t, step: event.step, text: ready ? "the pod is Ready" : "the pod is not Ready any more" });
  }
  closeRuns(runs, steps);
  return shortened(steps.sort((a, b) => a.tMs - b.tMs || a.step - b.step));
}

/** Another instance begins anew. */
function closeRuns(runs: Map<ProbeType, Run>, steps: WitnessStep[]): void {
  for (const run of runs.values()) steps.push(stepOf(run));
  runs.clear();
}

/** Of very many steps first those go where all is well, then those in the middle. */
function shortened(steps: readonly WitnessStep[]): readonly WitnessStep[] {
  if (steps.length <= STEPS_MAX) return steps;
  const telling = steps.filter(({ text }) => !text.includes(` ${OUTCOME_WORDS.ok}`));
  if (telling.length <= STEPS_MAX) return telling;
  return [...telling.slice(0, STEPS_MAX - LAST_STEPS), ...telling.slice(-LAST_STEPS)];
}

function addAttempt(
  runs: Map<ProbeType, Run>,
  steps: WitnessStep[],
  event: Extract<TraceEvent, { kind: "probe" }>,
  container: string,
): void {
  const { c, probe, out: outcome, end } = event;
  if (c !== container || outcome === undefined || end === undefined) return;
  const run = runs.get(probe);
  if (run?.outcome === outcome) {
    run.count++;
    run.lastMs = end;
    return;
  }
  if (run !== undefined) steps.push(stepOf(run));
  runs.set(probe, { probe, outcome, first: { tMs: end, step: event.step, text: "" }, count: 1, lastMs: end });
}

function stepOf({ probe, outcome, first, count, lastMs }: Run): WitnessStep {
  const times = count === 1 ? "" : `, ${count} times until ${formatDuration(lastMs)}`;
  return { ...first, text: `${probe} ${OUTCOME_WORDS[outcome]}${times}` };
}

function textOf(event: TraceEvent, container: string, isOnly: boolean): string | undefined {
  const name = isOnly ? "the container" : container;
  switch (event.kind) {
    case "start":
      if (event.c !== container) return undefined;
      return event.n === 0 ? `${name} starts` : `${name} is started again`;
    case "exit":
      if (event.c !== container) return undefined;
      return `${name} ends with exit code ${event.code}${event.by === "kill" ? ", killed after its grace period" : ""}`;
    case "event":
      return event.reason === "Killing" && event.path?.endsWith(`{${container}}`) === true ? event.message : undefined;
    case "action":
      return ACTION_WORDS[event.do];
    case "kubeletStart":
      return event.t === 0 ? undefined : "the kubelet is back";
    default:
      return undefined;
  }
}

const ACTION_WORDS: Readonly<Partial<Record<Extract<TraceEvent, { kind: "action" }>["do"], string>>> = {
  delete: "somebody deletes the pod",
  restartKubelet: "the kubelet is restarted",
};
