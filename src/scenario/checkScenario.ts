import { NEWEST_VERSION, OLDEST_MINOR, parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Pod } from "../model/pod.ts";
import type { Action, ContainerBehaviour, FirstKill, Scenario } from "../model/scenario.ts";
import { containersOf, podNameOf, scenarioPods } from "../model/scenarioPods.ts";
import { checkBehaviour } from "./checkBehaviour.ts";
import { isClusterAction } from "../model/clusterScenario.ts";
import { checkObjects, checkWithoutObjects } from "./checkCluster.ts";
import { checkExpectations } from "./checkExpectations.ts";
import { checkSegments } from "./checkSegments.ts";
import { checkTraffic } from "./checkTraffic.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";
import { nameOf } from "./shapeProblem.ts";
import { unknownName } from "./unknownName.ts";

/** What one field alone cannot tell: names that must exist, segments that must not overlap, words that go together. */
export function checkScenario(scenario: Scenario, knownGates: readonly string[]): ShapeProblem[] {
  return [
    ...checkKubernetes(scenario, knownGates),
    ...(scenario.objects === undefined
      ? [...checkPods(scenario), ...checkWithoutObjects(scenario)]
      : checkObjects(scenario, scenario.objects)),
    ...Object.entries(scenario.dependencies ?? {}).flatMap(([name, segments]) =>
      checkSegments(segments, "dependency", scenario.untilMs, ["dependencies", name]),
    ),
    ...(scenario.actions ?? []).flatMap((action, index) => checkAction(action, scenario, ["actions", index])),
    ...(scenario.firstKills ?? []).flatMap((first, index) => checkFirstKill(first, scenario, ["firstKills", index])),
    ...checkTraffic(scenario),
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
    return checkBehaviours(scenario, scenario.pod, scenario.containers, ["containers"]);
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
    problems.push(...checkBehaviours(scenario, pod, containers, ["pods", index, "containers"]));
    if (node !== undefined) problems.push(...checkNode(node, scenario, ["pods", index, "node"]));
  }
  return problems;
}

function checkBehaviours(
  { dependencies = {}, traffic, untilMs }: Scenario,
  pod: Pod,
  behaviours: Readonly<Record<string, ContainerBehaviour>> | undefined,
  path: Path,
): ShapeProblem[] {
  const containers = containersOf(pod);
  const names = containers.map(({ name }) => name);
  const surroundings = {
    dependencies: [
      ...Object.keys(dependencies),
      ...(traffic?.overload ?? []).flatMap(({ dependency }) => dependency ?? []),
    ],
    paths: (traffic?.clients ?? []).map((client) => client.path ?? "/"),
    untilMs,
  };
  return Object.entries(behaviours ?? {}).flatMap(([name, behaviour]) => {
    const container = containers.find((candidate) => candidate.name === name);
    return container === undefined
      ? [unknownName([...path, name], true, "container", name, names)]
      : checkBehaviour(container, behaviour, surroundings, [...path, name]);
  });
}

function isAboutPod(action: Action): action is Extract<Action, { readonly pod?: string }> {
  return action.do === "delete" || action.do === "setCondition" || action.do === "setImage";
}

function checkAction(action: Action, scenario: Scenario, path: Path): ShapeProblem[] {
  if (isClusterAction(action)) {
    if (scenario.objects !== undefined) return [];
    const message = `${action.do} is about what controllers make, and the scenario has no objects`;
    return [{ path: [...path, "do"], message, help: "give Deployments, StatefulSets, Services and Pods as objects" }];
  }
  if (!isAboutPod(action)) {
    const node = "node" in action ? action.node : undefined;
    return node === undefined ? [] : checkNode(node, scenario, [...path, "node"]);
  }
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
