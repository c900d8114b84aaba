import { CLUSTER_UNITS_PER_MS } from "../kubelet/engine.ts";
import type { Engine } from "../kubelet/engine.ts";
import { newTemplatePlans } from "../kubelet/podPlan.ts";
import { NEVER } from "../kubelet/podWorld.ts";
import type { ClusterAction } from "../model/clusterScenario.ts";
import { isClusterAction } from "../model/clusterScenario.ts";
import type { Action, Scenario } from "../model/scenario.ts";
import { createEventQueue } from "../time/eventQueue.ts";
import type { ControlPlane } from "./api/controlPlane.ts";
import { NS_PER_MS } from "./api/controlPlane.ts";
import type { ClusterWorld, KubeletChange } from "./clusterWorld.ts";
import { CONTROLLER_NAMES } from "./control/controllerName.ts";
import type { ControllerName } from "./control/controllerName.ts";
import { newController } from "./control/controller.ts";

/** Room for so many pods at first; there may be more. */
const FIRST_PODS = 64;

/** The world of a scenario with objects, at the instant before it begins. @param engine without pods, with an outbox */
export function createCluster(scenario: Scenario, engine: Engine): ClusterWorld {
  const { objects = [], actions = [], nodes = [{ name: "node" }] } = scenario;
  const sorted = [...actions].sort((a, b) => a.atMs - b.atMs);
  return {
    gates: scenario.gates ?? {},
    engine,
    plane: newControlPlane(scenario, engine),
    behaviour: scenario.behaviour ?? [],
    outages: scenario.outages ?? [],
    surroundings: {
      version: engine.profile.version,
      dependencies: scenario.dependencies ?? {},
      horizonMs: scenario.untilMs,
    },
    plans: newTemplatePlans(),
    behaviours: new Map(),
    zones: new Map(nodes.map(({ name, zone = "" }) => [name, zone])),
    endpointBatchNs: (scenario.endpointBatchMs ?? 0) * NS_PER_MS,
    news: nodes.map(() => ({ atMs: NEVER, pods: new Set<number>() })),
    user: {
      actions: [
        ...objects.map((object): ClusterAction => ({ atMs: 0, do: "apply", object })),
        ...sorted.filter(isClusterAction),
      ],
      objects: objects.length,
      next: 0,
      isWaiting: false,
      freeNs: 0,
    },
    kubeletChanges: kubeletChangesOf(sorted, nodes),
    nextKubeletChange: 0,
    flushNs: Infinity,
    due: createEventQueue(FIRST_PODS, CLUSTER_UNITS_PER_MS),
    names: new Map(),
    said: new Map(),
    untilMs: scenario.untilMs,
  };
}

/** A kubelet that is restarted while there is none is not restarted once more. */
function kubeletChangesOf(
  actions: readonly Action[],
  nodes: readonly { readonly name: string }[],
): readonly KubeletChange[] {
  const changes = actions.flatMap((action): KubeletChange[] => {
    if (action.do !== "restartKubelet") return [];
    return nodes.flatMap(({ name }, node): KubeletChange[] =>
      (action.node ?? name) !== name
        ? []
        : [
            { atMs: action.atMs, change: "stop", node },
            { atMs: action.atMs + action.downMs, change: "start", node },
          ],
    );
  });
  return changes.sort((a, b) => a.atMs - b.atMs);
}

/** Those of the cluster oracle take their steps of the API server whether they have anything to do or not. */
const ALWAYS_WATCH: ReadonlySet<ControllerName> = new Set<ControllerName>([
  "replicaset",
  "deployment",
  "statefulset",
  "endpointslice",
  "endpoint",
]);

/** Others watch where there is an object of their kind. */
function isWanted(name: ControllerName, { objects = [], actions = [] }: Scenario): boolean {
  const applied = actions.flatMap((action) => (action.do === "apply" ? [action.object] : []));
  return [...objects, ...applied].some(({ kind }) => kind.toLowerCase() === name);
}

function newControlPlane(scenario: Scenario, engine: Engine): ControlPlane {
  return {
    callNs: (scenario.callMs ?? 0) * NS_PER_MS,
    watchNs: (scenario.watchMs ?? 0) * NS_PER_MS,
    wallMs: engine.settings.wallMs,
    stores: {
      pods: new Map(),
      services: new Map(),
      endpoints: new Map(),
      endpointslices: new Map(),
      deployments: new Map(),
      replicasets: new Map(),
      statefulsets: new Map(),
      controllerrevisions: new Map(),
      poddisruptionbudgets: new Map(),
      jobs: new Map(),
      daemonsets: new Map(),
    },
    resourceVersion: 0,
    uids: 0,
    podCount: 0,
    nameCounts: new Map(),
    freeNs: 0,
    isCalled: false,
    deliveries: [],
    replies: [],
    calls: [],
    sequence: 0,
    watchers: CONTROLLER_NAMES.filter((name) => ALWAYS_WATCH.has(name) || isWanted(name, scenario)),
    controllers: {
      replicaset: newController("replicaset"),
      deployment: newController("deployment"),
      statefulset: newController("statefulset"),
      endpointslice: newController("endpointslice"),
      endpoint: newController("endpoint"),
      job: newController("job"),
      daemonset: newController("daemonset"),
    },
    routines: new Map(),
    routineCount: 0,
    kubeletWrites: engine.outbox ?? [],
    otherOrders: scenario.otherOrders ?? [],
    ties: [],
    changed: new Map(),
  };
}
