import type { ObjectManifest } from "../../model/clusterScenario.ts";
import { clusterObjects } from "../../model/scenarioObjects.ts";
import type { ApiPod, ClusterTraceEvent, ClusterView, DeploymentCounts } from "../clusterView.ts";
import { activePods, deploymentOf, newClusterView, takeClusterEvent } from "../clusterView.ts";
import type { Findings, Observer, Property } from "../property.ts";
import { awaitNextInstant, violate } from "../property.ts";
import type { RunFacts } from "../runFacts.ts";

const has =
  (kind: ObjectManifest["kind"]): Property["appliesTo"] =>
  ({ scenario, hasNodeFaults }) =>
    !hasNodeFaults && clusterObjects(scenario).some((object) => object.kind === kind);

const isIdeal = ({ scenario }: RunFacts): boolean => (scenario.callMs ?? 0) === 0 && (scenario.watchMs ?? 0) === 0;

/** As long as a controller may go by what is no more so: some calls and their news in a row. */
const ROUND_TRIPS = 20;
const staleMs = ({ scenario }: RunFacts): number => ROUND_TRIPS * ((scenario.callMs ?? 0) + (scenario.watchMs ?? 0));

/** Shows a property what the API server holds at the end of each instant at which one of these kinds is told. */
function atEnds(
  found: Findings,
  kinds: readonly ClusterTraceEvent["kind"][],
  judge: (view: ClusterView, told: readonly ClusterTraceEvent[]) => void,
): Observer {
  const view = newClusterView();
  const told: ClusterTraceEvent[] = [];
  return {
    cluster: (event) => {
      takeClusterEvent(view, event);
      if (!kinds.includes(event.kind)) return;
      told.push(event);
      awaitNextInstant(found);
    },
    passed: () => judge(view, told.splice(0)),
  };
}

/** How many pods more and less than wanted the strategy allows: of all that was applied under that name, the widest. */
function limitsOf(facts: RunFacts, { name, spec }: DeploymentCounts): { surge: number; unavailable: number } {
  const widest = { surge: 0, unavailable: 0 };
  for (const { kind, metadata, spec: applied } of clusterObjects(facts.scenario)) {
    if (kind !== "Deployment" || metadata.name !== name) continue;
    const { type = "RollingUpdate", rollingUpdate = {} } = (applied["strategy"] ?? {}) as {
      readonly type?: string;
      readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };
    };
    if (type === "Recreate") {
      widest.unavailable = spec;
      continue;
    }
    const surge = share(rollingUpdate.maxSurge ?? "25%", spec, Math.ceil);
    const unavailable = share(rollingUpdate.maxUnavailable ?? "25%", spec, Math.floor);
    widest.surge = Math.max(widest.surge, surge);
    widest.unavailable = Math.max(widest.unavailable, surge + unavailable === 0 ? 1 : unavailable);
  }
  return widest;
}

function share(limit: number | string, of: number, round: (value: number) => number): number {
  return typeof limit === "number" ? limit : round((Number.parseInt(limit, 10) * of) / 100);
}

const isOf =
  ({ name }: DeploymentCounts) =>
  ({ owner }: ApiPod): boolean =>
    deploymentOf(owner) === name;

/** Those that nobody has just scaled: that is shared out by size, whoever is ready (cluster vector rollout-1076). */
function* settledDeployments(view: ClusterView, facts: RunFacts, t: number): Generator<DeploymentCounts> {
  for (const deployment of view.deployments.values())
    if (t - (view.scaledMs.get(deployment.name) ?? Number.NEGATIVE_INFINITY) > staleMs(facts)) yield deployment;
}

export const enoughStayAvailable: Property = {
  id: "rollouts-leave-enough-ready",
  statement:
    "A ReplicaSet's controller deletes a pod only if as many are ready beside it as the Deployment's strategy wants available, and are available before; but for those that fail just then, and unless it was just scaled.",
  sources: ["KLT-121"],
  exercised: "the pod of a Deployment is deleted by its controller while it is ready",
  appliesTo: has("Deployment"),
  observe: ({ facts }, found) =>
    atEnds(found, ["podDelete"], (view, told) => {
      const deleted = told.flatMap((event) => (event.kind === "podDelete" && event.by === "replicaset" ? [event] : []));
      const [{ t, step } = { t: 0, step: 0 }] = deleted;
      if (deleted.length === 0) return;
      for (const deployment of settledDeployments(view, facts, t)) {
        const own = deleted.filter(({ pod }) => isReadyPod(view, pod, deployment));
        if (own.length === 0) continue;
        const wanted = deployment.spec - limitsOf(facts, deployment).unavailable;
        const before = deployment.t < t ? deployment : view.deploymentsBefore.get(deployment.name);
        // Where pods have failed already, one that is ready for too short counts as one of them (cluster vector rollout-1035).
        if (before === undefined || before.available < wanted) continue;
        found.tried++;
        const ready = activePods(view, isOf(deployment)).filter(
          ({ readyUntilMs }) => readyUntilMs >= t - staleMs(facts),
        );
        if (ready.length >= wanted) continue;
        const text = `${own.map(({ pod }) => pod).join(", ")} of ${deployment.name} is deleted, ${ready.length} others are ready, and ${wanted} should be`;
        violate(found, t, [step], text);
      }
    }),
};

function isReadyPod(view: ClusterView, name: string | undefined, deployment: DeploymentCounts): boolean {
  const pod = view.pods.get(name ?? "");
  return pod !== undefined && pod.isReady && isOf(deployment)(pod);
}

export const surgeIsKept: Property = {
  id: "rollouts-keep-within-their-surge",
  statement:
    "No pod is created for a Deployment that would be one more than it wants and its surge allows; those on their way out do not count.",
  sources: ["KLT-121"],
  exercised: "a pod is created for a Deployment",
  appliesTo: has("Deployment"),
  observe: ({ facts }, found) =>
    atEnds(found, ["podCreated"], (view, told) => {
      const [{ t, step } = { t: 0, step: 0 }] = told;
      for (const deployment of settledDeployments(view, facts, t)) {
        if (!told.some(({ pod }) => view.pods.get(pod ?? "")?.owner.startsWith(`${deployment.name}-`) === true))
          continue;
        found.tried++;
        const count = activePods(view, isOf(deployment)).length;
        const most = deployment.spec + limitsOf(facts, deployment).surge;
        if (count > most)
          violate(found, t, [step], `${deployment.name} has ${count} pods, and ${most} at most are allowed`);
      }
    }),
};

export const badRevisionStops: Property = {
  id: "a-revision-never-ready-stops-at-its-limits",
  statement:
    "Of a newer revision of which no pod has ever been ready there are never more pods than surge and unavailable allow together, beside older pods that are all well.",
  sources: ["KLT-121"],
  exercised: "a pod is created of a revision that was never ready, beside ready pods of another",
  appliesTo: has("Deployment"),
  observe: ({ facts }, found) => {
    const proven = new Set<string>();
    return atEnds(found, ["podCreated", "api"], (view, told) => {
      for (const { owner, wasEverReady } of view.pods.values()) if (wasEverReady) proven.add(owner);
      const [{ t, step } = { t: 0, step: 0 }] = told;
      const owners = new Set(
        told.flatMap((event) => (event.kind === "podCreated" && event.owner !== undefined ? [event.owner] : [])),
      );
      for (const deployment of settledDeployments(view, facts, t)) {
        for (const owner of owners) {
          if (deploymentOf(owner) !== deployment.name || proven.has(owner)) continue;
          const all = activePods(view, isOf(deployment));
          const others = all.filter((pod) => pod.owner !== owner);
          const { surge, unavailable } = limitsOf(facts, deployment);
          // Who failed or was never ready makes room for others.
          if (others.length < deployment.spec - unavailable || others.some(({ isReady }) => !isReady)) continue;
          found.tried++;
          const count = all.length - others.length;
          if (count > surge + unavailable)
            violate(
              found,
              t,
              [step],
              `${owner} has ${count} pods, none of which was ever ready; ${surge + unavailable} may be tried`,
            );
        }
      }
    });
  },
};

export const replicaSetsCount: Property = {
  id: "replicasets-count-their-pods",
  statement:
    "With an API server that takes no time a ReplicaSet's status says at the end of each instant how many pods it has and how many of them are ready.",
  sources: ["KLT-122"],
  exercised: "a ReplicaSet's status changes",
  appliesTo: (facts) => has("Deployment")(facts) && isIdeal(facts),
  observe: (_run, found) =>
    atEnds(found, ["replicaset"], (view, told) => {
      for (const event of told) {
        const said = event.kind === "replicaset" ? view.replicaSets.get(event.name) : undefined;
        if (said === undefined || said.step !== event.step) continue;
        found.tried++;
        const own = activePods(view, ({ owner }) => owner === said.name);
        const ready = own.filter(({ isReady }) => isReady).length;
        if (said.replicas === own.length && said.ready === ready) continue;
        const text = `${said.name} says ${said.replicas} pods, ${said.ready} ready; there are ${own.length}, ${ready} ready`;
        violate(found, said.t, [said.step], text);
      }
    }),
};

export const deploymentsCount: Property = {
  id: "deployments-count-their-replicasets",
  statement:
    "With an API server that takes no time a Deployment's status adds up what its ReplicaSets say of pods, ready and available ones.",
  sources: ["KLT-122"],
  exercised: "a Deployment's status changes",
  appliesTo: (facts) => has("Deployment")(facts) && isIdeal(facts),
  observe: (_run, found) =>
    atEnds(found, ["deployment"], (view, told) => {
      for (const event of told) {
        const said = event.kind === "deployment" ? view.deployments.get(event.name) : undefined;
        if (said === undefined || said.step !== event.step || said.observed < said.generation) continue;
        found.tried++;
        const own = [...view.replicaSets.values()].filter(({ name }) => deploymentOf(name) === said.name);
        for (const word of ["replicas", "ready", "available"] as const) {
          const sum = own.reduce((total, replicaSet) => total + replicaSet[word], 0);
          if (said[word] !== sum)
            violate(found, said.t, [said.step], `${said.name} says ${word} ${said[word]}, its ReplicaSets ${sum}`);
        }
      }
    }),
};

export const statefulPodsWait: Property = {
  id: "stateful-pods-wait-for-those-before",
  statement:
    "Of a StatefulSet that goes in order, a pod is created only when all with lower numbers are there and ready, but for those that fail just then.",
  sources: ["KLT-123"],
  exercised: "a pod with a number above 0 is created for a StatefulSet that goes in order",
  appliesTo: has("StatefulSet"),
  observe: ({ facts }, found) => {
    const inOrder = new Set(
      clusterObjects(facts.scenario).flatMap(({ kind, metadata, spec }) =>
        kind === "StatefulSet" && spec["podManagementPolicy"] !== "Parallel" ? [metadata.name] : [],
      ),
    );
    return atEnds(found, ["podCreated"], (view, told) => {
      for (const event of told) {
        if (event.kind !== "podCreated" || event.owner === undefined || !inOrder.has(event.owner)) continue;
        const { owner, name, t, step } = event;
        const ordinal = Number(name.slice(owner.length + 1));
        if (!(ordinal > 0)) continue;
        found.tried++;
        const lower = activePods(view, (pod) => pod.owner === owner).filter(
          (pod) =>
            Number(pod.name.slice(owner.length + 1)) < ordinal && pod.readyUntilMs >= t - Math.max(1, staleMs(facts)),
        );
        if (lower.length < ordinal)
          violate(found, t, [step], `${name} is created, and ${lower.length} of the ${ordinal} before it are ready`);
      }
    });
  },
};
