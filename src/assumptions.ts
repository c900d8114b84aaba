import { handlerTypeOf } from "./model/probe.ts";
import type { Probe } from "./model/probe.ts";
import type { KubernetesVersion } from "./model/kubernetesVersion.ts";
import { isDrainHook } from "./app/queueProxy/draining.ts";
import { relayOf } from "./app/queueProxy/relay.ts";
import { relayRelease } from "./app/queueProxy/relayRelease.ts";
import { formatKubernetesVersion } from "./model/kubernetesVersion.ts";
import type { Container } from "./model/container.ts";
import type { Action, Scenario } from "./model/scenario.ts";
import { podsOf, versionOf } from "./world.ts";

/** Whole kubelets were recorded from this minor on; probe workers alone as of the list. */
const OLDEST_WHOLE_KUBELET = 33;
/** KI-28, KI-30. */
const FIRST_EXEC_TIMEOUT = 20;
const PROBER_RECORDINGS: ReadonlySet<number> = new Set([25, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37]);

function versionAssumptions(version: KubernetesVersion): string[] {
  const release = formatKubernetesVersion(version);
  const assumptions: string[] = [];
  if (!PROBER_RECORDINGS.has(version.minor))
    assumptions.push(`probe workers of ${release} were not recorded: they follow the sources and release notes`);
  if (version.minor < OLDEST_WHOLE_KUBELET)
    assumptions.push(
      `the whole kubelet of ${release} was not recorded (1.33 is the oldest): it follows 1.33 but for dated changes`,
    );
  return assumptions;
}

function probesOf(container: Container): readonly Probe[] {
  return [container.startupProbe, container.livenessProbe, container.readinessProbe].filter(
    (probe) => probe !== undefined,
  );
}

function isScriptedHook(command: readonly string[] | undefined): boolean {
  return command?.[0] === "hook" && command.length >= 3;
}

/** As the recorded scenarios have them. */
function isScriptedProbe(probe: Probe): boolean {
  return probe.exec?.command?.[0] === "probe";
}

/** By the action that needs it. */
const ASSUMED_OF_ACTIONS: Readonly<Partial<Record<Action["do"], string>>> = {
  disconnectNode:
    "a kubelet without API server hears everything the moment the network is back, sends what it held back at its next full pass (every 10s); the lease of a node is renewed every 10s to the second, and looked at every 5s from 0 on",
  suspendNode:
    "timers of a suspended machine stand still as Linux' CLOCK_MONOTONIC does (golang/go#24595), and its wall clock runs on",
  evictPod: "the status of a PodDisruptionBudget is up to date when an eviction is asked for",
  failExec: "a container runtime that answers no command still starts and stops containers and runs their hooks",
};

/** Of containers that answer by asking others of their pod, where their image does not say its release. */
const RELAY_RELEASE_ASSUMED = "queue-proxy and KServe's agent ask as the library of Knative 1.23 does";

const RELAY_ASSUMPTIONS = [
  "queue-proxy and KServe's agent serve as soon as they run, and get no more requests once they drain, which takes them 30s",
  "Knative's activator, where it is in the path of requests, asks queue-proxy every 200ms: that is looked at after the run, and taken not to change what the kubelet hears",
];

const NONE: readonly Container[] = [];

/** What of this scenario nothing recorded backs, in words; carried in the trace header and shown by every report. */
export function assumptionsOf(scenario: Scenario): readonly string[] {
  const version = versionOf(scenario);
  const assumptions = new Set([...(scenario.assumptions ?? []), ...versionAssumptions(version)]);
  const pods = podsOf(scenario);
  // Pods of one template share their lists.
  const lists = new Set(pods.flatMap(({ pod: { spec } }) => [spec.initContainers ?? NONE, spec.containers]));
  for (const containers of lists) {
    for (const container of containers) {
      const { postStart, preStop } = container.lifecycle ?? {};
      for (const hook of [postStart, preStop]) {
        if (
          hook !== undefined &&
          hook.sleep === undefined &&
          !isScriptedHook(hook.exec?.command) &&
          !isDrainHook(hook)
        ) {
          assumptions.add("lifecycle hooks succeed at once");
        }
      }
      if (probesOf(container).some((probe) => handlerTypeOf(probe) === "exec" && !isScriptedProbe(probe))) {
        assumptions.add(
          "commands of exec probes are taken at face value: `echo` asks nothing, `cat` reads a file of the app, all else asks the app",
        );
      }
      if (probesOf(container).some(({ grpc }) => grpc !== undefined)) {
        assumptions.add(
          "a gRPC attempt goes by the app's state at its begin: the real client dials again, after about a second first, and can find a port that has opened meanwhile",
        );
      }
      if (relayOf(container) !== undefined) {
        if (relayRelease(container) === undefined) assumptions.add(RELAY_RELEASE_ASSUMED);
        for (const assumed of RELAY_ASSUMPTIONS) assumptions.add(assumed);
      }
      if (version.minor < FIRST_EXEC_TIMEOUT && probesOf(container).some((probe) => handlerTypeOf(probe) === "exec")) {
        assumptions.add(
          "before 1.20 an exec attempt above its timeout counts as nothing; dockershim waited for it and took its exit code",
        );
      }
      if (probesOf(container).some((probe) => handlerTypeOf(probe) !== "exec")) {
        assumptions.add(
          "HTTP, TCP and gRPC probes in a whole kubelet were not recorded: their clients and the kubelet were, apart",
        );
      }
    }
  }
  for (const { do: what } of scenario.actions ?? []) {
    const assumed = ASSUMED_OF_ACTIONS[what];
    if (assumed !== undefined) assumptions.add(assumed);
  }
  if (scenario.objects?.some(({ kind }) => kind === "DaemonSet") === true)
    assumptions.add(
      "DaemonSets were not recorded: they follow their controller's source, and take nodes in their order",
    );
  if (scenario.objects?.some(({ kind }) => kind === "Job") === true)
    assumptions.add(
      "Jobs were not recorded: they follow their controller's source, and those with indexes are taken for those without",
    );
  if (scenario.traffic !== undefined)
    assumptions.add(
      "kube-proxy shares new connections evenly; requests are rates, and those to a pod come evenly, too",
    );
  if (scenario.traffic?.overload !== undefined)
    assumptions.add(
      "a pod is overloaded a millisecond after it is asked too much, and well a millisecond after it is not",
    );
  if (pods.length > 1) assumptions.add("pods of one kubelet do not delay each other: status writes take no time");
  if (scenario.propagation !== undefined && scenario.propagation !== "ideal")
    assumptions.add("propagation delays are constant");
  return [...assumptions];
}
