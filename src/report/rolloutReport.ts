import type { RolloutOutcome } from "../analyze/rollout/rolloutOutcome.ts";
import type { Rollout } from "../analyze/rollout/rolloutScenario.ts";
import type { Trace } from "../model/trace.ts";
import { formatDuration } from "../time/duration.ts";
import { createPaint } from "./paint.ts";
import { printable } from "../model/printable.ts";
import { outcomeText } from "./rolloutLines.ts";
import { wrapText } from "./wrapText.ts";

export interface RolloutReportOptions {
  readonly columns: number;
  readonly color: boolean;
}

interface Step {
  readonly t: number;
  readonly older: string;
  readonly newer: string;
}

const STEPS_MAX = 40;

/** What each side wants and has ready at the end of each instant in which that changed, from the update on. */
function stepsOf({ updateMs }: Rollout, { events }: Trace): readonly Step[] {
  const sizes = new Map<string, string>();
  const [first] = events.flatMap((event) => (event.kind === "replicaset" && !event.gone ? [event.name] : []));
  const steps = new Map<number, Step>();
  for (const event of events) {
    if (event.kind === "replicaset" && !event.gone) {
      sizes.set(event.name === first ? "older" : "newer", `${event.spec} wanted, ${event.ready} ready`);
    } else if (event.kind === "statefulset" && !event.gone) {
      const isNewer = event.currentRevision !== event.updateRevision;
      const older = isNewer ? event.replicas - event.updated : 0;
      sizes.set("older", event.t < updateMs ? `${event.replicas} there` : `${older} there`);
      sizes.set("newer", event.t < updateMs ? "none" : `${event.updated} there, ${event.ready} of all ready`);
    } else continue;
    const older = sizes.get("older") ?? "none";
    const newer = sizes.get("newer") ?? "none";
    if (event.t >= updateMs) steps.set(event.t, { t: event.t - updateMs, older, newer });
  }
  const all = [...steps.values()];
  return all.filter(({ older, newer }, index) => {
    const before = all[index - 1];
    return before === undefined || before.older !== older || before.newer !== newer;
  });
}

/** A rollout as text: what both revisions had at each step, and what it came to. Ends with a line feed. */
export function reportRollout(
  rollout: Rollout,
  trace: Trace,
  outcome: RolloutOutcome,
  { columns, color }: RolloutReportOptions,
): string {
  const paint = createPaint(color);
  const { older } = rollout;
  const steps = stepsOf(rollout, trace);
  const shown = steps.slice(0, STEPS_MAX);
  const widths = [
    Math.max(2, ...shown.map(({ t }) => formatDuration(t).length)),
    Math.max(3, ...shown.map((step) => step.older.length)),
  ] as const;
  const row = (at: string, old: string, now: string): string =>
    `${at.padEnd(widths[0])}  ${old.padEnd(widths[1])}  ${now}`.trimEnd();
  const title = `${older.kind.toLowerCase()}/${older.name}, Kubernetes ${trace.header.kubernetes}: a new revision`;
  const lines = [
    paint("heading", printable(title)),
    "",
    paint("dim", row("AT", "OLD", "NEW")),
    ...shown.map(({ t, older: old, newer }) => row(formatDuration(t), old, newer)),
    ...(steps.length > shown.length
      ? [paint("dim", `and ${steps.length - shown.length} more steps; --json has them`)]
      : []),
    "",
    ...wrapText(outcomeText(outcome, older.replicas), Math.max(24, columns - 2), Infinity),
    ...trace.header.assumptions.flatMap((one) =>
      wrapText(printable(`assumed: ${one}`), columns, Infinity).map((line) => paint("dim", line)),
    ),
  ];
  return `${lines.join("\n")}\n`;
}
