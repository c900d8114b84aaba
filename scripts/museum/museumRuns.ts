import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { ProberScenario } from "../../src/conformance/proberScenario.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import { podNameOf, scenarioPods } from "../../src/model/scenarioPods.ts";
import type { Trace } from "../../src/model/trace.ts";
import { flipScenario } from "../../src/scenario/readScenario.ts";
import { simulate } from "../../src/simulate.ts";
import { doingsOf, scriptedScenarios } from "../../src/orchestrator/scriptedScenario.ts";
import { attemptsOf, workerScenario } from "../oracle/workerScenario.ts";

/** Whole kubelets can be run from this minor on. [oracle/kubelet README] */
const OLDEST_WHOLE_KUBELET = 33;
/** Before that, the probe workers alone. [oracle/prober README; README of the museum for those before 1.22] */
const WORKER_RELEASES: ReadonlySet<string> = new Set(["1.21.0", "1.25.16", "1.28.15", "1.29.6", "1.30.14", "1.32.2"]);

/** A scenario as its file has it, or under one of its flips. */
export interface Side {
  /** `as written`, or why the flip makes it fail. */
  readonly side: string;
  readonly scenario: Scenario;
}

/** What real code of one release can be asked about a side: one pod of it. */
export interface AskableRun {
  readonly side: string;
  readonly pod: string;
  /** Exact release. */
  readonly kubernetes: string;
  /** The whole kubelet, or its probe workers alone. */
  readonly code: "kubelet" | "workers";
  /** The oracle's scenario. */
  readonly scripted: Scenario | ProberScenario;
  /** Of `workers`: when they must ask. */
  readonly attempts: readonly string[];
  /** Hash of what our kubelet does with it. */
  readonly trace: string;
}

/** Why a side cannot be compared. */
export interface UnaskableRun {
  readonly side: string;
  readonly kubernetes: string;
  readonly why: string;
}

export function sidesOf(scenario: Scenario): readonly Side[] {
  const flips = (scenario.failsWhen ?? []).map((flip): Side => {
    const flipped = flipScenario(scenario, flip);
    if (!("scenario" in flipped)) throw new Error(`the flip cannot be read: ${flip.because}`);
    return { side: flip.because, scenario: flipped.scenario };
  });
  return [{ side: "as written", scenario }, ...flips];
}

export function runsOf({ side, scenario }: Side): readonly (AskableRun | UnaskableRun)[] {
  const trace = simulate(scenario);
  const { kubernetes } = trace.header;
  const unaskable = (why: string): UnaskableRun[] => [{ side, kubernetes, why }];
  if ((parseKubernetesVersion(kubernetes)?.minor ?? 0) < OLDEST_WHOLE_KUBELET)
    return (
      workerRuns(side, scenario, trace) ?? unaskable(`whole kubelets can be run from 1.${OLDEST_WHOLE_KUBELET} on`)
    );
  const scripted = scriptedScenarios(scenario, trace);
  if ("why" in scripted) return unaskable(scripted.why);
  const runs = scripted.map(({ pod, scenario: script }) => ({ pod, script, again: simulate(script) }));
  const other = runs.find(({ pod, again }) => linesOf(doingsOf(trace, pod)) !== linesOf(doingsOf(again, pod)));
  if (other !== undefined) return unaskable(`as scripted commands the probes of ${other.pod} come to something else`);
  return runs.map(({ pod, script, again }) => {
    return { side, pod, kubernetes, code: "kubelet", scripted: script, attempts: [], trace: hashOf(again) };
  });
}

function workerRuns(side: string, scenario: Scenario, trace: Trace): readonly AskableRun[] | undefined {
  const { kubernetes } = trace.header;
  const [only] = scenarioPods(scenario);
  const scripted = workerScenario(scenario, trace);
  if (!WORKER_RELEASES.has(kubernetes) || only === undefined || scripted === undefined) return undefined;
  const attempts = attemptsOf(scenario, trace);
  const pod = podNameOf(only.pod);
  return [{ side, pod, kubernetes, code: "workers", scripted, attempts, trace: hashOf(trace) }];
}

/** In an order that does not depend on what came first within an instant. */
function linesOf(events: readonly object[]): string {
  return events
    .map((event) => canonicalize(event) ?? "")
    .sort()
    .join("\n");
}

function hashOf({ events }: Trace): string {
  const compared = events.map(({ step: _step, cause: _cause, pod: _pod, ...event }) => event);
  return createHash("sha256").update(linesOf(compared)).digest("hex");
}
