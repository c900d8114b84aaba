import type { KnativeVersion } from "../../model/knativeVersion.ts";
import { formatKnativeVersion } from "../../model/knativeVersion.ts";
import { parseGoDuration } from "../kubernetes/goDuration.ts";
import type { ConfigEntries } from "./knativeConfig.ts";

/** What `config-deployment` says. */
export interface KnativeDeploymentConfig {
  readonly progressDeadlineSeconds: number;
  readonly queueSidecarImage: string;
  readonly queueSidecarCpuRequest: string;
  /** Whether pods of a revision are spread over the nodes. */
  readonly spreadsOverNodes: boolean;
}

/** The entries of `config-deployment` that are read. */
export const DEPLOYMENT_KEYS = [
  "progress-deadline",
  "progressDeadline",
  "queue-sidecar-image",
  "queue-sidecar-cpu-request",
  "default-affinity-type",
] as const;

const NANOSECONDS_OF_A_SECOND = 1_000_000_000n;
/** Releases are installed by a digest of it, which does not say what it is. */
const QUEUE_IMAGE = "gcr.io/knative-releases/knative.dev/serving/cmd/queue";
const SPREAD = "prefer-spread-revision-over-nodes";

/** Reads `config-deployment`, or says what is wrong with it. */
export function readDeploymentConfig(
  entries: ConfigEntries,
  version: KnativeVersion,
): KnativeDeploymentConfig | string {
  const text = entries["progress-deadline"] ?? entries["progressDeadline"] ?? "600s";
  const deadline = parseGoDuration(text);
  if (typeof deadline === "string") return `failed to parse "progress-deadline": ${deadline}`;
  if (deadline <= 0n) return `progress-deadline cannot be a non-positive duration, was ${text}`;
  if (deadline % NANOSECONDS_OF_A_SECOND !== 0n) {
    return `progress-deadline must be rounded to a whole second, was: ${text}`;
  }
  const affinity = entries["default-affinity-type"] ?? SPREAD;
  if (affinity !== SPREAD && affinity !== "none") {
    return `unsupported default-affinity-type value: ${JSON.stringify(affinity)}`;
  }
  return {
    progressDeadlineSeconds: Number(deadline / NANOSECONDS_OF_A_SECOND),
    queueSidecarImage: entries["queue-sidecar-image"] ?? `${QUEUE_IMAGE}:v${formatKnativeVersion(version)}.0`,
    queueSidecarCpuRequest: entries["queue-sidecar-cpu-request"] ?? "25m",
    spreadsOverNodes: affinity === SPREAD,
  };
}
