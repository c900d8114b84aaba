import type { Engine } from "../../src/kubelet/engine.ts";
import type { HeldContainer, PodObject, PodWorld, RuntimeRecord, RuntimeSnapshot } from "../../src/kubelet/podWorld.ts";
import { imageOf } from "../../src/kubelet/runtime.ts";
import { FAILURE, SUCCESS } from "../../src/kubelet/probeSchedule.ts";
import type { PodSpec } from "../../src/model/pod.ts";
import { PROBE_TYPES } from "../../src/model/probe.ts";
import type { ProbeType } from "../../src/model/probe.ts";
import { createWorld } from "../../src/world.ts";

/** A pod that nothing has happened to yet, for tests that put it into a state themselves. */
export interface PodInHand {
  readonly engine: Engine;
  readonly pod: PodWorld;
  readonly object: PodObject;
}

export function podInHand(spec: PodSpec, release = "1.36", gates: Readonly<Record<string, boolean>> = {}): PodInHand {
  const { engine } = createWorld(
    { kubernetes: release, gates, pod: { metadata: { name: "p" }, spec }, untilMs: 0 },
    "full",
  );
  const [pod] = engine.pods;
  if (pod === undefined) throw new Error("the scenario has a pod");
  const status = { phase: "Running", conditions: [], containers: [], podIp: "", observedGeneration: 0 };
  return { engine, pod, object: { deletionRequested: false, generation: 0, status } };
}

/** The state of one container: `Running`, `Created`, an exit code, or undefined for never seen. */
export type StateInHand = "Running" | "Created" | number | undefined;

/** What the runtime shows: states by place, all of instance 0 in the newest sandbox. */
export function snapshotOf(
  { pod, object }: PodInHand,
  states: readonly StateInHand[],
  sandbox: { ready: boolean; attempt: number } | undefined,
): RuntimeSnapshot {
  const records = states.flatMap((state, place): RuntimeRecord[] => {
    if (state === undefined) return [];
    const name = pod.plan.containers[place]?.name ?? "";
    const kind = state === "Running" ? "running" : state === "Created" ? "created" : "exited";
    const exitCode = typeof state === "number" ? state : 0;
    return [
      {
        name,
        place,
        instance: 0,
        sandbox: 0,
        attempt: 0,
        image: imageOf(pod, object, place),
        state: kind,
        startedAtMs: 0,
        finishedAtMs: 0,
        exitCode,
      },
    ];
  });
  return { records, sandboxes: sandbox === undefined ? [] : [{ id: 0, ...sandbox }], podIp: "" };
}

/** Puts a verdict about instance 0 into a result cache. */
export function cacheResult({ pod }: PodInHand, place: number, type: ProbeType, verdict: "Success" | "Failure"): void {
  const slot = place * 3 + PROBE_TYPES.indexOf(type);
  pod.resultInstance[slot] = 0;
  pod.resultValue[slot] = verdict === "Success" ? SUCCESS : FAILURE;
}

/** A container status of instance 0. */
export function statusOf(name: string, state: HeldContainer["state"]): HeldContainer {
  return { name, state, ready: false, restartCount: 0, instance: 0 };
}
