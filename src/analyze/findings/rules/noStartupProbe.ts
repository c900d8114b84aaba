import { formatDuration } from "../../../time/duration.ts";
import { servedExample } from "../examples.ts";
import { earliestVerdictMs, imageName, probesOfType } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import { startupEdits } from "../startupEdits.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

/** What recovers, replays, migrates or loads before it answers, and how long that is known to take (known issues). */
const SLOW_STARTERS: readonly { readonly image: RegExp; readonly does: string }[] = [
  // KI-47
  { image: /^prometheus$/, does: "replays its write-ahead log, for minutes" },
  // KI-48
  { image: /^(?:ceph|ceph-osd)$/, does: "repairs its store, for minutes or more" },
  // KI-56
  {
    image: /^(?:mysql|mariadb|percona|galera|percona-xtradb-cluster)(?:-server|-galera)?$/,
    does: "recovers, or takes a whole copy from a peer",
  },
  // KI-55
  {
    image: /^(?:postgres|postgresql|spilo(?:-\d+)?|timescaledb)$/,
    does: "recovers from a crash before it listens",
  },
  // KI-46
  { image: /^etcd$/, does: "rebuilds its index of a store of gigabytes" },
  // KI-53
  {
    image: /^(?:elasticsearch|opensearch|cassandra|scylla|clickhouse(?:-server)?)$/,
    does: "replays logs and joins its cluster",
  },
  // KI-61
  { image: /^(?:vllm-openai|vllm|text-generation-inference|tritonserver|sglang)$/, does: "loads a model of gigabytes" },
  // KI-55
  { image: /^(?:keycloak|sonarqube|nexus3?|gitlab-[ce]e|metabase)$/, does: "migrates its database before it listens" },
];
/** Killed that soon, a start of a minute never comes to its end. */
const SHORT_MS = 60_000;

export const noStartupProbe: WorkloadRule = {
  id: "no-startup-probe",
  severity: "warning",
  summary: "liveness alone times the start of something that is known to start slowly",
  platforms: ["all"],
  evidence: ["KI-07", "KI-46", "KI-47", "KI-48", "KI-55", "KI-56"],
  essay: [
    "Liveness does not wait for readiness, nor for anything else: without a startup probe it kills what has not answered within its own budget. Where a start replays a log, copies data or migrates a schema, the kill destroys the progress, and the next start has to go the same way. The loop has no end, and it begins on the day on which there is more data.",
    "The rule speaks of images that are known for such starts, and where less than a minute is allowed.",
  ],
  ignoreWhen: "the start is known to take far less, whatever happened before it.",
  triggers: {
    manifest: servedExample(
      "StatefulSet",
      `
      livenessProbe:
        httpGet: { path: /-/healthy, port: 9090 }`,
    ).replace("registry.example/web:1.4", "quay.io/prometheus/prometheus:v3.5.0"),
  },
  quiet: {
    manifest: servedExample(
      "StatefulSet",
      `
      startupProbe:
        httpGet: { path: /-/ready, port: 9090 }
        periodSeconds: 15
        failureThreshold: 240
      livenessProbe:
        httpGet: { path: /-/healthy, port: 9090 }`,
    ).replace("registry.example/web:1.4", "quay.io/prometheus/prometheus:v3.5.0"),
  },
  findInWorkload: (subject) =>
    probesOfType(subject, "liveness").flatMap((probe) => {
      if (probe.container.probe("startup") !== undefined || earliestVerdictMs(probe) >= SHORT_MS) return [];
      const slow = SLOW_STARTERS.find(({ image }) => image.test(imageName(probe.container)));
      return slow === undefined ? [] : [draftOf(subject, probe, slow.does)];
    }),
};

function draftOf({ lab }: WorkloadSubject, probe: ProbeSubject, does: string): Draft {
  const { container, path } = probe;
  const startsMs = SHORT_MS + probe.periodMs;
  const outcome = () => lab.run({ starts: [{ container: container.name, value: startsMs }], untilMs: 4 * startsMs });
  return {
    path,
    container: container.name,
    probe: "liveness",
    message: `the liveness probe of ${container.name} ends a start that takes longer than ${formatDuration(earliestVerdictMs(probe))}`,
    why: `${imageName(container)} ${does}; killed on the way it has to begin again, each time`,
    witness: lab.witness(outcome, container.name),
    fix: {
      text: "let a startup probe give it the longest start that you would survive, here 15m",
      edits: startupEdits(probe, { periodSeconds: 10, failureThreshold: 90 }),
    },
  };
}
