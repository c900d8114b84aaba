import { podExample } from "../examples.ts";
import { meshOf } from "../meshes.ts";
import { probesOfHandler } from "../probeTools.ts";
import type { WorkloadRule } from "../rule.ts";

const EXAMPLE = `
      readinessProbe:
        httpGet: { path: /ready, port: 8080 }`;

export const meshRewrite: WorkloadRule = {
  id: "mesh-rewrite",
  severity: "note",
  summary: "the probes that run are those that the mesh makes of the written ones",
  platforms: ["all"],
  evidence: ["KI-40"],
  essay: [
    "Istio's injection sends HTTP, TCP and gRPC probes to its agent on port 15020, which asks the app from within the pod. Handler, address and what can fail change with it: the agent must be up, and it asks localhost, where an app that listens on the pod's address alone does not answer.",
    "What is simulated is what the file says. Check the injected pod, too: istioctl kube-inject shows it.",
  ],
  ignoreWhen: "you know, or the injected pod is checked as well.",
  triggers: {
    manifest: podExample(EXAMPLE).replace("{ app: web }", '{ app: web, sidecar.istio.io/inject: "true" }'),
  },
  quiet: { manifest: podExample(EXAMPLE) },
  findInWorkload: (subject) => {
    const mesh = meshOf(subject);
    const [first] = probesOfHandler(subject, "httpGet", "tcpSocket", "grpc");
    if (mesh?.rewritesProbes !== true || mesh.isInjected || first === undefined) return [];
    return [
      {
        path: first.path,
        container: first.container.name,
        message: `the probes of ${subject.label} are rewritten when ${mesh.name} injects its sidecar`,
        why: "its agent asks the app from within the pod: handler, port and what can fail are others than those simulated here",
      },
    ];
  },
};
