import { memberOf } from "../../../../manifest/source/sourceNode.ts";
import { formatDuration } from "../../../../time/duration.ts";
import { earliestVerdictMs, failureBudgetMs, probesOfType } from "../../probeTools.ts";
import type { Draft, ObjectRule, WorkloadRule } from "../../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../../workloadSubject.ts";
import { easExample, tcpCheck } from "./easExample.ts";

/** What serves a model takes that long before it listens, at least. */
const USUAL_START_MS = 30_000;

export const easLivenessWithoutStartup: WorkloadRule = {
  id: "eas-liveness-without-startup",
  supersedes: ["no-startup-probe", "initial-delay-as-startup-budget", "startup-budget"],
  severity: "warning",
  summary: "liveness alone times the start, and gives it little",
  platforms: ["eas"],
  evidence: ["S1-06", "S3-03", "X-12"],
  essay: [
    "Without a startup check the liveness check begins at once, and kills what has not answered within initial_delay_seconds + period_seconds × (failure_threshold − 1). The next start has no more time than that, so a start that takes longer never ends.",
    "Without the app's behaviour (--behaviour) the rule speaks where less than 30 s are allowed: a service that loads a model rarely starts faster.",
  ],
  ignoreWhen: "the app answers its liveness check from the first moment on.",
  triggers: easExample({ liveness_check: tcpCheck({ failure_threshold: 3, initial_delay_seconds: 3 }) }),
  quiet: easExample({
    startup_check: tcpCheck({ failure_threshold: 60 }),
    liveness_check: tcpCheck({ failure_threshold: 3, initial_delay_seconds: 3 }),
  }),
  findInWorkload: (subject) =>
    probesOfType(subject, "liveness").flatMap((probe): Draft[] => {
      if (probe.container.probe("startup") !== undefined) return [];
      const saidMs = subject.behaviourOf(probe.container.name)?.instances[0]?.startsMs;
      const startsMs = saidMs ?? USUAL_START_MS;
      return earliestVerdictMs(probe) >= startsMs ? [] : [restartsForEver(subject, probe, startsMs)];
    }),
};

function restartsForEver({ lab }: WorkloadSubject, probe: ProbeSubject, startsMs: number): Draft {
  const { container, path, probe: asked } = probe;
  const outcome = lab.run({
    starts: [
      { container: container.name, value: Math.max(startsMs, earliestVerdictMs(probe) + probe.periodMs + 1000) },
    ],
    untilMs: 300_000,
  });
  const check = path.replace(/liveness_check$/, "startup_check");
  const handler =
    asked.httpGet === undefined
      ? asked.tcpSocket === undefined
        ? { exec: { command: [...(asked.exec?.command ?? [])] } }
        : { tcp_socket: { port: asked.tcpSocket.port } }
      : { http_get: { path: asked.httpGet.path ?? "/", port: asked.httpGet.port } };
  return {
    path,
    container: container.name,
    probe: "liveness",
    message: `a start of ${container.name} that takes longer than ${formatDuration(earliestVerdictMs(probe))} is killed by its liveness check, again and again`,
    why: "there is no startup check to hold it back",
    witness: lab.witness(outcome, container.name),
    fix: {
      text: "let a startup check give the start its time, here 10m",
      edits: [
        { path: check, value: { ...handler, initial_delay_seconds: 0, period_seconds: 10, failure_threshold: 60 } },
        { path: `${path}.initial_delay_seconds`, value: 0 },
      ],
    },
  };
}

const SHORT_MS = 2_000;
const LONG_MS = 120_000;

export const easIntervalTooShort: WorkloadRule = {
  id: "eas-interval-too-short",
  severity: "note",
  summary: "a command is run every two seconds or oftener",
  platforms: ["eas"],
  evidence: ["S1-19", "S3-15"],
  essay: [
    "Each run of a command starts a process in the container, which the app pays for. Every second or two that is felt in a small instance, and the check itself is what runs into its timeout first when the instance is busy.",
  ],
  ignoreWhen: "the command is known to be cheap.",
  triggers: easExample({ health_check: { exec: { command: ["test", "-f", "/tmp/ready"] }, period_seconds: 1 } }),
  quiet: easExample({ health_check: { exec: { command: ["test", "-f", "/tmp/ready"] }, period_seconds: 5 } }),
  findInWorkload: ({ probes }) =>
    probes
      .filter(({ handler, periodMs }) => handler === "exec" && periodMs <= SHORT_MS)
      .map(
        ({ container, path, type, periodMs }): Draft => ({
          path: `${path}.period_seconds`,
          container: container.name,
          probe: type,
          message: `the ${type} check of ${container.name} starts a process every ${formatDuration(periodMs)}`,
          fix: { text: "ask less often", edits: [{ path: `${path}.period_seconds`, value: 5 }] },
        }),
      ),
};

export const easIntervalTooLong: WorkloadRule = {
  id: "eas-interval-too-long",
  severity: "note",
  summary: "a failure is noticed only after minutes",
  platforms: ["eas"],
  evidence: ["S1-19", "S3-15"],
  essay: [
    "What fails is found after failure_threshold checks in a row, each a period apart and the last one up to its timeout long. Until then requests go on to an instance that does not answer them.",
  ],
  ignoreWhen: "that is soon enough for you.",
  triggers: easExample({ health_check: tcpCheck({ period_seconds: 60, failure_threshold: 3 }) }),
  quiet: easExample({ health_check: tcpCheck({ period_seconds: 20, failure_threshold: 3 }) }),
  findInWorkload: (subject) =>
    probesOfType(subject, "liveness", "readiness")
      .filter((probe) => failureBudgetMs(probe) > LONG_MS)
      .map((probe) => noticedLate(subject, probe)),
};

function noticedLate({ lab }: WorkloadSubject, probe: ProbeSubject): Draft {
  const { container, path, type } = probe;
  const fromMs = probe.initialDelaySeconds * 1000 + 60_000;
  const outcome = lab.run({
    failures: [{ container: container.name, value: { fromMs, state: "hang" } }],
    untilMs: fromMs + failureBudgetMs(probe) + probe.periodMs,
  });
  return {
    path: `${path}.period_seconds`,
    container: container.name,
    probe: type,
    message: `it takes up to ${formatDuration(failureBudgetMs(probe))} until the ${type} check of ${container.name} has found a hang`,
    witness: lab.witness(outcome, container.name),
  };
}

export const easPrivateImage: ObjectRule = {
  id: "eas-private-image",
  severity: "note",
  summary: "the image does not come from a registry within the VPC",
  platforms: ["eas"],
  evidence: ["S1-08"],
  essay: [
    "EAS has no way to the internet: an image must be in a registry that the VPC reaches. It has nothing to do with probes, and is only noted: without its image no check ever begins.",
  ],
  ignoreWhen: "the service has a way to that registry.",
  triggers: easExample({ image: "docker.io/team/ranker:7" }),
  quiet: easExample({ image: "registry-vpc.cn-shanghai.aliyuncs.com/team/ranker:7" }),
  findInObject: ({ node }) => {
    const containers = memberOf(node, "containers")?.value;
    return (containers?.kind === "array" ? containers.items : []).flatMap((container, index): Draft[] => {
      const image = memberOf(container, "image")?.value;
      const host = image?.kind === "string" ? /^([^/]+\.[^/]+)\//.exec(image.value)?.[1] : undefined;
      if (host === undefined || /(?:^|[-.])vpc(?:[-.]|$)/.test(host)) return [];
      return [
        {
          path: `containers[${index}].image`,
          message: `${host} does not look like a registry within the VPC, and EAS has no way to the internet`,
        },
      ];
    });
  },
};
