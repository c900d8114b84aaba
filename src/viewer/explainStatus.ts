import type { TraceEvent } from "../model/trace.ts";
import type { Explanation, Reason } from "./explanation.ts";
import { because } from "./explanation.ts";
import type { StepIndex } from "./stepIndex.ts";

type StatusEvent = Extract<TraceEvent, { kind: "status" }>;

/** What changed in the status that the kubelet holds, and what wrote it. */
export function explainStatus(index: StepIndex, event: StatusEvent): Explanation {
  const changes = changesOf(index, event);
  const [first = "no field that is shown here"] = changes;
  const more = changes.length > 1 ? `, and ${changes.length - 1} more` : "";
  return {
    title: `status: ${first}${more}`,
    reasons: [...changes.map((text) => because(`${text}.`)), WRITERS[event.src]],
  };
}

const WRITERS: Readonly<Record<StatusEvent["src"], Reason>> = {
  sync: because("Written by a sync, from what the runtime says and the probes' results.", "KLT-024"),
  readiness: because("Written by a readiness result at once, before any sync.", "KLT-039"),
  startup: because("Written by a startup result at once; no condition changes with it.", "KLT-040"),
  terminate: because("The last status of the pod: what is not terminated is ended.", "KLT-046"),
};

/** Fields that differ from the status before, in words. */
function changesOf(index: StepIndex, event: StatusEvent): readonly string[] {
  const { phase, conditions = {}, containers = {} } = event;
  const changes: string[] = [];
  if (phase !== undefined) changes.push(`phase is ${phase}`);
  for (const [name, status] of Object.entries(containers)) {
    if (status === null) {
      changes.push(`${name} has no status any more`);
      continue;
    }
    const before = earlier(index, event, ({ containers: held }) => held?.[name]);
    if (status.state !== before?.state || status.reason !== before.reason)
      changes.push(`${name} is ${status.state}${status.reason === undefined ? "" : ` (${status.reason})`}`);
    if (status.restarts !== (before?.restarts ?? 0)) changes.push(`${name} has restartCount ${status.restarts}`);
    if (status.started !== undefined && status.started !== (before?.started ?? false))
      changes.push(`${name} is ${status.started ? "started" : "not started"}`);
    if (status.ready !== (before?.ready ?? false)) changes.push(`${name} is ${status.ready ? "ready" : "not ready"}`);
  }
  for (const [type, condition] of Object.entries(conditions)) {
    const reason = condition?.reason === undefined ? "" : ` (${condition.reason})`;
    changes.push(`${type} is ${condition?.status ?? "gone"}${reason}`);
  }
  return changes;
}

/** What the status events before this one say last; each tells only what it changes. */
function earlier<Value>(
  { events, placeOf }: StepIndex,
  { step, pod }: StatusEvent,
  read: (event: StatusEvent) => Value | undefined,
): Value | undefined {
  for (let place = placeOf(step) - 1; place >= 0; place--) {
    const event = events[place];
    if (event?.kind !== "status" || event.pod !== pod) continue;
    const value = read(event);
    if (value !== undefined) return value;
  }
  return undefined;
}
