import type { Finding } from "../../model/finding.ts";

/** What `check --witness` knows the run behind a finding by: `deployment/web/app/liveness/hair-trigger-liveness`. */
export function witnessIdOf({ workload, container, probe, ruleId }: Finding): string {
  return [workload, container, probe, ruleId].filter((part) => part !== undefined).join("/");
}
