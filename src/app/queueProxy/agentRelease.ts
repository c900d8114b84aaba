/** What releases of KServe's agent do differently. */
export interface AgentRelease {
  /** Release 1.x of Knative whose readiness library the agent holds: that of its go.mod. */
  readonly knativeMinor: number;
  /** Whether a variable may ask for the probes of several containers. [agent multi] */
  readonly takesLists: boolean;
}

/** From this minor of KServe on, that minor of Knative; newest first. */
const LIBRARIES = [
  [17, 21],
  [15, 17],
  [14, 15],
] as const;
const OLDEST_LIBRARY = 12;
const FIRST_WITH_LISTS = 14;

/** @param minor of KServe, 0.x */
export function agentRelease(minor: number): AgentRelease {
  const [, knativeMinor] = LIBRARIES.find(([from]) => minor >= from) ?? [0, OLDEST_LIBRARY];
  return { knativeMinor, takesLists: minor >= FIRST_WITH_LISTS };
}
