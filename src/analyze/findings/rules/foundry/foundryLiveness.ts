import { formatDuration } from "../../../../time/duration.ts";
import { earliestVerdictMs, failureBudgetMs, probesOfType } from "../../probeTools.ts";
import type { Draft, WorkloadRule } from "../../rule.ts";
import { ASKS_THE_APP, foundryExample } from "./foundryExample.ts";

const LIVENESS = "    liveness: { http: { path: /alive, port: 9000, timeoutSeconds: 2 } }\n";
/** What loads a model takes that long before it listens, at least. */
const USUAL_START_MS = 30_000;

export const foundryLivenessNoStartGuard: WorkloadRule = {
  id: "foundry-liveness-no-start-guard",
  supersedes: ["no-startup-probe", "startup-budget"],
  severity: "warning",
  summary: "nothing keeps liveness away from a container that is starting",
  platforms: ["foundry"],
  evidence: ["S0-02", "S0-06"],
  essay: [
    "Foundry has no startup probe and no initial delay. A liveness probe that needs the app asks from the first moment on, and restarts a container whose start takes longer than it forgives; the next start is no faster.",
    "How much it forgives is not published, and assumed. Without the app's behaviour (--behaviour) the rule speaks where less than 30 s are allowed.",
  ],
  ignoreWhen: "the app answers its liveness path from the first moment on, before it has loaded anything.",
  triggers: foundryExample(`${ASKS_THE_APP}${LIVENESS}`),
  quiet: foundryExample(`${ASKS_THE_APP}${LIVENESS}`, "assumptions: { periodSeconds: 30, failureThreshold: 3 }\n"),
  findInWorkload: (subject) =>
    probesOfType(subject, "liveness").flatMap((probe): Draft[] => {
      const { container, path } = probe;
      const startsMs = subject.behaviourOf(container.name)?.instances[0]?.startsMs ?? USUAL_START_MS;
      const budgetMs = earliestVerdictMs(probe);
      if (budgetMs >= startsMs) return [];
      const slowMs = Math.max(startsMs, budgetMs + probe.periodMs + 1000);
      const outcome = subject.lab.run({ starts: [{ container: container.name, value: slowMs }], untilMs: 300_000 });
      return [
        {
          path,
          container: container.name,
          probe: "liveness",
          message: `a start of ${container.name} that takes longer than about ${formatDuration(budgetMs)} is ended by its liveness probe, again and again`,
          why: "there is neither a startup probe nor a delay; answer the liveness path before anything is loaded, or have none",
          witness: subject.lab.witness(outcome, container.name),
        },
      ];
    }),
};

export const foundryLivenessKillsJob: WorkloadRule = {
  id: "foundry-liveness-kills-job",
  severity: "warning",
  summary: "a job that blocks the health path is killed by liveness",
  platforms: ["foundry"],
  evidence: ["S0-06", "dialects 3.5"],
  needs: "that the app blocks for a time (--behaviour)",
  essay: [
    "An app that works on one query at a time, and answers its health path in between, answers nothing during a long one. Liveness takes that for a hang and restarts the container in the middle of the work. The job was handed out before; whoever waits for it may do so for up to 22 h, unless the client reports the restart, which Foundry's own SDK does.",
    "Serve the health path from a thread or process of its own.",
  ],
  ignoreWhen: "a job that takes so long is to be given up.",
  triggers: {
    ...foundryExample(`${ASKS_THE_APP}${LIVENESS}`),
    behaviour: "containers: { scorer: { instances: [{ app: [{ fromMs: 1m, forMs: 2m, state: hang }] }] } }\n",
  },
  quiet: {
    ...foundryExample(`${ASKS_THE_APP}${LIVENESS}`),
    behaviour: "containers: { scorer: { instances: [{ app: [{ fromMs: 1m, forMs: 5s, state: hang }] }] } }\n",
  },
  findInWorkload: (subject) =>
    probesOfType(subject, "liveness").flatMap((probe): Draft[] => {
      const { container, path } = probe;
      const said = subject.behaviourOf(container.name);
      const blocked = said?.instances[0]?.app?.find(
        ({ state, fromMs, toMs }) => state === "hang" && (toMs ?? Infinity) - fromMs > failureBudgetMs(probe),
      );
      if (said === undefined || blocked === undefined) return [];
      const untilMs = blocked.fromMs + failureBudgetMs(probe) + 60_000;
      const outcome = subject.lab.run({ containers: { [container.name]: said }, untilMs });
      return [
        {
          path,
          container: container.name,
          probe: "liveness",
          message: `while ${container.name} is busy for longer than ${formatDuration(failureBudgetMs(probe))} its liveness probe restarts it`,
          why: "the job is lost, and may be waited for; serve the health path from a thread of its own",
          witness: subject.lab.witness(outcome, container.name),
        },
      ];
    }),
};
