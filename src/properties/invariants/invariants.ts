import type { Property } from "../property.ts";
import {
  attemptsAreNotCancelled,
  attemptsDoNotOverlap,
  attemptsEndInTime,
  attemptsMeetTheInstance,
  errorsAreRepeated,
} from "./attempts.ts";
import { attemptsKeepTheGrid, firstAttemptInTime, initialDelayPasses, noTickIsLost } from "./rhythm.ts";
import { backOffEnds, backOffHolds, backOffSaysItsLength } from "./backOff.ts";
import { conditionsAgree, initializedAgrees, readyAgrees, transitionTimes } from "./conditions.ts";
import { endpointAgrees, endpointChangesHaveCauses, legacyEndpointsAgree, proxyAgrees } from "./endpoints.ts";
import { eventsHaveTheirWords, failuresAreTold, startedIsTold, startsAreTold } from "./events.ts";
import {
  deletionGraceWins,
  exitsHaveCauses,
  instancesFollowEachOther,
  killHasItsGrace,
  nothingStartsInTermination,
  objectGoesLast,
  restartPolicyKept,
  sidecarsLast,
  sigkillInTime,
} from "./instances.ts";
import {
  badRevisionStops,
  deploymentsCount,
  enoughStayAvailable,
  replicaSetsCount,
  statefulPodsWait,
  surgeIsKept,
} from "./rollouts.ts";
import {
  endPhaseAgrees,
  kubeletRestartRaisesNothing,
  lastStateIsThePredecessor,
  patchFollowsStatus,
  phasesGoForward,
  readyMeansStarted,
  readyWithoutProbe,
  restartsAreCounted,
  startedStays,
  startedWithoutProbe,
  statusTellsTheTruth,
} from "./statuses.ts";
import {
  deathsAreNoticed,
  livenessSilentInTermination,
  nobodyActsWithoutKubelet,
  readinessLivesOn,
  resyncComes,
  syncsAskReadiness,
} from "./syncs.ts";
import { startupGatesOthers, startupSilentOnceStarted } from "./startupGate.ts";
import {
  fatalVerdictKills,
  killsNeedVerdict,
  readinessFlipsAtThreshold,
  readinessNeedsVerdict,
  silentAfterFatalVerdict,
  startedNeedsSuccess,
  startupOpensAtThreshold,
} from "./verdicts.ts";

/** Those about services, whoever makes the pods' statuses. */
export const ENDPOINT_PROPERTIES: readonly Property[] = [
  endpointAgrees,
  endpointChangesHaveCauses,
  legacyEndpointsAgree,
  proxyAgrees,
];

/** Those about Deployments and StatefulSets, whoever controls them. */
export const ROLLOUT_PROPERTIES: readonly Property[] = [
  enoughStayAvailable,
  surgeIsKept,
  badRevisionStops,
  replicaSetsCount,
  deploymentsCount,
  statefulPodsWait,
];

/** All properties, by subject. */
export const PROPERTIES: readonly Property[] = [
  startupGatesOthers,
  startupSilentOnceStarted,
  attemptsDoNotOverlap,
  attemptsEndInTime,
  errorsAreRepeated,
  attemptsMeetTheInstance,
  attemptsAreNotCancelled,
  initialDelayPasses,
  attemptsKeepTheGrid,
  noTickIsLost,
  firstAttemptInTime,
  readinessFlipsAtThreshold,
  readinessNeedsVerdict,
  startupOpensAtThreshold,
  startedNeedsSuccess,
  killsNeedVerdict,
  silentAfterFatalVerdict,
  fatalVerdictKills,
  startedWithoutProbe,
  readyWithoutProbe,
  readyMeansStarted,
  startedStays,
  statusTellsTheTruth,
  restartsAreCounted,
  lastStateIsThePredecessor,
  phasesGoForward,
  endPhaseAgrees,
  patchFollowsStatus,
  kubeletRestartRaisesNothing,
  conditionsAgree,
  readyAgrees,
  transitionTimes,
  initializedAgrees,
  instancesFollowEachOther,
  exitsHaveCauses,
  sigkillInTime,
  killHasItsGrace,
  deletionGraceWins,
  restartPolicyKept,
  nothingStartsInTermination,
  objectGoesLast,
  sidecarsLast,
  backOffHolds,
  backOffSaysItsLength,
  backOffEnds,
  failuresAreTold,
  startsAreTold,
  startedIsTold,
  eventsHaveTheirWords,
  resyncComes,
  deathsAreNoticed,
  nobodyActsWithoutKubelet,
  syncsAskReadiness,
  livenessSilentInTermination,
  readinessLivesOn,
  ...ENDPOINT_PROPERTIES,
  ...ROLLOUT_PROPERTIES,
];
