/** A phase that a pod does not leave. */
export function isTerminalPhase(phase: string): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

export type ConditionStatus = "True" | "False" | "Unknown";

/** v1.PodCondition; `sinceMs` is lastTransitionTime, cut to whole seconds of the wall clock, in ms of virtual time. */
export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly sinceMs?: number;
  readonly observedGeneration?: number;
}

export interface WaitingState {
  readonly kind: "waiting";
  readonly reason?: string;
  readonly message?: string;
}

export interface RunningState {
  readonly kind: "running";
  /** Milliseconds of virtual time, as the runtime gave it or cut to whole seconds, as said where it is used. */
  readonly startedAtMs: number;
}

export interface TerminatedState {
  readonly kind: "terminated";
  readonly exitCode: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  readonly containerId?: string;
}

/** v1.ContainerState: exactly one of the three. */
export type ContainerState = WaitingState | RunningState | TerminatedState;

/** v1.ContainerStatus. */
export interface ContainerStatus {
  readonly name: string;
  /** Undefined only for the API's empty state, which means waiting. */
  readonly state?: ContainerState;
  readonly lastState?: TerminatedState;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  /** Empty or absent while there is none. */
  readonly containerId?: string;
}
