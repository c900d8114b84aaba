import { describe, expect, test } from "vitest";
import { checkKubernetesObject } from "../cli/checkKubernetesObject.ts";
import type { JsonObject } from "../model/json.ts";
import { clusterVectorFromScenario, scenarioFromClusterVector } from "./clusterVector.ts";
import { readScenario } from "./readScenario.ts";

const DEPLOYMENT = `
  - kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 2
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: app, image: "app:1"}]}`;

function problemsOf(text: string): readonly string[] {
  const read = readScenario(text, { checkObject: checkKubernetesObject });
  return "problems" in read ? read.problems.map(({ line, message }) => `${line}: ${message}`) : [];
}

describe("a scenario with objects", () => {
  test("is read, durations and all", () => {
    const read = readScenario(
      `untilMs: 1m\ncallMs: 5ms\nobjects:${DEPLOYMENT}\nactions: [{atMs: 20s, do: scale, name: web, replicas: 4}]`,
      { checkObject: checkKubernetesObject },
    );
    expect(read).toMatchObject({ scenario: { callMs: 5, actions: [{ atMs: 20_000, do: "scale", replicas: 4 }] } });
  });

  test("has no pods and services of its own beside them", () => {
    expect(problemsOf(`untilMs: 1m\nservices: []\nobjects:${DEPLOYMENT}`)).toEqual([
      "2: services and objects exclude each other",
    ]);
  });

  test("does to workloads what exists, and to pods by their number", () => {
    const actions = `actions:
  - {atMs: 1s, do: scale, name: wbe, replicas: 1}
  - {atMs: 2s, do: delete}
  - {atMs: 3s, do: deletePod, pod: 0}`;
    expect(problemsOf(`untilMs: 1m\n${actions}\nobjects:${DEPLOYMENT}`)).toEqual([
      "5: actions[2].pod must be at least 1, not 0",
    ]);
    expect(problemsOf(`untilMs: 1m\n${actions.replace("pod: 0", "pod: 1")}\nobjects:${DEPLOYMENT}`)).toEqual([
      '3: there is no Deployment or StatefulSet "wbe"',
      "4: delete is about pods that the scenario names, and controllers make these",
    ]);
  });

  test("is needed by what only controllers know", () => {
    const pod = "pod: {spec: {containers: [{name: app}]}}";
    expect(problemsOf(`untilMs: 1m\nwatchMs: 5ms\n${pod}\nactions: [{atMs: 1s, do: pause, name: web}]`)).toEqual([
      "2: watchMs goes with objects",
      "4: pause is about what controllers make, and the scenario has no objects",
    ]);
  });

  test("is told what the API server says of its objects", () => {
    const strategy = "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}";
    const [problem] = problemsOf(`untilMs: 1m\nobjects:${DEPLOYMENT}\n      ${strategy}`);
    expect(problem).toContain("may not be 0 when `maxSurge` is 0");
  });
});

describe("recorded scenarios of kubelets and controllers", () => {
  test("are scenarios here with other words, and back", () => {
    const recorded: JsonObject = {
      id: "x",
      nodes: [{ kubeletUpMs: 600_370 }, { kubeletUpMs: 600_640 }],
      objects: [],
      actions: [
        { atMs: 1, do: "setImage", name: "web", image: "app:2" },
        { atMs: 2, do: "delete", kind: "Service", name: "web" },
        { atMs: 3, do: "restartKubelet", node: 1, downMs: 5 },
      ],
      untilMs: 10,
    };
    const scenario = scenarioFromClusterVector("1.36.3", recorded);
    expect(scenario.actions?.map((action) => action.do)).toEqual(["updateImage", "deleteObject", "restartKubelet"]);
    expect(scenario.nodes?.map(({ name }) => name)).toEqual(["node0", "node1"]);
    expect(clusterVectorFromScenario(scenario)).toEqual({ kubernetes: "1.36.3", scenario: recorded });
  });
});
