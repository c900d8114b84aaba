import { formatDuration } from "../../../../time/duration.ts";
import { isRolledOut } from "../../../rollout/rolloutScenario.ts";
import type { AskedRollout } from "../../../rollout/rolloutStories.ts";
import { rolloutWitness } from "../../../rollout/rolloutWitness.ts";
import { servedExample } from "../../examples.ts";
import type { Draft, WorkloadRule } from "../../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../../workloadSubject.ts";
import { rolloutOf, specPath } from "./rolloutSubject.ts";

/** As the API server fills it in. */
const DEFAULT_SECONDS = 600;
const NEVER_SECONDS = 2 ** 31 - 1;
/** What somebody waits for who looks at a rollout. */
const LONG_SECONDS = 3600;
/** Between the last start that is allowed and the deadline that the fix sets. */
const SPARE_SECONDS = 60;

function startupOf(failureThreshold: number): string {
  return `
  startupProbe:
    httpGet: { path: /ready, port: 8080 }
    failureThreshold: ${failureThreshold}
  readinessProbe:
    httpGet: { path: /ready, port: 8080 }`;
}

/** Undefined: it is no rollout of a Deployment. */
function deadlineOf({ workload }: WorkloadSubject): number | undefined {
  if (!isRolledOut(workload) || workload.kind !== "Deployment") return undefined;
  const given = workload.spec["progressDeadlineSeconds"];
  return typeof given === "number" ? given : DEFAULT_SECONDS;
}

/** The latest start, after that of the container, at which a startup probe still succeeds. */
function lastStartMs({ initialDelaySeconds, periodMs, failureThreshold }: ProbeSubject): number {
  return initialDelaySeconds * 1000 + (failureThreshold - 1) * periodMs;
}

export const deadlineBeforeStartup: WorkloadRule = {
  id: "deadline-before-startup",
  severity: "warning",
  summary: "a rollout is called stuck while its pods may still be starting",
  platforms: ["kubernetes"],
  evidence: ["KI-67", "corrections C1"],
  essay: [
    "A startup probe allows a container initialDelaySeconds + failureThreshold × periodSeconds to start. A Deployment whose pods make no progress for progressDeadlineSeconds (600 unless it says otherwise) says Progressing=False, ProgressDeadlineExceeded: kubectl rollout status ends with an error, pipelines stop or roll back, though the pod may be ready a little later.",
    "Whoever allows a long start, as for a model that is loaded, wants a deadline beyond it.",
  ],
  ignoreWhen: "starts are never so slow, and the startup probe is only generous.",
  triggers: { manifest: servedExample("Deployment", startupOf(90)) },
  quiet: { manifest: servedExample("Deployment", startupOf(90), "progressDeadlineSeconds: 960") },
  findInWorkload: (subject) => {
    const deadline = deadlineOf(subject);
    if (deadline === undefined) return [];
    const late = subject.probes
      .filter((probe) => probe.type === "startup" && lastStartMs(probe) > deadline * 1000)
      .toSorted((a, b) => lastStartMs(b) - lastStartMs(a));
    const [probe] = late;
    const telling = probe === undefined ? undefined : rolloutOf(subject);
    if (probe === undefined || telling === undefined) return [];
    return draftOf(subject, probe, deadline, telling.started(lastStartMs(probe), probe.container.name));
  },
};

function draftOf(
  subject: WorkloadSubject,
  probe: ProbeSubject,
  deadline: number,
  { outcome: { stalledMs }, scenario }: AskedRollout,
): readonly Draft[] {
  if (stalledMs === undefined) return [];
  const { name } = probe.container;
  const startMs = lastStartMs(probe);
  const path = specPath(subject, "progressDeadlineSeconds");
  const wanted = Math.ceil(startMs / 1000) + subject.workload.minReadySeconds + SPARE_SECONDS;
  return [
    {
      path,
      container: name,
      probe: "startup",
      message: `the startup probe of ${name} allows a start of ${formatDuration(startMs)}, and the rollout is called stuck after ${formatDuration(stalledMs)}`,
      why: `progressDeadlineSeconds is ${deadline}; its pods may get ready later all the same`,
      witness: () => rolloutWitness(scenario),
      fix: { text: "wait for the latest start that is allowed", edits: [{ path, value: wanted }] },
    },
  ];
}

export const stallUnnoticed: WorkloadRule = {
  id: "stall-unnoticed",
  severity: "note",
  summary: "a rollout that is stuck is not called so for an hour or more, or never",
  platforms: ["kubernetes"],
  evidence: ["corrections C1"],
  essay: [
    "A Deployment says that it is stuck once its pods have made no progress for progressDeadlineSeconds. With 2147483647 there is no deadline, and with one of hours nobody waits for it: kubectl rollout status hangs, and the old pods go on serving beside some that never get ready.",
  ],
  ignoreWhen: "something else watches rollouts.",
  triggers: {
    manifest: servedExample("Deployment", startupOf(30), "replicas: 2\nprogressDeadlineSeconds: 2147483647"),
  },
  quiet: { manifest: servedExample("Deployment", startupOf(30), "replicas: 2") },
  findInWorkload: (subject) => {
    const deadline = deadlineOf(subject);
    if (deadline === undefined || deadline < LONG_SECONDS) return [];
    // A long start wants a long deadline.
    if (subject.probes.some((probe) => probe.type === "startup" && lastStartMs(probe) > (deadline / 4) * 1000))
      return [];
    const telling = rolloutOf(subject);
    if (telling === undefined) return [];
    const { doneMs, stalledMs, readyAtEnd, replicas } = telling.story("never-ready");
    if (doneMs !== undefined || (stalledMs !== undefined && stalledMs < LONG_SECONDS * 1000)) return [];
    const path = specPath(subject, "progressDeadlineSeconds");
    const when =
      deadline >= NEVER_SECONDS ? "is never called stuck" : `is called stuck after ${formatDuration(deadline * 1000)}`;
    return [
      {
        path,
        message: `a rollout of a revision that never gets ready ${when}; ${readyAtEnd} of ${replicas} pods go on serving`,
        why: `progressDeadlineSeconds is ${deadline}`,
        witness: () => rolloutWitness(telling.scenario("never-ready")),
        fix: { text: "say it sooner", edits: [{ path, value: DEFAULT_SECONDS }] },
      },
    ];
  },
};
