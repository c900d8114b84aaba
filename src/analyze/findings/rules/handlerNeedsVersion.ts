import { isAtLeast } from "../../../model/kubernetesVersion.ts";
import type { KubernetesVersion } from "../../../model/kubernetesVersion.ts";
import { podExample } from "../examples.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject } from "../workloadSubject.ts";

export const handlerNeedsVersion: WorkloadRule = {
  id: "handler-needs-version",
  severity: "warning",
  summary: "a kubelet that is older than the API server may not know the handler",
  platforms: ["all"],
  releases: "1.24 and 1.25: a kubelet two minors older may be one that does not know gRPC probes",
  evidence: ["KI-42"],
  essay: [
    "Nodes may be up to three minors behind the API server (two before 1.28). A probe that the API server takes and the kubelet does not know is a probe without a handler to that kubelet: each attempt errs and counts as nothing, so liveness restarts nothing and readiness never comes.",
    "gRPC probes are on by default from 1.24 on.",
  ],
  ignoreWhen: "no node is older than 1.24.",
  triggers: {
    kubernetes: "1.25",
    manifest: podExample(`
      readinessProbe:
        grpc: { port: 9090 }`),
  },
  quiet: {
    kubernetes: "1.30",
    manifest: podExample(`
      readinessProbe:
        grpc: { port: 9090 }`),
  },
  findInWorkload: ({ probes, version }) =>
    probes.filter(({ handler }) => handler === "grpc").flatMap(draftsAt(version)),
};

const FIRST_GRPC = 24;

/** How many minors a kubelet may be behind. */
function skewOf(version: KubernetesVersion): number {
  return isAtLeast(version, 28) ? 3 : 2;
}

function draftsAt(version: KubernetesVersion): (probe: ProbeSubject) => Draft[] {
  const oldest = version.minor - skewOf(version);
  return ({ container, type, path }) =>
    oldest >= FIRST_GRPC
      ? []
      : [
          {
            path: `${path}.grpc`,
            container: container.name,
            probe: type,
            message: `the ${type} probe of ${container.name} needs a kubelet of 1.${FIRST_GRPC} or later, and 1.${oldest} may still be among the nodes`,
            why: "a kubelet without gRPC probes finds no handler: each attempt errs and counts as nothing",
            assumptions: [`nodes may be as old as the version skew policy allows: 1.${oldest}`],
          },
        ];
}
