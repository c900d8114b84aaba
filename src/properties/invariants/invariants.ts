import type { Property } from "../property.ts";
import { attemptsDoNotOverlap, attemptsEndInTime, attemptsMeetTheInstance, errorsAreRepeated } from "./attempts.ts";
import { attemptsKeepTheGrid, firstAttemptInTime, initialDelayPasses, noTickIsLost } from "./rhythm.ts";
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

/** All properties, by subject. */
export const PROPERTIES: readonly Property[] = [
  startupGatesOthers,
  startupSilentOnceStarted,
  attemptsDoNotOverlap,
  attemptsEndInTime,
  errorsAreRepeated,
  attemptsMeetTheInstance,
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
];
