import { describe, expect, test } from "vitest";
import { isSameTemplate } from "../podTemplate.ts";
import type { Deployment, DeploymentSpec, ReplicaSet } from "./deployment.ts";
import { findCondition, withCondition, withPausedCondition } from "./deploymentConditions.ts";
import { deploymentStatus, deploymentStatusRules, progressCheckAfterMs, rolloutStatus } from "./deploymentStatus.ts";
import { newReplicaSetSize } from "./newReplicaSetSize.ts";
import { isResized, resize } from "./resize.ts";
import { annotationsOfNewest, nextRevision, REVISION, splitByTemplate, surplusReplicaSets } from "./revisions.ts";
import { scaleDownOld } from "./scaleDownOld.ts";
import { replicasAnnotations, withReplicas } from "./scaling.ts";

const RULES = deploymentStatusRules({ minor: 36, patch: 3 });

function spec(replicas: number, changes: Partial<DeploymentSpec> = {}): DeploymentSpec {
  return {
    replicas,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
    minReadySeconds: 0,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    paused: false,
    template: { spec: { containers: [] } },
    ...changes,
  };
}

function withSurge(replicas: number, maxSurge: number, maxUnavailable: number): DeploymentSpec {
  return spec(replicas, { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } } });
}

function deployment(deploymentSpec: DeploymentSpec): Deployment {
  const counts = { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0, unavailableReplicas: 0 };
  return {
    metadata: { name: "web", creationMs: 0, generation: 1, annotations: {} },
    spec: deploymentSpec,
    status: { observedGeneration: 1, ...counts, conditions: [] },
  };
}

function replicaSet(name: string, replicas: number, available = replicas, creationMs = 0): ReplicaSet {
  return {
    metadata: { name, creationMs, generation: 1, annotations: {} },
    spec: { replicas, minReadySeconds: 0, template: { spec: { containers: [{ name, image: name }] } } },
    status: {
      observedGeneration: 1,
      replicas,
      readyReplicas: available,
      availableReplicas: available,
      terminatingReplicas: 0,
    },
  };
}

describe("a rolling update", () => {
  test("fills what the others leave of wanted pods plus surge", () => {
    expect(newReplicaSetSize(withSurge(3, 1, 0), 0, 3)).toEqual({ value: 1 });
    expect(newReplicaSetSize(withSurge(3, 1, 0), 1, 4)).toEqual({ value: 1 });
    expect(newReplicaSetSize(withSurge(3, 5, 0), 1, 4)).toEqual({ value: 3 });
  });

  test("takes an old pod for each new one that is available", () => {
    const old = [replicaSet("old", 3)];
    expect(scaleDownOld(withSurge(3, 1, 0), replicaSet("new", 1, 0), old)).toEqual([]);
    expect(scaleDownOld(withSurge(3, 1, 0), replicaSet("new", 1, 1), old)).toEqual([{ name: "old", replicas: 2 }]);
  });

  test("takes old pods that are not available at once, and available ones only above the minimum", () => {
    const old = [replicaSet("old", 4, 3)];
    expect(scaleDownOld(withSurge(4, 1, 1), replicaSet("new", 1, 0), old)).toEqual([{ name: "old", replicas: 3 }]);
  });

  test("never counts on old pods that are not available, however many", () => {
    const old = [replicaSet("oldest", 2, 0, 0), replicaSet("older", 3, 3, 1000)];
    expect(scaleDownOld(withSurge(4, 1, 1), replicaSet("new", 1, 1), old)).toEqual([
      { name: "oldest", replicas: 0 },
      { name: "older", replicas: 2 },
    ]);
  });

  test("waits while a ReplicaSet tells of more available pods than it wants", () => {
    expect(scaleDownOld(withSurge(3, 1, 0), replicaSet("new", 3, 3), [replicaSet("old", 2, 3)])).toEqual([]);
  });
});

describe("another size", () => {
  test("goes to the only ReplicaSet that has pods", () => {
    const only = withReplicas(replicaSet("new", 3), 3, spec(3));
    expect(isResized(spec(3), [only])).toBe(false);
    expect(isResized(spec(5), [only])).toBe(true);
    expect(resize(deployment(spec(5)), only, [replicaSet("old", 0)])).toEqual([{ name: "new", replicas: 5 }]);
  });

  test("is shared in proportion while two have pods, and the largest takes the rest", () => {
    // The documentation's example: 10 replicas, surge 3, of which 8 old and 5 new; scaled to 15, three of the five go to the old ones.
    const before = withSurge(10, 3, 2);
    const sets = [
      withReplicas(replicaSet("old", 8), 8, before),
      withReplicas(replicaSet("new", 5, 0, 1000), 5, before),
    ];
    const scalings = resize(deployment(withSurge(15, 3, 2)), sets[1], sets.slice(0, 1));
    expect(scalings).toEqual([
      { name: "old", replicas: 11 },
      { name: "new", replicas: 7 },
    ]);
  });

  test("takes the old ones away when the newest has all that is wanted", () => {
    const newest = withReplicas(replicaSet("new", 3), 3, spec(3));
    expect(resize(deployment(spec(3)), newest, [replicaSet("old", 1)])).toEqual([{ name: "old", replicas: 0 }]);
  });

  test("of zero empties all", () => {
    const scalings = resize(deployment(spec(0)), replicaSet("new", 1), [replicaSet("old", 2)]);
    expect(scalings).toEqual([
      { name: "old", replicas: 0 },
      { name: "new", replicas: 0 },
    ]);
  });
});

describe("revisions", () => {
  test("a ReplicaSet is the newest by its template alone, whatever the order of the keys and the hash", () => {
    const template = { metadata: { labels: { app: "a" } }, spec: { containers: [{ name: "c", image: "i", env: [] }] } };
    const hashed = {
      spec: { containers: [{ image: "i", name: "c" }] },
      metadata: { labels: { "pod-template-hash": "x", app: "a" } },
    };
    expect(isSameTemplate(template, hashed)).toBe(true);
    expect(isSameTemplate(template, { ...hashed, spec: { containers: [{ image: "j", name: "c" }] } })).toBe(false);
    const { newest, old } = splitByTemplate(replicaSet("b", 1).spec.template, [replicaSet("c", 1), replicaSet("b", 1)]);
    expect([newest?.metadata.name, old.map(({ metadata }) => metadata.name)]).toEqual(["b", ["c"]]);
  });

  test("taken up again, a ReplicaSet gets the next number and remembers those it was", () => {
    const first = { [REVISION]: "1" };
    const old = [
      { ...replicaSet("old", 3), metadata: { ...replicaSet("old", 3).metadata, annotations: { [REVISION]: "2" } } },
    ];
    expect(nextRevision(old)).toBe(3);
    const again = annotationsOfNewest({ team: "a", [REVISION]: "2" }, first, 3);
    expect(again).toEqual({ team: "a", [REVISION]: "3", "deployment.kubernetes.io/revision-history": "1" });
    expect(annotationsOfNewest({ team: "a" }, again, 3)).toBe(again);
  });

  test("beyond the limit the oldest empty ones go", () => {
    const old = ["a", "b", "c"].map((name, index) => {
      const set = replicaSet(name, name === "b" ? 1 : 0);
      return { ...set, metadata: { ...set.metadata, annotations: { [REVISION]: `${index + 1}` } } };
    });
    expect(surplusReplicaSets({ revisionHistoryLimit: 1 }, old).map(({ metadata }) => metadata.name)).toEqual(["a"]);
    expect(surplusReplicaSets({ revisionHistoryLimit: 2 ** 31 - 1 }, old)).toEqual([]);
  });
});

describe("the status", () => {
  const web = deployment(withSurge(3, 1, 0));

  function viewOf(newAvailable: number, conditions = web.status.conditions, available = 3 + newAvailable) {
    const newest = replicaSet("new", 1, newAvailable);
    const status = {
      ...web.status,
      replicas: 4,
      updatedReplicas: 1,
      readyReplicas: available,
      availableReplicas: available,
      conditions,
    };
    return { deployment: { ...web, status }, replicaSets: [replicaSet("old", 3), newest], newest };
  }

  test("counts pods and says whether enough are available", () => {
    const { conditions, ...counts } = deploymentStatus(viewOf(0), 5000, RULES);
    expect(counts).toEqual({
      observedGeneration: 1,
      replicas: 4,
      updatedReplicas: 1,
      readyReplicas: 3,
      availableReplicas: 3,
      unavailableReplicas: 1,
      terminatingReplicas: 0,
    });
    expect(conditions.map(({ type, status, sinceMs }) => [type, status, sinceMs])).toEqual([
      ["Available", "True", 5000],
    ]);
    expect(deploymentStatus(viewOf(0), 5000, deploymentStatusRules({ minor: 34, patch: 4 }))).not.toHaveProperty(
      "terminatingReplicas",
    );
  });

  test("restarts the deadline's clock at progress, times out a second late, and progresses again after that", () => {
    const better = rolloutStatus(viewOf(1, [], 3), 20_400, 19_700, RULES);
    const progressing = findCondition(better.conditions, "Progressing");
    expect(progressing).toMatchObject({ status: "True", reason: "ReplicaSetUpdated", updatedMs: 19_700 });

    const still = viewOf(1, better.conditions);
    expect(progressCheckAfterMs(still.deployment, better, 20_400)).toBe(19_700 + 600_000 - 20_400 + 1000);
    expect(rolloutStatus(still, 619_700, 619_700, RULES).conditions).toBe(better.conditions);
    const late = rolloutStatus(still, 620_700, 620_700, RULES);
    expect(findCondition(late.conditions, "Progressing")).toMatchObject({
      status: "False",
      reason: "ProgressDeadlineExceeded",
      message: 'ReplicaSet "new" has timed out progressing.',
    });
    const stuck = viewOf(1, late.conditions);
    expect(progressCheckAfterMs(stuck.deployment, late, 620_700)).toBe(undefined);
    const again = rolloutStatus(viewOf(1, late.conditions, 3), 700_000, 700_000, RULES);
    expect(findCondition(again.conditions, "Progressing")).toMatchObject({ status: "True", sinceMs: 700_000 });
  });

  test("says nothing of progress without a deadline", () => {
    const view = viewOf(1, [], 3);
    const { progressDeadlineSeconds: _, ...without } = view.deployment.spec;
    const status = rolloutStatus({ ...view, deployment: { ...view.deployment, spec: without } }, 0, 0, RULES);
    expect(findCondition(status.conditions, "Progressing")).toBe(undefined);
  });

  test("stays complete once it was, whatever the pods do", () => {
    const newest = replicaSet("new", 3);
    const done = rolloutStatus({ deployment: web, replicaSets: [newest], newest }, 0, 0, RULES);
    expect(findCondition(done.conditions, "Progressing")?.reason).toBe("NewReplicaSetAvailable");
    const broken = { ...newest, status: { ...newest.status, readyReplicas: 0, availableReplicas: 0 } };
    const view = { deployment: { ...web, status: done }, replicaSets: [broken], newest: broken };
    const later = rolloutStatus(view, 9_000_000, 9_000_000, RULES);
    expect(findCondition(later.conditions, "Progressing")).toBe(findCondition(done.conditions, "Progressing"));
    expect(findCondition(later.conditions, "Available")?.status).toBe("False");
    expect(progressCheckAfterMs(view.deployment, later, 9_000_000)).toBe(0);
  });

  test("a pause is said once, its end too, and neither after a time-out", () => {
    const paused = { ...web, spec: { ...web.spec, paused: true } };
    const said = withPausedCondition(paused, 1000);
    expect(said).toMatchObject([{ status: "Unknown", reason: "DeploymentPaused" }]);
    const status = { ...web.status, conditions: said };
    expect(withPausedCondition({ ...paused, status }, 2000)).toBe(said);
    expect(withPausedCondition({ ...web, status }, 2000)).toMatchObject([
      { reason: "DeploymentResumed", updatedMs: 2000, sinceMs: 1000 },
    ]);
    const timedOut = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "" };
    const stuck = withCondition([], timedOut, 0);
    expect(withPausedCondition({ ...paused, status: { ...web.status, conditions: stuck } }, 0)).toBe(stuck);
  });

  test("a ReplicaSet remembers wanted and most pods", () => {
    expect(Object.values(replicasAnnotations(withSurge(3, 1, 0)))).toEqual(["3", "4"]);
  });
});
