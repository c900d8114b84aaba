import type { Container } from "../../model/container.ts";
import type { ProbeType } from "../../model/probe.ts";
import { PROBE_TYPES } from "../../model/probe.ts";
import type { AppPart, AppSegment, ContainerBehaviour, InstanceBehaviour } from "../../model/scenario.ts";
import { measuresOf, type Measures } from "./failures.ts";

/** What can be wrong with an app, by the words of a scenario's states; `slowStart`: it needs longer until it serves. */
export const APP_FAILURES = ["hang", "refuse", "error", "slow", "blackhole", "exit", "slowStart"] as const;
export type AppFailure = (typeof APP_FAILURES)[number];

/**
 * One thing that goes wrong with an app that has a behaviour already, told by a probe's own measures so that it meets the edges.
 * Numbers that choose among things are taken modulo how many there are.
 */
export interface Disturbance {
  readonly container: number;
  readonly kind: number;
  /** 0: the whole app; otherwise what one of its probes asks. */
  readonly scope: number;
  /** A number: that instance, and a restart mends it; `any`: by the scenario's clock, whichever runs. */
  readonly instance: number | "any";
  /** Rounds of the probe until it begins. */
  readonly round: number;
  /** A little early or late. */
  readonly shiftMs: number;
  /** Rounds that it lasts beyond the failure threshold. */
  readonly beyond: number;
}

/** The behaviour with one disturbance more. Lists that are there already stay as they are: a new one stands beside them. */
export function disturb(
  container: Container,
  behaviour: ContainerBehaviour,
  disturbance: Disturbance,
  kind: AppFailure,
  untilMs: number,
): ContainerBehaviour {
  const types = PROBE_TYPES.filter((type) => container[`${type}Probe`] !== undefined);
  const { scope, instance } = disturbance;
  const measured = types[(Math.max(1, scope) - 1) % Math.max(1, types.length)];
  const measures = measuresOf(container, measured);
  const number = instance === "any" ? 0 : instance;
  const { fromMs, lastsMs } = spanOf(disturbance, measures, untilMs);
  if (kind === "exit")
    return withInstance(behaviour, number, ({ exit, ...rest }) => ({
      ...rest,
      exit: exit !== undefined && exit.afterMs <= fromMs ? exit : { afterMs: Math.max(1, fromMs), code: 1 },
    }));
  if (kind === "slowStart")
    return withInstance(behaviour, number, ({ startsMs = 0, ...rest }) => ({
      ...rest,
      startsMs: startsMs + lastsMs + Math.max(0, disturbance.shiftMs),
    }));
  // Nobody would notice.
  if (measured === undefined) return behaviour;
  const segment: AppSegment = {
    fromMs,
    toMs: fromMs + lastsMs,
    state: kind,
    ...(kind === "slow" && { ms: Math.max(1, measures.timeoutMs + Math.sign(disturbance.beyond)) }),
  };
  const asked = scope === 0 ? {} : { probe: measured };
  return { ...behaviour, parts: [...(behaviour.parts ?? []), ...partsOf(asked, instance, segment, types)] };
}

/** A part must be told by something: a whole app, by the clock, is what each of its probes asks. */
function partsOf(
  asked: Pick<AppPart, "probe">,
  instance: number | "any",
  segment: AppSegment,
  types: readonly ProbeType[],
): readonly AppPart[] {
  if (instance !== "any") return [{ ...asked, instance, app: [segment] }];
  if (asked.probe !== undefined) return [{ ...asked, clock: [segment] }];
  return types.map((probe) => ({ probe, clock: [segment] }));
}

function spanOf({ round, shiftMs, beyond }: Disturbance, { periodMs, threshold }: Measures, untilMs: number) {
  const rounds = Math.max(1, Math.floor(untilMs / periodMs));
  return {
    fromMs: Math.max(0, (round % rounds) * periodMs + shiftMs),
    lastsMs: Math.max(1, threshold + beyond) * periodMs,
  };
}

/** With one instance changed; those after it are as they would have been. */
function withInstance(
  behaviour: ContainerBehaviour,
  number: number,
  change: (instance: InstanceBehaviour) => InstanceBehaviour,
): ContainerBehaviour {
  const { instances } = behaviour;
  const at = (index: number): InstanceBehaviour => instances[Math.min(index, instances.length - 1)] ?? {};
  const count = Math.max(instances.length, number + 2);
  return {
    ...behaviour,
    instances: Array.from({ length: count }, (_, index) => (index === number ? change(at(index)) : at(index))),
  };
}
