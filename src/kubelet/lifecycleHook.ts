import { BROKEN_OFF_DRAIN_MS, DRAIN_MS, isDrainHook } from "../app/queueProxy/draining.ts";
import { relayOf } from "../app/queueProxy/relay.ts";
import type { LifecycleHandler } from "../model/container.ts";
import { completeEvent } from "../model/recorder.ts";
import type { Engine } from "./engine.ts";
import { emit, emitEvent, podDescription } from "./engine.ts";
import type { PodWorld, RunningHook } from "./podWorld.ts";
import { containerPlan, processOf } from "./runtime.ts";

/** How a hook ended: an exit code, or a word of the trace. */
export type HookOutcome = number | "killed" | "notRunning" | "kubeletGone";

interface HookScript {
  readonly lastsMs: number;
  readonly exitCode: number;
}

/** Of a hook whose connection is refused, or breaks off. */
export const BROKEN_OFF_EXIT_CODE = 1;

export function isRelay(pod: PodWorld, place: number): boolean {
  return relayOf(containerPlan(pod, place).spec) !== undefined;
}

/** Knative's hook waits for queue-proxy, which drains for good only where it is to end as well; without queue-proxy it fails. */
function drainScript(pod: PodWorld): HookScript {
  if (!pod.processes.some(({ place }) => isRelay(pod, place))) return { lastsMs: 0, exitCode: BROKEN_OFF_EXIT_CODE };
  return { lastsMs: pod.sync?.fn === "SyncTerminatingPod" ? DRAIN_MS : BROKEN_OFF_DRAIN_MS, exitCode: 0 };
}

/** A hook's command `hook MS CODE` lasts MS and exits with CODE; any other but Knative's succeeds at once (an assumption). */
function scriptOf(pod: PodWorld, handler: LifecycleHandler): HookScript {
  if (isDrainHook(handler)) return drainScript(pod);
  const [word, ms, code] = handler.exec?.command ?? [];
  if (word !== "hook" || ms === undefined || code === undefined) return { lastsMs: 0, exitCode: 0 };
  return { lastsMs: Number(ms) || 0, exitCode: Number(code) || 0 };
}

/** Runs a hook in a container. Its end, unless it comes at once, is `endHook`'s. */
export function beginHook(
  engine: Engine,
  pod: PodWorld,
  t: number,
  place: number,
  instance: number,
  handler: LifecycleHandler,
  isPreStop: boolean,
): HookOutcome | "running" {
  const { lastsMs, exitCode } = scriptOf(pod, handler);
  const step = emit(engine, pod, t, { kind: "hook", c: containerPlan(pod, place).name, n: instance }, true);
  const hook: RunningHook = {
    place,
    instance,
    step,
    endMs: t + lastsMs,
    exitCode,
    isPreStop,
    drains: isDrainHook(handler),
  };
  if (processOf(pod, place, instance) === undefined) return endHook(engine, pod, t, hook, "notRunning");
  if (lastsMs === 0) return endHook(engine, pod, t, hook, exitCode);
  pod.hooks.push(hook);
  return "running";
}

/** Puts the end on the trace; a preStop hook that failed is an event, also after it was given up. */
export function endHook(
  engine: Engine,
  pod: PodWorld,
  t: number,
  hook: RunningHook,
  outcome: HookOutcome,
): HookOutcome {
  const index = pod.hooks.indexOf(hook);
  if (index >= 0) pod.hooks.splice(index, 1);
  completeEvent(engine.recorder, hook.step, { end: t, out: outcome });
  if (hook.isPreStop && outcome !== 0 && outcome !== "kubeletGone") {
    emitEvent(
      engine,
      pod,
      t,
      "Warning",
      "FailedPreStopHook",
      "PreStopHook failed",
      containerPlan(pod, hook.place).eventPath,
    );
  }
  return outcome;
}

/** The text of a failed postStart hook (`conformance/kubelet`, README-kubelet.md "Format"). */
export function hookFailure(pod: PodWorld, place: number, handler: LifecycleHandler, outcome: HookOutcome): string {
  const command = (handler.exec?.command ?? []).join(" ");
  const { name } = containerPlan(pod, place);
  const pods = podDescription(pod);
  const code = outcome === "killed" ? 137 : outcome;
  const error =
    outcome === "notRunning"
      ? "rpc error: code = Unknown desc = failed to exec in container: container is not running"
      : `command '${command}' exited with ${code}: `;
  return `Exec lifecycle hook (${JSON.stringify(handler.exec?.command ?? []).replaceAll(/[",]/g, (mark) => (mark === "," ? " " : ""))}) for Container "${name}" in Pod "${pods}" failed - error: ${error}, message: ""`;
}
