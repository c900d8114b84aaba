import type { KserveVersion } from "../../model/kserveVersion.ts";
import type { QueueProxyRelease } from "../queueProxy/queueProxyRelease.ts";
import { queueProxyRelease } from "../queueProxy/queueProxyRelease.ts";

/** What releases of KServe's agent do differently. */
export interface AgentRelease {
  /** The readiness library of Knative that the agent holds. */
  readonly library: QueueProxyRelease;
  /** Whether a variable may ask for the probes of several containers. [agent multi] */
  readonly takesLists: boolean;
}

/** Each release's go.mod, newest first: from this minor of KServe on, that minor of Knative. */
const LIBRARIES = [
  [17, 21],
  [15, 17],
  [14, 15],
] as const;
const OLDEST_LIBRARY = 12;
const FIRST_WITH_LISTS = 14;

export function agentRelease({ minor }: KserveVersion): AgentRelease {
  const [, library] = LIBRARIES.find(([from]) => minor >= from) ?? [0, OLDEST_LIBRARY];
  return { library: queueProxyRelease({ minor: library }), takesLists: minor >= FIRST_WITH_LISTS };
}
