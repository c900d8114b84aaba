import { podExample } from "../examples.ts";
import { probesOfType } from "../probeTools.ts";
import type { WorkloadRule } from "../rule.ts";

export const redundantInitialDelay: WorkloadRule = {
  id: "redundant-initial-delay",
  severity: "note",
  summary: "an initial delay beside a startup probe",
  platforms: ["all"],
  evidence: ["KI-06"],
  essay: [
    "Initial delays of all probes count from the container's start, not from the startup probe's success. Liveness and readiness wait for that success anyway, so a delay of theirs only matters where it is longer than the start takes: then it makes a fast start slow.",
  ],
  ignoreWhen: "the probe really must not be asked before that age, however early the start is done.",
  triggers: {
    manifest: podExample(`
      startupProbe:
        httpGet: { path: /healthz, port: 8080 }
        failureThreshold: 30
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }
        initialDelaySeconds: 60`),
  },
  quiet: {
    manifest: podExample(`
      startupProbe:
        httpGet: { path: /healthz, port: 8080 }
        failureThreshold: 30
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }`),
  },
  findInWorkload: (subject) =>
    probesOfType(subject, "liveness", "readiness")
      .filter((probe) => probe.initialDelaySeconds > 0 && probe.container.probe("startup") !== undefined)
      .map(({ container, type, path, initialDelaySeconds }) => ({
        path: `${path}.initialDelaySeconds`,
        container: container.name,
        probe: type,
        message: `the ${type} probe of ${container.name} waits for the startup probe and has an initial delay of ${initialDelaySeconds}s besides`,
        why: "both count from the container's start: the delay does nothing, or makes a start that was fast slow",
        fix: { text: "leave it to the startup probe", edits: [{ path: `${path}.initialDelaySeconds`, value: null }] },
      })),
};
