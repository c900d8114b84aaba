import type { RolloutStory } from "../analyze/rollout/rolloutStories.ts";
import type { Judgement } from "../analyze/judgeScenario.ts";
import type { Pod } from "../model/pod.ts";
import { isRestartableInitContainer } from "../model/container.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Trace } from "../model/trace.ts";
import type { ClientSummary } from "../model/traffic.ts";
import { formatDuration } from "../time/duration.ts";
import { choosePods, podsOf } from "./choosePods.ts";
import type { ShownPod } from "./choosePods.ts";
import { clientLines } from "./clientLines.ts";
import { countEvents, drawEventList } from "./eventList.ts";
import { createPaint } from "./paint.ts";
import type { PodHistory, RunHistory } from "../properties/podHistory.ts";
import { historyOf } from "../properties/podHistory.ts";
import { judgementLines } from "./judgementText.ts";
import { lanesOfPod } from "./podLanes.ts";
import type { LaneGroup } from "./podLanes.ts";
import { printable } from "../model/printable.ts";
import { activatorViewOf } from "../analyze/activatorView.ts";
import type { PodSummary } from "./runSummary.ts";
import { summarizePod } from "./runSummary.ts";
import { rolloutLines } from "./rolloutLines.ts";
import { summaryLines } from "./summaryText.ts";
import { drawTimeline } from "./timeline.ts";
import { workloadLines } from "./workloadLines.ts";
import { wrapText } from "./wrapText.ts";

export interface RunReportOptions {
  /** Width in characters. */
  readonly columns: number;
  readonly color: boolean;
  /** Of what the scenario expects. */
  readonly judgement?: Judgement | undefined;
  /** What clients saw; absent: the scenario has none. */
  readonly clients?: readonly ClientSummary[] | undefined;
  /** What becomes of the workload under new revisions; null: there is none that they could be rolled over. Absent: not asked. */
  readonly rollouts?: readonly RolloutStory[] | null | undefined;
}

const EVENT_ROWS_MAX = 60;

/** A run as text that a person reads at a glance: timeline, events, what it comes to, what was expected. Ends with a line feed. */
export function reportRun(
  scenario: Scenario,
  trace: Trace,
  { columns, color, judgement, clients, rollouts }: RunReportOptions,
): string {
  const paint = createPaint(color);
  const untilMs = trace.header.untilMs;
  const run = historyOf(trace, scenario);
  const { shown, left } = choosePods(podsOf(scenario, run));
  const heading = (text: string): string => paint("heading", printable(text));
  const note = (text: string): string[] =>
    wrapText(printable(text), columns, Infinity).map((line) => paint("dim", line));
  const title = [scenario.id, scenario.description].filter((text) => text !== undefined).join(": ");
  const lines = title === "" ? [] : [...title.split("\n").map(heading), ""];
  for (const { pod, behaviours, history, alike, isSame } of shown) {
    const groups = lanesOfPod(pod, behaviours, history, scenario);
    lines.push(heading(`pod ${history.pod}, Kubernetes ${trace.header.kubernetes}, ${formatDuration(untilMs)}`), "");
    lines.push(...drawTimeline([...groups, ...kubeletGroups(run, untilMs)], untilMs, columns, paint));
    if (alike.length > 0)
      lines.push(
        ...note(
          `${count(alike.length, "more pod")} ${isSame ? "the same" : "alike, at other times"}: ${listed(alike)}`,
        ),
      );
    lines.push("");
  }
  if (left > 0) lines.push(...note(`${count(left, "other pod")} not drawn; --json has them all`), "");
  const workloads = workloadLines(run, columns, paint);
  if (workloads.length > 0) lines.push(heading("Workloads"), ...workloads, "");
  const events = countEvents(
    shown.flatMap(({ history }) => withPod(history)),
    "",
  );
  lines.push(heading("Events"), ...drawEventList(events, { columns, paint, rowsMax: EVENT_ROWS_MAX }), "");
  lines.push(heading("In words"), ...shown.flatMap((pod) => wordsOf(pod, shown.length > 1, columns)));
  lines.push(...activatorLines(scenario, trace).flatMap((line) => wrapText(line, columns, Infinity)));
  if (clients !== undefined) lines.push("", heading("Clients"), ...clients.flatMap((one) => clientLines(one, columns)));
  if (rollouts !== undefined) lines.push("", heading("A new revision"), ...rolloutLines(rollouts, columns));
  if (judgement !== undefined) lines.push("", heading("Expected"), ...judgementLines(judgement, columns, paint));
  for (const assumption of trace.header.assumptions) lines.push(...note(`assumed: ${assumption}`));
  return `${lines.join("\n")}\n`;
}

/** As `reportRun`, in words alone. */
export function reportRunBriefly(
  scenario: Scenario,
  trace: Trace,
  { columns, color, judgement }: RunReportOptions,
): string {
  const { shown, left } = choosePods(podsOf(scenario, historyOf(trace, scenario)));
  const lines = shown.flatMap((pod) => wordsOf(pod, shown.length > 1, columns));
  if (left > 0) lines.push(`${count(left, "other pod")} not told; --json has them all`);
  if (judgement !== undefined) lines.push(...judgementLines(judgement, columns, createPaint(color)));
  return `${lines.join("\n")}\n`;
}

/** What the activator makes of a revision's pod. */
function activatorLines(scenario: Scenario, trace: Trace): readonly string[] {
  const view = activatorViewOf(scenario, trace);
  if (view === undefined) return [];
  const { fromMs, waitsBecause } = view;
  if (waitsBecause !== undefined) return [`activator: goes by the pod's Ready alone, as ${printable(waitsBecause)}`];
  return [
    fromMs === undefined
      ? "activator: hears of the app no sooner than Kubernetes"
      : `activator: may send requests from ${formatDuration(fromMs)} on, before the pod is Ready`,
  ];
}

function wordsOf({ pod, summary }: ShownPod, isOneOfSeveral: boolean, columns: number): readonly string[] {
  const prefix = isOneOfSeveral ? `${printable(summary.pod)} ` : "";
  return summaryLines(summary, plainInitContainers(pod)).flatMap((line) =>
    wrapText(prefix + line, Math.max(24, columns - 2), Infinity).map((part, index) =>
      index === 0 ? part : `  ${part}`,
    ),
  );
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`;
}

/** What every pod of a run came to, as plain data. */
export function summarizeRun(scenario: Scenario, trace: Trace): readonly PodSummary[] {
  return podsOf(scenario, historyOf(trace, scenario)).map(({ pod, history }) => summarizePod(pod, history));
}

function withPod(history: PodHistory): PodHistory["events"] {
  return history.events.map((event) => ({ ...event, pod: history.pod }));
}

function plainInitContainers(pod: Pod): ReadonlySet<string> {
  return new Set(
    (pod.spec.initContainers ?? [])
      .filter((container) => !isRestartableInitContainer(container))
      .map(({ name }) => name),
  );
}

/** Only kubelets that were restarted are worth a line. */
function kubeletGroups(run: RunHistory, untilMs: number): readonly LaneGroup[] {
  return [...run.kubelets].map(([node, changes]) => {
    const all = changes[0]?.value === false ? [{ fromMs: 0, value: true }, ...changes] : changes;
    const spans = all.map(({ fromMs, value }, index) => ({
      fromMs,
      toMs: all[index + 1]?.fromMs ?? untilMs + 1,
      fill: value ? "─" : "·",
      tone: value ? ("plain" as const) : ("bad" as const),
      words: value ? ["up"] : ["down"],
      ...(value && index > 0 ? { mark: "↻" } : {}),
    }));
    return { title: `node${node === "" ? "" : ` ${node}`}`, lanes: [{ label: "kubelet", spans }] };
  });
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
