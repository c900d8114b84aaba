import { nearestName } from "../../model/nearestName.ts";
import type { ProbeType } from "../../model/probe.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { dataOf, memberOf } from "../source/sourceNode.ts";
import type { PlatformProblem } from "../platformProblem.ts";

/** The checks of a container; two names of readiness are in use (S1-22, S3-12). */
export const CHECKS: Readonly<Record<string, ProbeType>> = {
  startup_check: "startup",
  liveness_check: "liveness",
  health_check: "readiness",
  readiness_check: "readiness",
};

export const CONTAINER_KEYS = ["image", "env", "command", "script", "port", "prepare", ...Object.keys(CHECKS)];

export const TIMING_KEYS = [
  "initial_delay_seconds",
  "period_seconds",
  "timeout_seconds",
  "success_threshold",
  "failure_threshold",
] as const;
export type TimingKey = (typeof TIMING_KEYS)[number];

export const HANDLER_KEYS = ["http_get", "tcp_socket", "exec"] as const;
export const CHECK_KEYS: readonly string[] = [...HANDLER_KEYS, ...TIMING_KEYS];
export const HTTP_KEYS = ["path", "port", "scheme"];
export const TCP_KEYS = ["port"];
export const EXEC_KEYS = ["command"];

/** Names that Kubernetes and others have for what stands here under a name that is not near. */
const FOREIGN_NAMES: Readonly<Record<string, string>> = {
  livenessprobe: "liveness_check",
  liveness: "liveness_check",
  readinessprobe: "health_check",
  readiness: "health_check",
  startupprobe: "startup_check",
  startup: "startup_check",
  url: "path",
  interval: "period_seconds",
  interval_seconds: "period_seconds",
};

/** The key that an unknown one may have been meant to be. */
function meantKey(key: string, known: readonly string[]): string | undefined {
  const foreign = FOREIGN_NAMES[key.toLowerCase().replace(/^(liveness|readiness|startup)_probe$/, "$1probe")];
  return foreign !== undefined && known.includes(foreign) ? foreign : nearestName(key, known);
}

/**
 * Keys that EAS does not know, at `path`. Within a check all of them; of a container only those that look like one of ours, since
 * what else stands there is EAS' business.
 */
export function unknownKeys(
  node: SourceNode,
  path: string,
  known: readonly string[],
  isComplete: boolean,
): PlatformProblem[] {
  if (node.kind !== "object") return [];
  return node.members.flatMap(({ key, value }): PlatformProblem[] => {
    if (known.includes(key)) return [];
    const meant = meantKey(key, known);
    if (meant === undefined && !isComplete) return [];
    const where = `${path}.${key}`;
    const message = `unknown key ${JSON.stringify(key)}: it is ignored`;
    if (meant === undefined) {
      const help = `known here are ${known.join(", ")}`;
      return [{ ruleId: "eas-unknown-key", severity: "warning", path: where, message, help }];
    }
    const isFree = memberOf(node, meant) === undefined;
    const edits = [
      { path: where, value: null },
      { path: `${path}.${meant}`, value: dataOf(value) },
    ];
    const help = `did you mean ${meant}?`;
    return [
      { ruleId: "eas-unknown-key", severity: "warning", path: where, message, help, ...(isFree ? { edits } : {}) },
    ];
  });
}
