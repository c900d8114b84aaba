import { NEVER } from "./podWorld.ts";

/** One kubelet process on one node. */
export interface KubeletWorld {
  readonly name: string;
  /** When it was started, by a clock that stands still while the node is suspended; relists, ticks and collections fall on multiples of its age. */
  startedAtMs: number;
  alive: boolean;
  /** The kubelet has seen all pods once (2 s after its start). */
  podsSynced: boolean;
  restartAtMs: number;
  /** Until then nothing passes between it and the API server. */
  disconnectedUntilMs: number;
  /** Until then the machine is suspended. */
  suspendedUntilMs: number;
  /** How long the machine was suspended since the kubelet's start. */
  suspendedMs: number;
  /** Until then the container runtime answers no exec call. */
  execFailsUntilMs: number;
}

/** A healthy kubelet. */
export function newKubeletWorld(name: string, startedAtMs: number, podsSynced: boolean): KubeletWorld {
  return {
    name,
    startedAtMs,
    alive: true,
    podsSynced,
    restartAtMs: NEVER,
    disconnectedUntilMs: 0,
    suspendedUntilMs: 0,
    suspendedMs: 0,
    execFailsUntilMs: 0,
  };
}
