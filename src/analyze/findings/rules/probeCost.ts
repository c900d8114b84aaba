import { formatDuration } from "../../../time/duration.ts";
import { podExample } from "../examples.ts";
import { heavyCommandOf } from "../heavyCommands.ts";
import { commandOf, probesOfHandler, programsOf } from "../probeTools.ts";
import type { WorkloadRule } from "../rule.ts";

/** That share of a processor for nothing but being asked. */
const SHARE = 0.02;

export const probeCost: WorkloadRule = {
  id: "probe-cost",
  severity: "warning",
  summary: "a command that starts a whole runtime is asked often",
  platforms: ["all"],
  evidence: ["KI-35"],
  essay: [
    "`rabbitmqctl status` starts an Erlang machine and costs about one and a half seconds of a processor. As liveness and readiness every ten seconds that is a third of a core for an idle broker. And where the container is short of processor time the command takes longer, runs into its timeout, and a restart makes the shortage worse.",
    "The cost is an estimate by the name of the program, with a share of 2 % of a processor for each probe as the limit.",
  ],
  ignoreWhen: "the container has the processor time to spare, and the timeout is generous.",
  triggers: {
    manifest: podExample(`
      livenessProbe:
        exec: { command: [rabbitmqctl, status] }
        periodSeconds: 10
        timeoutSeconds: 8`),
  },
  quiet: {
    manifest: podExample(`
      livenessProbe:
        exec: { command: [rabbitmqctl, status] }
        periodSeconds: 120
        timeoutSeconds: 8`),
  },
  findInWorkload: (subject) =>
    probesOfHandler(subject, "exec").flatMap((probe) => {
      const { container, type, path, periodMs } = probe;
      const heavy = heavyCommandOf(programsOf(commandOf(probe)));
      if (heavy === undefined || type === "startup") return [];
      const share = heavy.cpuSeconds / (periodMs / 1000);
      if (share <= SHARE) return [];
      const seconds = Math.ceil(heavy.cpuSeconds / SHARE / 10) * 10;
      return [
        {
          path: `${path}.exec.command`,
          severity: share >= 5 * SHARE ? ("warning" as const) : ("note" as const),
          container: container.name,
          probe: type,
          message: `the ${type} probe of ${container.name} starts ${heavy.starts} every ${formatDuration(periodMs)} to run ${heavy.program}`,
          why: `at about ${heavy.cpuSeconds}s of a processor each time that is ${Math.round(share * 100)} % of one, and under load it is what runs into its timeout first`,
          // A readiness probe that is asked so seldom has troubles of its own.
          ...(type === "liveness" && {
            fix: {
              text: "ask a port or a file of the app instead, or ask less often",
              edits: [{ path: `${path}.periodSeconds`, value: seconds }],
            },
          }),
          assumptions: [`${heavy.program} takes about ${heavy.cpuSeconds}s of a processor`],
        },
      ];
    }),
};
