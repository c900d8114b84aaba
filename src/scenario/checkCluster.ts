import type { ObjectManifest } from "../model/clusterScenario.ts";
import { isClusterAction } from "../model/clusterScenario.ts";
import type { Action, Scenario } from "../model/scenario.ts";
import { CLUSTER_ACTIONS } from "./clusterShape.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";
import { unknownName } from "./unknownName.ts";

/** What controllers make has no place beside what the scenario names itself. */
const NAMED_BY_SCENARIO = ["pod", "pods", "containers", "services", "propagation", "guest", "firstKills"] as const;
/** What only API server and controllers know. */
const OF_CLUSTER = ["behaviour", "outages", "callMs", "watchMs", "endpointBatchMs", "otherOrders"] as const;

/** What only goes with `objects`, where there are none. */
export function checkWithoutObjects(scenario: Scenario): ShapeProblem[] {
  return OF_CLUSTER.filter((word) => scenario[word] !== undefined).map((word) => ({
    path: [word],
    atKey: true,
    message: `${word} goes with objects`,
    help: "give Deployments, StatefulSets, Services and Pods as objects",
  }));
}

/** Of a scenario with `objects`: words that exclude each other, and names that must exist. */
export function checkObjects(scenario: Scenario, objects: readonly ObjectManifest[]): ShapeProblem[] {
  const problems: ShapeProblem[] = NAMED_BY_SCENARIO.filter((word) => scenario[word] !== undefined).map((word) => ({
    path: [word],
    atKey: true,
    message: `${word} and objects exclude each other`,
    help: "what controllers make is said by objects, behaviour and outages",
  }));
  const seen = new Set<string>();
  for (const [index, { kind, metadata }] of objects.entries()) {
    const name = `${kind} ${metadata.name}`;
    if (seen.has(name)) {
      const path = ["objects", index, "metadata", "name"];
      problems.push({ path, message: `there are two of ${name}`, help: "give each its own metadata.name" });
    }
    seen.add(name);
  }
  for (const [index, { fromMs, toMs }] of (scenario.outages ?? []).entries()) {
    if (toMs <= fromMs)
      problems.push({
        path: ["outages", index, "toMs"],
        message: "the outage is over before it begins",
        help: "make toMs later than fromMs",
      });
  }
  const applied = (scenario.actions ?? []).flatMap((action) => (action.do === "apply" ? [action.object] : []));
  return [
    ...problems,
    ...(scenario.actions ?? []).flatMap((action, index) =>
      checkAction(action, [...objects, ...applied], ["actions", index]),
    ),
  ];
}

/** What has a template, and replicas where that is asked for. */
function isEdited(kind: ObjectManifest["kind"], isScaled: boolean): boolean {
  return kind === "Deployment" || kind === "StatefulSet" || (kind === "DaemonSet" && !isScaled);
}

function checkAction(action: Action, objects: readonly ObjectManifest[], path: Path): ShapeProblem[] {
  if (action.do === "restartKubelet") return [];
  if (!isClusterAction(action)) {
    const words = ["restartKubelet", ...Object.keys(CLUSTER_ACTIONS)];
    const message = `${action.do} is about pods that the scenario names, and controllers make these`;
    return [{ path: [...path, "do"], message, help: `with objects: ${words.join(", ")}` }];
  }
  if (!("name" in action)) return [];
  const isMeant = ({ kind }: ObjectManifest): boolean =>
    action.do === "deleteObject" ? kind === action.kind : isEdited(kind, action.do === "scale");
  const names = objects.filter(isMeant).map(({ metadata }) => metadata.name);
  const what = action.do === "deleteObject" ? action.kind : "Deployment or StatefulSet";
  return names.includes(action.name) ? [] : [unknownName([...path, "name"], false, what, action.name, names)];
}
