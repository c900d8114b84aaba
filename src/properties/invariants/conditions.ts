import { isTerminalPhase } from "../../model/status.ts";
import type { Property } from "../property.ts";
import { circumstanceOf, violate } from "../property.ts";
import { cutToSecond } from "./rhythm.ts";
import { isCounted, KUBELETS } from "./statuses.ts";

export const conditionsAgree: Property = {
  id: "conditions-agree-with-containers",
  statement:
    "ContainersReady is True if and only if all main containers and sidecars are ready in a pod that has not ended.",
  sources: ["KLT-039", "KLT-024"],
  exercised: "a status with containers or conditions",
  appliesTo: () => true,
  observe: (_run, found) => ({
    status: ({ t, step }, pod) => {
      const condition = pod.conditions["ContainersReady"];
      if (condition === undefined || isTerminalPhase(pod.phase ?? "")) return;
      found.tried++;
      const unready = pod.containers.find((container) => isCounted(container) && container.held?.ready !== true);
      if ((condition.status === "True") === (unready === undefined)) return;
      const words = unready === undefined ? "all containers are ready" : `${unready.facts.name} is not ready`;
      violate(
        found,
        t,
        [step],
        `ContainersReady is ${condition.status} and ${words}`,
        circumstanceOf(unready?.held?.n ?? 0, pod),
      );
    },
  }),
};

export const readyAgrees: Property = {
  id: "ready-agrees-with-containers-and-gates",
  statement: "Ready is True only if ContainersReady is, and in a pod without readiness gates whenever it is.",
  sources: ["KLT-039", "KLT-101"],
  exercised: "a status that tells Ready or ContainersReady",
  appliesTo: () => true,
  observe: (_run, found) => ({
    status: ({ t, step, conditions }, pod) => {
      if (conditions?.["Ready"] === undefined && conditions?.["ContainersReady"] === undefined) return;
      found.tried++;
      const ready = pod.conditions["Ready"]?.status === "True";
      const containersReady = pod.conditions["ContainersReady"]?.status === "True";
      const isGated = (pod.facts.pod.spec.readinessGates?.length ?? 0) > 0;
      if (ready === containersReady || (isGated && !ready)) return;
      violate(
        found,
        t,
        [step],
        `Ready is ${ready ? "True" : "False"}, ContainersReady is ${containersReady ? "True" : "False"}`,
      );
    },
  }),
};

export const transitionTimes: Property = {
  id: "transition-times-move-with-the-status",
  statement:
    "The transition time of a condition is the whole second in which its status changed, and stays until it changes again.",
  sources: ["KLT-043", "KLT-042"],
  exercised: "a status tells a condition",
  appliesTo: (facts) => !facts.hasNodeFaults,
  observe: (run, found) => ({
    status: ({ t, step, conditions }, pod) => {
      for (const type in conditions) {
        const now = conditions[type];
        const before = pod.conditionsBefore[type];
        // Those of others tell their own times.
        if (now === null || now === undefined || !KUBELETS.has(type) || pod.removedMs < Infinity) continue;
        found.tried++;
        const wanted = before?.status === now.status ? before.since : cutToSecond(run, t);
        if (now.since !== wanted)
          violate(found, t, [step], `${type}=${now.status} has the transition time ${now.since}, not ${wanted}`);
      }
    },
  }),
};

export const initializedAgrees: Property = {
  id: "main-containers-wait-for-init-containers",
  statement:
    "A main container is created first only after all ordinary init containers ended with 0 and all sidecars have started.",
  sources: ["KLT-080"],
  exercised: "the first instance of a main container in a pod with init containers",
  appliesTo: (facts) => facts.pods.some(({ pod }) => (pod.spec.initContainers?.length ?? 0) > 0),
  observe: (run, found) => {
    const isDone = run.containers.map(() => false);
    return {
      held: (_event, { facts, held, index }) => {
        if (facts.isSidecar && held?.state === "running" && held.started === true) isDone[index] = true;
      },
      exit: ({ code }, { facts, index }) => {
        if (facts.isInit && !facts.isSidecar && code === 0) isDone[index] = true;
      },
      create: ({ t, step, n }, { facts, pod }) => {
        const before = pod.containers.filter((other) => other.facts.isInit && other.facts.place < facts.place);
        if (n !== 0 || before.length === 0) return;
        found.tried++;
        for (const { facts: init, instance, index } of before) {
          if (isDone[index] === true) continue;
          violate(found, t, [instance?.startStep, step], `${facts.name} is created before ${init.name} is done`);
          return;
        }
      },
    };
  },
};
