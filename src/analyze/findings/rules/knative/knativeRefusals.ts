import { refusalRule } from "../../refusalRule.ts";
import type { Rule } from "../../rule.ts";
import { knativeExample, sidecarLines } from "./knativeExample.ts";

const PROBES_OF_ALL = { knativeConfig: { "multi-container-probing": "enabled" } };
const QUIET = knativeExample([
  "readinessProbe: { httpGet: { path: /ready }, periodSeconds: 10, timeoutSeconds: 2 }",
  "livenessProbe: { httpGet: { path: /live } }",
]);

/** What Knative refuses, at its webhook or after it; the reader finds it. */
export const KNATIVE_REFUSALS: readonly Rule[] = [
  refusalRule({
    id: "knative-fields-need-period",
    severity: "error",
    summary: "a readiness probe without a period has a timeout or a failure threshold",
    platforms: ["knative"],
    evidence: ["dialects 6.3", "corrections D3"],
    essay: [
      "Without a period queue-proxy asks on its own terms: every 50 ms, each time for 100 ms at most. A timeout or a number of failures has no place there, and the webhook refuses it.",
      "A manifest that was a Deployment's is often refused for that: there a missing period means 10 s.",
    ],
    ignoreWhen: "never: Knative does not take it.",
    triggers: knativeExample(["readinessProbe: { httpGet: { path: /ready }, timeoutSeconds: 5 }"]),
    quiet: QUIET,
  }),
  refusalRule({
    id: "knative-number-range",
    severity: "error",
    summary: "a number of a readiness probe is out of its range",
    platforms: ["knative"],
    evidence: ["dialects 6.3", "corrections D3"],
    essay: [
      "Knative's webhook looks at the numbers of readiness alone. Those of liveness and startup pass it; then the API server refuses the Deployment, which only a condition of the revision tells.",
    ],
    ignoreWhen: "never: Knative does not take it.",
    triggers: knativeExample(["readinessProbe: { httpGet: { path: /ready }, successThreshold: -1 }"]),
    quiet: QUIET,
  }),
  refusalRule({
    id: "knative-handler-count",
    severity: "error",
    summary: "a probe has no handler, or several",
    platforms: ["knative"],
    evidence: ["dialects 6.3", "corrections D3"],
    essay: [
      "Exactly one of httpGet, tcpSocket, exec and grpc. Only the readiness probe of the container that serves may have none: then its port is asked by TCP.",
    ],
    ignoreWhen: "never: there is no such probe.",
    triggers: knativeExample(["livenessProbe: { periodSeconds: 5 }"]),
    quiet: QUIET,
  }),
  refusalRule({
    id: "knative-port-name",
    severity: "error",
    summary: "a probe names a port that is not the container's",
    platforms: ["knative"],
    evidence: ["dialects 6.3", "corrections D3"],
    essay: [
      "A container that serves has one port, and a probe may say its name: that of the manifest, or http where it has none there. user-port, which the port is called in the pod, is not accepted, nor is a number in quotes.",
    ],
    ignoreWhen: "never: Knative does not take it.",
    triggers: knativeExample(["livenessProbe: { httpGet: { path: /live, port: web } }"]),
    quiet: QUIET,
  }),
  refusalRule({
    id: "knative-sidecar-probe-disallowed",
    severity: "error",
    summary: "a container that does not serve has a probe",
    platforms: ["knative"],
    releases: "all; from 1.14 on a feature allows it",
    evidence: ["dialects 6.3", "corrections D3"],
    essay: [
      "Probes of the containers beside the one that serves need the feature multi-container-probing, which is off by default; allowed counts as off. Startup probes slip through in 1.15 to 1.22.",
    ],
    ignoreWhen: "never: Knative does not take it.",
    triggers: knativeExample([], sidecarLines("livenessProbe: { httpGet: { port: 9000 } }")),
    quiet: knativeExample([], sidecarLines("livenessProbe: { httpGet: { port: 9000 } }"), PROBES_OF_ALL),
  }),
  refusalRule({
    id: "knative-sidecar-port-required",
    severity: "error",
    summary: "a probe of a container that does not serve has no port number",
    platforms: ["knative"],
    releases: "from 1.14 on; before, such a container has no probes at all",
    evidence: ["dialects 6.3", "corrections D3"],
    essay: [
      "Only the container that serves has a port that Knative can fill in. A probe by HTTP or TCP without one is refused by the webhook; a port's name, or gRPC without a port, passes it, and then no pod is made: an event of the revision tells why.",
    ],
    ignoreWhen: "never: nothing could be asked.",
    triggers: knativeExample([], sidecarLines("readinessProbe: { httpGet: { path: /ready } }"), PROBES_OF_ALL),
    quiet: knativeExample([], sidecarLines("readinessProbe: { httpGet: { path: /ready, port: 9000 } }"), PROBES_OF_ALL),
  }),
  refusalRule({
    id: "knative-sidecar-exec-unsupported",
    severity: "error",
    summary: "the readiness of a container that does not serve is a command",
    platforms: ["knative"],
    releases: "1.14 to 1.17",
    evidence: ["dialects 6.3", "corrections D3"],
    essay: [
      "The webhook takes it, and then no pod is made: Knative looks for the port that queue-proxy should ask, and a command has none. From 1.18 on such a probe is left to the kubelet.",
    ],
    ignoreWhen: "never: no pod is made of it.",
    triggers: knativeExample([], sidecarLines("readinessProbe: { exec: { command: [/ready] } }"), {
      ...PROBES_OF_ALL,
      knativeVersion: "1.17",
    }),
    quiet: knativeExample([], sidecarLines("readinessProbe: { exec: { command: [/ready] } }"), {
      ...PROBES_OF_ALL,
      knativeVersion: "1.18",
    }),
  }),
  refusalRule({
    id: "knative-startup-unsupported",
    severity: "error",
    summary: "a startup probe, which this release does not take",
    platforms: ["knative"],
    releases: "before 1.15",
    evidence: ["dialects 6.3", "corrections D3"],
    essay: ["Startup probes came with Knative 1.15. Before, the webhook refuses each field of them."],
    ignoreWhen: "never: Knative does not take it.",
    triggers: knativeExample(["startupProbe: { httpGet: { path: /up, port: 8080 } }"], [], { knativeVersion: "1.14" }),
    quiet: knativeExample(["startupProbe: { httpGet: { path: /up, port: 8080 } }"], [], { knativeVersion: "1.15" }),
  }),
  refusalRule({
    id: "knative-startup-port-missing",
    severity: "error",
    summary: "a startup probe, or one by gRPC, has no port",
    platforms: ["knative"],
    evidence: ["dialects 6.3", "corrections D3"],
    essay: [
      "Knative fills in the port of readiness, and of liveness by HTTP and TCP. It does so neither in startup probes nor in liveness by gRPC: the webhook takes the Service, and the API server refuses its Deployment, which only the revision's condition tells.",
    ],
    ignoreWhen: "never: no pod is made of it.",
    triggers: knativeExample(["startupProbe: { httpGet: { path: /up }, failureThreshold: 30 }"]),
    quiet: knativeExample(["startupProbe: { httpGet: { path: /up, port: 8080 }, failureThreshold: 30 }"]),
  }),
  refusalRule({
    id: "knative-grace-unsupported",
    severity: "error",
    summary: "a probe has a grace period of its own, which this release does not take",
    platforms: ["knative"],
    releases: "before 1.21",
    evidence: ["dialects 6.3", "corrections D3"],
    essay: [
      "terminationGracePeriodSeconds of a probe is taken from Knative 1.21 on. In a readiness probe it is taken then as well, and copied to queue-proxy's, where the API server refuses it.",
    ],
    ignoreWhen: "never: Knative does not take it.",
    triggers: knativeExample(["livenessProbe: { httpGet: { path: /live }, terminationGracePeriodSeconds: 10 }"], [], {
      knativeVersion: "1.18",
    }),
    quiet: knativeExample(["livenessProbe: { httpGet: { path: /live }, terminationGracePeriodSeconds: 10 }"], [], {
      knativeVersion: "1.21",
    }),
  }),
  refusalRule({
    id: "knative-init-container-probe",
    severity: "error",
    summary: "an init container has a probe",
    platforms: ["knative"],
    evidence: ["dialects 6.3", "corrections D3"],
    essay: ["Init containers, where a feature allows them at all, take no probes."],
    ignoreWhen: "never: Knative does not take it.",
    triggers: knativeExample(
      [],
      ["initContainers:", "  - image: registry.example/init:1", "    livenessProbe: { tcpSocket: { port: 9000 } }"],
      { knativeConfig: { "kubernetes.podspec-init-containers": "enabled" } },
    ),
    quiet: knativeExample([], ["initContainers:", "  - image: registry.example/init:1"], {
      knativeConfig: { "kubernetes.podspec-init-containers": "enabled" },
    }),
  }),
  refusalRule({
    id: "knative-reserved-port",
    severity: "error",
    summary: "the container listens on a port of Knative's own",
    platforms: ["knative"],
    evidence: ["dialects 6.3"],
    essay: [
      "The containers of a pod share one address. queue-proxy listens on 8012 and 8013 for requests, and on 8008, 8022, 9090 and 9091 for what Knative itself asks.",
    ],
    ignoreWhen: "never: Knative does not take it.",
    triggers: {
      manifest: knativeExample([]).manifest.replace("containerPort: 8080", "containerPort: 9090"),
    },
    quiet: knativeExample([]),
  }),
];
