import type { Finding } from "../../model/finding.ts";
import type { Action, ContainerBehaviour, Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import type { PodStory } from "../../scenario/podScenario.ts";
import type { ContainerHistory, PodHistory } from "../../properties/podHistory.ts";
import { historyOf } from "../../properties/podHistory.ts";
import { simulate } from "../../simulate.ts";
import type { StoryContext } from "../stories.ts";
import { scenarioOf } from "../stories.ts";
import { witnessSteps } from "./witnessSteps.ts";

/** What a rule lets happen to the pod. All that is not named is healthy. */
export interface Experiment extends Pick<PodStory, "starts" | "failures"> {
  /** Instead of what `starts` and `failures` say of these containers. */
  readonly containers?: Readonly<Record<string, ContainerBehaviour>>;
  readonly dependencies?: Scenario["dependencies"];
  readonly actions?: readonly Action[];
  readonly propagation?: Scenario["propagation"];
  /** Every random draw, 0 <= rand < 1. Default 0. */
  readonly rand?: number;
  /** Age of the kubelet. Default: as of `check`. */
  readonly kubeletUpMs?: number;
  readonly untilMs: number;
}

export interface Outcome {
  readonly scenario: Scenario;
  readonly trace: Trace;
  readonly pod: PodHistory | undefined;
  readonly container: (name: string) => ContainerHistory | undefined;
}

export interface Lab {
  readonly run: (experiment: Experiment) => Outcome;
  /** A run as the proof of a finding about one container; one that is given as a function is run when somebody looks. */
  readonly witness: (outcome: Outcome | (() => Outcome), container: string) => () => NonNullable<Finding["witness"]>;
}

/** The same instants for everybody: relists half a second off the pod's creation, no luck. */
const GRID_MS = 500;

/** No experiment goes on for longer: periods and delays may be as long as 68 years. */
const LONGEST_MS = 7_200_000;
/** Runs that are kept for the next rule; traces are large, and there may be thousands of workloads. */
const KEPT_RUNS = 3;

export function openLab(context: StoryContext & { readonly kubeletAgeMs: number }, gates?: Scenario["gates"]): Lab {
  const known = new Map<string, Outcome>();
  return {
    run: (experiment) => {
      const key = JSON.stringify(experiment);
      const found =
        known.get(key) ??
        outcomeOf({ ...experimentScenario(context, experiment), ...(gates === undefined ? {} : { gates }) });
      const [oldest] = known.keys();
      if (known.size >= KEPT_RUNS && oldest !== undefined) known.delete(oldest);
      known.set(key, found);
      return found;
    },
    witness: (given, container) => {
      if (typeof given === "function") return () => witnessOf(given(), container);
      // The steps are made at once, so that nobody holds the trace.
      const made = witnessOf(given, container);
      return () => made;
    },
  };
}

function witnessOf({ scenario, trace }: Outcome, container: string): NonNullable<Finding["witness"]> {
  return { scenario, steps: witnessSteps(trace, scenario, container) };
}

function within(ms: number): number {
  return Math.min(ms, LONGEST_MS);
}

/** A failure that begins too late does not come about. */
function withinReach(failures: NonNullable<PodStory["failures"]>): NonNullable<PodStory["failures"]> {
  return failures.map(({ value, ...of }) => {
    const { fromMs, toMs } = value;
    return {
      ...of,
      value: { ...value, fromMs: within(fromMs), ...(toMs === undefined ? {} : { toMs: within(toMs) + 1 }) },
    };
  });
}

function experimentScenario(
  context: StoryContext & { readonly kubeletAgeMs: number },
  {
    starts = [],
    failures = [],
    containers,
    dependencies,
    actions,
    propagation,
    kubeletUpMs,
    rand,
    untilMs,
  }: Experiment,
): Scenario {
  const reached = starts.map(({ value, ...of }) => ({ ...of, value: within(value) }));
  const base = scenarioOf(context, { starts: reached, failures: withinReach(failures) }, within(untilMs));
  return {
    ...base,
    kubeletUpMs: kubeletUpMs ?? Math.floor(context.kubeletAgeMs / 1000) * 1000 + GRID_MS,
    ...(containers === undefined ? {} : { containers: { ...base.containers, ...containers } }),
    ...(dependencies === undefined ? {} : { dependencies }),
    ...(actions === undefined ? {} : { actions }),
    ...(propagation === undefined ? {} : { propagation }),
    ...(rand === undefined ? {} : { rand }),
  };
}

function outcomeOf(scenario: Scenario): Outcome {
  const trace = simulate(scenario);
  const [pod] = historyOf(trace, scenario).pods.values();
  return { scenario, trace, pod, container: (name) => pod?.containers.get(name) };
}
