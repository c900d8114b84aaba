import type { Rule } from "../rule.ts";
import { anyDetectionTooSlow, cascadeMargin, restartBlastRadius } from "./budgets.ts";
import {
  livenessOnDependency,
  livenessOnSharedState,
  readinessOnDependency,
  readinessOnClusterState,
} from "./dependencies.ts";
import { execInnerTimeout } from "./execInnerTimeout.ts";
import { anyExecNoShell } from "./execNoShell.ts";
import { execSpawnsChildren } from "./execSpawnsChildren.ts";
import { execTimeoutDefault } from "./execTimeoutDefault.ts";
import { anyExecTimeoutUnenforced } from "./execTimeoutUnenforced.ts";
import { anyExecUnknown } from "./execUnknown.ts";
import { expensiveReadiness } from "./expensiveReadiness.ts";
import { anyNoLiveness, anyContainerRestartNotPod, anyUnresolvedAssumption, anyDocSwapSuspect } from "./facts.ts";
import { graceBlocksRestart } from "./graceBlocksRestart.ts";
import { grpcProbeOnTlsPort } from "./grpcProbeOnTlsPort.ts";
import { hairTriggerLiveness } from "./hairTriggerLiveness.ts";
import { handlerNeedsVersion } from "./handlerNeedsVersion.ts";
import { hookWaitsForSibling } from "./hookWaitsForSibling.ts";
import { anyHttpRange } from "./httpRange.ts";
import { ignoreWithoutReason, ignoreUnknownRule } from "./ignoreAnnotations.ts";
import { initialDelayAsStartupBudget } from "./initialDelayAsStartupBudget.ts";
import {
  kubeletBugStartupOnce,
  kubeletBugStartedInherited,
  kubeletBugSidecarStartup,
  sidecarInNeverPod,
} from "./kubeletBugs.ts";
import { singleReplicaReadiness, slowFirstReady, execReadinessDrain } from "./kubeletRestarts.ts";
import { livenessDuringShutdown } from "./livenessDuringShutdown.ts";
import { livenessEqualsReadiness } from "./livenessEqualsReadiness.ts";
import { livenessUnderLoad, probeOnBackpressure, warmupFlap, startupBudget } from "./loads.ts";
import { longPeriodReadiness } from "./longPeriodReadiness.ts";
import { anyLoopbackBind } from "./loopbackBind.ts";
import { meshRewrite } from "./meshRewrite.ts";
import { missingGoverningService } from "./missingGoverningService.ts";
import { noDrain } from "./noDrain.ts";
import { noStartupProbe } from "./noStartupProbe.ts";
import { probeCost } from "./probeCost.ts";
import { anyProbeEndpointNeedsInput } from "./probeEndpointNeedsInput.ts";
import { probeRatePerNode, anyProbeOverhead } from "./probeRates.ts";
import { redirectingProbePath } from "./redirectingProbePath.ts";
import { redundantInitialDelay } from "./redundantInitialDelay.ts";
import { deadlineBeforeStartup, stallUnnoticed } from "./rollouts/progressDeadlines.ts";
import { rollbackStaysStuck } from "./rollouts/rollbackStaysStuck.ts";
import { rolloutEmptiesService, rolloutPastCrash, rolloutWithoutReadiness } from "./rollouts/rolloutHarms.ts";
import { serviceSelectsNothing } from "./serviceSelectsNothing.ts";
import { sharedSelector } from "./sharedSelector.ts";
import { sidecarOrderByReadiness } from "./sidecarOrderByReadiness.ts";
import { tcpLiveness } from "./tcpLiveness.ts";
import { tcpProbeInMesh } from "./tcpProbeInMesh.ts";
import { timeoutExceedsPeriod } from "./timeoutExceedsPeriod.ts";
import { unresolvedPortName } from "./unresolvedPortName.ts";

/** Rules about Kubernetes itself, and about pods of any platform. */
export const PLAIN_RULES: readonly Rule[] = [
  anyDetectionTooSlow,
  cascadeMargin,
  restartBlastRadius,
  livenessOnDependency,
  livenessOnSharedState,
  readinessOnDependency,
  readinessOnClusterState,
  execInnerTimeout,
  anyExecNoShell,
  execSpawnsChildren,
  execTimeoutDefault,
  anyExecTimeoutUnenforced,
  anyExecUnknown,
  expensiveReadiness,
  anyNoLiveness,
  anyContainerRestartNotPod,
  anyUnresolvedAssumption,
  anyDocSwapSuspect,
  graceBlocksRestart,
  grpcProbeOnTlsPort,
  hairTriggerLiveness,
  handlerNeedsVersion,
  hookWaitsForSibling,
  anyHttpRange,
  ignoreWithoutReason,
  ignoreUnknownRule,
  initialDelayAsStartupBudget,
  kubeletBugStartupOnce,
  kubeletBugStartedInherited,
  kubeletBugSidecarStartup,
  sidecarInNeverPod,
  singleReplicaReadiness,
  slowFirstReady,
  execReadinessDrain,
  livenessDuringShutdown,
  livenessEqualsReadiness,
  livenessUnderLoad,
  probeOnBackpressure,
  warmupFlap,
  startupBudget,
  longPeriodReadiness,
  anyLoopbackBind,
  meshRewrite,
  missingGoverningService,
  noDrain,
  noStartupProbe,
  probeCost,
  anyProbeEndpointNeedsInput,
  probeRatePerNode,
  anyProbeOverhead,
  redirectingProbePath,
  redundantInitialDelay,
  rollbackStaysStuck,
  rolloutEmptiesService,
  rolloutPastCrash,
  rolloutWithoutReadiness,
  deadlineBeforeStartup,
  stallUnnoticed,
  serviceSelectsNothing,
  sharedSelector,
  sidecarOrderByReadiness,
  tcpLiveness,
  tcpProbeInMesh,
  timeoutExceedsPeriod,
  unresolvedPortName,
];
