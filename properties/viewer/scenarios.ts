import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkKubernetesObject } from "../../src/cli/checkKubernetesObject.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import { readScenario } from "../../src/scenario/readScenario.ts";

/** One of the scenarios that ship: `lessons/liveness-kill`. */
export function shippedScenario(name: string): Scenario {
  const text = readFileSync(join(import.meta.dirname, "../../sims", `${name}.yaml`), "utf8");
  const read = readScenario(text, { checkObject: checkKubernetesObject });
  if (!("scenario" in read)) throw new Error(`${name}: ${read.problems[0]?.message}`);
  return read.scenario;
}

/** A failing liveness probe on a container of that name. */
export function scenarioWithContainer(container: string): Scenario {
  return {
    id: container,
    description: container,
    pod: {
      metadata: { name: container },
      spec: {
        terminationGracePeriodSeconds: 5,
        containers: [{ name: container, livenessProbe: { exec: { command: [container] }, periodSeconds: 5 } }],
      },
    },
    containers: { [container]: { instances: [{ app: [{ fromMs: 10_000, state: "error" }] }] } },
    untilMs: 60_000,
  };
}
