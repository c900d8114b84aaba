import type { Container } from "../../src/model/container.ts";
import type { Probe, ProbeType } from "../../src/model/probe.ts";
import type { InstanceBehaviour, ProbeSegment, Scenario } from "../../src/model/scenario.ts";

// Numbered cases of the specifications that `conformance/kubelet` has no vector of. The real kubelet ran them too:
// `properties/cases/recorded`, written by `scripts/recordCases.ts`.

/** The environment of the vectors' own cases: relists at x.630 s, a sandbox within 20 ms, create and start 5 ms each. */
const ENVIRONMENT = { kubeletUpMs: 600_370, wallMs: 123, rand: 0, sandboxMs: 20 } as const;

export function execProbe(type: ProbeType, numbers: Partial<Probe> = {}): Probe {
  return { exec: { command: ["probe", type] }, ...numbers };
}

function instance(behaviour: InstanceBehaviour = {}): InstanceBehaviour {
  return { createMs: 5, startMs: 5, onTerm: { afterMs: 1000, code: 0 }, ...behaviour };
}

function segment(fromMs: number, outcome: ProbeSegment["outcome"], ms = 3): ProbeSegment {
  return { fromMs, outcome, ms };
}

function scenarioOf(
  id: string,
  containers: readonly Container[],
  instances: readonly (readonly InstanceBehaviour[])[],
  rest: Partial<Scenario>,
): Scenario {
  return {
    id,
    ...ENVIRONMENT,
    pod: {
      metadata: { name: "p", namespace: "default", uid: "00000000-0000-0000-0000-000000000001" },
      spec: { restartPolicy: "Always", containers },
    },
    containers: Object.fromEntries(
      containers.map(({ name }, index) => [name, { instances: instances[index] ?? [instance()] }]),
    ),
    untilMs: 60_000,
    ...rest,
  };
}

const AROUND_THE_CHANGES = ["1.33", "1.34", "1.36", "1.37"] as const;

/** A scenario and the releases whose kubelet ran it. */
export interface MoreScenario {
  readonly scenario: Scenario;
  readonly releases: readonly string[];
}

function more(scenario: Scenario, releases: readonly string[] = ["1.36"]): MoreScenario {
  return { scenario, releases };
}

const crashing = (afterMs: number): readonly InstanceBehaviour[] => [instance({ exit: { afterMs, code: 1 } })];
const livenessEvery10 = { livenessProbe: execProbe("liveness", { periodSeconds: 10 }) };

export const MORE_SCENARIOS: readonly MoreScenario[] = [
  // The worker is created at 1, so the kubelet is exactly ten seconds old then, or one millisecond less.
  more(
    scenarioOf("P27exact", [{ name: "app", ...livenessEvery10 }], [], {
      kubeletUpMs: 9999,
      rand: 0.375,
      untilMs: 40_000,
    }),
  ),
  more(
    scenarioOf("P27younger", [{ name: "app", ...livenessEvery10 }], [], {
      kubeletUpMs: 9998,
      rand: 0.375,
      untilMs: 40_000,
    }),
  ),
  more(
    scenarioOf(
      "P35",
      [{ name: "app", readinessProbe: execProbe("readiness", { periodSeconds: 10 }) }],
      [[instance({ probes: { readiness: [segment(0, "ok", 0)] } })]],
      {
        untilMs: 30_000,
      },
    ),
    ["1.33", "1.36", "1.37"],
  ),
  more(
    scenarioOf(
      "P40",
      [{ name: "app", livenessProbe: execProbe("liveness", { periodSeconds: 10, failureThreshold: 1 }) }],
      [
        [
          instance({
            probes: { liveness: [segment(0, "error", 300), segment(10_200, "fail"), segment(15_000, "ok")] },
          }),
        ],
      ],
      { untilMs: 30_000 },
    ),
  ),
  more(
    scenarioOf(
      "P53",
      [
        { name: "a", readinessProbe: execProbe("readiness", { periodSeconds: 1, failureThreshold: 1 }) },
        { name: "b", readinessProbe: execProbe("readiness", { periodSeconds: 1, failureThreshold: 1 }) },
      ],
      [
        [instance({ probes: { readiness: [segment(0, "ok"), segment(10_000, "fail"), segment(20_000, "ok")] } })],
        [instance({ probes: { readiness: [segment(0, "ok"), segment(10_000, "fail"), segment(30_000, "ok")] } })],
      ],
      { untilMs: 40_000 },
    ),
  ),
  more(
    scenarioOf(
      "P44off",
      [{ name: "app", livenessProbe: execProbe("liveness", { periodSeconds: 10, failureThreshold: 3 }) }],
      [[instance({ probes: { liveness: [segment(0, "hang")] } })]],
      { gates: { ExecProbeTimeout: false } },
    ),
    ["1.34"],
  ),
  more(scenarioOf("B14", [{ name: "app" }], [crashing(601_000)], { untilMs: 3_100_000 }), ["1.34", "1.36"]),
  more(
    scenarioOf(
      "B17",
      [{ name: "app", livenessProbe: execProbe("liveness", { periodSeconds: 10, failureThreshold: 4 }) }],
      [[instance({ onTerm: "ignore", probes: { liveness: [segment(0, "fail")] } })]],
      { untilMs: 1_900_000 },
    ),
  ),
  more(
    scenarioOf(
      "B19",
      [{ name: "app", livenessProbe: execProbe("liveness", { periodSeconds: 110, failureThreshold: 3 }) }],
      [[instance({ onTerm: "ignore", probes: { liveness: [segment(0, "fail")] } })]],
      { untilMs: 2_400_000 },
    ),
  ),
  more(
    scenarioOf("B8", [{ name: "app" }], [crashing(5000)], {
      gates: { ReduceDefaultCrashLoopBackOffDecay: true },
      untilMs: 700_000,
    }),
    ["1.34", "1.36"],
  ),
  more(
    scenarioOf(
      "D3",
      [
        {
          name: "app",
          livenessProbe: execProbe("liveness", { periodSeconds: 10, failureThreshold: 1 }),
          readinessProbe: execProbe("readiness", { periodSeconds: 5 }),
        },
      ],
      [
        [
          instance({
            onTerm: "ignore",
            probes: { liveness: [segment(0, "ok"), segment(15_000, "fail")], readiness: [segment(0, "ok")] },
          }),
        ],
        [instance()],
      ],
      { untilMs: 70_000 },
    ),
    AROUND_THE_CHANGES,
  ),
  more(
    scenarioOf(
      "D6",
      [{ name: "app", readinessProbe: execProbe("readiness", { periodSeconds: 10, failureThreshold: 1 }) }],
      // The verdict of 20.032 is a failure; the run that it triggers succeeds at once.
      [
        [
          instance({
            probes: { readiness: [segment(0, "ok", 0), segment(19_000, "fail", 1), segment(20_002, "ok", 0)] },
          }),
        ],
      ],
      { untilMs: 40_000 },
    ),
  ),
  more(
    scenarioOf(
      "G5",
      [
        {
          name: "app",
          startupProbe: execProbe("startup", { periodSeconds: 10, failureThreshold: 30 }),
          livenessProbe: execProbe("liveness", { periodSeconds: 5, failureThreshold: 1 }),
        },
      ],
      [
        [instance({ probes: { startup: [segment(0, "ok")], liveness: [segment(0, "ok"), segment(22_000, "fail")] } })],
        [instance({ probes: { startup: [segment(0, "fail"), segment(25_000, "ok")], liveness: [segment(0, "ok")] } })],
      ],
      { untilMs: 80_000 },
    ),
    AROUND_THE_CHANGES,
  ),
  // Beside the numbered cases: what no vector shows, for the mutants.
  more(
    {
      id: "X9initRemoved",
      ...ENVIRONMENT,
      // The restart of all containers has removed the init container and waits for the sidecar when the kubelet goes.
      pod: {
        spec: {
          initContainers: [{ name: "init" }, { name: "side", restartPolicy: "Always" }],
          containers: [
            {
              name: "app",
              restartPolicy: "Never",
              restartPolicyRules: [{ action: "RestartAllContainers", exitCodes: { operator: "In", values: [1] } }],
            },
          ],
        },
      },
      containers: {
        init: { instances: [instance({ exit: { afterMs: 1000, code: 0 } })] },
        side: { instances: [instance({ onTerm: "ignore" })] },
        app: { instances: [instance({ exit: { afterMs: 10_000, code: 1 } }), instance()] },
      },
      actions: [{ atMs: 13_000, do: "restartKubelet", downMs: 1000 }],
      untilMs: 40_000,
    },
    ["1.36", "1.37"],
  ),
  more(
    scenarioOf(
      "X10shortenBeforeKill",
      [{ name: "app", lifecycle: { postStart: { exec: { command: ["hook", "20000", "0"] } } } }],
      [[instance({ onTerm: "ignore" })]],
      {
        actions: [
          { atMs: 5000, do: "delete", graceSeconds: 60 },
          { atMs: 8000, do: "delete", graceSeconds: 5 },
        ],
      },
    ),
  ),
  more(
    scenarioOf("X11orphan", [{ name: "app" }], [[instance({ onTerm: "ignore" })]], {
      actions: [
        { atMs: 19_999, do: "delete", graceSeconds: 0 },
        { atMs: 20_000, do: "restartKubelet", downMs: 3000 },
      ],
    }),
  ),
  more(
    scenarioOf(
      "X12exitAtKill",
      [
        {
          name: "app",
          livenessProbe: execProbe("liveness", {
            periodSeconds: 10,
            failureThreshold: 1,
            terminationGracePeriodSeconds: 5,
          }),
        },
      ],
      // Started at 31, told to stop at 10.005, killed at 15.005 and gone at 15.012: the very millisecond.
      [
        [
          instance({
            onTerm: "ignore",
            exit: { afterMs: 14_981, code: 3 },
            probes: { liveness: [segment(0, "fail")] },
          }),
          instance(),
        ],
      ],
      { untilMs: 30_000 },
    ),
  ),
];
