import { answersMet } from "../askedDependencies.ts";
import { podExample } from "../examples.ts";
import { portNumberOf, probesOfHandler } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const TLS_NAME = /(?:^|-)(?:tls|https|grpcs|secure)(?:-|$)/;
const TLS_ARGUMENT = /^--?(?:tls|ssl)(?:[-_](?:cert|key|enabled?)\S*)?(?:=(?!false)\S+)?$/;

export const grpcProbeOnTlsPort: WorkloadRule = {
  id: "grpc-probe-on-tls-port",
  severity: "warning",
  summary: "a gRPC probe speaks no TLS, and its port seems to",
  platforms: ["all"],
  releases: "all; 1.37 has a TLS mode behind the alpha gate GRPCContainerProbeTLS",
  evidence: ["KI-41"],
  essay: [
    "The kubelet's gRPC client speaks plain text. To a server that wants TLS the handshake fails, which is an ordinary failure: a healthy server is never ready, and restarted again and again by liveness.",
    "Manifests do not say what a port speaks; the rule goes by the port's name and by arguments that name certificates.",
  ],
  ignoreWhen: "the port speaks plain text in spite of its name.",
  triggers: {
    manifest: podExample(`
      ports: [{ name: grpc-tls, containerPort: 9443 }]
      readinessProbe:
        grpc: { port: 9443 }`),
  },
  quiet: {
    manifest: podExample(`
      ports: [{ name: grpc, containerPort: 9090 }]
      readinessProbe:
        grpc: { port: 9090 }`),
  },
  findInWorkload: (subject) => probesOfHandler(subject, "grpc").flatMap((probe) => draftsOf(subject, probe)),
};

function draftsOf(subject: WorkloadSubject, probe: ProbeSubject): Draft[] {
  const { lab } = subject;
  const { container, type, path } = probe;
  const { ports = [], args = [], command = [] } = container.container;
  const port = ports.find(({ containerPort }) => containerPort === portNumberOf(probe));
  const isSaid = answersMet(subject, probe).grpc.some(({ tls }) => tls);
  const isNamed = isSaid || TLS_NAME.test(port?.name ?? "");
  const argument = [...command, ...args].find((word) => word.length < 200 && TLS_ARGUMENT.test(word));
  if (!isNamed && argument === undefined) return [];
  const outcome = () =>
    lab.run({
      failures: [{ container: container.name, value: { fromMs: 0, state: "error", as: "wrong-protocol" } }],
      untilMs: 120_000,
    });
  return [
    {
      path: `${path}.grpc.port`,
      severity: isNamed ? "warning" : "note",
      container: container.name,
      probe: type,
      message: `the ${type} probe of ${container.name} speaks plain gRPC to a port that seems to want TLS (${isSaid ? "the behaviour says so" : isNamed ? `it is called ${port?.name}` : argument})`,
      why: "the handshake fails at each attempt, and that counts as a failure of the app",
      witness: lab.witness(outcome, container.name),
      assumptions: ["what a port speaks is taken from its name and the container's arguments"],
    },
  ];
}
