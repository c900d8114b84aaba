import { podExample } from "../examples.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import { startupEdits } from "../startupEdits.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const WATCHED_MS = 60_000;
const STARTS_MS = 20_000;

const SIDECAR = (probe: string): string => `
  initContainers:
    - name: proxy
      image: registry.example/proxy:2
      restartPolicy: Always
      ${probe}:
        httpGet: { path: /ready, port: 15021 }`;

export const sidecarOrderByReadiness: WorkloadRule = {
  id: "sidecar-order-by-readiness",
  severity: "warning",
  summary: "a sidecar's readiness probe does not hold the next container back",
  platforms: ["all"],
  releases: "from 1.28 on; before, there are no sidecars",
  evidence: ["KI-18"],
  essay: [
    "The next container is started once the sidecar counts as started. That waits for its startup probe and its postStart hook, and for nothing else: with a readiness probe alone the next one starts a moment after the sidecar's process, however long the sidecar needs. Readiness of a sidecar counts for the pod's, later.",
  ],
  ignoreWhen: "the next container need not find the sidecar working, and tries again.",
  triggers: { manifest: podExample("", SIDECAR("readinessProbe")) },
  quiet: { manifest: podExample("", SIDECAR("startupProbe")) },
  findInWorkload: (subject) =>
    subject.containers
      .filter(({ isSidecar, probe }) => isSidecar && probe("readiness") !== undefined && probe("startup") === undefined)
      .flatMap(({ probe }) => probe("readiness") ?? [])
      .map((readiness) => draftOf(subject, readiness)),
};

function draftOf({ lab, containers }: WorkloadSubject, readiness: ProbeSubject): Draft {
  const { container, path } = readiness;
  const next = containers.find(({ place }) => place > container.place);
  const outcome = () => lab.run({ starts: [{ container: container.name, value: STARTS_MS }], untilMs: WATCHED_MS });
  return {
    path,
    container: container.name,
    probe: "readiness",
    message: `${next?.name ?? "the next container"} does not wait until the sidecar ${container.name} is ready`,
    why: "what comes after a sidecar waits for its startup probe alone; readiness orders nothing",
    witness: lab.witness(outcome, next?.name ?? container.name),
    fix: {
      text: "ask the same in a startup probe",
      edits: startupEdits(readiness, { periodSeconds: Math.min(5, readiness.periodMs / 1000), failureThreshold: 60 }),
    },
  };
}
