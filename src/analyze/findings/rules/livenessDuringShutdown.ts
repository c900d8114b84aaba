import { isAtLeast } from "../../../model/kubernetesVersion.ts";
import { servedExample } from "../examples.ts";
import { failureBudgetMs, probesOfType } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";

const AT_MS = 60_000;
const FIRST_SILENT = 21;
const EXAMPLE = servedExample(
  "Deployment",
  `
  livenessProbe:
    httpGet: { path: /healthz, port: 8080 }
    periodSeconds: 5`,
  "",
).replace("      containers:", "      terminationGracePeriodSeconds: 120\n      containers:");

export const livenessDuringShutdown: WorkloadRule = {
  id: "liveness-during-shutdown",
  severity: "warning",
  summary: "on this release liveness goes on while the container shuts down, and cuts it short",
  platforms: ["all"],
  releases: "up to 1.20; patches 1.20.6, 1.19.10 and 1.18.18 mend it",
  evidence: ["KI-20"],
  essay: [
    "An app that closes its port at SIGTERM and takes its time to finish fails its liveness probe meanwhile. Before 1.21 that is a verdict like any other, and reports say that such containers were killed, or even restarted, before their grace period was over. From then on liveness and startup probes end where termination begins.",
  ],
  ignoreWhen: "the health port outlives the main one, or the shutdown is shorter than the probe's patience.",
  triggers: { kubernetes: "1.19", manifest: EXAMPLE },
  quiet: { kubernetes: "1.21.1", manifest: EXAMPLE },
  findInWorkload: (subject) => {
    const { version, graceSeconds, lab } = subject;
    if (isAtLeast(version, FIRST_SILENT)) return [];
    return probesOfType(subject, "liveness")
      .filter((probe) => failureBudgetMs(probe) < graceSeconds * 1000)
      .flatMap(({ container, path, initialDelaySeconds, failureThreshold }): Draft[] => {
        const atMs = AT_MS + initialDelaySeconds * 1000;
        const outcome = lab.run({
          containers: {
            [container.name]: {
              instances: [{ onTerm: { afterMs: graceSeconds * 1000 - 1000, code: 0 } }],
              clock: [{ fromMs: atMs, state: "refuse" }],
            },
          },
          actions: [{ atMs, do: "delete" }],
          untilMs: atMs + graceSeconds * 1000 + 10_000,
        });
        const failed = outcome
          .container(container.name)
          ?.attempts.liveness.filter((attempt) => attempt.fromMs >= atMs && attempt.outcome === "fail");
        if ((failed?.length ?? 0) < failureThreshold) return [];
        return [
          {
            path,
            container: container.name,
            probe: "liveness",
            message: `liveness goes on while ${container.name} shuts down on this release, and fails`,
            why: "its port is closed by then, which looks like any other failure, and may cut the shutdown short",
            witness: lab.witness(outcome, container.name),
            assumptions: ["that a failed verdict cuts a shutdown short is reported, and not simulated"],
          },
        ];
      });
  },
};
