import { forkWorld } from "../../forkWorld.ts";
import { advance } from "../../world.ts";
import type { RolloutOutcome, RolloutTally } from "./rolloutOutcome.ts";
import { newTally, outcomeOf, takeEvent } from "./rolloutOutcome.ts";
import type { Rollout } from "./rolloutScenario.ts";
import { newPodBehaviours, updateOf } from "./rolloutScenario.ts";
import type { Settled } from "./settleOlder.ts";

const FIRST_SLICE_MS = 1000;
const LONGEST_SLICE_MS = 20_000;

/** Goes on from the settled revision until nothing more is to be learnt, at the latest for `followedMs`. */
export function followRollout(
  { world: settled, older, updateMs }: Settled,
  rollout: Rollout,
  followedMs: number,
  isDecided: (tally: RolloutTally) => boolean,
): RolloutOutcome {
  const world = forkWorld(settled, { actions: [updateOf(rollout)], behaviour: newPodBehaviours(rollout) });
  const { events } = world.engine.recorder;
  const tally = newTally(updateMs, older.replicas);
  const untilMs = updateMs + followedMs;
  let seen = 0;
  for (let t = updateMs, sliceMs = FIRST_SLICE_MS; ; t = Math.min(t + sliceMs, untilMs)) {
    advance(world, t);
    for (; seen < events.length; seen++) {
      const event = events[seen];
      if (event !== undefined) takeEvent(tally, event);
      // Looked at after each event, so that how far a slice goes is no part of the answer.
      if (isDecided(tally)) return outcomeOf(tally);
    }
    if (t >= untilMs) return outcomeOf(tally);
    if (t > updateMs) sliceMs = Math.min(sliceMs * 2, LONGEST_SLICE_MS);
  }
}
