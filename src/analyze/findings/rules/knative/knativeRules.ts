import type { Rule } from "../../rule.ts";
import { knativeExecColdStart, knativeExecDoubleCheck } from "./knativeCommands.ts";
import {
  knativeLivenessNotInReadiness,
  knativeLivenessPortRewritten,
  knativeLoopbackRunner,
} from "./knativeLiveness.ts";
import {
  knativeAggressive100ms,
  knativeAggressiveMode,
  knativeHostHeaderIgnored,
  knativeHttpsVerify,
  knativeInitialDelayNotHonoured,
  knativeProbeBurst,
  knativeRedirectFollowed,
  knativeSlowEndpointActivator,
  knativeSuccessThresholdTwice,
} from "./knativeReadiness.ts";
import { KNATIVE_REFUSALS } from "./knativeRefusals.ts";
import {
  knativeGrpcUnsupported,
  knativeStartupNamedPort,
  knativeStartupOtherPort,
  knativeStartupUnvalidated,
  knativeStartupVsDeadline,
} from "./knativeStartup.ts";

/** Rules about Knative Serving. */
export const KNATIVE_RULES: readonly Rule[] = [
  ...KNATIVE_REFUSALS,
  knativeAggressive100ms,
  knativeAggressiveMode,
  knativeExecColdStart,
  knativeExecDoubleCheck,
  knativeGrpcUnsupported,
  knativeHostHeaderIgnored,
  knativeHttpsVerify,
  knativeInitialDelayNotHonoured,
  knativeLivenessNotInReadiness,
  knativeLivenessPortRewritten,
  knativeLoopbackRunner,
  knativeProbeBurst,
  knativeRedirectFollowed,
  knativeSlowEndpointActivator,
  knativeStartupNamedPort,
  knativeStartupOtherPort,
  knativeStartupUnvalidated,
  knativeStartupVsDeadline,
  knativeSuccessThresholdTwice,
];
