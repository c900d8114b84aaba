import { forkWorld } from "../../forkWorld.ts";
import { traceOf } from "../../simulate.ts";
import { advance } from "../../world.ts";
import { failingClients } from "./failingClients.ts";
import type { RolloutOutcome, RolloutTally } from "./rolloutOutcome.ts";
import { newTally, outcomeOf, takeEvent } from "./rolloutOutcome.ts";
import type { Rollout } from "./rolloutScenario.ts";
import { actionsOf, newPodBehaviours, rolloutScenario } from "./rolloutScenario.ts";
import type { Settled } from "./settleOlder.ts";

const FIRST_SLICE_MS = 1000;
const LONGEST_SLICE_MS = 20_000;
/** What follows the last instant that a story is about is shown, and felt by clients, so far. */
const AFTERMATH_MS = 10_000;

export interface FollowedRollout {
  readonly outcome: RolloutOutcome;
  /** By the scenario's clock. */
  readonly untilMs: number;
}

/** Goes on from the settled revision until nothing more is to be learnt, at the latest for `followedMs`. */
export function followRollout(
  { world: settled, older, updateMs, surroundings }: Settled,
  rollout: Rollout,
  followedMs: number,
  isDecided: (tally: RolloutTally) => boolean,
): FollowedRollout {
  const world = forkWorld(settled, { actions: actionsOf(rollout), behaviour: newPodBehaviours(rollout) });
  const { events } = world.engine.recorder;
  const tally = newTally(updateMs, older.replicas);
  const lastMs = updateMs + followedMs;
  const endAt = (untilMs: number): FollowedRollout => {
    advance(world, untilMs);
    const scenario = rolloutScenario(rollout, untilMs, surroundings);
    const clients = failingClients(scenario, traceOf(scenario, world), updateMs);
    return { outcome: { ...outcomeOf(tally), ...(clients === undefined ? {} : { clients }) }, untilMs };
  };
  let seen = 0;
  for (let t = updateMs, sliceMs = FIRST_SLICE_MS; ; t = Math.min(t + sliceMs, lastMs)) {
    advance(world, t);
    for (; seen < events.length; seen++) {
      const event = events[seen];
      if (event !== undefined) takeEvent(tally, event);
      // Looked at after each event, so that how far a slice goes is no part of the answer.
      if (event !== undefined && isDecided(tally)) return endAt(event.t + AFTERMATH_MS);
    }
    if (t >= lastMs) return endAt(lastMs);
    if (t > updateMs) sliceMs = Math.min(sliceMs * 2, LONGEST_SLICE_MS);
  }
}
