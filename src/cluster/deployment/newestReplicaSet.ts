import type { ApiRequest } from "../api/controlPlane.ts";
import type { Deployment, ReplicaSet } from "../api/objects.ts";
import { templateLabels } from "../api/templateLabels.ts";
import type { Sync } from "../control/sync.ts";
import { cached, call, nowMs } from "../control/sync.ts";
import type { PodTemplate } from "../podTemplate.ts";
import { isSameTemplate, templateHash } from "../podTemplate.ts";
import { findCondition, withCondition } from "./deploymentConditions.ts";
import type { DeploymentLook } from "./deploymentLook.ts";
import { newReplicaSetSize } from "./newReplicaSetSize.ts";
import { hasProgressDeadline } from "./progress.ts";
import { annotationsOfNewest, nextRevision, REVISION, splitByTemplate } from "./revisions.ts";
import { replicasAnnotations, wantedReplicas, withReplicas } from "./scaling.ts";

/** The Deployment as the sync has changed it so far, beside what it began with. */
export interface Draft {
  readonly look: DeploymentLook;
  deployment: Deployment;
}

export interface FoundReplicaSets {
  readonly newest: ReplicaSet | undefined;
  /** The oldest first. */
  readonly old: readonly ReplicaSet[];
}

/** An instant as the API stores it. */
export function storedTime({ wallMs }: DeploymentLook, ms: number): number {
  return Math.floor((ms + wallMs) / 1000) * 1000 - wallMs;
}

/** Whether it went well: a Deployment that has changed since it was looked at is not written. */
export function* writeDeploymentStatus({ deployment }: Draft): Sync<boolean> {
  const answer = yield* call({ verb: "updateStatus", resource: "deployments", object: deployment });
  return !("error" in answer);
}

/** Gives a ReplicaSet another size; it is as the API server then has it. */
export function* scaleReplicaSet(draft: Draft, replicaSet: ReplicaSet, replicas: number): Sync<ReplicaSet | "failed"> {
  const before = replicaSet.spec.replicas;
  const object = withReplicas(replicaSet, replicas, draft.deployment.spec) as ReplicaSet;
  const answer = yield* call({ verb: "update", resource: "replicasets", object });
  if ("error" in answer) return "failed";
  if (before !== replicas) {
    const direction = before < replicas ? "up" : "down";
    const { name } = replicaSet.metadata;
    yield scalingEvent(draft, `Scaled ${direction} replica set ${name} from ${before} to ${replicas}`);
  }
  return answer.object as ReplicaSet;
}

function scalingEvent({ deployment: { metadata } }: Draft, message: string) {
  const { name, uid } = metadata;
  const about = { object: `Deployment/${name}`, uid, type: "Normal", reason: "ScalingReplicaSet" } as const;
  return { ask: "event", ...about, message } as const;
}

/** The ReplicaSet of the current template, with its revision and annotations put right, and all others; it may be made first. */
export function* newestReplicaSet(draft: Draft, mayCreate: boolean): Sync<FoundReplicaSets | "failed"> {
  const { look, deployment } = draft;
  const split = splitByTemplate(deployment.spec.template, look.replicaSets);
  const newest = split.newest as ReplicaSet | undefined;
  const old = split.old as readonly ReplicaSet[];
  if (newest !== undefined) {
    const kept = yield* bringUpToDate(draft, newest, nextRevision(old));
    return kept === "failed" ? "failed" : { newest: kept, old };
  }
  if (!mayCreate) return { newest: undefined, old };
  const made = yield* createReplicaSet(draft, old);
  return made === "failed" ? "failed" : { newest: made, old };
}

function* bringUpToDate(draft: Draft, newest: ReplicaSet, revision: number): Sync<ReplicaSet | "failed"> {
  const { metadata, spec } = draft.deployment;
  const annotations = annotationsOfNewest(metadata.annotations, newest.metadata.annotations, revision);
  if (annotations !== newest.metadata.annotations || newest.spec.minReadySeconds !== spec.minReadySeconds) {
    const object: ReplicaSet = {
      ...newest,
      metadata: { ...newest.metadata, annotations },
      spec: { ...newest.spec, minReadySeconds: spec.minReadySeconds },
    };
    const answer = yield* call({ verb: "update", resource: "replicasets", object });
    return "error" in answer ? "failed" : (answer.object as ReplicaSet);
  }
  let needsWrite = takeRevision(draft, newest.metadata.annotations[REVISION]);
  if (hasProgressDeadline(spec) && findCondition(draft.deployment.status.conditions, "Progressing") === undefined) {
    yield* setProgressing(draft, "FoundNewReplicaSet", `Found new replica set "${newest.metadata.name}"`);
    needsWrite = true;
  }
  return needsWrite && !(yield* writeDeploymentStatus(draft)) ? "failed" : newest;
}

/**
 * Whether the Deployment was not of this revision so far. The oracle's API server does not keep annotations that come with a
 * status, so each sync says it anew: one more call that changes nothing (decisions/0027-clusters.md).
 */
function takeRevision(draft: Draft, revision = ""): boolean {
  const { deployment } = draft;
  const { metadata } = deployment;
  if (metadata.annotations[REVISION] === revision) return false;
  const annotations = { ...metadata.annotations, [REVISION]: revision };
  draft.deployment = { ...deployment, metadata: { ...metadata, annotations } };
  return true;
}

function* setProgressing(draft: Draft, reason: string, message: string): Sync<void> {
  const storedNowMs = storedTime(draft.look, yield* nowMs());
  const { deployment } = draft;
  const condition = { type: "Progressing", status: "True", reason, message };
  const conditions = withCondition(deployment.status.conditions, condition, storedNowMs);
  draft.deployment = { ...deployment, status: { ...deployment.status, conditions } };
}

const HASH_LABEL = "pod-template-hash";

function* createReplicaSet(draft: Draft, old: readonly ReplicaSet[]): Sync<ReplicaSet | "failed"> {
  const { metadata, spec } = draft.deployment;
  const size = newReplicaSetSize(spec, 0, wantedReplicas(old));
  if ("error" in size) return "failed";
  const revision = nextRevision(old);
  const name = `${metadata.name}-${templateHash(spec.template)}`;
  const request = replicaSetRequest(draft.deployment, name, size.value, revision);
  const answer = yield* call(request);
  const isNew = !("error" in answer);
  let made: ReplicaSet;
  if (isNew) made = answer.object as ReplicaSet;
  else {
    const known = yield* cached<ReplicaSet>("replicasets", `${metadata.namespace}/${name}`);
    const isOurs = known?.metadata.owner?.uid === metadata.uid && isSameTemplate(known.spec.template, spec.template);
    if (answer.error !== "AlreadyExists" || known === undefined || !isOurs) return "failed";
    made = known;
  }
  if (isNew && size.value > 0) yield scalingEvent(draft, `Scaled up replica set ${name} from 0 to ${size.value}`);
  let needsWrite = takeRevision(draft, `${revision}`);
  if (isNew && hasProgressDeadline(spec)) {
    yield* setProgressing(draft, "NewReplicaSetCreated", `Created new replica set "${name}"`);
    needsWrite = true;
  }
  return needsWrite && !(yield* writeDeploymentStatus(draft)) ? "failed" : made;
}

function replicaSetRequest(deployment: Deployment, name: string, replicas: number, revision: number): ApiRequest {
  const { metadata, spec } = deployment;
  const hash = name.slice(metadata.name.length + 1);
  const labels = { ...templateLabels(spec.template).labels, [HASH_LABEL]: hash };
  const template: PodTemplate = { ...spec.template, metadata: { ...spec.template.metadata, labels } };
  const owner = { kind: "Deployment", name: metadata.name, uid: metadata.uid };
  const annotations = { ...annotationsOfNewest(metadata.annotations, {}, revision), ...replicasAnnotations(spec) };
  const object = {
    metadata: { name, namespace: metadata.namespace, labels, annotations, owner },
    spec: {
      replicas,
      minReadySeconds: spec.minReadySeconds,
      template,
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [HASH_LABEL]: hash } },
    },
    status: NO_REPLICAS,
  };
  return { verb: "create", resource: "replicasets", object };
}

const NO_REPLICAS: ReplicaSet["status"] = {
  observedGeneration: 0,
  replicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
};
