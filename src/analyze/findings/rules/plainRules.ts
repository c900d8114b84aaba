import type { Rule } from "../rule.ts";
import { execInnerTimeout } from "./execInnerTimeout.ts";
import { anyExecNoShell } from "./execNoShell.ts";
import { execSpawnsChildren } from "./execSpawnsChildren.ts";
import { execTimeoutDefault } from "./execTimeoutDefault.ts";
import { anyExecTimeoutUnenforced } from "./execTimeoutUnenforced.ts";
import { anyExecUnknown } from "./execUnknown.ts";
import { expensiveReadiness } from "./expensiveReadiness.ts";
import { graceBlocksRestart } from "./graceBlocksRestart.ts";
import { grpcProbeOnTlsPort } from "./grpcProbeOnTlsPort.ts";
import { hairTriggerLiveness } from "./hairTriggerLiveness.ts";
import { handlerNeedsVersion } from "./handlerNeedsVersion.ts";
import { anyHttpRange } from "./httpRange.ts";
import { ignoreWithoutReason, ignoreUnknownRule } from "./ignoreAnnotations.ts";
import { initialDelayAsStartupBudget } from "./initialDelayAsStartupBudget.ts";
import { livenessEqualsReadiness } from "./livenessEqualsReadiness.ts";
import { longPeriodReadiness } from "./longPeriodReadiness.ts";
import { anyLoopbackBind } from "./loopbackBind.ts";
import { meshRewrite } from "./meshRewrite.ts";
import { noStartupProbe } from "./noStartupProbe.ts";
import { probeCost } from "./probeCost.ts";
import { anyProbeEndpointNeedsInput } from "./probeEndpointNeedsInput.ts";
import { redirectingProbePath } from "./redirectingProbePath.ts";
import { redundantInitialDelay } from "./redundantInitialDelay.ts";
import { tcpLiveness } from "./tcpLiveness.ts";
import { tcpProbeInMesh } from "./tcpProbeInMesh.ts";
import { timeoutExceedsPeriod } from "./timeoutExceedsPeriod.ts";
import { unresolvedPortName } from "./unresolvedPortName.ts";

/** Rules about Kubernetes itself, and about pods of any platform. */
export const PLAIN_RULES: readonly Rule[] = [
  execInnerTimeout,
  anyExecNoShell,
  execSpawnsChildren,
  execTimeoutDefault,
  anyExecTimeoutUnenforced,
  anyExecUnknown,
  expensiveReadiness,
  graceBlocksRestart,
  grpcProbeOnTlsPort,
  hairTriggerLiveness,
  handlerNeedsVersion,
  anyHttpRange,
  ignoreWithoutReason,
  ignoreUnknownRule,
  initialDelayAsStartupBudget,
  livenessEqualsReadiness,
  longPeriodReadiness,
  anyLoopbackBind,
  meshRewrite,
  noStartupProbe,
  probeCost,
  anyProbeEndpointNeedsInput,
  redirectingProbePath,
  redundantInitialDelay,
  tcpLiveness,
  tcpProbeInMesh,
  timeoutExceedsPeriod,
  unresolvedPortName,
];
