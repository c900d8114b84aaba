import { assumptionsOf } from "../../../assumptions.ts";
import { subjectOfCommand } from "../../../app/command.ts";
import { podExample, servedExample } from "../examples.ts";
import { commandOf, failingState, probesOfHandler, probesOfType } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";

const WELL_FOR_MS = 30_000;
const HANGS_FOR_MS = 180_000;

const READY = `
  readinessProbe:
    httpGet: { path: /ready, port: 8080 }`;

export const anyNoLiveness: WorkloadRule = {
  id: "any-no-liveness",
  severity: "note",
  summary: "nothing restarts a container that hangs",
  // Of a compute module of Foundry it is the safer choice: nothing there protects a slow start.
  platforms: ["kubernetes", "eas", "kserve", "knative"],
  evidence: ["dialects 8"],
  essay: [
    "A process that ends is restarted by its restart policy, without any probe. One that hangs is not: readiness takes it out of service, and that is where it stays. Often that is right, since a liveness probe that is wrong does more harm than a hang that never comes.",
  ],
  ignoreWhen: "the app does not hang, or somebody is called who looks at it.",
  triggers: { manifest: servedExample("Deployment", READY) },
  quiet: {
    manifest: servedExample(
      "Deployment",
      `${READY}\n  livenessProbe:\n    httpGet: { path: /live, port: 8080 }\n    failureThreshold: 9`,
    ),
  },
  findInWorkload: (subject) =>
    probesOfType(subject, "readiness")
      // Nobody can give a probe to a container that a platform adds.
      .filter(({ container }) => container.path !== "" && container.probe("liveness") === undefined)
      .map((probe): Draft => {
        const { container, path, initialDelaySeconds } = probe;
        const state = failingState(probe, subject.version);
        const fromMs = initialDelaySeconds * 1000 + WELL_FOR_MS;
        const outcome = () =>
          subject.lab.run({
            failures: [{ container: container.name, value: { fromMs, state: state ?? "hang" } }],
            untilMs: fromMs + HANGS_FOR_MS,
          });
        return {
          path,
          container: container.name,
          message: `a hang of ${container.name} is never mended: it has no liveness probe`,
          why:
            state === undefined
              ? "its readiness probe does not even see it, and nothing restarts it; a crash would be"
              : "readiness takes it out of service, and nothing restarts it; a crash would be",
          witness: subject.lab.witness(outcome, container.name),
        };
      }),
};

interface Volumes {
  readonly volumes?: readonly { readonly name: string; readonly emptyDir?: unknown }[];
}
interface Mounts {
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

const MARKER = (mount: string): string => `
  startupProbe:
    exec: { command: [cat, /state/started] }
    failureThreshold: 60
  livenessProbe:
    httpGet: { path: /live, port: 8080 }
  volumeMounts: [{ name: state, mountPath: ${mount} }]`;
const EMPTY_DIR = "volumes: [{ name: state, emptyDir: {} }]";

export const anyContainerRestartNotPod: WorkloadRule = {
  id: "any-container-restart-not-pod",
  severity: "note",
  summary: "a probe reads a file that outlives the restart of its container",
  platforms: ["all"],
  evidence: ["X-14", "dialects 8"],
  essay: [
    "A liveness or startup verdict restarts the container, not the pod: same pod, same address, same node, one restart more, and a back-off. What stands in an emptyDir is still there, while the container's own files are new. A marker that the old instance left there makes the probe of the new one succeed before it has begun.",
  ],
  ignoreWhen: "the container removes the file when it starts.",
  triggers: { manifest: podExample(MARKER("/state"), EMPTY_DIR) },
  quiet: { manifest: podExample(MARKER("/other"), EMPTY_DIR) },
  findInWorkload: (subject) => {
    const { volumes = [] } = subject.pod.spec as Volumes;
    const kept = new Set(volumes.filter(({ emptyDir }) => emptyDir !== undefined).map(({ name }) => name));
    return probesOfHandler(subject, "exec").flatMap((probe): Draft[] => {
      const { container, path, type } = probe;
      const { volumeMounts = [] } = container.container as Mounts;
      const command = commandOf(probe);
      const mount = volumeMounts.find(({ name, mountPath }) => {
        const folder = `${mountPath.replace(/\/$/, "")}/`;
        return kept.has(name) && command.some((word) => word.split(/[\s;&|]+/).some((part) => part.startsWith(folder)));
      });
      const canRestart = container.probe("liveness") !== undefined || container.probe("startup") !== undefined;
      if (mount === undefined || !canRestart || subjectOfCommand(command) !== "file") return [];
      return [
        {
          path: `${path}.exec.command`,
          container: container.name,
          probe: type,
          message: `the file that the ${type} probe of ${container.name} reads in ${mount.mountPath} outlives a restart of the container`,
          why: "a restart is the container's, not the pod's: the emptyDir keeps what the old instance wrote",
          assumptions: ["the container does not remove the file when it starts"],
        },
      ];
    });
  },
};

const OLD = podExample(`
  livenessProbe:
    httpGet: { path: /healthz, port: 8080 }`);

export const anyUnresolvedAssumption: WorkloadRule = {
  id: "any-unresolved-assumption",
  severity: "note",
  summary: "what is simulated rests on something that nobody has recorded or published",
  platforms: ["all"],
  releases: "before 1.33; files of platforms at any release",
  evidence: ["dialects 8"],
  essay: [
    "The engine is compared with recordings of real releases. Where there are none, or where a platform keeps its numbers to itself, it follows sources, notes and documents, and says so: in the header of each trace, and here.",
  ],
  ignoreWhen: "you have measured it, or can live with it.",
  triggers: { kubernetes: "1.30", manifest: OLD },
  quiet: { kubernetes: "1.36", manifest: OLD },
  findInWorkload: ({ workload, pod, version, podPath, label }) => {
    const ofRelease = assumptionsOf({
      kubernetes: `1.${version.minor}`,
      pod: { ...pod, spec: { containers: [] } },
      untilMs: 0,
    });
    const all = [...(workload.platform?.assumptions ?? []), ...ofRelease];
    const hasProbe = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].some(
      ({ livenessProbe, readinessProbe, startupProbe }) =>
        (livenessProbe ?? readinessProbe ?? startupProbe) !== undefined,
    );
    if (all.length === 0 || !hasProbe) return [];
    return [
      {
        path: podPath(""),
        message: `what is said of ${label} rests on ${all.length === 1 ? "an assumption" : `${all.length} assumptions`}`,
        assumptions: all,
      },
    ];
  },
};

export const anyDocSwapSuspect: WorkloadRule = {
  id: "any-doc-swap-suspect",
  severity: "warning",
  summary: "the thresholds look as if success and failure were taken for each other",
  platforms: ["all"],
  evidence: ["S1-17", "dialects 8"],
  essay: [
    "Some documents describe the success threshold as the number of failures until a container has failed, and the other way round. Who follows them gets a readiness probe that is out after one failure and back only after several successes.",
  ],
  ignoreWhen: "the container is to be out at once and come back slowly.",
  triggers: { manifest: podExample(`${READY}\n    successThreshold: 3\n    failureThreshold: 1`) },
  quiet: { manifest: podExample(`${READY}\n    successThreshold: 1\n    failureThreshold: 3`) },
  findInWorkload: (subject) =>
    probesOfType(subject, "readiness")
      .filter(({ successThreshold, failureThreshold }) => failureThreshold === 1 && successThreshold >= 2)
      .map(({ container, path, successThreshold }) => ({
        path: `${path}.successThreshold`,
        container: container.name,
        probe: "readiness" as const,
        message: `${container.name} is out of service after one failure, and back only after ${successThreshold} successes`,
        why: "documents that take success and failure for each other lead there",
        fix: {
          text: "if it was meant the other way round",
          edits: [
            { path: `${path}.successThreshold`, value: 1 },
            { path: `${path}.failureThreshold`, value: successThreshold },
          ],
        },
      })),
};
