import type { PodWorker } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";

/** A pod worker of which the kubelet knows nothing: never begun, forgotten, or lost with the kubelet's process. */
export const UNKNOWN_POD_WORKER: Readonly<Omit<PodWorker, "lastSyncEndMs">> = {
  known: false,
  state: "idle",
  started: false,
  terminating: false,
  terminated: false,
  finished: false,
  deleted: false,
  graceSeconds: 0,
  pending: null,
  active: null,
  queueDeadlineMs: NEVER,
  hasContext: false,
};

/** The end of the last sync, where none has ended. */
export const NO_SYNC_YET_MS = -1e15;
