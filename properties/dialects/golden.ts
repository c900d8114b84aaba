import { readFileSync } from "node:fs";
import { join } from "node:path";
import { podOfManifest } from "../../src/analyze/podOfManifest.ts";
import type { BackendSegment, ProberScenario } from "../../src/conformance/proberScenario.ts";
import type { Container } from "../../src/model/container.ts";
import type { Probe, ProbeType } from "../../src/model/probe.ts";
import type { ContainerBehaviour, Scenario } from "../../src/model/scenario.ts";
import { readScenario } from "../../src/scenario/readScenario.ts";

/**
 * A golden vector of `spec/dialects.md`, section 10, that states times. They are those of an ideal clock: the container runs at 0,
 * the kubelet knows it, asks first when initialDelaySeconds have passed, and acts at once. Probe workers of a release with nothing
 * around them do so; a whole kubelet looks at its containers once a second, and asks a new pod a little later.
 */
export interface Golden {
  readonly id: string;
  /** As the document has it. */
  readonly stated: string;
  /** Below `sims`: where the manifest is. */
  readonly sim: string;
  /** What of its text is different here. */
  readonly change?: readonly [string, string];
  readonly container: string;
  readonly probe: ProbeType;
  /** What an attempt gets that begins at this time, to whole seconds of an ideal clock. */
  readonly backend: readonly BackendSegment[];
  /** The same for a whole kubelet. */
  readonly containers: Readonly<Record<string, ContainerBehaviour>>;
  /** By an ideal clock. */
  readonly ideal: GoldenTimes;
  /** By a whole kubelet of the newest release, whose settings are the default ones. */
  readonly kubelet: GoldenTimes;
}

export interface GoldenTimes {
  /** The first attempts at the first instance, in ms. */
  readonly attempts: readonly number[];
  /** The verdict that counts, and when it is known: of a whole kubelet, when its effect is there. Null: there is none in 100 s. */
  readonly verdict: readonly ["Success" | "Failure", number] | null;
}

const EAS = "dialects/eas-sample-service";
const ALWAYS_500 = {
  app: { instances: [{ app: [{ fromMs: 0, state: "error", as: "unwell", statusCode: 500 }] }] },
} as const;
const STARTUP = "dialects/eas-startup-defaults";
const LISTENS_AT_25: Golden["containers"] = { app: { instances: [{ startsMs: 25_000 }] } };
const OPENS_AT_25: Golden["backend"] = [
  { fromMs: 0, outcome: "fail", ms: 0 },
  { fromMs: 25_000, outcome: "ok", ms: 0 },
];
const TCP = "startup_check: { tcp_socket: { port: 8000 } }";
const withThreshold = (count: number): readonly [string, string] => [
  TCP,
  `startup_check: { tcp_socket: { port: 8000 }, failure_threshold: ${count} }`,
];
const FAILING: Golden["backend"] = [{ fromMs: 0, outcome: "fail", ms: 0 }];
/** The real runtime's own words for a time-out; how long it takes is the probe's. */
const HANGING: Golden["backend"] = [{ fromMs: 0, outcome: "hang", ms: 0 }];

export const GOLDEN: readonly Golden[] = [
  {
    id: "G-1",
    stated: "failures at 3, 6, 9, 12 s → restart at 12 s",
    sim: EAS,
    container: "app",
    probe: "liveness",
    backend: FAILING,
    containers: ALWAYS_500,
    ideal: { attempts: [3000, 6000, 9000, 12_000], verdict: ["Failure", 12_000] },
    kubelet: { attempts: [3001, 6001, 9001, 12_001], verdict: ["Failure", 12_002] },
  },
  {
    id: "G-1, read the other way round",
    stated: "two failures: restart at 6 s",
    sim: EAS,
    change: ["failure_threshold: 4", "failure_threshold: 2"],
    container: "app",
    probe: "liveness",
    backend: FAILING,
    containers: ALWAYS_500,
    ideal: { attempts: [3000, 6000], verdict: ["Failure", 6000] },
    kubelet: { attempts: [3001, 6001], verdict: ["Failure", 6002] },
  },
  {
    id: "G-2, lenient",
    stated: "as G-1",
    sim: "dialects/eas-sample-service-unchanged",
    container: "app",
    probe: "liveness",
    backend: FAILING,
    containers: ALWAYS_500,
    ideal: { attempts: [3000, 6000, 9000, 12_000], verdict: ["Failure", 12_000] },
    kubelet: { attempts: [3001, 6001, 9001, 12_001], verdict: ["Failure", 12_002] },
  },
  {
    id: "G-3",
    stated: "the first check at 0 s fails → killed at 0 s",
    sim: STARTUP,
    container: "app",
    probe: "startup",
    backend: OPENS_AT_25,
    containers: LISTENS_AT_25,
    ideal: { attempts: [0], verdict: ["Failure", 0] },
    kubelet: { attempts: [10_001], verdict: ["Failure", 10_002] },
  },
  {
    id: "G-3, three failures",
    stated: "checks at 0, 10, 20 s fail → killed at 20 s",
    sim: STARTUP,
    change: withThreshold(3),
    container: "app",
    probe: "startup",
    backend: OPENS_AT_25,
    containers: LISTENS_AT_25,
    ideal: { attempts: [0, 10_000, 20_000], verdict: ["Failure", 20_000] },
    kubelet: { attempts: [10_001, 20_001, 30_001], verdict: ["Success", 30_001] },
  },
  {
    id: "G-3, four failures",
    stated: "passes at 30 s",
    sim: STARTUP,
    change: withThreshold(4),
    container: "app",
    probe: "startup",
    backend: OPENS_AT_25,
    containers: LISTENS_AT_25,
    ideal: { attempts: [0, 10_000, 20_000, 30_000], verdict: ["Success", 30_000] },
    kubelet: { attempts: [10_001, 20_001, 30_001], verdict: ["Success", 30_001] },
  },
  {
    id: "G-4",
    stated: "ready at the first echo, 60 s too early",
    sim: "dialects/foundry-default-echo",
    container: "scorer",
    probe: "readiness",
    backend: [{ fromMs: 0, outcome: "ok", ms: 0 }],
    containers: { scorer: { instances: [{ startsMs: 60_000 }] } },
    ideal: { attempts: [0], verdict: ["Success", 0] },
    kubelet: { attempts: [2], verdict: ["Success", 2] },
  },
  {
    id: "G-5",
    stated: "never ready, each run cut off",
    sim: "dialects/foundry-download-script",
    container: "scorer",
    probe: "readiness",
    backend: HANGING,
    containers: {
      scorer: { instances: [{ backends: { exec: [{ command: ["python", "readiness.py"], ms: 20_000 }] } }] },
    },
    ideal: { attempts: [0, 10_000, 20_000], verdict: null },
    kubelet: { attempts: [2, 5009, 15_009], verdict: null },
  },
  {
    id: "G-9",
    stated: "the agent times out at 1 s → never ready",
    sim: "dialects/kserve-agent-one-second",
    container: "agent",
    probe: "readiness",
    backend: HANGING,
    containers: { "kserve-container": { instances: [{ answerMs: 2000 }] } },
    ideal: { attempts: [0, 10_000, 20_000], verdict: null },
    kubelet: { attempts: [2, 1002, 2003], verdict: null },
  },
  {
    id: "G-10",
    stated: "Kubernetes Ready at 10 s",
    sim: "dialects/knative-aggressive-start",
    container: "queue-proxy",
    probe: "readiness",
    backend: [
      { fromMs: 0, outcome: "hang", ms: 0 },
      { fromMs: 3000, outcome: "ok", ms: 0 },
    ],
    containers: { app: { instances: [{ startsMs: 3000 }] } },
    ideal: { attempts: [0, 10_000], verdict: ["Success", 10_000] },
    kubelet: { attempts: [2, 1002, 11_002], verdict: ["Success", 11_002] },
  },
  {
    id: "G-11",
    stated: "never ready",
    sim: "dialects/knative-aggressive-100ms",
    container: "queue-proxy",
    probe: "readiness",
    backend: HANGING,
    containers: { app: { instances: [{ answerMs: 150 }] } },
    ideal: { attempts: [0, 10_000, 20_000], verdict: null },
    kubelet: { attempts: [2, 1002, 11_002], verdict: null },
  },
];

/** Golden vectors that state no time of the kubelet's, and what covers them. */
export const GOLDEN_WITHOUT_TIMES: readonly {
  readonly id: string;
  readonly stated: string;
  readonly sims?: readonly string[];
  readonly test?: string;
}[] = [
  {
    id: "G-2",
    stated: "refused by `eas-success-threshold-not-one`",
    test: "sims/dialects/dialects.test.ts > G-2: EAS' sample is refused for its two successes of a liveness check, unless lenient takes them as one",
  },
  {
    id: "G-6",
    stated: "KServe 0.13 with exec readiness: kserve-container Ready, agent never",
    sims: ["dialects/kserve-exec-across-versions"],
  },
  { id: "G-7", stated: "the same with 0.16: agent in a crash loop", sims: ["dialects/kserve-exec-across-versions"] },
  { id: "G-8", stated: "the same in Knative mode: Ready", sims: ["dialects/kserve-exec-in-knative-mode"] },
  {
    id: "G-10, inner check",
    stated: "passes by 3.05 s",
    test: "properties/dialects/golden.test.ts > G-10: the inner check passes within 50 ms of the app's listening at 3 s, whenever it was begun before",
  },
  {
    id: "G-10, activator",
    stated: "usable by about 3.25 s (by its source: 3.05 s, as it joins the check that runs)",
    test: "src/analyze/activatorView.test.ts > G-10: an app that listens at 3.00 s gets requests by 3.25 s, eight seconds before the pod is Ready",
  },
  {
    id: "G-12",
    stated: "refused (`knative-fields-need-period`)",
    test: "sims/dialects/dialects.test.ts > G-12: Knative refuses a timeout without a period",
  },
  { id: "G-16", stated: "199 fail, 200 ok, 302 followed, 399 ok, 400 fail", sims: ["dialects/http-range"] },
];

const UNTIL_MS = 100_000;

function podOf({ sim, change: [from, to] = ["", ""] }: Golden): NonNullable<Scenario["pod"]> {
  const file = readFileSync(join(import.meta.dirname, "../../sims", `${sim}.yaml`), "utf8");
  // What it expects there is of other apps.
  const text = file.slice(0, file.search(/^expect:/m));
  if (!text.includes(from)) throw new Error(`${sim} has no ${from}`);
  const read = readScenario(text.replace(from, to), { podOf: podOfManifest });
  if ("problems" in read || read.scenario.pod === undefined) throw new Error(`${sim} has no pod`);
  return read.scenario.pod;
}

function probeOf(golden: Golden): Probe {
  const container = podOf(golden).spec.containers.find(({ name }) => name === golden.container);
  const probe = container?.[`${golden.probe}Probe` satisfies keyof Container];
  if (probe === undefined) throw new Error(`${golden.id}: no such probe`);
  return probe;
}

/** What a kubelet makes of the sim's pod. */
export function kubeletScenario(golden: Golden): Scenario {
  return { pod: podOf(golden), containers: golden.containers, untilMs: UNTIL_MS };
}

/** The same for probe workers with nothing around them, in the format of `oracle/prober`: the container runs at 0, and its workers begin. */
export function idealScenario(golden: Golden): ProberScenario {
  const { initialDelaySeconds = 0, periodSeconds = 10, timeoutSeconds = 1 } = probeOf(golden);
  const { successThreshold = 1, failureThreshold = 3 } = probeOf(golden);
  const numbers = { initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold };
  const running = {
    a: { state: "running", id: "a1", startedAtMs: 0, exitCode: 0, started: golden.probe !== "startup" },
  } as const;
  return {
    id: golden.id,
    kubeletAgeMs: 3_600_000,
    restartPolicy: "Always",
    containers: [{ name: "a", [`${golden.probe}Probe`]: numbers }],
    sync: false,
    steps: [
      { atMs: 0, do: "phase", phase: "Running" },
      { atMs: 0, do: "status", containers: running },
      { atMs: 0, do: "addPod" },
    ],
    backend: { [`a/${golden.probe}`]: golden.backend },
    untilMs: UNTIL_MS,
  };
}
