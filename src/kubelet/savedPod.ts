import type { PodWorld } from "./podWorld.ts";

/** What a pod was before a step: copies of what steps change in place. All else in a pod is replaced, never changed. */
export type SavedPod = readonly (readonly [part: object, copy: object])[];

/** Remembers a pod, for the case that its next step cannot be taken to its end. */
export function savePod(pod: PodWorld): SavedPod {
  const parts: object[] = [
    pod,
    pod.due,
    pod.worker,
    pod.instanceCount,
    pod.processes,
    pod.hooks,
    pod.died,
    pod.probeWorkers,
    pod.resultInstance,
    pod.resultValue,
    pod.backoff,
    pod.reasons,
  ];
  for (const process of pod.processes) parts.push(process);
  for (const worker of pod.probeWorkers) if (worker !== undefined) parts.push(worker);
  for (const backoff of pod.backoff) if (backoff !== undefined) parts.push(backoff);
  if (pod.sync !== null) {
    parts.push(pod.sync, pod.sync.kills);
    for (const kill of pod.sync.kills) parts.push(kill);
  }
  return parts.map((part) => [part, Array.isArray(part) ? [...(part as unknown[])] : { ...part }] as const);
}

/** Makes the pod what it was; whoever holds one of its parts still holds it. */
export function restorePod(saved: SavedPod): void {
  for (const [part, copy] of saved) {
    if (Array.isArray(part)) part.length = (copy as readonly unknown[]).length;
    else for (const key of Object.keys(part)) if (!Object.hasOwn(copy, key)) Reflect.deleteProperty(part, key);
    Object.assign(part, copy);
  }
}
