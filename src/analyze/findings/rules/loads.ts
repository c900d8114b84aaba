import type { AppSegment } from "../../../model/scenario.ts";
import { formatDuration } from "../../../time/duration.ts";
import { killOf } from "../../../properties/podHistory.ts";
import { answersMet, segmentsMet } from "../askedDependencies.ts";
import { podExample } from "../examples.ts";
import type { Outcome } from "../lab.ts";
import { probesOfType } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import { startupEdits } from "../startupEdits.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const AFTER_MS = 120_000;

/** The run that the behaviour tells, to some time after its last change. */
function asToldBy(subject: WorkloadSubject, atLeastMs = 0): Outcome {
  const { behaviour, lab } = subject;
  const instants = Object.values(behaviour?.containers ?? {}).flatMap(({ instances, clock = [], parts = [] }) =>
    [
      ...instances.flatMap(({ app = [] }) => app),
      ...clock,
      ...parts.flatMap(({ app = [], clock: own = [] }) => [...app, ...own]),
    ].map(({ fromMs, toMs }) => toMs ?? fromMs),
  );
  return lab.run({
    containers: behaviour?.containers ?? {},
    dependencies: behaviour?.dependencies ?? {},
    untilMs: Math.max(atLeastMs, ...instants) + AFTER_MS,
  });
}

const PROBED = `
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }
        timeoutSeconds: 1
        periodSeconds: 10`;

export const livenessUnderLoad: WorkloadRule = {
  id: "liveness-under-load",
  severity: "warning",
  summary: "a shortage of processor time is enough for liveness to restart the container",
  platforms: ["all"],
  needs: "a behaviour in which the app is starved, or slow",
  evidence: ["KI-49", "KI-50"],
  essay: [
    "An app that gets too little processor time answers late, not wrong. Restarting it adds a start to the load, loses what it had cached, and hands its work to others who are as short of time. Where the restart costs more than the wait, the system stays in a loop after the cause has gone.",
  ],
  ignoreWhen: "a restart really frees what the app is short of.",
  triggers: {
    manifest: podExample(PROBED),
    behaviour:
      "containers: { app: { instances: [{ answerMs: 200ms, app: [{ fromMs: 60s, toMs: 3m, state: starve, factor: 10 }] }, {}] } }",
  },
  quiet: {
    manifest: podExample(PROBED.replace("timeoutSeconds: 1", "timeoutSeconds: 5")),
    behaviour:
      "containers: { app: { instances: [{ answerMs: 200ms, app: [{ fromMs: 60s, toMs: 3m, state: starve, factor: 10 }] }, {}] } }",
  },
  findInWorkload: (subject) =>
    probesOfType(subject, "liveness").flatMap((probe) => {
      const starved = segmentsMet(subject, probe).find(({ state }) => state === "starve" || state === "slow");
      if (starved === undefined) return [];
      const outcome = asToldBy(subject);
      const kill = outcome.container(probe.container.name)?.probeKills[0];
      return kill === undefined ? [] : [loadDraft(subject, probe, outcome, starved)];
    }),
};

function loadDraft(
  subject: WorkloadSubject,
  probe: ProbeSubject,
  outcome: Outcome,
  { factor = 1, ms }: AppSegment,
): Draft {
  const { container, path, periodMs } = probe;
  const slowest = Math.max(
    ...(subject.behaviourOf(container.name)?.instances ?? []).map(({ answerMs = 0 }) => answerMs),
  );
  const answerMs = ms ?? slowest * factor;
  const wanted = Math.ceil(answerMs / 1000) + 1;
  return {
    path: `${path}.timeoutSeconds`,
    container: container.name,
    probe: "liveness",
    message: `${container.name} is restarted by its liveness probe while it is merely slow`,
    why: `its answers take ${formatDuration(answerMs)} then, which is later than the timeout`,
    witness: subject.lab.witness(outcome, container.name),
    ...(wanted * 1000 < periodMs && {
      fix: { text: "wait for a late answer", edits: [{ path: `${path}.timeoutSeconds`, value: wanted }] },
    }),
  };
}

const BUSY =
  "containers: { app: { parts: [{ path: /healthz, app: [{ fromMs: 60s, toMs: 3m, state: error, statusCode: 429 }] }] } }";

const TOO_MANY = 429;
/** In what a command prints that fails. */
const PRESSURE = /\b(?:alarm|back-?pressure|overload(?:ed)?|too busy|blocked|throttl\w+)/i;

export const probeOnBackpressure: WorkloadRule = {
  id: "probe-on-backpressure",
  severity: "warning",
  summary: "a probe takes back-pressure for a failure",
  platforms: ["all"],
  needs: "a behaviour in which the app answers 429, or a command fails and speaks of an alarm",
  evidence: ["KI-52"],
  essay: [
    "A broker that blocks its publishers until consumers have drained it is doing its work. If its health endpoint reports that, liveness loses the content by a restart, and readiness keeps away the consumers who would have drained it. A status 429 says so most clearly: I am busy, not broken.",
  ],
  ignoreWhen: "what fills the queue comes through the service, and what drains it does not.",
  triggers: {
    manifest: podExample(PROBED),
    behaviour: BUSY,
  },
  quiet: {
    manifest: podExample(PROBED),
    behaviour: BUSY.replace("/healthz, app: [{ fromMs: 60s, toMs: 3m", "/healthz, app: [{ fromMs: 60s, toMs: 75s"),
  },
  findInWorkload: (subject) =>
    probesOfType(subject, "liveness", "readiness").flatMap((probe): Draft[] => {
      const { container, type, path } = probe;
      const { routes, commands } = answersMet(subject, probe);
      const says =
        segmentsMet(subject, probe).some(({ state, statusCode }) => state === "error" && statusCode === TOO_MANY) ||
        routes.some(({ status }) => status === TOO_MANY)
          ? `${TOO_MANY}`
          : commands.flatMap(({ exitCode = 0, stdout = "", stderr = "" }) =>
              exitCode === 0 ? [] : (PRESSURE.exec(`${stdout} ${stderr}`)?.[0] ?? []),
            )[0];
      if (says === undefined) return [];
      const outcome = asToldBy(subject);
      const history = outcome.container(container.name);
      const isKilled = type === "liveness" && (history?.probeKills.length ?? 0) > 0;
      const stays = history?.ready ?? [];
      const isOut =
        type === "readiness" && (stays.filter(({ value }) => value).length > 1 || !stays.some(({ value }) => value));
      if (!isKilled && !isOut) return [];
      return [
        {
          path,
          container: container.name,
          probe: type,
          message: `${container.name} ${isKilled ? "is restarted" : "leaves service"} because it says that it is busy (${says})`,
          why: isKilled
            ? "the restart loses what it was busy with, and lets the same come in again"
            : "those who would take work off it are kept away, too",
          witness: subject.lab.witness(outcome, container.name),
        },
      ];
    }),
};

const FLAPS =
  "containers: { app: { instances: [{ startsMs: 5s, app: [{ fromMs: 5s, state: warm-up, okMs: 12s, failingMs: 30s }] }] } }";

export const warmupFlap: WorkloadRule = {
  id: "warmup-flap",
  severity: "note",
  summary: "the first good answer of a start that is not over puts the pod into service",
  platforms: ["all"],
  needs: "a behaviour in which the app answers well, then fails, then answers well again",
  evidence: ["KI-51"],
  essay: [
    "Health is not always monotone at the start: a store answers, then loads a full copy from its peer and answers that it is loading. With successThreshold 1 the first answer is believed, and callers get the errors of the rest.",
  ],
  ignoreWhen: "callers try again, and the time is short.",
  triggers: {
    manifest: podExample(`
      readinessProbe:
        httpGet: { path: /ready, port: 8080 }
        periodSeconds: 5`),
    behaviour: FLAPS,
  },
  quiet: {
    manifest: podExample(`
      readinessProbe:
        httpGet: { path: /ready, port: 8080 }
        periodSeconds: 5
        successThreshold: 4`),
    behaviour: FLAPS,
  },
  findInWorkload: (subject) =>
    probesOfType(subject, "readiness").flatMap((probe): Draft[] => {
      const { container, path, periodMs } = probe;
      const warmUp = segmentsMet(subject, probe).find(({ state }) => state === "warm-up");
      if (warmUp === undefined) return [];
      const outcome = asToldBy(subject, warmUp.fromMs + (warmUp.okMs ?? 0) + (warmUp.failingMs ?? 0));
      const history = outcome.container(container.name);
      const failsMs = (history?.instances[0]?.startMs ?? 0) + warmUp.fromMs + (warmUp.okMs ?? 0);
      const atThatTime = history?.ready.findLast(({ fromMs }) => fromMs <= failsMs);
      if (atThatTime?.value !== true) return [];
      return [
        {
          path: `${path}.successThreshold`,
          container: container.name,
          probe: "readiness",
          message: `${container.name} is in service before its start is over`,
          why: `it answers well for ${formatDuration(warmUp.okMs ?? 0)} before it fails for ${formatDuration(warmUp.failingMs ?? 0)}, and one good answer is believed`,
          witness: subject.lab.witness(outcome, container.name),
          fix: {
            text: "believe it after as many good answers as the false start cannot give",
            edits: [{ path: `${path}.successThreshold`, value: Math.ceil((warmUp.okMs ?? 0) / periodMs) + 1 }],
          },
        },
      ];
    }),
};

/** Some instance is killed by a probe before it has lived for as long as its start takes. */
function isKilledOnTheWay(subject: WorkloadSubject, outcome: Outcome, name: string): boolean {
  const told = subject.behaviourOf(name)?.instances ?? [];
  const history = outcome.container(name);
  return (history?.instances ?? []).some((instance) => {
    const startsMs = (told[instance.n] ?? told.at(-1))?.startsMs ?? 0;
    const kill = history === undefined ? undefined : killOf(history, instance);
    return kill !== undefined && kill.atMs < (instance.startMs ?? 0) + startsMs;
  });
}

const SLOW = "containers: { app: { instances: [{ startsMs: 90s }] } }";

export const startupBudget: WorkloadRule = {
  id: "startup-budget",
  aliases: ["any-start-budget-short"],
  severity: "error",
  summary: "the start takes longer than the probes allow",
  platforms: ["all"],
  needs: "a behaviour that says how long the start takes (startsMs)",
  evidence: ["KI-07", "KI-09", "KI-46", "KI-47", "KI-48", "KI-55", "KI-56", "KI-61"],
  essay: [
    "A startup probe, or liveness where there is none, kills between initialDelaySeconds + (failureThreshold - 1) × periodSeconds and a period more; then the grace period passes. A start that takes longer is killed, begun again, and killed again. The last chance of a start stands in the story slow-start of check, as an interval.",
    "The budget of failureThreshold × periodSeconds that one reads everywhere is the upper end, not what one may rely on.",
  ],
  ignoreWhen: "such a start is not to be waited for.",
  triggers: {
    manifest: podExample(`
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }
        initialDelaySeconds: 20`),
    behaviour: SLOW,
  },
  quiet: {
    manifest: podExample(`
      startupProbe:
        httpGet: { path: /healthz, port: 8080 }
        failureThreshold: 18
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }`),
    behaviour: SLOW,
  },
  findInWorkload: (subject) =>
    subject.containers.flatMap((container): Draft[] => {
      const killer = container.probe("startup") ?? container.probe("liveness");
      const startsMs = Math.max(
        0,
        ...(subject.behaviourOf(container.name)?.instances ?? []).map((one) => one.startsMs ?? 0),
      );
      if (killer === undefined || startsMs === 0) return [];
      const outcome = asToldBy(subject, startsMs);
      if (!isKilledOnTheWay(subject, outcome, container.name)) return [];
      const { path, type, periodMs, initialDelaySeconds } = killer;
      const threshold = Math.ceil((startsMs - initialDelaySeconds * 1000) / periodMs) + 3;
      return [
        {
          path: `${path}.failureThreshold`,
          container: container.name,
          probe: type,
          message: `${container.name} needs ${formatDuration(startsMs)} to start, and its ${type} probe kills it before`,
          why: "each start is killed on the way and begun again: it never gets there",
          witness: subject.lab.witness(outcome, container.name),
          fix: {
            text: "allow for the start, with some to spare",
            edits:
              type === "startup"
                ? [{ path: `${path}.failureThreshold`, value: threshold }]
                : startupEdits(killer, {
                    periodSeconds: periodMs / 1000,
                    failureThreshold: Math.ceil(startsMs / periodMs) + 3,
                  }),
          },
        },
      ];
    }),
};
