import type { Findings } from "../analyze/findings/findFindings.ts";
import { FINDING_SEVERITIES } from "../model/finding.ts";

export const FAIL_ON = [...FINDING_SEVERITIES, "never"] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Whether a finding that nobody ignores is as grave as that, or graver. */
export function isGate(findings: Findings, failOn: FailOn): boolean {
  if (failOn === "never") return false;
  const gates = FINDING_SEVERITIES.slice(0, FINDING_SEVERITIES.indexOf(failOn) + 1);
  return [...findings.values()]
    .flat()
    .some(({ severity, ignored }) => ignored === undefined && gates.includes(severity));
}
