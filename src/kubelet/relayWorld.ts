import type { AttemptSchedule } from "../app/attemptSchedule.ts";
import type { QueueProxyRelease } from "../app/queueProxy/queueProxyRelease.ts";
import type { Probe } from "../model/probe.ts";

/** What queue-proxy or KServe's agent asks the containers of its pod. */
export interface RelayPlan {
  readonly release: QueueProxyRelease;
  /** The feature `autodetect-http2`. */
  readonly detectsHttp2: boolean;
  readonly targets: readonly RelayTarget[];
  /** Text in the event when a container does not pass. */
  readonly failedOutput: string;
  /** Text in the event when it is not known in time. */
  readonly lateOutput: string;
}

export interface RelayTarget {
  readonly probe: Probe;
  /** The container that has the port. */
  readonly place: number;
  /** What an attempt gets, by instance; undefined where that depends on the time of its start. */
  readonly schedules: readonly AttemptSchedule[] | undefined;
  /** What it gets while the container does not run. */
  readonly gone: AttemptSchedule;
}

/** The check of a relay: begun by one attempt, joined by those that come while it runs. */
export interface RelayState {
  /** Of the relay. */
  readonly instance: number;
  /** When the check that runs was begun; -1: none runs. */
  readonly beganMs: number;
  /** Successes in a row before it, by probe. */
  readonly successes: readonly number[];
  /** What the relay itself needs for an answer. */
  readonly ownMs: number;
}
