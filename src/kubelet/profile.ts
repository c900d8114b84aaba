import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { formatKubernetesVersion, isAtLeast } from "../model/kubernetesVersion.ts";

/**
 * How one Kubernetes release behaves: one flag per behaviour, each with its evidence.
 * Gates by their real names override the release's default.
 */
export interface Profile {
  readonly version: KubernetesVersion;

  // Probe workers
  /** `always`: every worker first sleeps a random part of its period; `youngKubelet`: only while the kubelet is younger than a period. Since 1.21 (#98376). */
  readonly startJitter: "always" | "youngKubelet";
  /** When a status generation triggers a readiness worker. `noResult` 1.21 (#98376), `notSuccess` since 1.22 (#101738). */
  readonly manualTrigger: "never" | "noResult" | "notSuccess";
  /** A triggered run starts the ticker anew. Since 1.32 (#119089; recorded). */
  readonly triggerResetsTicker: boolean;
  /** A startup worker holds after success too. Since 1.32 (#121206; recorded). */
  readonly holdOnStartupSuccess: boolean;
  /** The startup worker of a started container ends, so that its replacement has none. 1.21.0 and the patches before it that have #98571, until #101093 (KI-10; recorded with 1.21.0). */
  readonly startedEndsStartupWorker: boolean;
  /** Each sync adds the workers that are missing; before, only the pod's addition does. Since 1.25 (#110191; sources of 1.21.0 and 1.25.16. Its cherry-picks to 1.22, 1.23 and 1.24 are left out). */
  readonly addsWorkersAtEachSync: boolean;
  /** AddPod goes on with the next container after an existing worker. Since 1.37 (#138930; recorded). */
  readonly addPodContinues: boolean;
  /** Sidecars have workers. Since 1.28. */
  readonly sidecars: boolean;
  /** A sidecar's worker outlives the sidecar in a pod with restartPolicy Never. Since 1.33.6 and 1.34.2 (#133072; recorded with 1.33.0, 1.33.13 and 1.34.4, the patches by their sources). */
  readonly sidecarWorkerSurvivesNever: boolean;
  /** `started` and `ready` outlive a restart of the kubelet, and `started` is carried over by container name. Since 1.35, unless gate ChangeContainerStatusOnKubeletRestart (KEP-4781; #141155 is still there in 1.37.1). */
  readonly keepsStatusOverKubeletRestart: boolean;
  /** A sidecar's startup worker that adopts a started container first publishes Success. Since 1.35.4 (#136910; recorded with 1.35.0 and 1.35.4, 1.35.3 by its source). */
  readonly seedsStartedSidecar: boolean;
  /** Probe workers run on the pod worker's context: exec attempts are cancelled once termination begins. 1.35 and 1.36 (#140881). */
  readonly terminationCancelsExecProbes: boolean;
  /** Workers of liveness and startup probes stop when termination begins. Since 1.22. */
  readonly terminationStopsLiveness: boolean;
  /** An exec time-out counts as a failure. Since 1.20, unless gate ExecProbeTimeout is off (locked on from 1.35). */
  readonly execTimeoutCounts: boolean;
  /** `command timed out: …`. Since 1.31 (recorded). */
  readonly newExecTimeoutText: boolean;
  /** `… errored and resulted in unknown state: …`. Since 1.33 (#125901; recorded). */
  readonly newErroredText: boolean;

  // Restarts
  /** Gate ContainerRestartRules: on since 1.35 (KEP-5307). */
  readonly restartRules: boolean;
  /** Gate RestartAllContainersOnContainerExits: on since 1.36 (KEP-5532). */
  readonly restartAllContainers: boolean;
  /** A refused start is tried again when the back-off ends, not after 10 s. Since 1.35 (#133066). */
  readonly requeuesAtBackoffEnd: boolean;
  /** First CrashLoopBackOff wait in ms: 10 000, or 1 000 with gate ReduceDefaultCrashLoopBackOffDecay. */
  readonly backoffInitialMs: number;
  /** Longest CrashLoopBackOff wait in ms: 300 000; 60 000 with gate ReduceDefaultCrashLoopBackOffDecay before 1.35. */
  readonly backoffMaxMs: number;
  /** A probe's own terminationGracePeriodSeconds counts. Since 1.25 (gate ProbeTerminationGracePeriod, KEP-2238). */
  readonly probeTerminationGrace: boolean;
  /** Exited regular containers of the current sandbox, too, show that a pod has been initialised. Since 1.37 (recorded). */
  readonly exitedCountsAsInitialized: boolean;

  // Status
  /** A sync that did something has its pod relisted at once. Since 1.36 (gate PLEGOnDemandRelist). */
  readonly relistsOnDemand: boolean;
  /** PodReadyToStartContainers exists. Since 1.29 (KEP-3085). */
  readonly readyToStartCondition: boolean;
  /** PodReadyToStartContainers turns True while the sync goes on. Since 1.36 (recorded). */
  readonly readyToStartDuringSync: boolean;
  /** PodReadyToStartContainers=False has a reason and a message. Since 1.37 (recorded). */
  readonly readyToStartReason: boolean;
  /** Status and conditions carry observedGeneration. Since 1.34 (gate PodObservedGenerationTracking). */
  readonly observedGeneration: boolean;
  /** An ordinary init container without a record counts as completed once a regular one exists. Since 1.36 (lifecycle-215). */
  readonly missingInitContainerCompleted: boolean;
  /** Events of starting: `old` up to 1.31, `colon` 1.32–1.34, `bare` since 1.35 (recorded). */
  readonly startEventTexts: "old" | "colon" | "bare";
}

/** As the cherry-picks of the fix name them: k/k#101223 to #101226. */
const STARTED_ENDS_STARTUP_WORKER: ReadonlySet<string> = new Set(["1.18.18", "1.19.10", "1.20.6", "1.21.0"]);

/** The behaviour of a release, with feature gates by their real names; unknown gates change nothing here. */
export function profileOf(version: KubernetesVersion, gates: Readonly<Record<string, boolean>> = {}): Profile {
  const since = (minor: number, patch = 0): boolean => isAtLeast(version, minor, patch);
  const gate = (name: string, byDefault: boolean): boolean => gates[name] ?? byDefault;
  const fastDecay = since(33) && gate("ReduceDefaultCrashLoopBackOffDecay", false);
  const restartRules = since(34) && gate("ContainerRestartRules", since(35));
  return {
    version,
    startJitter: since(21) ? "youngKubelet" : "always",
    manualTrigger: since(22) ? "notSuccess" : since(21) ? "noResult" : "never",
    triggerResetsTicker: since(32),
    holdOnStartupSuccess: since(32),
    startedEndsStartupWorker: STARTED_ENDS_STARTUP_WORKER.has(formatKubernetesVersion(version)),
    addsWorkersAtEachSync: since(25),
    addPodContinues: since(37),
    sidecars: since(28),
    sidecarWorkerSurvivesNever: since(34) ? since(34, 2) : since(33, 6),
    keepsStatusOverKubeletRestart: since(35) && !gate("ChangeContainerStatusOnKubeletRestart", false),
    seedsStartedSidecar: since(35, 4),
    terminationCancelsExecProbes: since(35) && !since(37),
    terminationStopsLiveness: since(22),
    execTimeoutCounts: since(35) || (since(20) && gate("ExecProbeTimeout", true)),
    newExecTimeoutText: since(31),
    newErroredText: since(33),
    restartRules,
    restartAllContainers: restartRules && since(35) && gate("RestartAllContainersOnContainerExits", since(36)),
    requeuesAtBackoffEnd: since(35),
    // KLT-075
    backoffInitialMs: fastDecay ? 1_000 : 10_000,
    // KLT-076
    backoffMaxMs: fastDecay && !gate("KubeletCrashLoopBackOffMax", since(35)) ? 60_000 : 300_000,
    probeTerminationGrace: since(28) || (since(21) && gate("ProbeTerminationGracePeriod", since(25))),
    exitedCountsAsInitialized: since(37),
    relistsOnDemand: since(37) || (since(36) && gate("PLEGOnDemandRelist", true)),
    readyToStartCondition: since(29),
    readyToStartDuringSync: since(36),
    readyToStartReason: since(37),
    observedGeneration: since(34),
    missingInitContainerCompleted: since(36),
    startEventTexts: since(35) ? "bare" : since(32) ? "colon" : "old",
  };
}
