import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { PodCondition } from "../../model/status.ts";
import type { PodTemplate } from "../podTemplate.ts";

/** batch/v1.PodFailurePolicyRule. */
export interface PodFailureRule {
  /** FailJob, Ignore or Count. */
  readonly action: string;
  readonly onExitCodes?: {
    readonly containerName?: string;
    /** In or NotIn. */
    readonly operator: string;
    readonly values: readonly number[];
  };
  readonly onPodConditions?: readonly { readonly type: string; readonly status?: string }[];
}

/** batch/v1.JobSpec, defaulted, as far as Jobs without indexes need it. */
export interface JobSpec {
  readonly parallelism: number;
  /** Absent: one success is enough, and those at work finish. */
  readonly completions?: number;
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds?: number;
  readonly suspend: boolean;
  /** Whether pods are replaced only when they have failed, not when they are on their way out. */
  readonly onlyReplaceFailed: boolean;
  readonly podFailureRules: readonly PodFailureRule[];
  readonly template: PodTemplate;
}

/** batch/v1.JobCondition; since when as the API stores it. */
export interface JobCondition {
  readonly type: "FailureTarget" | "Failed" | "SuccessCriteriaMet" | "Complete";
  readonly reason: string;
  readonly message: string;
  readonly sinceMs: number;
}

/** batch/v1.JobStatus, with what the controller remembers besides. */
export interface JobStatus {
  readonly active: number;
  readonly ready: number;
  readonly terminating: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly startMs?: number;
  /** UIDs of the finished pods that are counted. */
  readonly counted: readonly string[];
  readonly failuresInARow: number;
  readonly lastFailureMs?: number;
  readonly conditions: readonly JobCondition[];
}

export const NEW_JOB_STATUS: JobStatus = {
  active: 0,
  ready: 0,
  terminating: 0,
  succeeded: 0,
  failed: 0,
  counted: [],
  failuresInARow: 0,
  conditions: [],
};

/** A pod of a Job, as its controller sees it. */
export interface JobPod {
  readonly name: string;
  readonly uid: string;
  readonly phase: string;
  readonly deleting: boolean;
  readonly ready: boolean;
  /** Number of its creation. */
  readonly number: number;
  /** When it finished, as far as that is known. */
  readonly finishedMs: number;
  /** Of all its containers. */
  readonly restarts: number;
  /** Those that have terminated. */
  readonly ends: readonly { readonly container: string; readonly exitCode: number }[];
  readonly conditions: readonly Pick<PodCondition, "type" | "status">[];
}

/** What releases do differently about Jobs; nothing of it was recorded, it follows the sources. */
export interface JobRules {
  /** A Job is Failed or Complete only when all its pods are gone: from 1.31 on (JobPodReplacementPolicy, JobManagedBy). */
  readonly waitsForPods: boolean;
  /** The longest wait before a failed pod is replaced: 360 s, from 1.27 on 600 s. */
  readonly longestBackoffMs: number;
}

export function jobRules(version: KubernetesVersion): JobRules {
  return { waitsForPods: isAtLeast(version, 31), longestBackoffMs: isAtLeast(version, 27) ? 600_000 : 360_000 };
}
