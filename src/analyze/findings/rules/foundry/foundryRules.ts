import type { Rule } from "../../rule.ts";
import { foundryLivenessKillsJob, foundryLivenessNoStartGuard } from "./foundryLiveness.ts";
import {
  foundryDefaultEchoReadiness,
  foundryEchoMissingBinary,
  foundryPartialMarker,
  foundryReadinessDoesWork,
  foundryRemoteDependency,
  foundryTimingAssumed,
} from "./foundryReadiness.ts";
import { FOUNDRY_REFUSALS } from "./foundryRefusals.ts";
import { foundryRelativePath, foundryUncaughtExit } from "./foundryScripts.ts";

/** Rules about compute modules of Foundry. */
export const FOUNDRY_RULES: readonly Rule[] = [
  ...FOUNDRY_REFUSALS,
  foundryDefaultEchoReadiness,
  foundryEchoMissingBinary,
  foundryLivenessKillsJob,
  foundryLivenessNoStartGuard,
  foundryPartialMarker,
  foundryReadinessDoesWork,
  foundryRelativePath,
  foundryRemoteDependency,
  foundryTimingAssumed,
  foundryUncaughtExit,
];
