import { originOfValue } from "../../../../model/podValue.ts";
import { locateField } from "../../../../manifest/source/locateField.ts";
import { pathWithin } from "../../objectSubject.ts";
import { portNumberOf, probesOfType } from "../../probeTools.ts";
import type { Draft, WorkloadRule } from "../../rule.ts";
import type { WorkloadSubject } from "../../workloadSubject.ts";
import { bindingsOf } from "../loopbackBind.ts";
import { knativeExample } from "./knativeExample.ts";
import { knativeSubjectOf } from "./knativeSubject.ts";

const READY = "readinessProbe: { httpGet: { path: /ready }, periodSeconds: 5 }";

export const knativeLivenessPortRewritten: WorkloadRule = {
  id: "knative-liveness-port-rewritten",
  severity: "warning",
  summary: "the port of a liveness probe is replaced by the port for requests",
  platforms: ["knative"],
  releases: "all; from 1.22 on the port stays where the feature multi-container-probing is on",
  evidence: ["dialects 6.4", "knative/serving#15770"],
  essay: [
    "Knative puts its own port into the liveness probe of the container that serves, and says nothing. A path that only a management port has is then asked where it does not exist, and the container is restarted again and again; or it does exist, and another thing is asked than was meant.",
  ],
  ignoreWhen: "both ports answer the path alike.",
  triggers: knativeExample([READY, "livenessProbe: { httpGet: { path: /live, port: 9000 }, periodSeconds: 5 }"]),
  quiet: knativeExample([READY, "livenessProbe: { httpGet: { path: /live, port: 9000 }, periodSeconds: 5 }"], [], {
    knativeVersion: "1.22",
    knativeConfig: { "multi-container-probing": "enabled" },
  }),
  findInWorkload: (subject) =>
    probesOfType(subject, "liveness").flatMap((probe): Draft[] => {
      const handler = probe.handler;
      if (handler !== "httpGet" && handler !== "tcpSocket") return [];
      const written = numberAt(subject, `${probe.path}.${handler}.port`);
      const field = `spec.containers[${indexOf(subject, probe.container.name)}].livenessProbe.${handler}.port`;
      const { why } = originOfValue(subject.workload.platform?.values ?? [], field);
      if (written === undefined || written === 0 || why === undefined) return [];
      const port = portNumberOf(probe);
      return [
        {
          path: `${probe.path}.${handler}.port`,
          container: probe.container.name,
          probe: "liveness",
          message: `liveness of ${probe.container.name} asks port ${port}, not ${written}: Knative puts the port for requests there`,
          why: "serve the path on that port, too; or take Knative 1.22 with the feature multi-container-probing, which keeps it",
          fix: { text: "say what is asked", edits: [{ path: `${probe.path}.${handler}.port`, value: port }] },
        },
      ];
    }),
};

function indexOf({ pod }: WorkloadSubject, name: string): number {
  return pod.spec.containers.findIndex((container) => container.name === name);
}

/** The number that the document says; undefined: it says none. */
function numberAt({ object }: WorkloadSubject, path: string): number | undefined {
  const { node, isWhole } = locateField(object.node, pathWithin(object, path));
  return isWhole && node.kind === "number" ? Number(node.text) : undefined;
}

export const knativeLivenessNotInReadiness: WorkloadRule = {
  id: "knative-liveness-not-in-readiness",
  severity: "warning",
  summary: "liveness asks the app, and readiness only its port",
  platforms: ["knative"],
  evidence: ["dialects 6.6"],
  essay: [
    "queue-proxy does not see liveness; it sends requests as long as readiness is well. By default, and with tcpSocket or exec, it looks only whether the port opens. An app that hangs keeps its port open: until liveness has failed often enough, and while the container is on its way out, requests go to it.",
  ],
  ignoreWhen: "the app closes its port when it is not well.",
  triggers: knativeExample(["livenessProbe: { httpGet: { path: /live }, periodSeconds: 5 }"]),
  quiet: knativeExample([READY, "livenessProbe: { httpGet: { path: /live }, periodSeconds: 5 }"]),
  findInWorkload: (subject) => {
    const knative = knativeSubjectOf(subject);
    const inner = knative?.inner.find(({ container }) => container === knative.serving);
    const liveness = knative?.serving.probe("liveness");
    const asksTheApp = liveness?.handler === "httpGet" || liveness?.handler === "grpc";
    // A command of its own is asked by the kubelet, and the pod is not ready without it.
    const hasCommand = knative?.serving.probe("readiness") !== undefined;
    if (liveness === undefined || !asksTheApp || hasCommand || inner?.probe.tcpSocket === undefined) return [];
    const { name } = liveness.container;
    return [
      {
        path: liveness.path,
        container: name,
        probe: "liveness",
        message: `while ${name} hangs it is sent requests until liveness has it restarted: readiness looks only whether its port opens`,
        why: "queue-proxy does not see liveness; ask the same, or more, in readiness",
      },
    ];
  },
};

export const knativeLoopbackRunner: WorkloadRule = {
  id: "knative-loopback-runner",
  severity: "note",
  summary: "who listens on localhost alone is ready to queue-proxy, and dead to the kubelet",
  platforms: ["knative"],
  evidence: ["dialects 6.5", "X-16"],
  essay: [
    "Readiness is asked by queue-proxy from within the pod, at 127.0.0.1; liveness and startup by the kubelet, at the pod's address. An app that binds localhost passes readiness and serves, and is restarted for its liveness. One that binds the pod's address alone is never ready.",
  ],
  ignoreWhen: "the container has no probe that the kubelet asks, and is not to get one.",
  triggers: knativeExample(["args: [--listen=127.0.0.1:8080]", READY]),
  quiet: knativeExample(["args: [--listen=0.0.0.0:8080]", READY]),
  findInWorkload: (subject) => {
    const knative = knativeSubjectOf(subject);
    if (knative === undefined) return [];
    const { serving, port } = knative;
    return bindingsOf(serving)
      .filter((binding) => binding.port === undefined || binding.port === port)
      .map(({ field, word }) => ({
        path: `${serving.path}.${field}`,
        container: serving.name,
        message: `${serving.name} listens on localhost alone (${word}): queue-proxy reaches it there, and the kubelet does not`,
        why: "readiness is asked within the pod, liveness and startup at the pod's address",
      }));
  },
};
