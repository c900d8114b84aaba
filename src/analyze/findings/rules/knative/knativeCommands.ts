import type { Draft, WorkloadRule } from "../../rule.ts";
import { knativeExample } from "./knativeExample.ts";
import { knativeSubjectOf } from "./knativeSubject.ts";

const BY_COMMAND = "readinessProbe: { exec: { command: [/ready] }, periodSeconds: 5 }";
const BY_HTTP = "readinessProbe: { httpGet: { path: /ready }, periodSeconds: 5 }";

export const knativeExecDoubleCheck: WorkloadRule = {
  id: "knative-exec-double-check",
  severity: "note",
  summary: "readiness by a command means two checks: the command, and the port",
  platforms: ["knative"],
  evidence: ["KI-67", "dialects 6.4", "X-22"],
  essay: [
    "queue-proxy cannot run a command in another container. So the kubelet runs it, and queue-proxy asks by TCP whether the port for requests opens: the pod is ready when both say yes.",
  ],
  ignoreWhen: "the port opens anyway when the command succeeds.",
  triggers: knativeExample([BY_COMMAND]),
  quiet: knativeExample([BY_HTTP]),
  findInWorkload: (subject) => {
    const knative = knativeSubjectOf(subject);
    const probe = knative?.serving.probe("readiness");
    if (knative === undefined || probe?.handler !== "exec") return [];
    return [
      {
        path: `${probe.path}.exec`,
        container: probe.container.name,
        probe: "readiness",
        message: `${probe.container.name} is ready when its command succeeds and port ${knative.port} opens`,
        why: "the kubelet runs the command, and queue-proxy asks the port",
      },
    ];
  },
};

export const knativeExecColdStart: WorkloadRule = {
  id: "knative-exec-cold-start",
  severity: "warning",
  summary: "a command or a startup probe makes cold starts wait for the kubelet",
  platforms: ["knative"],
  evidence: ["dialects 6.6"],
  essay: [
    "The activator sends requests to a pod as soon as queue-proxy says that it is ready, which can be seconds before Kubernetes does. It cannot know what a command or a startup probe says, so with either of them it waits until the kubelet has found the pod ready, by the kubelet's periods.",
    "What the activator does is not simulated.",
  ],
  ignoreWhen: "cold starts are rare, or may take some seconds more.",
  triggers: knativeExample([BY_COMMAND]),
  quiet: knativeExample([BY_HTTP]),
  findInWorkload: (subject) => {
    const knative = knativeSubjectOf(subject);
    const probes = knative?.serving.probes ?? [];
    return probes.flatMap(({ type, handler, path, container }): Draft[] => {
      const isCommand = type === "readiness" && handler === "exec";
      if (!isCommand && type !== "startup") return [];
      return [
        {
          path,
          // Startup probes have reasons of their own.
          severity: isCommand ? "warning" : "note",
          container: container.name,
          probe: type,
          message: `a cold start of ${container.name} waits for the kubelet: its ${isCommand ? "readiness by a command" : "startup probe"} keeps the activator from going ahead`,
          ...(isCommand
            ? { why: "readiness by HTTP, TCP or gRPC is asked by queue-proxy, whom the activator asks" }
            : {}),
        },
      ];
    });
  },
};
