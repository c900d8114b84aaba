import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { Scenario } from "../model/scenario.ts";

/** Words of the cluster oracle's actions that are others here, where `delete` and its like are about a pod of the scenario. */
const OUR_WORDS: Readonly<Record<string, string>> = {
  delete: "deleteObject",
  setImage: "updateImage",
  setCondition: "setPodCondition",
};

const nodeName = (index: JsonValue | undefined): string => `node${typeof index === "number" ? index : 0}`;

/** The scenario of a recorded vector of kubelets and controllers: nodes have names here, and some actions other words. */
export function scenarioFromClusterVector(kubernetes: string, recorded: JsonObject): Scenario {
  const nodes = isJsonArray(recorded["nodes"]) && recorded["nodes"].length > 0 ? recorded["nodes"] : [{}];
  const actions = isJsonArray(recorded["actions"]) ? recorded["actions"] : [];
  return {
    ...recorded,
    kubernetes,
    nodes: nodes.map((node, index) => ({
      name: nodeName(index),
      kubeletUpMs: DEFAULT_KUBELET_UP_MS,
      ...(isJsonObject(node) ? node : {}),
    })),
    actions: actions.filter(isJsonObject).map(ourAction),
  } as unknown as Scenario;
}

/** Of the oracle. */
const DEFAULT_KUBELET_UP_MS = 600_000;

function ourAction(action: JsonObject): JsonObject {
  const { do: word, node, ...rest } = action;
  const ours = typeof word === "string" ? (OUR_WORDS[word] ?? word) : "";
  return word === "restartKubelet" ? { ...rest, do: ours, node: nodeName(node) } : { ...rest, do: ours };
}

/** Keys of ours that the cluster oracle does not know. */
const OURS = [
  "pod",
  "pods",
  "containers",
  "services",
  "propagation",
  "traffic",
  "dependencies",
  "guest",
  "firstKills",
  "otherOrders",
  "kubeletUpMs",
  "context",
] as const;

/** What the cluster oracle would run for a scenario; undefined where it cannot. */
export function clusterVectorFromScenario(
  scenario: Scenario,
): { readonly kubernetes: string; readonly scenario: JsonObject } | undefined {
  if (scenario.objects === undefined || OURS.some((key) => scenario[key] !== undefined)) return undefined;
  const {
    kubernetes = "",
    description: _description,
    seed: _seed,
    expect: _expect,
    failsWhen: _flips,
    ...rest
  } = scenario;
  const names = (scenario.nodes ?? []).map(({ name }) => name);
  const theirWords = Object.fromEntries(Object.entries(OUR_WORDS).map(([theirs, ours]) => [ours, theirs]));
  const plain = JSON.parse(JSON.stringify(rest)) as JsonObject;
  const actions = isJsonArray(plain["actions"]) ? plain["actions"].filter(isJsonObject) : [];
  const nodes = isJsonArray(plain["nodes"]) ? plain["nodes"].filter(isJsonObject) : [];
  return {
    kubernetes,
    scenario: {
      ...plain,
      nodes: nodes.map(({ name: _name, zone: _zone, ...node }) => node),
      actions: actions.map(({ do: word, node, ...action }) => ({
        ...action,
        do: theirWords[word as string] ?? (word as string),
        ...(word === "restartKubelet" ? { node: Math.max(0, names.indexOf(node as string)) } : {}),
      })),
    },
  };
}
