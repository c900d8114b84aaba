import { NEWEST_VERSION, OLDEST_MINOR, parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Pod } from "../model/pod.ts";
import type { Action, AppSegment, ContainerBehaviour, FirstKill, Scenario } from "../model/scenario.ts";
import { containersOf, podNameOf, scenarioPods } from "../model/scenarioPods.ts";
import { checkExpectations } from "./checkExpectations.ts";
import type { Path, ShapeProblem } from "./readShape.ts";
import { nameOf } from "./readShape.ts";
import { unknownName } from "./unknownName.ts";

/** What one field alone cannot tell: names that must exist, segments that must not overlap, words that go together. */
export function checkScenario(scenario: Scenario, knownGates: readonly string[]): ShapeProblem[] {
  return [
    ...checkKubernetes(scenario, knownGates),
    ...checkPods(scenario),
    ...(scenario.actions ?? []).flatMap((action, index) => checkAction(action, scenario, ["actions", index])),
    ...(scenario.firstKills ?? []).flatMap((first, index) => checkFirstKill(first, scenario, ["firstKills", index])),
    ...checkExpectations(scenario),
  ];
}

function checkKubernetes(scenario: Scenario, knownGates: readonly string[]): ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  if (scenario.kubernetes !== undefined && parseKubernetesVersion(scenario.kubernetes) === undefined) {
    problems.push({
      path: ["kubernetes"],
      message: `kubernetes must be a release from 1.${OLDEST_MINOR} to 1.${NEWEST_VERSION.minor}, not ${JSON.stringify(scenario.kubernetes)}`,
      help: `write "1.${NEWEST_VERSION.minor}" or, for one patch release, "1.35.4"`,
    });
  }
  for (const gate of Object.keys(scenario.gates ?? {})) {
    if (!knownGates.includes(gate)) problems.push(unknownName(["gates", gate], true, "feature gate", gate, knownGates));
  }
  return problems;
}

function checkPods(scenario: Scenario): ShapeProblem[] {
  if (scenario.pods === undefined) {
    if (scenario.pod === undefined)
      return [
        { path: [], atKey: true, message: "the scenario has no pod", help: "give one as pod, or several as pods" },
      ];
    return checkBehaviours(scenario.pod, scenario.containers, ["containers"]);
  }
  const problems: ShapeProblem[] = [];
  if (scenario.pod !== undefined)
    problems.push({
      path: ["pods"],
      atKey: true,
      message: "pod and pods exclude each other",
      help: "put the pod into pods",
    });
  if (scenario.containers !== undefined) {
    problems.push({
      path: ["containers"],
      atKey: true,
      message: "containers goes with pod",
      help: "put it beside each pod in pods",
    });
  }
  const names = new Set<string>();
  for (const [index, { pod, containers, node }] of scenario.pods.entries()) {
    const name = podNameOf(pod);
    const path = ["pods", index, "pod", "metadata", "name"];
    if (names.has(name))
      problems.push({
        path,
        message: `two pods are called ${JSON.stringify(name)}`,
        help: "give each its own metadata.name",
      });
    names.add(name);
    problems.push(...checkBehaviours(pod, containers, ["pods", index, "containers"]));
    if (node !== undefined) problems.push(...checkNode(node, scenario, ["pods", index, "node"]));
  }
  return problems;
}

function checkBehaviours(
  pod: Pod,
  containers: Readonly<Record<string, ContainerBehaviour>> | undefined,
  path: Path,
): ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  const names = containersOf(pod).map((container) => container.name);
  for (const [name, behaviour] of Object.entries(containers ?? {})) {
    if (!names.includes(name)) problems.push(unknownName([...path, name], true, "container", name, names));
    for (const [index, instance] of behaviour.instances.entries()) {
      problems.push(...checkAppSegments(instance.app ?? [], [...path, name, "instances", index, "app"]));
    }
  }
  return problems;
}

/** Segments of one list follow each other. [DESIGN §8] */
function checkAppSegments(segments: readonly AppSegment[], path: Path): ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  for (const [index, segment] of segments.entries()) {
    const here = [...path, index];
    const previous = segments[index - 1];
    if (previous !== undefined && segment.fromMs < Math.max(previous.toMs ?? 0, previous.fromMs + 1)) {
      problems.push({
        path: [...here, "fromMs"],
        message: `${nameOf(here)} begins before ${nameOf([...path, index - 1])} is over`,
        help: "segments stand in the order of time and do not overlap",
      });
    }
    if (segment.toMs !== undefined && segment.toMs <= segment.fromMs) {
      problems.push({
        path: [...here, "toMs"],
        message: `${nameOf(here)} ends before it begins`,
        help: "toMs counts from the instance's start, as fromMs does",
      });
    }
    if (segment.state === "slow" && segment.ms === undefined) {
      problems.push({
        path: [...here, "state"],
        message: `${nameOf(here)} is slow, but does not say how slow`,
        help: "add ms: how long an answer takes",
      });
    }
    if (segment.ms !== undefined && segment.state !== "slow" && segment.state !== "healthy") {
      problems.push({
        path: [...here, "ms"],
        atKey: true,
        message: `ms means nothing while the app is in state ${segment.state}`,
      });
    }
    if (segment.exitCode !== undefined && segment.state !== "exit") {
      problems.push({ path: [...here, "exitCode"], atKey: true, message: "exitCode goes with state exit only" });
    }
    if (segment.state === "exit" && (segment.toMs !== undefined || index < segments.length - 1)) {
      problems.push({
        path: here,
        message: `${nameOf(here)} ends the process, nothing follows in this instance`,
        help: "describe the next instance instead",
      });
    }
  }
  return problems;
}

function checkAction(action: Action, scenario: Scenario, path: Path): ShapeProblem[] {
  if (action.do === "restartKubelet")
    return action.node === undefined ? [] : checkNode(action.node, scenario, [...path, "node"]);
  const names = scenarioPods(scenario).map(({ pod }) => podNameOf(pod));
  if (action.pod === undefined) {
    return names.length <= 1
      ? []
      : [
          {
            path,
            message: `${nameOf(path)} does not say which pod`,
            help: `add pod: one of ${names.slice(0, 10).join(", ")}`,
          },
        ];
  }
  return names.includes(action.pod) ? [] : [unknownName([...path, "pod"], false, "pod", action.pod, names)];
}

function checkFirstKill({ pod, container }: FirstKill, scenario: Scenario, path: Path): ShapeProblem[] {
  const pods = scenarioPods(scenario);
  const meant = pods.filter((one) => pod === undefined || podNameOf(one.pod) === pod);
  if (pod !== undefined && meant.length === 0) {
    const names = pods.map((one) => podNameOf(one.pod));
    return [unknownName([...path, "pod"], false, "pod", pod, names)];
  }
  const names = meant.flatMap((one) => containersOf(one.pod)).map(({ name }) => name);
  return names.includes(container)
    ? []
    : [unknownName([...path, "container"], false, "container", container, [...new Set(names)])];
}

function checkNode(node: string, scenario: Scenario, path: Path): ShapeProblem[] {
  const names = scenario.nodes?.map(({ name }) => name) ?? ["node"];
  return names.includes(node) ? [] : [unknownName(path, false, "node", node, names)];
}
