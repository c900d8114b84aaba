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
