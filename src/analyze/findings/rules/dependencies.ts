import { formatDuration } from "../../../time/duration.ts";
import type { AskedDependencies } from "../askedDependencies.ts";
import { askedDependencies } from "../askedDependencies.ts";
import { servedExample } from "../examples.ts";
import { failureBudgetMs } from "../probeTools.ts";
import type { Draft, RuleExample, RuleText, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const WELL_FOR_MS = 60_000;
const NEEDS = "a behaviour that says what the probed endpoint consults";

function example(probe: "livenessProbe" | "readinessProbe", dependency: string): RuleExample {
  return {
    manifest: servedExample(
      "Deployment",
      `\n      ${probe}:\n        httpGet: { path: /health, port: 8080 }`,
      "replicas: 3",
    ),
    behaviour: `containers: { app: { parts: [{ path: /health, dependsOn: [${dependency}] }] } }\ndependencies: { ${dependency}: [] }`,
  };
}

function quietExample(probe: "livenessProbe" | "readinessProbe"): RuleExample {
  return {
    manifest: example(probe, "x").manifest,
    behaviour: "containers: { app: { instances: [{ answerMs: 20ms }] } }",
  };
}

interface DependencyRule
  extends Pick<RuleText, "id" | "aliases" | "severity" | "summary" | "evidence" | "essay" | "ignoreWhen"> {
  readonly type: "liveness" | "readiness";
  readonly asked: keyof AskedDependencies;
  readonly why: (replicas: number) => string;
}

function dependencyRule({ type, asked, why, ...text }: DependencyRule): WorkloadRule {
  return {
    ...text,
    ...(text.aliases === undefined ? {} : { aliases: text.aliases }),
    platforms: ["all"],
    needs: NEEDS,
    triggers: example(`${type}Probe`, asked === "peers" ? "web" : "database"),
    quiet: quietExample(`${type}Probe`),
    findInWorkload: (subject) =>
      subject.probes.flatMap((probe) => {
        const names = probe.type === type ? askedDependencies(subject, probe)[asked] : [];
        return names.length === 0 ? [] : [draftOf(subject, probe, names, why(subject.workload.replicas))];
      }),
  };
}

function draftOf(subject: WorkloadSubject, probe: ProbeSubject, names: readonly string[], why: string): Draft {
  const { lab, behaviour } = subject;
  const { container, type, path, initialDelaySeconds } = probe;
  const fromMs = initialDelaySeconds * 1000 + WELL_FOR_MS;
  const toMs = fromMs + 2 * failureBudgetMs(probe);
  const others = behaviour?.dependencies ?? {};
  const outage = Object.fromEntries(names.map((name) => [name, [{ fromMs, toMs, state: "refuse" as const }]]));
  const outcome = () =>
    lab.run({
      containers: behaviour?.containers ?? {},
      dependencies: { ...others, ...outage },
      untilMs: toMs + 60_000,
    });
  return {
    path,
    container: container.name,
    probe: type,
    message: `the ${type} probe of ${container.name} asks ${names.join(", ")}, not the container alone`,
    why: `${why}; here ${names.join(", ")} is away for ${formatDuration(toMs - fromMs)}`,
    witness: lab.witness(outcome, container.name),
  };
}

const all = (replicas: number): string => (replicas > 1 ? `all ${replicas} replicas` : "the container");

export const livenessOnDependency: WorkloadRule = dependencyRule({
  id: "liveness-on-dependency",
  aliases: ["any-liveness-external-dependency"],
  severity: "error",
  summary: "liveness asks something that a restart does not mend",
  evidence: ["KI-44", "KI-45", "KI-54"],
  essay: [
    "A database that is slow for a minute makes such a probe fail everywhere at once: every replica of every service that asks it is restarted, and all of them connect anew together, which makes the database slower. What a restart cannot mend is no question for liveness.",
  ],
  ignoreWhen: "the dependency is the container's alone, and only a restart mends the connection.",
  type: "liveness",
  asked: "others",
  why: (replicas) => `an outage there restarts ${all(replicas)}, which mends nothing and comes back as load`,
});

export const livenessOnSharedState: WorkloadRule = dependencyRule({
  id: "liveness-on-shared-state",
  severity: "error",
  summary: "liveness asks the cluster that the container is a member of",
  evidence: ["KI-44"],
  essay: [
    "A member that asks for a leader, a quorum or the state of its peers fails whenever the cluster does. Restarting it takes one more member away: after a full power-off members are restarted before they can elect a leader, again and again.",
    "The rule speaks where the behaviour names the workload, or the service in front of it, as a dependency of the probed endpoint.",
  ],
  ignoreWhen: "never, as far as known: ask for the member's own state.",
  type: "liveness",
  asked: "peers",
  why: (replicas) => `a cluster without quorum restarts ${all(replicas)}, and has still less of one`,
});

export const readinessOnDependency: WorkloadRule = dependencyRule({
  id: "readiness-on-dependency",
  severity: "note",
  summary: "readiness asks something that all replicas share",
  evidence: ["KI-53", "KI-57"],
  essay: [
    "When the shared thing fails all replicas get unready together, and the service has no endpoint at all: callers get refused connections in place of an answer that could have said what is wrong. Whether that is better than replicas that are ready and fail is a trade-off: startup may ask for the dependency, and readiness for the replica.",
  ],
  ignoreWhen: "callers handle a service without endpoints better than errors.",
  type: "readiness",
  asked: "others",
  why: (replicas) => `an outage there takes ${all(replicas)} out of service at the same time`,
});

export const readinessOnClusterState: WorkloadRule = dependencyRule({
  id: "readiness-on-cluster-state",
  severity: "note",
  summary: "readiness asks the cluster that the container is a member of",
  evidence: ["KI-53"],
  essay: [
    "A member that is ready only when the cluster is healthy takes the whole cluster out of service for one slow shard, and stops a rolling update between two members: the update waits for a member to get ready, and the member for the cluster. One that is ready before it has joined lets the update go on too early. Ask whether this member has joined.",
  ],
  ignoreWhen: "the update waits for the cluster by other means.",
  type: "readiness",
  asked: "peers",
  why: (replicas) => `${all(replicas)} and every rolling update wait for the state of the whole`,
});
