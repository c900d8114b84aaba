import type { PodTemplate } from "../podTemplate.ts";
import { isSameTemplate } from "../podTemplate.ts";
import type { DeploymentSpec, ReplicaSet } from "./deployment.ts";
import { hasRevisionHistoryLimit } from "./progress.ts";
import { byCreation, DESIRED_REPLICAS, MAX_REPLICAS } from "./scaling.ts";

export const REVISION = "deployment.kubernetes.io/revision";
const REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
const MAX_HISTORY_CHARACTERS = 2000;

/** Annotations of the Deployment that are not copied to its ReplicaSets. */
const OWN_ANNOTATIONS: ReadonlySet<string> = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  "deprecated.deployment.rollback.to",
]);

type Annotations = Readonly<Record<string, string>>;

/** 0 where there is none; undefined where something else than a number stands there. */
function revisionOf(annotations: Annotations): number | undefined {
  const text = annotations[REVISION];
  if (text === undefined) return 0;
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** The number that the ReplicaSet of the current template gets. */
export function nextRevision(old: readonly ReplicaSet[]): number {
  return 1 + Math.max(0, ...old.map(({ metadata }) => revisionOf(metadata.annotations) ?? 0));
}

/** The ReplicaSets of a Deployment, the oldest first: the one of the current template, if there is one, and all others. */
export function splitByTemplate(
  template: PodTemplate,
  replicaSets: readonly ReplicaSet[],
): { readonly newest: ReplicaSet | undefined; readonly old: readonly ReplicaSet[] } {
  const sorted = [...replicaSets].sort(byCreation);
  const newest = sorted.find(({ spec }) => isSameTemplate(spec.template, template));
  return { newest, old: sorted.filter((replicaSet) => replicaSet !== newest) };
}

/** The numbers that a ReplicaSet has had; the oldest ones go when they get too many to write down. */
function withFormerRevision(history: string | undefined, former: string): string | undefined {
  if (history === undefined || history === "") return former;
  const revisions = history.split(",");
  let length = history.length + former.length + 1;
  let first = 0;
  while (length > MAX_HISTORY_CHARACTERS && first < revisions.length) {
    length -= (revisions[first]?.length ?? 0) + 1;
    first++;
  }
  return length <= MAX_HISTORY_CHARACTERS ? [...revisions.slice(first), former].join(",") : history;
}

/**
 * The annotations of the ReplicaSet of the current template: the Deployment's own, and its revision, which only ever grows. A
 * ReplicaSet that is taken up again by a rollback remembers the revisions that it was. The same object if nothing changes.
 */
export function annotationsOfNewest(deployment: Annotations, present: Annotations, revision: number): Annotations {
  const changed: Record<string, string> = {};
  for (const [key, value] of Object.entries(deployment)) {
    if (!OWN_ANNOTATIONS.has(key) && present[key] !== value) changed[key] = value;
  }
  const former = revisionOf(present);
  if (former !== undefined && former < revision) {
    changed[REVISION] = `${revision}`;
    const written = present[REVISION];
    const history = written === undefined ? undefined : withFormerRevision(present[REVISION_HISTORY], written);
    if (history !== undefined && history !== present[REVISION_HISTORY]) changed[REVISION_HISTORY] = history;
  }
  return Object.keys(changed).length === 0 ? present : { ...present, ...changed };
}

function byRevision(left: ReplicaSet, right: ReplicaSet): number {
  const [former, later] = [revisionOf(left.metadata.annotations), revisionOf(right.metadata.annotations)];
  return former === undefined || later === undefined || former === later ? byCreation(left, right) : former - later;
}

/** Which old ReplicaSets a complete or paused Deployment deletes: the oldest revisions beyond the limit, of those that are empty and up to date. */
export function surplusReplicaSets(
  spec: Pick<DeploymentSpec, "revisionHistoryLimit">,
  old: readonly ReplicaSet[],
): readonly ReplicaSet[] {
  if (!hasRevisionHistoryLimit(spec)) return [];
  const alive = old.filter(({ metadata }) => metadata.deletionMs === undefined).sort(byRevision);
  return alive
    .slice(0, Math.max(0, alive.length - (spec.revisionHistoryLimit ?? 0)))
    .filter(
      ({ metadata, spec: { replicas }, status }) =>
        replicas === 0 && status.replicas === 0 && metadata.generation <= status.observedGeneration,
    );
}
