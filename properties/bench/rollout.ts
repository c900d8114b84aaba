import type { Scenario } from "../../src/model/scenario.ts";
import { simulate } from "../../src/simulate.ts";
import { processorTimeMs } from "./processorTime.ts";

// A rollout of so many replicas on so many nodes, and the same pods without anybody who controls them. Started by bench.ts, once
// for each, and says what it took.

export interface RolloutWorkload {
  readonly replicas: number;
  readonly nodes: number;
  /** Only the pods that the Deployment has before and after, as if somebody had made them at 0. */
  readonly isKubeletAlone: boolean;
}

export interface RolloutMeasured {
  /** Of processor time, of the fastest run. */
  readonly tookMs: number;
  readonly heldBytes: number;
}

const UNTIL_MS = 600_000;
const SPEC = {
  containers: [
    {
      name: "app",
      image: "app:1",
      startupProbe: { httpGet: { path: "/", port: 80 }, periodSeconds: 2, failureThreshold: 30 },
      livenessProbe: { httpGet: { path: "/", port: 80 }, periodSeconds: 10 },
      readinessProbe: { httpGet: { path: "/", port: 80 }, periodSeconds: 5 },
    },
  ],
};
const INSTANCES = [{ startsMs: 10_000 }];

function rolloutScenario({ replicas, nodes, isKubeletAlone }: RolloutWorkload): Scenario {
  const labels = { app: "web" };
  const service = { metadata: { name: "web" }, spec: { selector: labels, ports: [{ port: 80 }] } };
  const common = {
    nodes: Array.from({ length: nodes }, (_, index) => ({ name: `node-${index}` })),
    untilMs: UNTIL_MS,
  };
  if (isKubeletAlone)
    return {
      ...common,
      services: [service],
      pods: Array.from({ length: replicas }, (_, index) => ({
        pod: { metadata: { name: `web-${index}`, labels }, spec: SPEC },
        node: `node-${index % nodes}`,
        containers: { app: { instances: INSTANCES } },
      })),
    };
  return {
    ...common,
    objects: [
      { kind: "Service", ...service },
      {
        kind: "Deployment",
        metadata: { name: "web" },
        spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: SPEC } },
      },
    ],
    behaviour: [{ instances: INSTANCES }],
    actions: [{ atMs: 60_000, do: "updateImage", name: "web", image: "app:2" }],
  };
}

const [text, runs] = process.argv.slice(2);
if (text !== undefined) {
  const scenario = rolloutScenario(JSON.parse(text) as RolloutWorkload);
  let tookMs = Infinity;
  for (let run = 0; run < Number(runs); run++) {
    const startedMs = processorTimeMs();
    const { header } = simulate(scenario, { recorder: "transitions" });
    if (header.attempts === 0) throw new Error("nothing was simulated");
    tookMs = Math.min(tookMs, processorTimeMs() - startedMs);
  }
  const heldBytes = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ tookMs, heldBytes } satisfies RolloutMeasured));
}
