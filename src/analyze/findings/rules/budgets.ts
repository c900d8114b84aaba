import { formatDuration, parseDuration } from "../../../time/duration.ts";
import { podExample, servedExample } from "../examples.ts";
import { annotationsOf, failingState, failureBudgetMs, probesOfType } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";

const DETECT_WITHIN = "probewise.dev/detect-within";
const NEEDS_REPLICAS = "probewise.dev/needs-replicas";
const WELL_FOR_MS = 30_000;

function annotated(manifest: string, annotation: string): string {
  return manifest.replace(/^( +)labels: \{ app: web \}$/m, `$1labels: { app: web }\n$1annotations: { ${annotation} }`);
}

const PROBED = `
  livenessProbe:
    httpGet: { path: /healthz, port: 8080 }`;

export const anyDetectionTooSlow: WorkloadRule = {
  id: "any-detection-too-slow",
  severity: "note",
  summary: "a hang may go on for longer than it should until a probe has judged it",
  platforms: ["all"],
  needs: `the annotation ${DETECT_WITHIN} with a duration`,
  evidence: ["dialects 8"],
  essay: [
    "A verdict takes up to failureThreshold × periodSeconds + timeoutSeconds from the moment at which the app fails, and a hang takes the longest. Whether that is slow only you can tell: the annotation says what you wish for.",
  ],
  ignoreWhen: "the wish was for another probe.",
  triggers: { manifest: annotated(podExample(PROBED), `${DETECT_WITHIN}: 20s`) },
  quiet: { manifest: annotated(podExample(PROBED), `${DETECT_WITHIN}: 1m`) },
  findInWorkload: (subject) => {
    const wanted = parseDuration(annotationsOf(subject)[DETECT_WITHIN] ?? "");
    if (!("durationMs" in wanted)) return [];
    return probesOfType(subject, "liveness", "readiness")
      .filter((probe) => failureBudgetMs(probe) > wanted.durationMs)
      .flatMap((probe): Draft[] => {
        const state = failingState(probe, subject.version);
        if (state === undefined) return [];
        const { container, type, path, initialDelaySeconds, failureThreshold, timeoutMs } = probe;
        const fromMs = initialDelaySeconds * 1000 + WELL_FOR_MS;
        const untilMs = fromMs + failureBudgetMs(probe) + 10_000;
        const outcome = () =>
          subject.lab.run({
            failures: [{ container: container.name, value: { fromMs, toMs: untilMs, state } }],
            untilMs,
          });
        const period = Math.floor((wanted.durationMs - timeoutMs) / failureThreshold / 1000);
        return [
          {
            path: `${path}.periodSeconds`,
            container: container.name,
            probe: type,
            message: `${type} of ${container.name} may need ${formatDuration(failureBudgetMs(probe))} to see a hang, and ${formatDuration(wanted.durationMs)} are wished for`,
            why: "failureThreshold × periodSeconds, and one timeout more",
            witness: subject.lab.witness(outcome, container.name),
            ...(period * 1000 > timeoutMs && {
              fix: { text: "ask more often", edits: [{ path: `${path}.periodSeconds`, value: period }] },
            }),
          },
        ];
      });
  },
};

export const cascadeMargin: WorkloadRule = {
  id: "cascade-margin",
  severity: "warning",
  summary: "without one replica the others cannot bear the load, and liveness takes one away under load",
  platforms: ["all"],
  needs: `the annotation ${NEEDS_REPLICAS} with the number of replicas that the load needs`,
  evidence: ["KI-59"],
  essay: [
    "If five replicas carry the load of 4.2, the restart of one leaves the rest beyond what they can bear. They answer later, fail the same liveness probe, and follow. More patience of the probe, or one more replica, lets the first one recover.",
  ],
  ignoreWhen: "callers slow down by themselves.",
  triggers: { manifest: annotated(servedExample("Deployment", PROBED, "replicas: 5"), `${NEEDS_REPLICAS}: "4.2"`) },
  quiet: { manifest: annotated(servedExample("Deployment", PROBED, "replicas: 6"), `${NEEDS_REPLICAS}: "4.2"`) },
  findInWorkload: (subject) => {
    const { replicas } = subject.workload;
    const needed = Number(annotationsOf(subject)[NEEDS_REPLICAS] ?? Number.NaN);
    const [liveness] = probesOfType(subject, "liveness");
    if (liveness === undefined || !(replicas - 1 < needed)) return [];
    return [
      {
        path: liveness.path,
        container: liveness.container.name,
        probe: "liveness" as const,
        message: `one restart by liveness leaves ${replicas - 1} replicas of ${subject.label} for the load of ${needed}`,
        why: "the others get slower by it, fail the same probe and follow",
      },
    ];
  },
};

/** A verdict on the data path within that time comes of every longer hiccup. */
const HASTY_MS = 60_000;

export const restartBlastRadius: WorkloadRule = {
  id: "restart-blast-radius",
  severity: "note",
  summary: "liveness is hasty with something that a whole node depends on",
  platforms: ["all"],
  evidence: ["KI-49"],
  essay: [
    "What carries the volumes or the network of a node takes more with it when it is restarted than was broken. Under load such a container answers late; a liveness probe of less than a minute then detaches volumes in place of waiting. It deserves a large failureThreshold × periodSeconds, or no liveness probe at all.",
    "The rule speaks of DaemonSets that are privileged or on the node's network.",
  ],
  ignoreWhen: "the container can be restarted without anybody noticing.",
  triggers: {
    manifest: servedExample("Deployment", PROBED, "")
      .replace("kind: Deployment", "kind: DaemonSet")
      .replace("      containers:", "      hostNetwork: true\n      containers:"),
  },
  quiet: {
    manifest: servedExample("Deployment", `${PROBED}\n    failureThreshold: 12`, "")
      .replace("kind: Deployment", "kind: DaemonSet")
      .replace("      containers:", "      hostNetwork: true\n      containers:"),
  },
  findInWorkload: (subject) => {
    if (subject.workload.kind !== "DaemonSet") return [];
    return probesOfType(subject, "liveness").flatMap((probe): Draft[] => {
      const { container, path, failureThreshold, periodMs } = probe;
      const security = (container.container as { readonly securityContext?: { readonly privileged?: boolean } })
        .securityContext;
      const isOfNode = subject.pod.spec.hostNetwork === true || security?.privileged === true;
      if (!isOfNode || failureThreshold * periodMs >= HASTY_MS) return [];
      return [
        {
          path,
          container: container.name,
          probe: "liveness",
          message: `${container.name}, which a whole node depends on, is given up after ${formatDuration(failureBudgetMs(probe))} at most`,
          why: "its restart takes more with it than a late answer was worth",
          fix: {
            text: "be more patient",
            edits: [{ path: `${path}.failureThreshold`, value: Math.ceil((2 * HASTY_MS) / periodMs) }],
          },
        },
      ];
    });
  },
};
