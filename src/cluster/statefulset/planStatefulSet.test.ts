import { describe, expect, test } from "vitest";
import { templateHash } from "../podTemplate.ts";
import { revisionsOf, surplusRevisions } from "./controllerRevisions.ts";
import { planStatefulSet } from "./planStatefulSet.ts";
import type { ControllerRevision, StatefulPod, StatefulSet, StatefulSetRules, StatefulSetSpec } from "./statefulSet.ts";
import { statefulSetRules } from "./statefulSet.ts";
import { availabilityCheckAfterMs, checkAfterReadyMs, isNewStatus } from "./statefulSetStatus.ts";

const OLD = revision("old", 1);
const NEW = revision("new", 2);
const RULES = statefulSetRules({ minor: 36, patch: 3 });
const NEWEST = statefulSetRules({ minor: 37, patch: 1 });

function revision(name: string, number: number): ControllerRevision {
  return { name, revision: number, template: { spec: { containers: [{ name: "app", image: name }] } } };
}

function statefulSet(replicas: number, changes: Partial<StatefulSetSpec> = {}): StatefulSet {
  const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, currentReplicas: replicas };
  return {
    metadata: { name: "web", generation: 2 },
    spec: {
      replicas,
      minReadySeconds: 0,
      podManagementPolicy: "OrderedReady",
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
      firstOrdinal: 0,
      revisionHistoryLimit: 10,
      template: NEW.template,
      ...changes,
    },
    status: { observedGeneration: 1, ...counts, updatedReplicas: 0, currentRevision: "old", updateRevision: "old" },
  };
}

function pod(ordinal: number, of: ControllerRevision, changes: Partial<StatefulPod> = {}): StatefulPod {
  const ready = { type: "Ready", status: "True", sinceMs: 0 };
  return { name: `web-${ordinal}`, phase: "Running", deleting: false, revision: of.name, ready, ...changes };
}

const UNREADY = { ready: { type: "Ready", status: "False", sinceMs: 0 } };

function callsOf(set: StatefulSet, pods: readonly StatefulPod[], rules = RULES, nowMs = 60_000): string[][] {
  const { calls } = planStatefulSet(set, pods, { current: OLD, update: NEW }, nowMs, rules);
  return calls.map((group) =>
    group.map((call) => (call.do === "create" ? `create ${call.pod} ${call.revision.name}` : `delete ${call.pod}`)),
  );
}

describe("under OrderedReady", () => {
  test("a pod is made when all lower ones are ready and available", () => {
    expect(callsOf(statefulSet(3), [])).toEqual([["create web-0 new"]]);
    expect(callsOf(statefulSet(3), [pod(0, NEW, UNREADY)])).toEqual([]);
    expect(callsOf(statefulSet(3), [pod(0, NEW)])).toEqual([["create web-1 new"]]);
    expect(callsOf(statefulSet(3, { minReadySeconds: 10 }), [pod(0, NEW)], RULES, 9999)).toEqual([]);
  });

  test("below the partition a pod is made of the revision from before", () => {
    const set = statefulSet(3, { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } } });
    expect(callsOf(set, [pod(0, OLD), pod(2, NEW)])).toEqual([["create web-1 old"]]);
  });

  test("an update goes one by one from the top", () => {
    expect(callsOf(statefulSet(3), [pod(0, OLD), pod(1, OLD), pod(2, OLD)])).toEqual([["delete web-2"]]);
    expect(callsOf(statefulSet(3), [pod(0, OLD), pod(1, OLD), pod(2, NEW)])).toEqual([["delete web-1"]]);
    expect(callsOf(statefulSet(3), [pod(0, OLD), pod(1, OLD), pod(2, NEW, { deleting: true })])).toEqual([]);
  });

  test("an update ends at the partition", () => {
    const set = statefulSet(3, { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } } });
    expect(callsOf(set, [pod(0, OLD), pod(1, OLD), pod(2, NEW)])).toEqual([]);
  });

  test("a bad revision wedges: the unready pod is not deleted for the sake of a good template", () => {
    expect(callsOf(statefulSet(2), [pod(0, OLD), pod(1, OLD, UNREADY)])).toEqual([]);
  });

  test("OnDelete replaces nothing, but makes what is missing of the new revision", () => {
    const set = statefulSet(2, { updateStrategy: { type: "OnDelete" } });
    expect(callsOf(set, [pod(0, OLD), pod(1, OLD)])).toEqual([]);
    expect(callsOf(set, [pod(0, OLD)])).toEqual([["create web-1 new"]]);
  });

  test("scaling down goes from the top, and waits for an unready lower pod but not for the victim", () => {
    expect(callsOf(statefulSet(1), [pod(0, NEW), pod(1, NEW), pod(2, NEW)])).toEqual([["delete web-2"]]);
    expect(callsOf(statefulSet(1), [pod(0, NEW), pod(1, NEW), pod(2, NEW, UNREADY)])).toEqual([["delete web-2"]]);
    expect(callsOf(statefulSet(1), [pod(0, NEW), pod(1, NEW, UNREADY), pod(2, NEW, UNREADY)])).toEqual([]);
    expect(callsOf(statefulSet(1), [pod(0, NEW, UNREADY), pod(1, NEW)])).toEqual([]);
    expect(callsOf(statefulSet(1), [pod(0, NEW), pod(1, NEW, { deleting: true })])).toEqual([]);
  });

  test("a pod that has ended is deleted once", () => {
    expect(callsOf(statefulSet(1), [pod(0, NEW, { phase: "Failed" })])).toEqual([["delete web-0"]]);
    expect(callsOf(statefulSet(1), [pod(0, NEW, { phase: "Failed", deleting: true })])).toEqual([]);
  });

  test("ordinals may begin elsewhere", () => {
    expect(callsOf(statefulSet(1, { firstOrdinal: 5 }), [pod(0, OLD)])).toEqual([["create web-5 new"]]);
    expect(callsOf(statefulSet(1, { firstOrdinal: 5 }), [pod(0, OLD), pod(5, NEW)])).toEqual([["delete web-0"]]);
  });
});

describe("under Parallel", () => {
  const parallel = { podManagementPolicy: "Parallel" };

  test("pods are made in groups of 1, 2, 4 …", () => {
    const sizes = callsOf(statefulSet(9, parallel), []).map((group) => group.length);
    expect(sizes).toEqual([1, 2, 4, 2]);
    expect(callsOf(statefulSet(4, parallel), [pod(1, NEW)])).toEqual([
      ["create web-0 new"],
      ["create web-2 new"],
      ["create web-3 new"],
    ]);
  });

  test("surplus pods go at once, the update still one by one", () => {
    const pods = [pod(0, OLD), pod(1, OLD), pod(2, OLD), pod(3, OLD)];
    expect(callsOf(statefulSet(2, parallel), pods)).toEqual([["delete web-3"], ["delete web-2"], ["delete web-1"]]);
  });
});

describe("maxUnavailable", () => {
  const strategy = { type: "RollingUpdate", rollingUpdate: { partition: 0, maxUnavailable: "50%" } };
  const pods = [pod(0, OLD), pod(1, OLD), pod(2, OLD), pod(3, OLD)];

  test("counts from 1.37 on, or by its gate", () => {
    const set = statefulSet(4, { updateStrategy: strategy });
    expect(callsOf(set, pods, RULES)).toEqual([["delete web-3"]]);
    expect(callsOf(set, pods, NEWEST)).toEqual([["delete web-3"], ["delete web-2"]]);
    const gated = statefulSetRules({ minor: 34, patch: 4 }, { MaxUnavailableStatefulSet: true });
    expect(callsOf(set, pods, gated)).toEqual([["delete web-3"], ["delete web-2"]]);
  });

  test("is at least 1, and is used up by unavailable pods", () => {
    const tiny = { type: "RollingUpdate", rollingUpdate: { partition: 0, maxUnavailable: "1%" } };
    expect(callsOf(statefulSet(4, { updateStrategy: tiny }), pods, NEWEST)).toEqual([["delete web-3"]]);
    const parallel = statefulSet(4, { updateStrategy: strategy, podManagementPolicy: "Parallel" });
    const missing = [...pods.slice(0, 2), pod(2, NEW, UNREADY), pod(3, NEW, UNREADY)];
    expect(callsOf(parallel, missing, NEWEST)).toEqual([]);
  });

  test("does not protect unavailable pods of the old revision under Parallel", () => {
    const parallel = statefulSet(4, { updateStrategy: strategy, podManagementPolicy: "Parallel" });
    const stuck = [pod(0, OLD, UNREADY), pod(1, OLD, UNREADY), pod(2, OLD, UNREADY), pod(3, OLD)];
    expect(callsOf(parallel, stuck, NEWEST)).toEqual([["delete web-2"], ["delete web-1"], ["delete web-0"]]);
    const older = statefulSetRules({ minor: 36, patch: 3 }, { MaxUnavailableStatefulSet: true });
    expect(callsOf(parallel, stuck, older)).toEqual([]);
  });
});

describe("the status", () => {
  test("does not count a terminating pod to a revision, and one to be deleted no longer as current", () => {
    const pods = [pod(0, OLD), pod(1, OLD), pod(2, NEW, { deleting: true })];
    const plan = planStatefulSet(statefulSet(2), pods, { current: OLD, update: NEW }, 0, RULES);
    expect(plan.status).toMatchObject({ replicas: 3, readyReplicas: 3, currentReplicas: 2, updatedReplicas: 0 });
    const update = planStatefulSet(statefulSet(2), pods.slice(0, 2), { current: OLD, update: NEW }, 0, RULES);
    expect([update.status.currentReplicas, update.statusIfFailed.currentReplicas]).toEqual([1, 2]);
  });

  test("makes the new revision the current one when all are ready, though not yet available", () => {
    const set = statefulSet(2, { minReadySeconds: 30 });
    const pods = [pod(0, NEW), pod(1, NEW)];
    const { status } = planStatefulSet(set, pods, { current: OLD, update: NEW }, 10_000, RULES);
    expect(status).toMatchObject({ currentRevision: "new", currentReplicas: 2, availableReplicas: 0 });
    expect(isNewStatus(set.status, status)).toBe(true);
    expect(isNewStatus(status, status)).toBe(false);
    expect(availabilityCheckAfterMs(set, pods, status, 10_000, 10_000, RULES)).toBe(20_000);
    expect(availabilityCheckAfterMs(set, pods, status, 29_995, 30_004, RULES)).toBe(0);
    const older = statefulSetRules({ minor: 34, patch: 4 });
    expect(availabilityCheckAfterMs(set, pods, status, 10_000, 10_000, older)).toBe(30_000);
    const onDelete = statefulSet(2, { minReadySeconds: 30, updateStrategy: { type: "OnDelete" } });
    const revisionIn = (rules: StatefulSetRules): string =>
      planStatefulSet(onDelete, pods, { current: OLD, update: NEW }, 10_000, rules).status.currentRevision;
    expect([revisionIn(statefulSetRules({ minor: 37, patch: 1 })), revisionIn(RULES)]).toEqual(["new", "old"]);
    expect([checkAfterReadyMs(set, RULES), checkAfterReadyMs(set, older)]).toEqual([30_000, 31_000]);
  });

  test("of a deleted set is all that a sync does", () => {
    const set = statefulSet(2);
    expect(callsOf({ ...set, metadata: { ...set.metadata, deletionMs: 0 } }, [])).toEqual([]);
  });
});

describe("revisions", () => {
  const set = statefulSet(2);

  test("a new template is written down first; one from before gets the next number", () => {
    const name = `web-${templateHash(NEW.template)}`;
    const fresh = revisionsOf(set, [OLD]);
    expect(fresh.call).toEqual({ do: "createRevision", revision: { ...NEW, name, revision: 2 } });
    expect([fresh.current.name, fresh.update.name]).toEqual(["old", name]);
    expect(revisionsOf(set, [OLD, NEW]).call).toBe(undefined);
    const later = revision("later", 3);
    expect(revisionsOf(set, [OLD, NEW, later]).call).toEqual({ do: "renumberRevision", name: "new", revision: 4 });
  });

  test("beyond the limit those go that no pod is of", () => {
    const known = [revision("a", 1), revision("b", 2), OLD, NEW];
    const revisions = revisionsOf(set, [...known, { ...NEW, revision: 9 }]);
    const limited = { ...set, spec: { ...set.spec, revisionHistoryLimit: 0 } };
    expect(surplusRevisions(limited, known, revisions, [pod(0, revision("b", 2))])).toEqual(["a"]);
    expect(surplusRevisions(set, known, revisions, [])).toEqual([]);
  });
});
