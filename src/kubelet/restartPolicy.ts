import type { Container, ContainerRestartRule } from "../model/container.ts";
import type { PodSpec } from "../model/pod.ts";
import type { ContainerStatus, PodCondition } from "../model/status.ts";

/** What the container runtime says of the newest instance of a container. */
export interface RuntimeContainer {
  readonly name: string;
  /** kubecontainer.State. */
  readonly state: "created" | "running" | "exited" | "unknown";
  /** Counts only while `exited`. */
  readonly exitCode: number;
}

/** The feature gates that decide about restarts; their defaults change by release (`restart/container.v1.34`, `.v1.35`). */
export interface RestartGates {
  /** ContainerRestartRules: off in 1.34, on from 1.35. */
  readonly restartRules: boolean;
  /** RestartAllContainersOnContainerExits: unknown before 1.35, off in 1.35, on from 1.36. */
  readonly restartAllContainers: boolean;
}

/** What of a pod's API status decides about a restart of all its containers. */
export interface ReportedPodStatus {
  readonly conditions?: readonly PodCondition[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

const RESTART = "Restart";
const RESTART_ALL_CONTAINERS = "RestartAllContainers";

function allContainers(spec: PodSpec): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

/** The first rule that matches the exit code; a rule without exit codes or with an unknown operator matches nothing. */
export function findMatchingContainerRestartRule(
  container: Container,
  exitCode: number,
): ContainerRestartRule | undefined {
  return container.restartPolicyRules?.find(({ exitCodes }) => {
    if (exitCodes === undefined) return false;
    const listed = exitCodes.values?.includes(exitCode) ?? false;
    if (exitCodes.operator === "In") return listed;
    return exitCodes.operator === "NotIn" && !listed;
  });
}

function policyRestarts(policy: string | undefined, exitCode: number): boolean | undefined {
  if (policy === "Always") return true;
  if (policy === "OnFailure") return exitCode !== 0;
  if (policy === "Never") return false;
  return undefined;
}

/**
 * Whether a container that ended with `exitCode` is to run again: its first matching rule, else its own policy, else the pod's.
 * Rules count only beside a `restartPolicy` of the container; a rule with an unknown or switched-off action ends the search for
 * rules and leaves the decision to the policies (lifecycle spec §1.6.4; `restart/container` exit/…).
 */
export function containerShouldRestart(
  container: Container,
  podRestartPolicy: string | undefined,
  exitCode: number,
  gates: Pick<RestartGates, "restartAllContainers">,
): boolean {
  if (container.restartPolicy !== undefined) {
    const action = findMatchingContainerRestartRule(container, exitCode)?.action;
    // KLT-077
    if (action === RESTART) return true;
    // KLT-078
    if (action === RESTART_ALL_CONTAINERS && gates.restartAllContainers) return true;
    const own = policyRestarts(container.restartPolicy, exitCode);
    if (own !== undefined) return own;
  }
  return policyRestarts(podRestartPolicy, exitCode) ?? true;
}

/** Whether some exit code would restart the container; RestartAllContainers does not count (`restart/container` exit/0178). */
export function isContainerRestartable(container: Container, podRestartPolicy: string | undefined): boolean {
  if (container.restartPolicy === undefined) return podRestartPolicy !== "Never";
  if (container.restartPolicyRules?.some((rule) => rule.action === RESTART) === true) return true;
  return container.restartPolicy !== "Never";
}

/**
 * Whether the kubelet (re)starts a container whose newest instance is `instance`; undefined: the runtime knows none.
 * Without the gate `restartRules` only the pod's policy counts (`restart/container.v1.34`).
 */
export function shouldContainerBeRestarted(
  container: Container,
  podRestartPolicy: string | undefined,
  instance: Pick<RuntimeContainer, "state" | "exitCode"> | undefined,
  podIsDeleting: boolean,
  gates: RestartGates,
): boolean {
  if (podIsDeleting) return false;
  if (instance === undefined) return true;
  if (instance.state === "running") return false;
  if (instance.state === "unknown" || instance.state === "created") return true;
  if (gates.restartRules) return containerShouldRestart(container, podRestartPolicy, instance.exitCode, gates);
  if (podRestartPolicy === "Never") return false;
  return podRestartPolicy !== "OnFailure" || instance.exitCode !== 0;
}

/** Whether some container has a rule with the action RestartAllContainers. */
export function allContainersCouldRestart(spec: PodSpec): boolean {
  return allContainers(spec).some((container) =>
    container.restartPolicyRules?.some((rule) => rule.action === RESTART_ALL_CONTAINERS),
  );
}

function asksForAll(container: Container, exitCode: number): boolean {
  return findMatchingContainerRestartRule(container, exitCode)?.action === RESTART_ALL_CONTAINERS;
}

/**
 * Whether all containers of the pod are to be restarted: the condition AllContainersRestarting is True already, or the runtime
 * or the API status holds an exit that a RestartAllContainers rule matches.
 * Reads no gate (`restart/pod` answers alike in 1.35, where it is off): the caller does. A container that the runtime does not
 * hold as exited is not looked up in the API status either; without any runtime status (`undefined`: probe workers ask like that, P25)
 * only the API status counts.
 */
export function shouldAllContainersRestart(
  spec: PodSpec,
  runtime: readonly RuntimeContainer[] | undefined,
  reported: ReportedPodStatus | undefined,
): boolean {
  if (
    reported?.conditions?.some(({ type, status }) => type === "AllContainersRestarting" && status === "True") === true
  )
    return true;
  const statuses = [...(reported?.initContainerStatuses ?? []), ...(reported?.containerStatuses ?? [])];
  return allContainers(spec).some((container) => {
    if (runtime !== undefined) {
      const instance = runtime.find(({ name }) => name === container.name);
      if (instance?.state !== "exited") return false;
      if (asksForAll(container, instance.exitCode)) return true;
    }
    const state = statuses.findLast(({ name }) => name === container.name)?.state;
    return state?.kind === "terminated" && asksForAll(container, state.exitCode);
  });
}

/** Whether the runtime holds no instance of any init or regular container any more. */
export function allContainersRestartCleanedUp(spec: PodSpec, runtime: readonly RuntimeContainer[]): boolean {
  return !allContainers(spec).some((container) => runtime.some(({ name }) => name === container.name));
}

/** Whether the *current* state of a regular container is running or terminated; lastState does not count (corrections.md on §5). */
export function hasAnyRegularContainerStarted(spec: PodSpec, statuses: readonly ContainerStatus[]): boolean {
  return statuses.some(
    ({ name, state }) =>
      (state?.kind === "running" || state?.kind === "terminated") &&
      spec.containers.some((container) => container.name === name),
  );
}

/** Whether the pod's *active* sandbox holds an instance of a regular container, in whatever state. */
export function hasAnyActiveRegularContainerStarted(
  spec: PodSpec,
  activeInstances: readonly Pick<RuntimeContainer, "name">[],
): boolean {
  return activeInstances.some(({ name }) => spec.containers.some((container) => container.name === name));
}
