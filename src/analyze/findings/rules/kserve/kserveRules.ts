import type { Rule } from "../../rule.ts";
import {
  kserveAgentEnvMissing,
  kserveAgentExecUnsupported,
  kserveAgentHostHeader,
  kserveAgentHttpsVerify,
  kserveAgentNamedPort,
  kserveAgentNotPresent,
  kserveAgentPathMirror,
  kserveAgentThresholdsFixed,
  kserveAgentTimeoutCap,
} from "./kserveAgent.ts";
import {
  kserveContainerFirst,
  kserveEditGeneratedDeployment,
  kserveProbeMergeConflict,
  kserveSilentKnativeReject,
} from "./kserveObjects.ts";
import {
  kserveAgentLoopback,
  kserveAgentWrongContainer,
  kserveDefaultTcpReadiness,
  kserveKnativeAgentRace,
  kserveLazyLoadDeadlock,
  kserveModelVersionReady501,
  kserveMultinodeDefaults,
  kserveProbeMergeInherit,
  kserveServerReadyAlwaysTrue,
} from "./kserveProbes.ts";

/** Rules about InferenceServices of KServe. */
export const KSERVE_RULES: readonly Rule[] = [
  kserveAgentEnvMissing,
  kserveAgentExecUnsupported,
  kserveAgentHostHeader,
  kserveAgentHttpsVerify,
  kserveAgentLoopback,
  kserveAgentNamedPort,
  kserveAgentNotPresent,
  kserveAgentPathMirror,
  kserveAgentThresholdsFixed,
  kserveAgentTimeoutCap,
  kserveAgentWrongContainer,
  kserveContainerFirst,
  kserveDefaultTcpReadiness,
  kserveEditGeneratedDeployment,
  kserveKnativeAgentRace,
  kserveLazyLoadDeadlock,
  kserveModelVersionReady501,
  kserveMultinodeDefaults,
  kserveProbeMergeConflict,
  kserveProbeMergeInherit,
  kserveServerReadyAlwaysTrue,
  kserveSilentKnativeReject,
];
