import { podExample } from "../examples.ts";
import { meshOf } from "../meshes.ts";
import { probesOfHandler } from "../probeTools.ts";
import type { WorkloadRule } from "../rule.ts";

export const tcpProbeInMesh: WorkloadRule = {
  id: "tcp-probe-in-mesh",
  severity: "warning",
  summary: "in a service mesh the proxy accepts the connection of a TCP probe, whatever the app does",
  platforms: ["all"],
  evidence: ["KI-39"],
  essay: [
    "Where a mesh redirects the pod's traffic by iptables, the sidecar accepts connections to every port. A TCP probe then asks whether the proxy runs: it is green with an app that is dead, and for a port that nobody listens on.",
    "Istio rewrites TCP probes so that its agent asks the app, unless that is switched off; the rule speaks where it is, and of Linkerd and Open Service Mesh, which do not. Whether the kubelet's own traffic is exempt depends on the mesh's version and its settings.",
  ],
  ignoreWhen: "the probed port is left out of the redirection.",
  triggers: {
    manifest: podExample(`
      readinessProbe:
        tcpSocket: { port: 8080 }`).replace(
      "labels: { app: web }",
      "labels: { app: web }\n  annotations: { linkerd.io/inject: enabled }",
    ),
  },
  quiet: {
    manifest: podExample(`
      readinessProbe:
        httpGet: { path: /ready, port: 8080 }`).replace(
      "labels: { app: web }",
      "labels: { app: web }\n  annotations: { linkerd.io/inject: enabled }",
    ),
  },
  findInWorkload: (subject) => {
    const mesh = meshOf(subject);
    if (mesh === undefined || mesh.rewritesProbes) return [];
    return probesOfHandler(subject, "tcpSocket")
      .filter(({ container }) => !container.name.endsWith("-proxy"))
      .map(({ container, type, path }) => ({
        path: `${path}.tcpSocket`,
        container: container.name,
        probe: type,
        message: `the ${type} probe of ${container.name} may be answered by the ${mesh.name} proxy instead of the app`,
        why: "the proxy accepts connections to every port that it redirects: the probe succeeds whether or not anything listens",
        assumptions: [`the kubelet's connections go through the ${mesh.name} proxy`],
      }));
  },
};
