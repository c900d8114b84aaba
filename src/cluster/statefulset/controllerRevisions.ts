import { isSameTemplate, templateHash } from "../podTemplate.ts";
import type { ControllerRevision, StatefulPod, StatefulSet } from "./statefulSet.ts";

/** A call that keeps the history of a set's templates. */
export type RevisionCall =
  | { readonly do: "createRevision"; readonly revision: ControllerRevision }
  | { readonly do: "renumberRevision"; readonly name: string; readonly revision: number };

/** By which templates a set goes. */
export interface SetRevisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  /** What must be written before anything else, where the template has changed. */
  readonly call?: RevisionCall;
}

function byNumber(left: ControllerRevision, right: ControllerRevision): number {
  return left.revision - right.revision;
}

/**
 * The revision that pods are updated to, which is that of the set's template, and the one that they are updated from. A template
 * that was there before keeps its name and gets the next number.
 */
export function revisionsOf(
  { metadata, spec, status }: StatefulSet,
  known: readonly ControllerRevision[],
): SetRevisions {
  const sorted = [...known].sort(byNumber);
  const last = sorted.at(-1);
  const equal = sorted.findLast(({ template }) => isSameTemplate(template, spec.template));
  const next = (last?.revision ?? 0) + 1;
  const update =
    equal === undefined
      ? { name: `${metadata.name}-${templateHash(spec.template)}`, revision: next, template: spec.template }
      : { ...equal, revision: equal === last ? equal.revision : next };
  const current = sorted.find(({ name }) => name === status.currentRevision) ?? update;
  if (equal === undefined) return { current, update, call: { do: "createRevision", revision: update } };
  if (equal === last) return { current, update };
  return { current, update, call: { do: "renumberRevision", name: equal.name, revision: next } };
}

/** Revisions beyond the limit that no pod is of, the oldest first: they are deleted at the end of a sync. */
export function surplusRevisions(
  { spec: { revisionHistoryLimit } }: StatefulSet,
  known: readonly ControllerRevision[],
  { current, update }: SetRevisions,
  pods: readonly StatefulPod[],
): readonly string[] {
  const live = new Set([current.name, update.name, ...pods.map(({ revision }) => revision)]);
  const old = [...known].sort(byNumber).filter(({ name }) => !live.has(name));
  return old.slice(0, Math.max(0, old.length - revisionHistoryLimit)).map(({ name }) => name);
}
