import { isTerminalPhase } from "../../model/status.ts";
import { isSame } from "../api/isSame.ts";
import type { ReplicaSet } from "../api/objects.ts";
import { keyOf } from "../api/objects.ts";
import type { Sync } from "../control/sync.ts";
import { call, nowMs } from "../control/sync.ts";
import type { DeploymentStatus } from "./deployment.ts";
import { withPausedCondition } from "./deploymentConditions.ts";
import type { DeploymentLook } from "./deploymentLook.ts";
import type { DeploymentView } from "./deploymentStatus.ts";
import { deploymentStatus, deploymentStatusRules, progressCheckAfterMs, rolloutStatus } from "./deploymentStatus.ts";
import type { Draft } from "./newestReplicaSet.ts";
import { newestReplicaSet, scaleReplicaSet, storedTime, writeDeploymentStatus } from "./newestReplicaSet.ts";
import { newReplicaSetSize } from "./newReplicaSetSize.ts";
import { isDeploymentComplete } from "./progress.ts";
import { isResized, resize } from "./resize.ts";
import { surplusReplicaSets } from "./revisions.ts";
import { scaleDownOld } from "./scaleDownOld.ts";
import { isActive, wantedReplicas } from "./scaling.ts";

/** One look at a Deployment: it is paused, or was given another size, or its rollout goes a step on. */
export function* syncDeployment(look: DeploymentLook): Sync {
  const draft: Draft = { look, deployment: look.deployment };
  const conditions = withPausedCondition(draft.deployment, storedTime(look, yield* nowMs()));
  if (conditions !== draft.deployment.status.conditions) {
    setStatus(draft, { ...draft.deployment.status, conditions });
    if (!(yield* writeDeploymentStatus(draft))) return "failed";
  }
  if (draft.deployment.spec.paused) return yield* settleSize(draft);
  const found = yield* newestReplicaSet(draft, false);
  if (found === "failed") return "failed";
  const all = [...found.old, ...(found.newest === undefined ? [] : [found.newest])];
  if (isResized(draft.deployment.spec, all)) return yield* settleSize(draft);
  return draft.deployment.spec.strategy.type === "Recreate" ? yield* recreate(draft) : yield* roll(draft);
}

function setStatus(draft: Draft, status: DeploymentStatus): void {
  draft.deployment = { ...draft.deployment, status };
}

/** All ReplicaSets as the sync found them: what it does itself shows in the next one's status. */
function viewOf(draft: Draft, newest: ReplicaSet | undefined, old: readonly ReplicaSet[]): DeploymentView {
  return { deployment: draft.deployment, newest, replicaSets: newest === undefined ? old : [...old, newest] };
}

/** What follows a change of the size, and every look at a paused Deployment. */
function* settleSize(draft: Draft): Sync {
  const found = yield* newestReplicaSet(draft, false);
  if (found === "failed") return "failed";
  const { newest, old } = found;
  const all = newest === undefined ? old : [...old, newest];
  for (const { name, replicas } of resize(draft.deployment, newest, old)) {
    const replicaSet = all.find(({ metadata }) => metadata.name === name);
    if (replicaSet === undefined || (yield* scaleReplicaSet(draft, replicaSet, replicas)) === "failed") return "failed";
  }
  if (draft.deployment.spec.paused && !(yield* cleanUp(draft, old))) return "failed";
  const { look } = draft;
  const status = deploymentStatus(
    viewOf(draft, newest, old),
    storedTime(look, yield* nowMs()),
    deploymentStatusRules(look.version),
  );
  if (isSame(draft.deployment.status, status)) return "done";
  setStatus(draft, status);
  return (yield* writeDeploymentStatus(draft)) ? "done" : "failed";
}

/** RollingUpdate: the newest ReplicaSet grows, or old ones shrink, one of the two in one look. */
function* roll(draft: Draft): Sync {
  const found = yield* newestReplicaSet(draft, true);
  if (found === "failed" || found.newest === undefined) return "failed";
  const { newest, old } = found;
  const { spec } = draft.deployment;
  const wanted = newReplicaSetSize(spec, newest.spec.replicas, wantedReplicas([...old, newest]));
  if ("error" in wanted) return "failed";
  const size = newest.spec.replicas > spec.replicas ? spec.replicas : wanted.value;
  if (size !== newest.spec.replicas) {
    if ((yield* scaleReplicaSet(draft, newest, size)) === "failed") return "failed";
    return yield* sayProgress(draft, newest, old);
  }
  const hasShrunk = yield* shrinkOld(draft, newest, old);
  if (!hasShrunk && !(yield* cleanUpWhenComplete(draft, old))) return "failed";
  return yield* sayProgress(draft, newest, old);
}

/** Whether any old ReplicaSet was shrunk. A call that fails is left to the next look. */
function* shrinkOld(draft: Draft, newest: ReplicaSet, old: readonly ReplicaSet[]): Sync<boolean> {
  const present = new Map(old.map((replicaSet) => [replicaSet.metadata.name, replicaSet]));
  const scalings = scaleDownOld(draft.deployment.spec, newest, old);
  for (const { name, replicas } of scalings) {
    const replicaSet = present.get(name);
    if (replicaSet === undefined) continue;
    const scaled = yield* scaleReplicaSet(draft, replicaSet, replicas);
    if (scaled === "failed") return false;
    present.set(name, scaled);
  }
  return scalings.length > 0;
}

function* cleanUpWhenComplete(draft: Draft, old: readonly ReplicaSet[]): Sync<boolean> {
  const { spec, metadata, status } = draft.deployment;
  return isDeploymentComplete(spec.replicas, metadata.generation, status) ? yield* cleanUp(draft, old) : true;
}

/** Old ReplicaSets beyond the revision history go. */
function* cleanUp(draft: Draft, old: readonly ReplicaSet[]): Sync<boolean> {
  for (const replicaSet of surplusReplicaSets(draft.deployment.spec, old) as readonly ReplicaSet[]) {
    const answer = yield* call({ verb: "delete", resource: "replicasets", key: keyOf(replicaSet), by: "deployment" });
    if ("error" in answer && answer.error !== "NotFound") return false;
  }
  return true;
}

/** Recreate: no new pod before the last old one is gone, object and all. */
function* recreate(draft: Draft): Sync {
  const found = yield* newestReplicaSet(draft, false);
  if (found === "failed") return "failed";
  const { old } = found;
  let { newest } = found;
  const active = old.filter(isActive);
  for (const replicaSet of active) if ((yield* scaleReplicaSet(draft, replicaSet, 0)) === "failed") return "failed";
  if (active.length > 0 || hasOldPods(draft.look, newest, old)) return yield* sayProgress(draft, newest, old);
  if (newest === undefined) {
    const made = yield* newestReplicaSet(draft, true);
    if (made === "failed") return "failed";
    newest = made.newest;
  }
  if (newest === undefined) return "failed";
  const { replicas } = draft.deployment.spec;
  if (newest.spec.replicas !== replicas && (yield* scaleReplicaSet(draft, newest, replicas)) === "failed")
    return "failed";
  if (!(yield* cleanUpWhenComplete(draft, old))) return "failed";
  return yield* sayProgress(draft, newest, old);
}

function hasOldPods({ pods }: DeploymentLook, newest: ReplicaSet | undefined, old: readonly ReplicaSet[]): boolean {
  if (old.some(({ status }) => status.replicas > 0)) return true;
  return [...pods].some(
    ([uid, owned]) => uid !== newest?.metadata.uid && owned.some(({ status }) => !isTerminalPhase(status.phase)),
  );
}

/** Writes the status of a rollout, or plans when its deadline is to be looked at. */
function* sayProgress(draft: Draft, newest: ReplicaSet | undefined, old: readonly ReplicaSet[]): Sync {
  const { look } = draft;
  const now = yield* nowMs();
  const rules = deploymentStatusRules(look.version);
  const status = rolloutStatus(viewOf(draft, newest, old), now, storedTime(look, now), rules);
  if (!isSame(draft.deployment.status, status)) {
    setStatus(draft, status);
    return (yield* writeDeploymentStatus(draft)) ? "done" : "failed";
  }
  const afterMs = progressCheckAfterMs(draft.deployment, status, now);
  if (afterMs === 0) yield { ask: "requeueRateLimited" };
  else if (afterMs !== undefined) yield { ask: "requeueAfter", afterMs };
  return "done";
}
