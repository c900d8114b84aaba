import type { PodSync, PodWorld, ProbeWorker } from "./podWorld.ts";

/**
 * What a pod is before a step, for the case that the step cannot be taken to its end. What steps change in place is
 * copied; all else in a pod is replaced, never changed, and shared with it.
 */
export function savePod(pod: PodWorld): PodWorld {
  const probeWorkers = pod.probeWorkers.map((worker) => (worker === undefined ? undefined : { ...worker }));
  return {
    ...pod,
    instanceCount: [...pod.instanceCount],
    processes: pod.processes.map((process) => ({ ...process })),
    hooks: [...pod.hooks],
    died: [...pod.died],
    worker: { ...pod.worker },
    sync: pod.sync === null ? null : saveSync(pod.sync),
    probeWorkers,
    probeOrder: pod.probeOrder.map((worker) => savedWorker(probeWorkers, worker)),
    resultInstance: [...pod.resultInstance],
    resultValue: [...pod.resultValue],
    backoff: pod.backoff.map((backoff) => (backoff === undefined ? undefined : { ...backoff })),
    reasons: [...pod.reasons],
    due: { ...pod.due },
  };
}

function saveSync(sync: PodSync): PodSync {
  return { ...sync, kills: sync.kills.map((kill) => ({ ...kill })) };
}

function savedWorker(saved: PodWorld["probeWorkers"], worker: ProbeWorker): ProbeWorker {
  return saved[worker.place * 3 + worker.type] ?? { ...worker };
}

/** Makes the pod what it was. Its parts are those of `saved` then, which is used up. */
export function restorePod(pod: PodWorld, saved: PodWorld): void {
  Object.assign(pod, saved);
}
