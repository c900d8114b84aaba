import { podExample } from "../examples.ts";
import { portNumberOf, probesOfHandler } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ContainerSubject, ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const LOOPBACK_WITH_PORT = /(?:^|[=/@])(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)$/;
const BIND_OPTION = /^--?(?:host|bind|bind-address|listen|listen-address|address|addr|http-host)(?:=|$)/;
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|::1)$/;

export const anyLoopbackBind: WorkloadRule = {
  id: "any-loopback-bind",
  severity: "error",
  summary: "the app listens on localhost, and the kubelet asks the pod's address",
  platforms: ["all"],
  evidence: ["dialects 8"],
  essay: [
    "The kubelet sends HTTP, TCP and gRPC probes to the pod's IP. An app that binds 127.0.0.1 refuses them, although the same request from within the container works: it is never ready, or killed by liveness again and again.",
    "The rule reads the container's command and arguments; it cannot see configuration files.",
  ],
  ignoreWhen: "something in the pod forwards the port from the pod's address.",
  triggers: {
    manifest: podExample(`
      args: [--listen=127.0.0.1:8080]
      readinessProbe:
        httpGet: { path: /ready, port: 8080 }`),
  },
  quiet: {
    manifest: podExample(`
      args: [--listen=0.0.0.0:8080]
      readinessProbe:
        httpGet: { path: /ready, port: 8080 }`),
  },
  findInWorkload: (subject) =>
    probesOfHandler(subject, "httpGet", "tcpSocket", "grpc").flatMap((probe) => draftsOf(subject, probe)),
};

export interface Binding {
  readonly field: string;
  readonly word: string;
  /** Undefined: whatever port it is. */
  readonly port: number | undefined;
}

/** Words of a container's command that have it listen on localhost alone. */
export function bindingsOf({ container }: ContainerSubject): Binding[] {
  return (["command", "args"] as const).flatMap((list) =>
    (container[list] ?? []).flatMap((word, index, words): Binding[] => {
      const field = `${list}[${index}]`;
      const withPort = LOOPBACK_WITH_PORT.exec(word);
      // Elsewhere such an address is often that of somebody else, whom the app asks.
      const option = BIND_OPTION.test(word) || BIND_OPTION.test(words[index - 1] ?? "");
      if (withPort !== null && option) return [{ field, word, port: Number(withPort[1]) }];
      return option && LOOPBACK.test(word.replace(/^[^=]*=/, "")) ? [{ field, word, port: undefined }] : [];
    }),
  );
}

function draftsOf({ lab, pod }: WorkloadSubject, probe: ProbeSubject): Draft[] {
  const { container, type, handler } = probe;
  const asked = probe.probe.httpGet ?? probe.probe.tcpSocket;
  // On the node's network, or of an address that the probe names, localhost is the right one.
  if (asked?.host !== undefined || pod.spec.hostNetwork === true) return [];
  const bound = bindingsOf(container).find(({ port }) => port === undefined || port === portNumberOf(probe));
  if (bound === undefined) return [];
  const outcome = () =>
    lab.run({
      failures: [{ container: container.name, value: { fromMs: 0, state: "refuse" } }],
      untilMs: 120_000,
    });
  return [
    {
      path: `${container.path}.${bound.field}`,
      container: container.name,
      probe: type,
      message: `${container.name} listens on localhost alone (${bound.word}), where its ${type} probe does not ask`,
      why: `the kubelet's ${handler} goes to the pod's address, and is refused there each time`,
      witness: lab.witness(outcome, container.name),
      fix: {
        text: "listen on all addresses",
        edits: [
          {
            path: `${container.path}.${bound.field}`,
            value: bound.word
              .replace(/127\.0\.0\.1|localhost/, "0.0.0.0")
              .replace("[::1]", "[::]")
              .replace(/^::1$/, "::"),
          },
        ],
      },
    },
  ];
}
