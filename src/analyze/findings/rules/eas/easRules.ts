import type { Rule } from "../../rule.ts";
import { easCommandMismatch, easLoopbackBind, easProbeHitsEngine, easProbePortMismatch } from "./easAddresses.ts";
import {
  easDefaultTcpReadiness,
  easFailureThresholdImplicit,
  easInitialDelayImplicit,
  easReadinessKeyAlias,
} from "./easImplicit.ts";
import { EAS_REFUSALS } from "./easRefusals.ts";
import { easThresholdLabelsSwapped } from "./easThresholdLabelsSwapped.ts";
import { easLivenessFailureThresholdOne, easStartupFailureThresholdOne } from "./easThresholds.ts";
import { easIntervalTooLong, easIntervalTooShort, easLivenessWithoutStartup, easPrivateImage } from "./easTimes.ts";

/** Rules about services of PAI-EAS. */
export const EAS_RULES: readonly Rule[] = [
  ...EAS_REFUSALS,
  easCommandMismatch,
  easDefaultTcpReadiness,
  easFailureThresholdImplicit,
  easInitialDelayImplicit,
  easIntervalTooLong,
  easIntervalTooShort,
  easLivenessFailureThresholdOne,
  easLivenessWithoutStartup,
  easLoopbackBind,
  easPrivateImage,
  easProbeHitsEngine,
  easProbePortMismatch,
  easReadinessKeyAlias,
  easStartupFailureThresholdOne,
  easThresholdLabelsSwapped,
];
