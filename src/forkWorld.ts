import type { ClusterWorld } from "./cluster/clusterWorld.ts";
import type { ClusterAction, PodBehaviour } from "./model/clusterScenario.ts";
import type { World } from "./world.ts";

/** What is to be different from here on, in a world with objects. */
export interface WorldChanges {
  /** None before the instant that the world has come to, nor before an action that it has already. */
  readonly actions: readonly ClusterAction[];
  /** Of pods that nothing was said of so far. */
  readonly behaviour: readonly PodBehaviour[];
}

/** A world of its own that goes on from here: change one thing in it, and see both futures. */
export function forkWorld(world: World, changes?: WorldChanges): World {
  const { environment, recorder, ...engine } = world.engine;
  const { observe: _, ...kept } = recorder;
  const { cluster, ...rest } = world;
  const { engine: _engine, ...plain } = cluster ?? { engine };
  const copy = structuredClone({ ...rest, engine: { ...engine, recorder: kept }, plain });
  const copied = { ...copy.engine, environment };
  const { plain: others, ...copiedWorld } = copy;
  if (cluster === undefined) return { ...copiedWorld, engine: copied };
  return {
    ...copiedWorld,
    engine: copied,
    cluster: changed({ ...(others as typeof cluster), engine: copied }, changes),
  };
}

function changed(cluster: ClusterWorld, changes: WorldChanges | undefined): ClusterWorld {
  if (changes === undefined) return cluster;
  const { user, behaviour } = cluster;
  return {
    ...cluster,
    user: { ...user, actions: [...user.actions, ...changes.actions] },
    behaviour: [...behaviour, ...changes.behaviour],
  };
}
