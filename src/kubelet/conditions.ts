import type { Container } from "../model/container.ts";
import { isRestartableInitContainer } from "../model/container.ts";
import type { PodSpec } from "../model/pod.ts";
import type { ConditionStatus, ContainerStatus, PodCondition } from "../model/status.ts";
import type { ReportedPodStatus, RuntimeContainer } from "./restartPolicy.ts";
import {
  allContainersRestartCleanedUp,
  hasAnyRegularContainerStarted,
  shouldAllContainersRestart,
} from "./restartPolicy.ts";

/** A condition as the kubelet generates it, before the status manager gives it its transition time. Reason and message are absent when empty. */
export interface GeneratedCondition {
  readonly type: string;
  readonly status: ConditionStatus;
  readonly reason?: string;
  readonly message?: string;
}

/** The conditions that hold, one object each: most syncs come to them again and again. */
const HOLDS = {
  ContainersReady: { type: "ContainersReady", status: "True" },
  Ready: { type: "Ready", status: "True" },
  Initialized: { type: "Initialized", status: "True" },
  PodReadyToStartContainers: { type: "PodReadyToStartContainers", status: "True" },
} as const satisfies Record<string, GeneratedCondition>;

function condition(type: string, status: ConditionStatus, reason?: string, message?: string): GeneratedCondition {
  if (reason && message) return { type, status, reason, message };
  return { type, status, ...(reason && { reason }), ...(message && { message }) };
}

/** The words about containers that hinder a condition, as Go prints lists of names: `containers with unready status: [a b]`. */
function hindrances(unknown: readonly string[], word: string, others: readonly string[]): string {
  const ofUnknown = unknown.length === 0 ? "" : `containers with unknown status: [${unknown.join(" ")}]`;
  if (others.length === 0) return ofUnknown;
  const ofOthers = `containers with ${word} status: [${others.join(" ")}]`;
  return ofUnknown === "" ? ofOthers : `${ofUnknown}, ${ofOthers}`;
}

/** Names of containers without a status, and of those whose status hinders the condition. */
interface Hindrances {
  readonly unknown: readonly string[];
  readonly hindering: readonly string[];
  /** Which of the first 31 these are. */
  readonly bits: number;
}

const NO_HINDRANCE: Hindrances = { unknown: [], hindering: [], bits: 0 };

function sortOut(
  containers: readonly Container[],
  statuses: readonly ContainerStatus[],
  isFine: (container: Container, status: ContainerStatus) => boolean,
): Hindrances {
  let found: { unknown: string[]; hindering: string[]; bits: number } | undefined;
  for (let place = 0; place < containers.length; place++) {
    const container = containers[place] as Container;
    const status = statusOf(statuses, container.name);
    if (status !== undefined && isFine(container, status)) continue;
    found ??= { unknown: [], hindering: [], bits: 0 };
    (status === undefined ? found.unknown : found.hindering).push(container.name);
    found.bits |= 1 << place;
  }
  return found ?? NO_HINDRANCE;
}

function statusOf(statuses: readonly ContainerStatus[], name: string): ContainerStatus | undefined {
  for (const status of statuses) if (status.name === name) return status;
  return undefined;
}

const isReady = (_: Container, status: ContainerStatus): boolean => status.ready;

/** ContainersReady (prober spec §5): sidecars and regular containers are ready. `null` statuses: nothing is known yet. */
export function containersReadyCondition(
  spec: PodSpec,
  statuses: readonly ContainerStatus[] | null,
  phase: string,
): GeneratedCondition {
  const type = "ContainersReady";
  if (statuses === null) return condition(type, "False", "UnknownContainerStatuses");
  const counted =
    spec.initContainers === undefined
      ? spec.containers
      : [...spec.initContainers.filter(isRestartableInitContainer), ...spec.containers];
  const found = sortOut(counted, statuses, isReady);
  if (phase === "Succeeded" && found.unknown.length === 0) return condition(type, "False", "PodCompleted");
  if (phase === "Failed") return condition(type, "False", "PodFailed");
  return found === NO_HINDRANCE ? HOLDS[type] : notReadyCondition(spec, found);
}

/** Those made so far, by the container list and the bits of those that are not ready: pods go back and forth between few of them. */
const notReadyConditions = new WeakMap<readonly Container[], Map<number, GeneratedCondition>>();
const MOST_BITS = 31;

function notReadyCondition(spec: PodSpec, { unknown, hindering, bits }: Hindrances): GeneratedCondition {
  const make = (): GeneratedCondition =>
    condition("ContainersReady", "False", "ContainersNotReady", hindrances(unknown, "unready", hindering));
  const isKept = unknown.length === 0 && spec.initContainers === undefined && spec.containers.length <= MOST_BITS;
  if (!isKept) return make();
  const known = notReadyConditions.get(spec.containers) ?? new Map<number, GeneratedCondition>();
  const made = known.get(bits) ?? make();
  notReadyConditions.set(spec.containers, known.set(bits, made));
  return made;
}

/** Ready (prober spec §5): ContainersReady, and every readiness gate's condition is True in `conditions`, those that the status already has. */
export function podReadyCondition(
  spec: PodSpec,
  statuses: readonly ContainerStatus[] | null,
  phase: string,
  conditions: readonly Pick<PodCondition, "type" | "status">[],
): GeneratedCondition {
  return podReadyIfContainersAre(spec, containersReadyCondition(spec, statuses, phase), conditions);
}

/** Ready, ContainersReady being known. */
export function podReadyIfContainersAre(
  spec: PodSpec,
  containersReady: GeneratedCondition,
  conditions: readonly Pick<PodCondition, "type" | "status">[],
): GeneratedCondition {
  const type = "Ready";
  if (containersReady.status !== "True") return { ...containersReady, type };
  if (spec.readinessGates === undefined) return HOLDS[type];
  const messages: string[] = [];
  for (const { conditionType } of spec.readinessGates ?? []) {
    const gate = conditions.find((candidate) => candidate.type === conditionType);
    const quoted = JSON.stringify(conditionType);
    if (gate === undefined) messages.push(`corresponding condition of pod readiness gate ${quoted} does not exist.`);
    else if (gate.status !== "True")
      messages.push(`the status of pod readiness gate ${quoted} is not "True", but ${gate.status}`);
  }
  return messages.length === 0 ? HOLDS[type] : condition(type, "False", "ReadinessGatesNotReady", messages.join(", "));
}

function isInitContainerInitialized(container: Container, status: ContainerStatus): boolean {
  return isRestartableInitContainer(container) ? status.started === true : status.ready;
}

/**
 * Initialized: every init container is done (a sidecar: started), or a regular container runs or has run
 * (by its current state alone: corrections.md on §5). That 1.36 and later keep a True for ever is the caller's business.
 */
export function podInitializedCondition(
  spec: PodSpec,
  statuses: readonly ContainerStatus[] | null,
  phase: string,
): GeneratedCondition {
  const type = "Initialized";
  const initContainers = spec.initContainers ?? [];
  if (initContainers.length === 0 && phase !== "Succeeded") return HOLDS[type];
  if (statuses === null && initContainers.length > 0) return condition(type, "False", "UnknownContainerStatuses");
  const known = statuses ?? [];
  const { unknown, hindering } = sortOut(initContainers, known, isInitContainerInitialized);
  if (phase === "Succeeded" && unknown.length === 0) return condition(type, "True", "PodCompleted");
  if (hasAnyRegularContainerStarted(spec, known)) return condition(type, "True");
  const message = hindrances(unknown, "incomplete", hindering);
  return message === "" ? condition(type, "True") : condition(type, "False", "ContainersNotInitialized", message);
}

/** A pod sandbox as the runtime reports it. */
export interface Sandbox {
  readonly ready: boolean;
  /** As reported; absent: the runtime says nothing about the network, which counts as fine. */
  readonly network?: { readonly ip: string };
  /** Default POD. */
  readonly networkNamespace?: string;
}

/** Why the pod needs a new sandbox, in the words of 1.37; undefined: it needs none. `sandboxes`: newest first. */
export function whySandboxIsNeeded(hostNetwork: boolean, sandboxes: readonly Sandbox[]): string | undefined {
  const newest = sandboxes[0];
  if (newest === undefined) return "no pod sandbox exists";
  if (sandboxes.filter(({ ready }) => ready).length > 1)
    return "multiple pod sandboxes are ready and need to be reconciled";
  if (!newest.ready) return "pod sandbox is not ready";
  if ((newest.networkNamespace ?? "POD") !== (hostNetwork ? "NODE" : "POD")) {
    return "network namespace mode changed and sandbox needs to be recreated";
  }
  if (!hostNetwork && newest.network?.ip === "") return "pod sandbox has no IP address";
  return undefined;
}

/**
 * PodReadyToStartContainers: the pod needs no new sandbox. `withReason`: the False condition says why,
 * as 1.37 does (`conditions/sandbox.v1.37`).
 */
export function podReadyToStartContainersCondition(
  hostNetwork: boolean,
  sandboxes: readonly Sandbox[],
  withReason: boolean,
): GeneratedCondition {
  const type = "PodReadyToStartContainers";
  const why = whySandboxIsNeeded(hostNetwork, sandboxes);
  if (why === undefined) return HOLDS[type];
  // KLT-091
  return withReason ? condition(type, "False", "PodSandboxNotReady", why) : condition(type, "False");
}

/** AllContainersRestarting (1.35 and later): from the exit that asks for it until the runtime has dropped every old instance. */
export function allContainersRestartingCondition(
  spec: PodSpec,
  runtime: readonly RuntimeContainer[],
  reported: ReportedPodStatus | undefined,
  phase: string,
): GeneratedCondition {
  const type = "AllContainersRestarting";
  if (phase === "Succeeded") return condition(type, "False", "PodCompleted");
  if (phase === "Failed") return condition(type, "False", "PodFailed");
  if (!shouldAllContainersRestart(spec, runtime, reported) || allContainersRestartCleanedUp(spec, runtime))
    return condition(type, "False");
  return condition(type, "True", "RestartAllContainersStarted", "container exited with restart policy rule");
}
