import type { Container } from "../model/container.ts";
import type {
  ContainerExpectations,
  CountRange,
  Expectations,
  PodExpectations,
  TimeRange,
} from "../model/expectations.ts";
import type { JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { Pod } from "../model/pod.ts";
import type { ProbeType } from "../model/probe.ts";
import type { Scenario } from "../model/scenario.ts";
import { containersOf, podNameOf, scenarioPods } from "../model/scenarioPods.ts";
import { clusterObjects, serviceNames, workloadNames } from "../model/scenarioObjects.ts";
import { CONTROLLER_REASONS, EVENT_REASONS } from "../model/trace.ts";
import { formatDuration } from "../time/duration.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";
import { nameOf } from "./shapeProblem.ts";
import { unknownName } from "./unknownName.ts";

/** What could not fail is refused: names of things that do not exist, times outside the run, ranges that hold everything. */
export function checkExpectations(scenario: Scenario): ShapeProblem[] {
  const { expect } = scenario;
  if (expect === undefined) {
    if (scenario.failsWhen === undefined) return [];
    const message = "failsWhen proves that expect can fail, and there is no expect";
    return [{ path: ["failsWhen"], atKey: true, message, help: "say what must come out as expect" }];
  }
  return [
    ...findEmpty(expect as unknown as JsonValue, ["expect"]),
    ...findIdleRanges(expect as unknown as JsonValue, ["expect"], scenario.untilMs),
    ...checkNames(expect, scenario),
  ];
}

/** A mapping without keys expects nothing. */
function findEmpty(value: JsonValue, path: Path): ShapeProblem[] {
  if (isJsonArray(value)) return value.flatMap((item, index) => findEmpty(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  const entries = Object.entries(value);
  if (entries.length === 0)
    return [{ path, atKey: true, message: `${nameOf(path)} expects nothing`, help: "fill it, or take it away" }];
  return entries.flatMap(([key, item]) => findEmpty(item ?? null, [...path, key]));
}

/** Ranges that every run is in, and times that no run reaches. */
function findIdleRanges(value: JsonValue, path: Path, untilMs: number): ShapeProblem[] {
  if (isJsonArray(value)) return value.flatMap((item, index) => findIdleRanges(item, [...path, index], untilMs));
  if (!isJsonObject(value)) return [];
  if ("atLeast" in value) {
    const { atLeast, atMost } = value as unknown as CountRange;
    if (atLeast > 0 || atMost !== undefined) return [];
    return [{ path, message: `${nameOf(path)} is true of every run: any number is 0 or more` }];
  }
  if ("fromMs" in value) {
    // How long something takes may be longer than the run: then it does not happen in it, and the expectation fails.
    if (path.includes("restartDelays")) return [];
    const { fromMs, toMs } = value as unknown as TimeRange;
    const beyondMs = Math.max(fromMs, toMs ?? 0);
    if (beyondMs <= untilMs) return [];
    const message = `${nameOf(path)} reaches to ${formatDuration(beyondMs)}, and the run ends at ${formatDuration(untilMs)}`;
    return [{ path, message, help: "raise untilMs, or name a time within the run" }];
  }
  return Object.entries(value).flatMap(([key, item]) => findIdleRanges(item ?? null, [...path, key], untilMs));
}

function checkNames(expect: Expectations, scenario: Scenario): ShapeProblem[] {
  const { pods: byPod, holds: _holds, clients, workloads, services: ofServices, ...ofOnePod } = expect;
  const services = serviceNames(scenario);
  const conditions = knownConditions(scenario);
  const check = (pod: Pod, words: PodExpectations, path: Path): ShapeProblem[] => [
    ...unknownKeys(words.endpoints, services, "service", [...path, "endpoints"]),
    ...unknownKeys(words.conditions, conditions, "condition", [...path, "conditions"]),
    ...checkContainers(pod, words, path),
    ...checkEvents(pod, words, path),
  ];
  const clientNames = (scenario.traffic?.clients ?? []).map(({ name }) => name);
  const problems = [
    ...unknownKeys(clients, clientNames, "client", ["expect", "clients"]),
    ...unknownKeys(ofServices, services, "service", ["expect", "services"]),
    ...checkWorkloads(workloads, workloadNames(scenario)),
  ];
  const pods =
    scenario.objects === undefined
      ? scenarioPods(scenario).map(({ pod }): [string, Pod] => [podNameOf(pod), pod])
      : Object.keys(byPod ?? {})
          .filter((name) => POD_NUMBER.test(name))
          .map((name): [string, Pod] => [name, anyPodOf(scenario)]);
  if (scenario.objects === undefined)
    problems.push(
      ...unknownKeys(
        byPod,
        pods.map(([name]) => name),
        "pod",
        ["expect", "pods"],
      ),
    );
  else problems.push(...checkNumbers(byPod));
  for (const [name, pod] of pods) {
    const words = byPod !== undefined && Object.hasOwn(byPod, name) ? byPod[name] : undefined;
    if (words !== undefined) problems.push(...check(pod, words, ["expect", "pods", name]));
  }
  const [word] = Object.keys(ofOnePod);
  if (word === undefined) return problems;
  const [first] = pods;
  if (scenario.objects === undefined && pods.length === 1 && first !== undefined)
    return [...problems, ...check(first[1], ofOnePod, ["expect"])];
  const message = `expect.${word} does not say of which pod`;
  const name = scenario.objects === undefined ? first?.[0] : "1, the pod that is created first";
  return [...problems, { path: ["expect", word], atKey: true, message, help: `write it below expect.pods.${name}` }];
}

const POD_NUMBER = /^[1-9]\d*$/;

function checkNumbers(pods: Expectations["pods"] = {}): ShapeProblem[] {
  return Object.keys(pods)
    .filter((name) => !POD_NUMBER.test(name))
    .map((name) => ({
      path: ["expect", "pods", name],
      atKey: true,
      message: `${JSON.stringify(name)} is no number of a pod, and controllers make the names`,
      help: "pods are counted in the order of their creation, from 1",
    }));
}

/** Controllers tell of no progress and no deadline of StatefulSets. */
const ONLY_OF_DEPLOYMENTS = ["stalled", "stalledBy", "conditions", "unavailable", "terminating"] as const;
const DEPLOYMENT_CONDITIONS = ["Available", "Progressing", "ReplicaFailure"];

function checkWorkloads(workloads: Expectations["workloads"] = {}, known: readonly string[]): ShapeProblem[] {
  const here = ["expect", "workloads"];
  return [
    ...unknownKeys(workloads, known, "workload", here),
    ...Object.entries(workloads).flatMap(([name, words]) => [
      ...unknownKeys(words.conditions, DEPLOYMENT_CONDITIONS, "condition of workloads", [...here, name, "conditions"]),
      ...ONLY_OF_DEPLOYMENTS.filter((word) => name.startsWith("statefulset/") && words[word] !== undefined).map(
        (word) => ({
          path: [...here, name, word],
          atKey: true as const,
          message: `the status of a StatefulSet says nothing of ${word}`,
        }),
      ),
      ...(words.events ?? []).flatMap(({ reason }, index) =>
        CONTROLLER_REASONS.includes(reason)
          ? []
          : [
              unknownName(
                [...here, name, "events", index, "reason"],
                false,
                "event reason",
                reason,
                CONTROLLER_REASONS,
              ),
            ],
      ),
    ]),
  ];
}

/** What the containers are of the pods that controllers make, whichever it is: those of one name share their probes. */
function anyPodOf(scenario: Scenario): Pod {
  const byName = new Map<string, Container>();
  for (const { spec } of clusterObjects(scenario)) {
    const template = spec["template"] as unknown as Pod | undefined;
    const pod = template?.spec ?? (spec as unknown as Pod["spec"]);
    for (const container of containersOf({ spec: { ...pod, containers: pod.containers ?? [] } }))
      byName.set(container.name, { ...byName.get(container.name), ...container });
  }
  return { spec: { containers: [...byName.values()] } };
}

function unknownKeys(
  words: Readonly<Record<string, unknown>> | undefined,
  known: readonly string[],
  what: string,
  path: Path,
): ShapeProblem[] {
  return Object.keys(words ?? {})
    .filter((name) => !known.includes(name))
    .map((name) => unknownName([...path, name], true, what, name, known));
}

function checkContainers(pod: Pod, words: PodExpectations, path: Path): ShapeProblem[] {
  const containers = containersOf(pod);
  const here = [...path, "containers"];
  const names = containers.map(({ name }) => name);
  return [
    ...unknownKeys(words.containers, names, "container", here),
    ...containers.flatMap((container) => {
      const own = Object.entries(words.containers ?? {}).find(([name]) => name === container.name)?.[1];
      return own === undefined ? [] : checkProbes(container, own, [...here, container.name]);
    }),
  ];
}

/** A probe that is not there never asks and never kills. */
function checkProbes(container: Container, words: ContainerExpectations, path: Path): ShapeProblem[] {
  return (["attempts", "kills"] as const).flatMap((word) =>
    Object.keys(words[word] ?? {})
      .filter((probe) => container[`${probe as ProbeType}Probe`] === undefined)
      .map((probe) => ({
        path: [...path, word, probe],
        atKey: true as const,
        message: `container ${JSON.stringify(container.name)} has no ${probe} probe`,
      })),
  );
}

function checkEvents(pod: Pod, { events = [] }: PodExpectations, path: Path): ShapeProblem[] {
  const names = containersOf(pod).map(({ name }) => name);
  return events.flatMap(({ reason, container }, index) => [
    ...(EVENT_REASONS.includes(reason)
      ? []
      : [unknownName([...path, "events", index, "reason"], false, "event reason", reason, EVENT_REASONS)]),
    ...(container === undefined || names.includes(container)
      ? []
      : [unknownName([...path, "events", index, "container"], false, "container", container, names)]),
  ]);
}

const KUBELET_CONDITIONS = [
  "PodScheduled",
  "PodReadyToStartContainers",
  "Initialized",
  "ContainersReady",
  "Ready",
  "AllContainersRestarting",
];

function knownConditions(scenario: Scenario): readonly string[] {
  return [
    ...KUBELET_CONDITIONS,
    ...scenarioPods(scenario).flatMap(({ pod: { spec, status } }) => [
      ...(spec.readinessGates ?? []).map(({ conditionType }) => conditionType),
      ...(status?.conditions ?? []).map(({ type }) => type),
    ]),
    ...(scenario.actions ?? []).flatMap((action) =>
      action.do === "setCondition" || action.do === "setPodCondition" ? [action.type] : [],
    ),
  ];
}
