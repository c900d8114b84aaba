import type { Engine } from "./engine.ts";
import type { PodActions } from "./podActions.ts";
import type { PodWorld } from "./podWorld.ts";
import { containerPlan } from "./runtime.ts";

type Kills = PodActions["toKill"];

/**
 * The order in which a sync kills, one container after the other. The kubelet keeps them in a Go map and walks through it
 * (SyncPod of kuberuntime, ContainersToKill): up to eight as they were found, but beginning with any of them; with more
 * every order is possible, and only these are known here.
 */
export function inKillOrder(engine: Engine, pod: PodWorld, t: number, kills: Kills): Kills {
  if (kills.length < 2) return kills;
  const { name } = pod.plan;
  const containers = kills.map(({ place }) => containerPlan(pod, place).name);
  engine.killTies.push({ atMs: t, pod: name, containers });
  // KLT-118
  const first = engine.settings.firstKills.find((one) => one.atMs === t && (one.pod ?? name) === name);
  const begin = first === undefined ? 0 : Math.max(0, containers.indexOf(first.container));
  return [...kills.slice(begin), ...kills.slice(0, begin)];
}
