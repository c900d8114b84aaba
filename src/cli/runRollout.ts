import { failingClients } from "../analyze/rollout/failingClients.ts";
import { askedService } from "../analyze/rollout/rolloutBook.ts";
import { rolloutOutcome } from "../analyze/rollout/rolloutOutcome.ts";
import type { Rollout, RolledOutWorkload } from "../analyze/rollout/rolloutScenario.ts";
import { isRolledOut, rolloutScenario } from "../analyze/rollout/rolloutScenario.ts";
import { followedMs } from "../analyze/rollout/followedMs.ts";
import { settleOlder } from "../analyze/rollout/settleOlder.ts";
import type { Workload } from "../model/workload.ts";
import { reportRollout } from "../report/rolloutReport.ts";
import { traceLines } from "../report/traceLines.ts";
import { simulate } from "../simulate.ts";
import type { CommandContext } from "./command.ts";
import { combineExitCodes, EXIT_CODES, type ExitCode } from "./exitCode.ts";
import type { InputEntry } from "./inputFiles.ts";
import type { Loaded, LoadContext } from "./loadScenario.ts";
import { loadManifest } from "./loadManifest.ts";
import { UsageError } from "./usageError.ts";

type LoadedManifest = Extract<Loaded, { readonly scenario: unknown }>;

/** One of the two manifests that are given. */
export interface ManifestText {
  readonly entry: InputEntry;
  readonly text: string;
}

function nameOf({ kind, name }: Workload): string {
  return `${kind.toLowerCase()}/${name}`;
}

function rolledOut(name: string, { workload }: LoadedManifest): RolledOutWorkload {
  if (workload !== undefined && isRolledOut(workload)) return workload;
  const what = workload === undefined ? "it" : nameOf(workload);
  throw new UsageError(
    `${name}: ${what} is not rolled out by a controller`,
    "a rollout is of a Deployment or StatefulSet with replicas, without pause, OnDelete or partition",
  );
}

/** Rolls the second manifest over the first. What `--starts` and `--fail` tell is told of the second one's pods. */
export function runRollout(
  older: ManifestText,
  newer: ManifestText,
  context: CommandContext & LoadContext & { readonly options: { readonly json: boolean } },
): ExitCode {
  const { stdout, options } = context;
  const plain = { ...context, options: { ...options, starts: [], fail: [] } };
  const before = loadManifest(older.entry.name, older.text, plain);
  const after = loadManifest(newer.entry.name, newer.text, context);
  if (!("scenario" in before) || !("scenario" in after)) return combineExitCodes([before.exitCode, after.exitCode]);
  const from = rolledOut(older.entry.name, before);
  const to = rolledOut(newer.entry.name, after);
  if (nameOf(from) !== nameOf(to)) {
    const message = `${newer.entry.name} holds ${nameOf(to)}, and ${older.entry.name} ${nameOf(from)}`;
    throw new UsageError(message, "a rollout is of one workload, before and after");
  }
  if (JSON.stringify(from.spec["template"]) === JSON.stringify(to.spec["template"])) {
    const message = `${older.entry.name} and ${newer.entry.name} have the same pod template`;
    throw new UsageError(message, "only another template is rolled out; a new image is one");
  }
  const surroundings = { kubernetes: options.kubernetes, service: askedService(from, before.services ?? []) };
  const settled = settleOlder(from, surroundings);
  if (settled === undefined) {
    const message = `${older.entry.name}: the pods of ${nameOf(from)} do not get ready`;
    throw new UsageError(message, "there is nothing to roll a revision over; run the file by itself to see why");
  }
  const instances = Object.entries(after.scenario.containers ?? {}).map(
    ([name, one]) => [name, one.instances] as const,
  );
  const { updateMs } = settled;
  const rollout: Rollout = {
    older: from,
    newer: to,
    newPods: { containers: Object.fromEntries(instances) },
    updateMs,
  };
  const untilMs = updateMs + (options.until ?? followedMs(settled, to));
  const scenario = rolloutScenario(rollout, untilMs, surroundings);
  const trace = simulate(scenario);
  const clients = failingClients(scenario, trace, updateMs);
  const outcome = {
    ...rolloutOutcome(updateMs, from.replicas, trace.events),
    ...(clients === undefined ? {} : { clients }),
  };
  if (options.json) for (const line of traceLines(trace, { rollout: outcome })) stdout.write(line);
  else stdout.write(reportRollout(rollout, trace, outcome, stdout));
  const isDone = outcome.doneMs !== undefined ? EXIT_CODES.ok : EXIT_CODES.failed;
  return combineExitCodes([before.exitCode, after.exitCode, isDone]);
}
