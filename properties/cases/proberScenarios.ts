import type {
  BackendSegment,
  CachedContainer,
  ProberContainer,
  ProberScenario,
  ProberStep,
} from "../../src/conformance/proberScenario.ts";
import type { Probe, ProbeType } from "../../src/model/probe.ts";

// Prober spec §10, cases of the harness HA: bare workers, and a test that writes the status cache. The real workers ran
// them too: `properties/cases/recorded/prober-*`, written by `scripts/recordCases.ts`.

/** Exact patch releases of the real probe workers: around each change that a case is about. */
export const PROBER_RELEASES = ["1.31.0", "1.32.2", "1.34.4", "1.36.3", "1.37.1"] as const;

const TYPES = ["startup", "liveness", "readiness"] as const;

function numbers(probe: Partial<Probe>): Probe {
  return {
    initialDelaySeconds: 0,
    timeoutSeconds: 1,
    periodSeconds: 1,
    successThreshold: 1,
    failureThreshold: 1,
    ...probe,
  };
}

/** A container `a` with the same probe as one or all types. */
function probed(
  types: readonly ProbeType[],
  probe: Partial<Probe> = {},
  rest: Partial<ProberContainer> = {},
): ProberContainer {
  return { name: "a", ...Object.fromEntries(types.map((type) => [`${type}Probe`, numbers(probe)])), ...rest };
}

function running(atMs: number, status: Partial<CachedContainer> = {}, name = "a"): ProberStep {
  return {
    atMs,
    do: "status",
    containers: { [name]: { state: "running", id: `${name}1`, startedAtMs: -100_000, exitCode: 0, ...status } },
  };
}

const addPod: ProberStep = { atMs: 0, do: "addPod" };

/** Verdicts at whole seconds 0, 1, 2 … as words of S and F. */
function verdicts(word: string, fromMs = 0): BackendSegment[] {
  return [...word].map(
    (letter, index) => ({ fromMs: fromMs + index * 1000, outcome: letter === "S" ? "ok" : "fail", ms: 0 }) as const,
  );
}

const forAll = (
  types: readonly ProbeType[],
  segments: readonly BackendSegment[],
  name = "a",
): Readonly<Record<string, readonly BackendSegment[]>> =>
  Object.fromEntries(types.map((type) => [`${name}/${type}`, segments]));

/** What a case says; everything else as in most of them. Steps of the same instant happen before the worker is created. */
function proberCase(
  id: string,
  scenario: Partial<ProberScenario> & Pick<ProberScenario, "containers" | "steps">,
): ProberScenario {
  return { id, kubeletAgeMs: 3_600_000, restartPolicy: "Always", sync: false, backend: {}, untilMs: 5500, ...scenario };
}

const terminated = (exitCode: number, name = "a"): ProberStep => running(0, { state: "terminated", exitCode }, name);
const restartRule = (value: number): NonNullable<ProberContainer["restartPolicyRules"]> => [
  { action: "Restart", operator: "In", values: [value] },
];

/** Container policy, exit code and rule of the eight rows of P24. */
const RESTART_ROWS: readonly {
  readonly id: string;
  readonly exitCode: number;
  readonly container: Partial<ProberContainer>;
}[] = [
  { id: "OnFailure exit 1", exitCode: 1, container: { restartPolicy: "OnFailure" } },
  { id: "OnFailure exit 0", exitCode: 0, container: { restartPolicy: "OnFailure" } },
  { id: "Always exit 1", exitCode: 1, container: { restartPolicy: "Always" } },
  { id: "Always exit 0", exitCode: 0, container: { restartPolicy: "Always" } },
  { id: "Never exit 1", exitCode: 1, container: { restartPolicy: "Never" } },
  { id: "Never exit 0", exitCode: 0, container: { restartPolicy: "Never" } },
  { id: "rule 1 exit 1", exitCode: 1, container: { restartPolicy: "Never", restartPolicyRules: restartRule(1) } },
  { id: "rule 99 exit 1", exitCode: 1, container: { restartPolicy: "Never", restartPolicyRules: restartRule(99) } },
];

export const PROBER_SCENARIOS: readonly ProberScenario[] = [
  proberCase("P1", { containers: [probed(TYPES)], steps: [addPod] }),
  proberCase("P2", {
    containers: [probed(TYPES)],
    steps: [running(0), { atMs: 0, do: "phase", phase: "Failed" }, addPod],
  }),
  proberCase("P3", {
    containers: [probed(TYPES)],
    deleting: true,
    steps: [running(0, { started: false }), addPod, running(2500, { started: true })],
  }),
  proberCase("P4", { containers: [probed(TYPES), { name: "b" }], steps: [running(0, {}, "b"), addPod] }),
  proberCase("P5", { containers: [probed(TYPES)], steps: [running(0, { state: "waiting" }), addPod] }),
  proberCase("P6", { containers: [probed(TYPES)], restartPolicy: "Never", steps: [terminated(1), addPod] }),
  proberCase("P7 started", {
    containers: [probed(["liveness", "readiness"])],
    steps: [running(0, { started: true }), addPod],
  }),
  proberCase("P7 not started", { containers: [probed(["startup"])], steps: [running(0, { started: false }), addPod] }),
  proberCase("P8", {
    containers: [probed(["liveness", "readiness"], { initialDelaySeconds: -100 })],
    steps: [running(0, { started: true, startedAtMs: 0 }), addPod],
  }),
  proberCase("P9", {
    containers: [probed(["liveness", "readiness"], { initialDelaySeconds: 10 })],
    steps: [
      running(0, { started: true, startedAtMs: 0 }),
      addPod,
      running(2500, { started: true, startedAtMs: -97_500 }),
    ],
  }),
  proberCase("P9 startup", {
    containers: [probed(["startup"], { initialDelaySeconds: 10 })],
    steps: [
      running(0, { started: false, startedAtMs: 0 }),
      addPod,
      running(2500, { started: false, startedAtMs: -97_500 }),
    ],
  }),
  proberCase("P10", {
    containers: [probed(["readiness"], { failureThreshold: 3 })],
    steps: [running(0, { started: true }), addPod],
    backend: { "a/readiness": verdicts("SSSFFFFFSSSFFFFF") },
    untilMs: 15_500,
  }),
  proberCase("P11", {
    containers: [probed(["readiness"], { successThreshold: 3 })],
    steps: [running(0, { started: true }), addPod],
    backend: { "a/readiness": verdicts("SSSSSFSSSSSF") },
    untilMs: 11_500,
  }),
  proberCase("P12", {
    containers: [probed(["startup"])],
    steps: [running(0, { started: false }), addPod],
    untilMs: 2500,
  }),
  proberCase("P13", {
    containers: [probed(["startup"], { failureThreshold: 3 })],
    steps: [running(0, { started: false }), addPod],
    backend: { "a/startup": verdicts("FFFSSS") },
  }),
  ...(["liveness", "startup"] as const).map((type) =>
    proberCase(`P14 ${type}`, {
      containers: [probed([type])],
      steps: [
        running(0, { started: type === "liveness" }),
        addPod,
        running(2500, { id: "a2", started: type === "liveness" }),
      ],
      backend: { [`a/${type}`]: verdicts("FSSSSS") },
    }),
  ),
  proberCase("P15", {
    containers: [probed(["liveness"], { failureThreshold: 3 })],
    // After the verdict a new container: had the run not begun anew, its first failure would be the fourth.
    steps: [running(0, { started: true }), addPod, running(3500, { id: "a2", started: true })],
    backend: { "a/liveness": verdicts("SFFFFFF") },
    untilMs: 6500,
  }),
  proberCase("P16", {
    containers: [probed(["liveness"])],
    steps: [running(0, { started: false }), addPod, running(1500, { started: true })],
    backend: { "a/liveness": verdicts("FFFF") },
    untilMs: 2500,
  }),
  proberCase("P17", {
    containers: [probed(["startup"], { failureThreshold: 2 })],
    steps: [running(0, { started: false }), addPod, running(1500, { started: true })],
    backend: { "a/startup": verdicts("FSFFF") },
  }),
  proberCase("P18", {
    containers: [probed(TYPES)],
    steps: [
      running(0, { started: true }),
      addPod,
      ...Array.from({ length: 10 }, (): ProberStep => ({ atMs: 1500, do: "removePod" })),
    ],
  }),
  ...RESTART_ROWS.map(({ id, exitCode, container }) =>
    proberCase(`P24 ${id}`, {
      containers: [probed(["liveness"], {}, container)],
      // A worker that went on probes the next instance.
      steps: [terminated(exitCode), addPod, running(1500, { id: "a2", started: true })],
      untilMs: 3500,
    }),
  ),
  proberCase("P26", {
    restartPolicy: "Never",
    containers: [probed(["readiness"]), { ...probed(["readiness"]), name: "b" }],
    steps: [
      running(0, { started: true }),
      terminated(1, "b"),
      addPod,
      running(1500, { id: "b2", started: true }, "b"),
      { atMs: 2500, do: "addPod" },
    ],
  }),
  proberCase("P29", {
    containers: [probed(["liveness"], { initialDelaySeconds: 8 })],
    // Started at 2.9, cut to 2: the gate opens at 10.
    steps: [addPod, running(2900, { startedAtMs: 2000, started: true })],
    untilMs: 11_500,
  }),
  proberCase("P30", {
    containers: [probed(["readiness"], { timeoutSeconds: 5 })],
    steps: [running(0, { started: true }), addPod],
    backend: {
      "a/readiness": [
        { fromMs: 0, outcome: "ok", ms: 2400 },
        { fromMs: 9000, outcome: "ok", ms: 0 },
      ],
    },
    untilMs: 12_500,
  }),
  proberCase("P39", {
    containers: [probed(["liveness"], { periodSeconds: 10 })],
    steps: [running(0, { started: true }), addPod],
    backend: forAll(["liveness"], [{ fromMs: 0, outcome: "error", ms: 300 }]),
    untilMs: 9500,
  }),
  proberCase("P46", {
    containers: [probed(["readiness"], { periodSeconds: 10, timeoutSeconds: 5 })],
    steps: [running(0, { started: true }), addPod, { atMs: 1000, do: "removePod" }],
    backend: { "a/readiness": [{ fromMs: 0, outcome: "ok", ms: 3000 }] },
    untilMs: 20_500,
  }),
  proberCase("P47", {
    restartPolicy: "OnFailure",
    containers: [probed(["liveness"])],
    steps: [terminated(0), addPod, running(1500, { id: "a2", started: true })],
    untilMs: 3500,
  }),
];
