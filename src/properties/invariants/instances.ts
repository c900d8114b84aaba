import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { EventOf } from "../eventOf.ts";
import type { Property } from "../property.ts";
import { someContainer, violate } from "../property.ts";
import type { RunFacts } from "../runFacts.ts";
import { hasAction } from "../runFacts.ts";
import type { ContainerView } from "../traceView.ts";

/** A killed process is gone so long after SIGKILL (KLT-066). */
const RUNTIME_REACTION_MS = 7;
const MINIMUM_GRACE_SECONDS = 2;

export const instancesFollowEachOther: Property = {
  id: "instances-follow-each-other",
  statement:
    "Instances of a container are numbered one after the other, and one is created only when the one before it has ended.",
  sources: ["KLT-052"],
  exercised: "an instance is created",
  appliesTo: () => true,
  observe: (_run, found) => ({
    create: ({ t, step, n }, { facts, previous }) => {
      found.tried++;
      if (n !== (previous?.n ?? -1) + 1)
        violate(found, t, [previous?.createStep, step], `${facts.name} goes from instance ${previous?.n} to ${n}`);
      else if (previous !== undefined && previous.startMs !== undefined && previous.exit === undefined)
        violate(
          found,
          t,
          [previous.startStep, step],
          `instance ${n} of ${facts.name} is created while instance ${previous.n} runs`,
        );
    },
  }),
};

export const exitsHaveCauses: Property = {
  id: "exits-have-causes",
  statement: "A process ends by itself, or by a stop of the kubelet, which tells why before; each ends once.",
  sources: ["KLT-058", "KLT-094", "KLT-052"],
  exercised: "a process that was stopped ends, or the kubelet stops one",
  appliesTo: () => true,
  observe: (run, found) => {
    const endedFor = run.containers.map(() => -1);
    return {
      stop: ({ t, step, n }, { facts, instance }) => {
        if (instance?.n !== n) return;
        found.tried++;
        if (instance.kill === undefined || instance.kill.atMs > t)
          violate(found, t, [step], `${facts.name} is stopped and no event says why`);
      },
      exit: ({ t, step, n, by }, { facts, instance, index }) => {
        if (endedFor[index] === n) violate(found, t, [step], `instance ${n} of ${facts.name} ends twice`);
        endedFor[index] = n;
        if (by === "self" || instance?.n !== n) return;
        found.tried++;
        const isStopped = by === "term" || by === "kill";
        if (isStopped && instance.stop === undefined)
          violate(found, t, [step], `${facts.name} ends by ${by} and was not stopped`);
      },
    };
  },
};

const isSooner = (one: EventOf<"stop">, other: EventOf<"stop">): boolean =>
  one.t + one.timeout * 1000 <= other.t + other.timeout * 1000;

export const sigkillInTime: Property = {
  id: "sigkill-comes-when-the-grace-is-over",
  statement:
    "A process that was stopped has ended when its grace is over: by SIGKILL then and not before, by itself or the stop signal before.",
  sources: ["KLT-066", "KLT-069"],
  exercised: "a process that was stopped ends",
  appliesTo: (facts) => !facts.hasNodeFaults,
  observe: (run, found) => {
    const stops = run.containers.map((): { stop: EventOf<"stop"> | undefined; kubeletCount: number } => ({
      stop: undefined,
      kubeletCount: 0,
    }));
    return {
      stop: (event, { index, pod }) => {
        const last = stops[index];
        // A kubelet may stop it once more, with less time.
        if (last?.stop?.n === event.n && last.kubeletCount === pod.kubeletCount && isSooner(last.stop, event)) return;
        stops[index] = { stop: event, kubeletCount: pod.kubeletCount };
      },
      exit: ({ t, step, n, by }, { facts, index, pod }) => {
        const { stop, kubeletCount } = stops[index] ?? {};
        // The end of a kubelet takes SIGKILL back (KLT-099).
        if (stop?.n !== n || kubeletCount !== pod.kubeletCount || pod.kubeletSinceMs === Infinity) return;
        if (by !== "kill" && by !== "term" && by !== "self") return;
        found.tried++;
        const killMs = stop.t + stop.timeout * 1000 + RUNTIME_REACTION_MS;
        if (by === "kill" ? t === killMs : t <= killMs) return;
        violate(found, t, [stop.step, step], `${facts.name} ends by ${by} at ${t} ms, SIGKILL is due at ${killMs} ms`);
      },
    };
  },
};

/** The grace that a kill has, in seconds, before the preStop hook; undefined: it cannot be told. */
function graceOf({ facts, instance, pod }: ContainerView, run: RunFacts): number | undefined {
  const probe = instance?.kill?.probe;
  if (pod.deletedMs < Infinity || pod.terminatingMs < Infinity || pod.kubeletCount > 1) return undefined;
  const own = probe && isAtLeast(run.version, 25) ? facts.probes[probe]?.graceSeconds : undefined;
  return own ?? pod.facts.graceSeconds;
}

export const killHasItsGrace: Property = {
  id: "a-kill-has-its-grace",
  statement:
    "A container that a probe has killed is stopped with the probe's own grace or the pod's, less the whole seconds of its preStop hook, and at least 2 s.",
  sources: ["KLT-060", "KLT-061", "KLT-063"],
  exercised: "a container is stopped in a pod that is not being deleted",
  appliesTo: (facts) => !facts.restartsAll,
  observe: (run, found) => ({
    stop: ({ t, step, n, timeout }, container) => {
      const { facts, instance } = container;
      if (instance?.n !== n || instance.kill === undefined || instance.exit !== undefined) return;
      const grace = graceOf(container, run.facts);
      if (grace === undefined) return;
      found.tried++;
      const hookSeconds = Math.floor((t - instance.kill.atMs) / 1000);
      const wanted = Math.max(MINIMUM_GRACE_SECONDS, grace - hookSeconds);
      // One that waits for others after its hook counts both times in whole seconds of their own.
      if (timeout !== wanted && !(facts.isSidecar && timeout === wanted + 1))
        violate(
          found,
          t,
          [instance.kill.step, step],
          `${facts.name} is stopped with ${timeout} s, its grace is ${wanted} s`,
        );
    },
  }),
};

export const deletionGraceWins: Property = {
  id: "a-deletion-s-grace-wins",
  statement:
    "In a pod that is being deleted no container gets more time than the deletion gives, but for the least of 2 s.",
  sources: ["KLT-062", "KLT-068", "KLT-061"],
  exercised: "a container is stopped by a deletion that names its grace",
  appliesTo: (facts) => hasAction(facts, "delete"),
  observe: (run, found) => ({
    stop: ({ t, step, timeout, n }, { facts, pod, instance }) => {
      if (pod.deletedMs === Infinity || instance?.n !== n || (instance.kill?.atMs ?? 0) < pod.terminatingMs) return;
      const graces = (run.facts.scenario.actions ?? []).flatMap((action) =>
        action.do === "delete" &&
        action.atMs <= (instance.kill?.atMs ?? t) &&
        (action.pod ?? pod.facts.name) === pod.facts.name
          ? [action.graceSeconds ?? pod.facts.graceSeconds]
          : [],
      );
      // With a grace of 0 the object goes at once, and the kubelet knows of no grace but the pod's.
      if (graces.length === 0 || graces.includes(0) || pod.kubeletCount > 1) return;
      found.tried++;
      const most = Math.max(MINIMUM_GRACE_SECONDS, graces[0] as number);
      if (timeout > most)
        violate(found, t, [step], `${facts.name} is stopped with ${timeout} s, the deletion gives ${most} s`);
    },
  }),
};

/** Whether a container is started again after an end with this code; undefined: rules decide that are not looked at here. */
export function shouldRestart({ facts, pod }: ContainerView, exitCode: number): boolean | undefined {
  if (facts.isSidecar) return true;
  if (facts.spec.restartPolicyRules !== undefined || facts.spec.restartPolicy !== undefined) return undefined;
  const { restartPolicy } = pod.facts;
  // Ordinary init containers run until they succeed.
  const policy = facts.isInit && restartPolicy === "Always" ? "OnFailure" : restartPolicy;
  return policy === "Always" || (policy === "OnFailure" && exitCode !== 0);
}

export const restartPolicyKept: Property = {
  id: "restart-policy-is-kept",
  statement: "A container that ended is started again only if its restart policy allows that for its exit code.",
  sources: ["KLT-077", "KLT-058", "KLT-059"],
  exercised: "a container ends that its policy does not start again, or is started again",
  appliesTo: (facts) => !facts.restartsAll,
  observe: (_run, found) => ({
    exit: ({ code }, container) => {
      if (shouldRestart(container, code) === false) found.tried++;
    },
    create: ({ t, step, n }, container) => {
      const { previous, facts } = container;
      if (previous?.exit === undefined) return;
      // Whom a probe or a hook had killed is started again whatever its exit code, unless it never is (KLT-058).
      const isKilled = previous.kill !== undefined && container.pod.facts.restartPolicy !== "Never";
      const allowed = isKilled || shouldRestart(container, previous.exit.code);
      if (allowed === undefined) return;
      found.tried++;
      if (!allowed)
        violate(
          found,
          t,
          [previous.exit.step, step],
          `instance ${n} of ${facts.name} is created after an end with ${previous.exit.code}`,
        );
    },
  }),
};

export const nothingStartsInTermination: Property = {
  id: "nothing-starts-in-termination",
  statement: "No container is created any more once the termination of its pod has begun.",
  sources: ["KLT-052", "KLT-095"],
  exercised: "a pod's termination begins",
  appliesTo: () => true,
  observe: (_run, found) => ({
    sync: ({ fn, t }, { terminatingMs }) => {
      if (fn === "SyncTerminatingPod" && terminatingMs === t) found.tried++;
    },
    create: ({ t, step }, { facts, pod }) => {
      if (t > pod.terminatingMs)
        violate(found, t, [step], `${facts.name} is created although termination began at ${pod.terminatingMs} ms`);
    },
  }),
};

export const objectGoesLast: Property = {
  id: "the-object-goes-last",
  statement: "The kubelet removes a pod's object only when no process of the pod is left.",
  sources: ["KLT-047"],
  exercised: "the kubelet removes a pod's object",
  appliesTo: (facts) => hasAction(facts, "delete"),
  observe: (_run, found) => ({
    apiRemoved: ({ t, step, by }, { containers }) => {
      if (by !== "kubelet") return;
      found.tried++;
      const left = containers.find(({ instance }) => instance?.startMs !== undefined && instance.exit === undefined);
      if (left !== undefined) violate(found, t, [step], `the pod's object goes while ${left.facts.name} runs`);
    },
  }),
};

export const sidecarsLast: Property = {
  id: "sidecars-end-last",
  statement:
    "When a pod terminates a sidecar is stopped only after the main containers and the sidecars behind it have ended, or the grace is used up.",
  sources: ["KLT-065", "KLT-102"],
  exercised: "a sidecar is stopped in a termination",
  appliesTo: (facts) => isAtLeast(facts.version, 29) && someContainer(facts, ({ isSidecar }) => isSidecar),
  observe: (run, found) => ({
    stop: ({ t, step, timeout }, { facts, pod, instance }) => {
      if (!facts.isSidecar || pod.terminatingMs === Infinity || (instance?.kill?.atMs ?? 0) < pod.terminatingMs) return;
      if (pod.kubeletCount > 1 || run.facts.hasNodeFaults) return;
      found.tried++;
      const before = pod.containers.find(
        (other) => !other.facts.isInit && other.instance?.startMs !== undefined && other.instance.exit === undefined,
      );
      if (before !== undefined && timeout > MINIMUM_GRACE_SECONDS)
        violate(found, t, [step], `sidecar ${facts.name} is stopped while ${before.facts.name} runs`);
    },
  }),
};
