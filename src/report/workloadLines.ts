import { formatDuration } from "../time/duration.ts";
import { printable } from "../model/printable.ts";
import type { RunHistory } from "../properties/podHistory.ts";
import type { Paint } from "./paint.ts";
import { wrapText } from "./wrapText.ts";

const ROWS_MAX = 60;

interface Row {
  readonly atMs: number;
  /** Of one thing only what is new is worth a line. */
  readonly about: string;
  readonly text: string;
  readonly isBad: boolean;
}

/** What became of Deployments and StatefulSets over time: their counts, their conditions, and what controllers say they did. */
export function workloadLines({ workloads }: RunHistory, columns: number, paint: Paint): readonly string[] {
  const rows = workloads.flatMap((event): Row[] => {
    const text = wordsOf(event);
    return text === undefined ? [] : [{ atMs: event.t, about: aboutOf(event), text, isBad: isBad(event) }];
  });
  const said = new Map<string, string>();
  const news = rows.filter(({ about, text }) => {
    const isNews = said.get(about) !== text;
    said.set(about, text);
    return isNews;
  });
  const width = Math.max(0, ...news.map(({ atMs }) => formatDuration(atMs).length)) + 2;
  const lines = news.slice(0, ROWS_MAX).flatMap(({ atMs, text, isBad: bad }) =>
    wrapText(printable(text), Math.max(24, columns - width), Infinity).map((line, index) => {
      const at = (index === 0 ? formatDuration(atMs) : "").padEnd(width);
      return `${at}${paint(bad ? "warn" : "plain", line)}`;
    }),
  );
  const left = news.length - ROWS_MAX;
  return left > 0 ? [...lines, paint("dim", `and ${left} more (all with --json)`)] : lines;
}

type WorkloadEvent = RunHistory["workloads"][number];

function aboutOf(event: WorkloadEvent): string {
  if (event.kind === "condition") return `${event.of} ${event.type}`;
  return "name" in event ? `${event.kind}/${event.name}` : "";
}

function isBad(event: WorkloadEvent): boolean {
  if (event.kind === "condition")
    return event.status === "False" || event.type === "Failed" || event.type === "FailureTarget";
  return event.kind === "actionError" || (event.kind === "event" && event.type === "Warning");
}

function wordsOf(event: WorkloadEvent): string | undefined {
  switch (event.kind) {
    case "daemonset":
    case "deployment":
    case "statefulset": {
      if (event.gone) return `${event.kind}/${event.name} is gone`;
      const { name, spec, replicas, updated, ready, available } = event;
      const counts = [`${replicas} pods`, `${updated} new`, `${ready} ready`, `${available} available`];
      return `${event.kind}/${name} wants ${spec}: ${counts.join(", ")}`;
    }
    case "job": {
      if (event.gone) return `job/${event.name} is gone`;
      const { name, active, succeeded, failed } = event;
      return `job/${name}: ${active} pods at work, ${succeeded} succeeded, ${failed} failed`;
    }
    case "condition":
      return `${event.of} ${event.type}=${event.status} ${event.reason}: ${event.message}`;
    case "event":
      // Single pods have lines of their own.
      if (event.reason === "SuccessfulCreate" || event.reason === "SuccessfulDelete") return undefined;
      return `${event.object ?? ""} ${event.reason}: ${event.message}`;
    case "actionError":
      return `an action could not be done: ${event.error}`;
  }
}
