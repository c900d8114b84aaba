import type { InstanceBehaviour } from "../../../model/scenario.ts";
import { formatDuration } from "../../../time/duration.ts";
import { podExample } from "../examples.ts";
import { earliestVerdictMs } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ContainerSubject, ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const WELL_FOR_MS = 60_000;
const WATCHED_MS = 120_000;

/** Containers with a startup probe that is more patient than their liveness probe: those whom the order of the two protects. */
function slowStarters({
  containers,
}: WorkloadSubject): { container: ContainerSubject; startup: ProbeSubject; liveness: ProbeSubject }[] {
  return containers.flatMap((container) => {
    const startup = container.probe("startup");
    const liveness = container.probe("liveness");
    const isSlow =
      startup !== undefined && liveness !== undefined && earliestVerdictMs(startup) > earliestVerdictMs(liveness);
    return isSlow ? [{ container, startup, liveness }] : [];
  });
}

/** A start that the startup probe just allows for, an end, and the same start again: is the second one killed by liveness? */
function secondStart(
  { lab }: WorkloadSubject,
  { container, startup }: { container: ContainerSubject; startup: ProbeSubject },
  end: "hang" | "exit",
): Pick<Draft, "witness"> | undefined {
  const startsMs = Math.max(1000, Math.floor((earliestVerdictMs(startup) * 0.8) / 1000) * 1000);
  const fromMs = startsMs + WELL_FOR_MS;
  const untilMs = fromMs + startsMs + WATCHED_MS;
  const outcome = lab.run({
    starts: [{ container: container.name, value: startsMs }],
    failures: [{ container: container.name, value: { fromMs, state: end } }],
    untilMs,
  });
  const history = outcome.container(container.name);
  const again = history?.instances[1];
  const kill = history?.probeKills.find(({ atMs, probe }) => {
    return (
      probe === "liveness" && again?.startMs !== undefined && atMs > again.startMs && atMs < again.startMs + startsMs
    );
  });
  return kill === undefined ? undefined : { witness: lab.witness(outcome, container.name) };
}

const SLOW_START = `
      startupProbe:
        httpGet: { path: /healthz, port: 8080 }
        failureThreshold: 30
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }`;

export const kubeletBugStartupOnce: WorkloadRule = {
  id: "kubelet-bug-startup-once",
  severity: "error",
  summary: "on this release the startup probe runs for the first start alone",
  platforms: ["all"],
  releases: "1.21.0, 1.20.6, 1.19.10 and 1.18.18",
  evidence: ["KI-10"],
  essay: [
    "The startup worker of these four releases ends once its container has started, and its replacement has none: after a restart liveness begins at once, and a slow start is killed, for ever. Patches mended it within weeks (kubernetes#101093).",
  ],
  ignoreWhen: "no node runs one of these releases.",
  triggers: { kubernetes: "1.21.0", manifest: podExample(SLOW_START) },
  quiet: { kubernetes: "1.21.1", manifest: podExample(SLOW_START) },
  findInWorkload: (subject) =>
    subject.profile.startedEndsStartupWorker
      ? slowStarters(subject).flatMap((slow): Draft[] => {
          const found = secondStart(subject, slow, "exit");
          if (found === undefined) return [];
          return [
            {
              path: slow.startup.path,
              container: slow.container.name,
              probe: "startup",
              message: `${slow.container.name} has no startup probe after its first restart on this release`,
              why: "liveness begins at once then, and ends a slow start again and again; a later patch release mends it",
              ...found,
            },
          ];
        })
      : [],
};

const EAGER = SLOW_START.replace("failureThreshold: 30", "periodSeconds: 20\n        failureThreshold: 15").concat(`
        periodSeconds: 1
        failureThreshold: 1`);

export const kubeletBugStartedInherited: WorkloadRule = {
  id: "kubelet-bug-started-inherited",
  severity: "warning",
  summary:
    "a restarted container is taken for started until its startup probe has said otherwise, and liveness is quicker",
  platforms: ["all"],
  releases: "from 1.35 on; still there in 1.37.1",
  evidence: ["KI-11"],
  essay: [
    "Since 1.35 a kubelet carries `started` over from the old status by the container's name. The replacement of a killed container therefore counts as started until its startup worker has its first result, and liveness and readiness ask it meanwhile. A liveness probe that gives up within that time kills a start that the startup probe allows for (kubernetes#141155).",
  ],
  ignoreWhen: "no node runs 1.35 or later, or one that has kubernetes#141342.",
  triggers: { kubernetes: "1.36", manifest: podExample(EAGER) },
  quiet: { kubernetes: "1.34", manifest: podExample(EAGER) },
  findInWorkload: (subject) =>
    subject.profile.keepsStatusOverKubeletRestart
      ? slowStarters(subject)
          // With more patience than a tick of the startup probe nothing can come of it.
          .filter(({ startup, liveness }) => (liveness.failureThreshold - 1) * liveness.periodMs < startup.periodMs)
          .flatMap((slow): Draft[] => {
            const found = secondStart(subject, slow, "hang");
            if (found === undefined) return [];
            const { startup, liveness, container } = slow;
            return [
              {
                path: `${liveness.path}.failureThreshold`,
                container: container.name,
                probe: "liveness",
                message: `after a restart liveness may kill ${container.name} before its startup probe has asked`,
                why: `this release takes the new container for started until the first startup result, up to ${formatDuration(startup.periodMs)} later`,
                ...found,
                fix: {
                  text: "let liveness outlast a period of the startup probe",
                  edits: [
                    {
                      path: `${liveness.path}.failureThreshold`,
                      value: Math.ceil(startup.periodMs / liveness.periodMs) + 2,
                    },
                  ],
                },
              },
            ];
          })
      : [],
};

const ENDS: InstanceBehaviour = { startsMs: 2_000, exit: { afterMs: 1_000, code: 1 } };

const SIDECAR = `
  restartPolicy: RULE
  initContainers:
    - name: proxy
      image: registry.example/proxy:2
      restartPolicy: Always
      startupProbe:
        httpGet: { path: /ready, port: 15021 }
        periodSeconds: 5`;

export const kubeletBugSidecarStartup: WorkloadRule = {
  id: "kubelet-bug-sidecar-startup",
  severity: "warning",
  summary: "after a restart of the kubelet nobody restarts what crashes beside a sidecar with a startup probe",
  platforms: ["all"],
  releases: "1.35.0 to 1.35.3",
  evidence: ["KI-15"],
  essay: [
    "A kubelet that has just been started knows nothing of a startup success it has not seen itself. In these releases the sidecar never counts as started again, so the pod never counts as initialised, and regular containers that end stay down (kubernetes#137146).",
  ],
  ignoreWhen: "no node runs one of these releases.",
  triggers: { kubernetes: "1.35.2", manifest: podExample("", SIDECAR.replace("RULE", "Always")) },
  quiet: { kubernetes: "1.35.4", manifest: podExample("", SIDECAR.replace("RULE", "Always")) },
  findInWorkload: (subject) => {
    const { keepsStatusOverKubeletRestart, seedsStartedSidecar } = subject.profile;
    if (!keepsStatusOverKubeletRestart || seedsStartedSidecar || subject.restartPolicy === "Never") return [];
    const main = subject.containers.find(({ isInit }) => !isInit);
    const sidecar = subject.containers.find((one) => one.isSidecar && one.probe("startup") !== undefined);
    if (main === undefined || sidecar === undefined) return [];
    const outcome = subject.lab.run({
      failures: [{ container: main.name, value: { fromMs: WELL_FOR_MS, state: "exit", exitCode: 1 } }],
      actions: [{ atMs: WELL_FOR_MS / 2, do: "restartKubelet", downMs: 1000 }],
      untilMs: WELL_FOR_MS + WATCHED_MS,
    });
    const isRestarted = (outcome.container(main.name)?.instances ?? []).some(
      ({ n, startMs }) => n > 0 && startMs !== undefined,
    );
    if (isRestarted) return [];
    return [
      {
        path: `${sidecar.path}.startupProbe`,
        container: sidecar.name,
        probe: "startup" as const,
        message: `after a restart of the kubelet ${main.name} is not restarted any more, because of the startup probe of ${sidecar.name}`,
        why: "the new kubelet never takes the sidecar for started, and waits for it; 1.35.4 mends that",
        witness: subject.lab.witness(outcome, main.name),
      },
    ];
  },
};

const PROBED = `
      readinessProbe:
        httpGet: { path: /ready, port: 8080 }`;

export const sidecarInNeverPod: WorkloadRule = {
  id: "sidecar-in-never-pod",
  severity: "warning",
  summary: "a sidecar that is restarted has no startup probe any more, in a pod that never restarts",
  platforms: ["all"],
  releases: "1.28 to 1.33.5, 1.34.0 and 1.34.1",
  evidence: ["KI-16"],
  essay: [
    "The startup worker of a sidecar ends with its first end where the pod's restartPolicy is Never, although the sidecar itself is restarted. While another container of the pod has a probe, no new worker is made for it: it never counts as started, and the containers after it never start.",
  ],
  ignoreWhen: "no node runs one of these releases.",
  triggers: { kubernetes: "1.33.2", manifest: podExample(PROBED, SIDECAR.replace("RULE", "Never")) },
  quiet: { kubernetes: "1.35", manifest: podExample(PROBED, SIDECAR.replace("RULE", "Never")) },
  findInWorkload: (subject) => {
    const { sidecars, sidecarWorkerSurvivesNever } = subject.profile;
    if (!sidecars || sidecarWorkerSurvivesNever || subject.restartPolicy !== "Never") return [];
    return subject.containers
      .filter((one) => one.isSidecar && one.probe("startup") !== undefined)
      .flatMap((sidecar): Draft[] => {
        const startup = sidecar.probe("startup");
        const outcome = subject.lab.run({
          // The second time it waits for its back-off, long enough to be found dead.
          containers: { [sidecar.name]: { instances: [ENDS, ENDS, {}] } },
          untilMs: WATCHED_MS,
        });
        const next = subject.containers.find(({ place }) => place > sidecar.place);
        const isStarted = outcome.container(next?.name ?? "")?.instances.some(({ startMs }) => startMs !== undefined);
        if (startup === undefined || isStarted === true) return [];
        return [
          {
            path: startup.path,
            container: sidecar.name,
            probe: "startup",
            message: `if ${sidecar.name} ends twice before it has started, ${next?.name ?? "the next container"} is never started`,
            why: "in a pod with restartPolicy Never its startup probe ends with it, though it is restarted itself",
            witness: subject.lab.witness(outcome, sidecar.name),
          },
        ];
      });
  },
};
