import type { JsonValue } from "../../../../model/json.ts";
import { formatDuration } from "../../../../time/duration.ts";
import { lastingContainers } from "../../../stories.ts";
import { harmOf, wantedReady } from "../../../rollout/rolloutHarm.ts";
import { isRolledOut } from "../../../rollout/rolloutScenario.ts";
import { rolloutWitness } from "../../../rollout/rolloutWitness.ts";
import { servedExample } from "../../examples.ts";
import type { Draft, WorkloadRule } from "../../rule.ts";
import type { ProbeSubject } from "../../workloadSubject.ts";
import { rolloutOf, specPath } from "./rolloutSubject.ts";

const READY = `
  readinessProbe:
    httpGet: { path: /ready, port: 8080 }`;

export const rolloutPastCrash: WorkloadRule = {
  id: "rollout-past-crash",
  severity: "note",
  summary: "a revision that crashes seconds after it was ready replaces good pods before it is noticed",
  platforms: ["kubernetes"],
  evidence: ["corrections C3.1"],
  essay: [
    "A rolling update goes on as soon as a new pod is available, and with minReadySeconds 0 that is the instant at which it is ready. A revision that answers its probes for some seconds and then crashes replaces everything in that time: the rollout is complete, and nothing is left that works.",
    "With minReadySeconds a pod must stay ready for so long before it counts. A crash within that time stops the rollout at its first pods, and the old ones go on serving. It makes each step of a good rollout longer by as much.",
    "Of more than four workloads with several pods it is looked for with --story rollout, or --exact.",
  ],
  ignoreWhen: "something else watches rollouts for some time, as a progressive delivery tool does.",
  triggers: { manifest: servedExample("Deployment", READY, "replicas: 3") },
  quiet: { manifest: servedExample("Deployment", READY, "replicas: 3\nminReadySeconds: 10") },
  findInWorkload: (subject) => {
    const { workload, rollouts } = subject;
    if (rollouts.isThrifty || workload.replicas < 2) return [];
    const telling = rolloutOf(subject);
    if (telling === undefined) return [];
    const story = telling.story("crash-after-ready");
    const harm = harmOf(telling.workload, story);
    if (harm === undefined) return [];
    const { replicas, fewestReady, stoppedByMinReadySeconds: seconds } = story;
    const path = specPath(subject, "minReadySeconds");
    const lost = harm === "goes-through" ? `replaces all ${replicas} pods` : "replaces more pods than it may";
    return [
      {
        path,
        message: `a revision that crashes 5s after it was ready ${lost}; ${fewestReady} of ${replicas} are ready then`,
        why: `the rollout goes on as soon as a new pod ${workload.minReadySeconds === 0 ? "is ready: minReadySeconds is 0" : `has been ready for ${formatDuration(workload.minReadySeconds * 1000)}`}`,
        witness: () => rolloutWitness(telling.scenario("crash-after-ready")),
        ...(seconds === undefined
          ? {}
          : {
              fix: { text: "let new pods stay ready for a while before they count", edits: [{ path, value: seconds }] },
            }),
      },
    ];
  },
};

export const rolloutEmptiesService: WorkloadRule = {
  id: "rollout-empties-service",
  severity: "warning",
  summary: "each rollout takes all of several pods out of service at once",
  platforms: ["kubernetes"],
  evidence: ["F4", "corrections C1"],
  essay: [
    "The strategy Recreate deletes all old pods before it makes new ones, and maxUnavailable: 100% lets all of them be missing at once. However good the new revision is, nobody is ready from the first instant until its pods are; and under one that never gets ready nobody is for good.",
  ],
  ignoreWhen:
    "two revisions must not run beside each other, as where they share a volume or a lock, and the outage is wanted; or the pods serve nobody.",
  triggers: { manifest: servedExample("Deployment", READY, "replicas: 3\nstrategy: { type: Recreate }") },
  quiet: { manifest: servedExample("Deployment", READY, "replicas: 3") },
  findInWorkload: (subject) => {
    const { workload, service } = subject;
    // Only where the strategy keeps nobody is it worth a simulation.
    if (workload.replicas < 2 || !isRolledOut(workload) || wantedReady(workload) > 0) return [];
    const telling = rolloutOf(subject);
    if (telling === undefined) return [];
    const story = telling.story("good");
    if (harmOf(telling.workload, story) !== "empties") return [];
    const { replicas, doneMs = 0, fewestAtMs } = story;
    const path = specPath(subject, workload.kind === "Deployment" ? "strategy" : "updateStrategy");
    const away = service === undefined ? "" : `; Service ${service.metadata.name} has no endpoint until then`;
    return [
      {
        path,
        severity: service === undefined ? "note" : "warning",
        message: `even a good revision leaves none of ${replicas} pods ready until its own are`,
        why: `the strategy keeps no pod; with apps that end and start at once that takes ${formatDuration(doneMs - fewestAtMs)}${away}`,
        witness: () => rolloutWitness(telling.scenario("good")),
        fix: {
          text: "replace pods one by one",
          edits: [{ path, value: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } } }],
        },
      },
    ];
  },
};

export const rolloutWithoutReadiness: WorkloadRule = {
  id: "rollout-without-readiness",
  severity: "warning",
  summary: "nothing asks whether a new pod works, so a revision that never answers replaces all good ones",
  platforms: ["kubernetes"],
  evidence: ["F1", "corrections C3.1"],
  essay: [
    "A pod none of whose containers has a readiness or a startup probe is ready as soon as they run. A rolling update then replaces one pod after the other as fast as containers start, whether the new ones answer or not, and clients are sent to them.",
    "Liveness probes do not stop it: they restart containers, and those are ready again at once.",
  ],
  ignoreWhen: "the pods serve nobody, and a worker that does not work is noticed by other means.",
  triggers: {
    manifest: servedExample(
      "Deployment",
      `
  livenessProbe:
    httpGet: { path: /healthz, port: 8080 }`,
      "replicas: 3",
    ),
  },
  quiet: { manifest: servedExample("Deployment", READY, "replicas: 3") },
  findInWorkload: (subject) => {
    const { workload, service, probes, containers } = subject;
    if (workload.replicas < 2 || service === undefined) return [];
    const asked = lastingContainers(workload.pod).some(
      ({ readinessProbe, startupProbe }) => readinessProbe !== undefined || startupProbe !== undefined,
    );
    const first = containers.find(({ isInit, isSidecar }) => !isInit || isSidecar);
    const telling = asked || first === undefined ? undefined : rolloutOf(subject);
    if (telling === undefined || first === undefined) return [];
    const story = telling.story("never-ready");
    if (harmOf(telling.workload, story) !== "goes-through") return [];
    const liveness = probes.find(({ type }) => type === "liveness");
    const { container } = liveness ?? { container: first };
    return [
      {
        path: container.path,
        container: container.name,
        message: `a revision that never answers replaces all ${story.replicas} pods behind Service ${service.metadata.name} within ${formatDuration(story.doneMs ?? 0)}`,
        why: "no container has a readiness or startup probe: pods count as ready as soon as they run",
        witness: () => rolloutWitness(telling.scenario("never-ready")),
        ...(liveness === undefined ? {} : { fix: readinessFix(liveness) }),
      },
    ];
  },
};

/** Asks what liveness asks, and gives up sooner. */
function readinessFix({ probe, path, periodMs, failureThreshold }: ProbeSubject): NonNullable<Draft["fix"]> {
  const { exec, httpGet, tcpSocket, grpc, timeoutSeconds } = probe;
  const numbers = { periodSeconds: periodMs / 1000, failureThreshold: Math.max(1, failureThreshold - 1) };
  const value = JSON.parse(JSON.stringify({ exec, httpGet, tcpSocket, grpc, timeoutSeconds, ...numbers })) as JsonValue;
  return {
    text: "ask before it counts as ready; best for what only a pod that works can answer",
    edits: [{ path: path.replace(/livenessProbe$/, "readinessProbe"), value }],
  };
}
