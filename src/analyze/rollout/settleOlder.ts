import { isRolledOut } from "../../properties/clusterHistory.ts";
import type { World } from "../../world.ts";
import { advance, createWorld } from "../../world.ts";
import { countsOf } from "./rolloutOutcome.ts";
import type { RolledOutWorkload, Surroundings } from "./rolloutScenario.ts";
import { olderScenario } from "./rolloutScenario.ts";

/** So long the older revision may need for its next ready pod: under OrderedReady they come one by one. */
const NEXT_READY_MS = 600_000;
const AFTER_SETTLED_MS = 10_000;
const SLICE_MS = 1000;
/** No rollout is followed for longer: nothing repeats in apps until then. */
const HORIZON_MS = 86_400_000;

/** Where the older revision stands, and how it got there. */
export interface Settled {
  readonly older: RolledOutWorkload;
  readonly surroundings: Surroundings;
  /** As it is a millisecond before the update. */
  readonly world: World;
  readonly updateMs: number;
}

/** Lets the older revision come up alone; undefined: it does not get ready, and there is nothing to roll over. */
export function settleOlder(older: RolledOutWorkload, surroundings: Surroundings): Settled | undefined {
  const world = createWorld(olderScenario(older, HORIZON_MS, surroundings), "transitions");
  const { events } = world.engine.recorder;
  let seen = 0;
  let ready = 0;
  let latestMs = NEXT_READY_MS;
  for (let t = SLICE_MS; t <= latestMs; t += SLICE_MS) {
    advance(world, t);
    for (; seen < events.length; seen++) {
      const event = events[seen];
      const counts = event === undefined ? undefined : countsOf(event);
      if (counts === undefined) continue;
      if (counts.ready > ready) {
        ready = counts.ready;
        latestMs = counts.t + NEXT_READY_MS;
      }
      if (!isRolledOut(counts)) continue;
      const updateMs = Math.ceil((counts.t + AFTER_SETTLED_MS) / 1000) * 1000;
      advance(world, updateMs - 1);
      return { older, surroundings, world, updateMs };
    }
  }
  return undefined;
}

/** When the first pod of the older revision was ready; all begin at 0. */
export function firstReadyMs({ world }: Settled): number {
  return world.engine.recorder.events.find((event) => event.kind === "api" && event.ready === "True")?.t ?? 0;
}

/** How long that pod's container had run by then. */
export function readyAfterMs(settled: Settled, container: string): number {
  const { events } = settled.world.engine.recorder;
  const start = events.find((event) => event.kind === "start" && event.c === container);
  return Math.max(0, firstReadyMs(settled) - (start?.t ?? 0));
}
