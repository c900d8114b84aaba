import type { Probe } from "../../../../model/probe.ts";
import type { Draft, WorkloadRule } from "../../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../../workloadSubject.ts";
import type { AgentOfPod } from "./agentOfPod.ts";
import { agentOf, firstPort } from "./agentOfPod.ts";
import { kserveExample, LOGGER } from "./kserveExample.ts";

const WATCHED_MS = 120_000;
const EXEC = "readinessProbe: { exec: { command: [cat, /tmp/ready] } }";
const HTTP = "readinessProbe: { httpGet: { path: /ready, port: 8080 } }";

/** What a rule says of the probe that an agent asks. */
function ofCopied(
  subject: WorkloadSubject,
  draftOf: (agent: AgentOfPod, copied: ProbeSubject) => Omit<Draft, "container" | "probe"> | undefined,
): Draft[] {
  const agent = agentOf(subject);
  if (agent?.copied === undefined) return [];
  const draft = draftOf(agent, agent.copied);
  return draft === undefined ? [] : [{ container: agent.copied.container.name, probe: "readiness", ...draft }];
}

/** The agent's readiness as it is with everything healthy. */
function asItIs({ lab }: WorkloadSubject): NonNullable<Draft["witness"]> {
  return lab.witness(() => lab.run({ untilMs: WATCHED_MS }), "agent");
}

function openPortInstead(probe: ProbeSubject, given: "exec" | "grpc" | "httpGet"): NonNullable<Draft["fix"]> {
  return {
    text: "let it ask whether the port is open, or give the app an HTTP endpoint",
    edits: [
      { path: `${probe.path}.${given}`, value: null },
      { path: `${probe.path}.tcpSocket`, value: { port: firstPort(probe) } },
    ],
  };
}

export const kserveAgentExecUnsupported: WorkloadRule = {
  id: "kserve-agent-exec-unsupported",
  severity: "error",
  summary: "KServe's agent is handed an exec readiness probe, which it cannot ask",
  platforms: ["kserve"],
  releases: "0.14 and older, in Standard mode; later ones do not start the agent instead: kserve-agent-env-missing",
  evidence: ["S2-04", "S2-05", "S2-06", "S2-07", "X-22", "agent exec"],
  essay: [
    "A logger, a batcher or the model puller brings a second container into the pod, the agent. Its readiness is that of the model container: KServe copies the readiness probe of the first container into a variable of the agent, whose library knows HTTP, TCP and gRPC. Of exec it says `exec probe not supported`, and answers 503 for ever.",
    "It has nothing to do with shells: nothing is started at all. The model container itself gets ready, the pod does not.",
  ],
  ignoreWhen: "never: the pod does not get ready.",
  triggers: kserveExample(EXEC, LOGGER, { kserveVersion: "0.13" }),
  quiet: kserveExample(EXEC, "", { kserveVersion: "0.13" }),
  findInWorkload: (subject) =>
    ofCopied(subject, ({ asks = [], isKnative }, copied) =>
      isKnative || !asks.some(({ exec }) => exec !== undefined)
        ? undefined
        : {
            path: `${copied.path}.exec`,
            message: `the pod never gets ready: KServe's agent is to ask ${copied.container.name} by exec, and cannot`,
            why: "the agent is there for the logger, the batcher or the model puller; an exec probe that it is handed fails each time",
            witness: asItIs(subject),
            fix: openPortInstead(copied, "exec"),
          },
    ),
};

export const kserveAgentEnvMissing: WorkloadRule = {
  id: "kserve-agent-env-missing",
  severity: "error",
  summary: "KServe's agent does not start: its readiness cannot be asked by HTTP or TCP",
  platforms: ["kserve"],
  releases: "0.15 and later, in Standard mode",
  evidence: ["S2-04", "S2-11", "X-24", "agent unset"],
  essay: [
    "From 0.15 on KServe hands the agent only readiness probes by HTTP or TCP. With any other the variable SERVING_READINESS_PROBE is left out, and without it the agent ends at its start: `required key SERVING_READINESS_PROBE missing value`. Kubernetes starts it again and again.",
    "Of a transformer beside the model it is the transformer's probe that counts, even where the model's would do.",
  ],
  ignoreWhen: "never: the pod does not get ready.",
  triggers: kserveExample(EXEC, LOGGER),
  quiet: kserveExample(HTTP, LOGGER),
  findInWorkload: (subject) =>
    ofCopied(subject, ({ asks, isKnative }, copied) => {
      const given = copied.handler === "grpc" ? "grpc" : "exec";
      if (isKnative || asks !== undefined || (copied.handler !== "grpc" && copied.handler !== "exec")) return undefined;
      return {
        path: `${copied.path}.${given}`,
        message: `KServe's agent does not start beside ${given === "grpc" ? "a gRPC" : "an exec"} readiness probe of ${copied.container.name}, and the pod never gets ready`,
        why: "it is told what to ask by SERVING_READINESS_PROBE, which KServe sets for HTTP and TCP alone; without it the agent exits with 1",
        witness: asItIs(subject),
        fix: openPortInstead(copied, given),
      };
    }),
};

const PATIENT = "readinessProbe: { httpGet: { path: /ready, port: 8080 }, timeoutSeconds: 5 }";

export const kserveAgentTimeoutCap: WorkloadRule = {
  id: "kserve-agent-timeout-cap",
  severity: "error",
  summary: "the kubelet gives KServe's agent less time than the probe says that it asks",
  platforms: ["kserve"],
  evidence: ["G-9", "agent http-slow-1500"],
  essay: [
    "The agent asks the container with the timeout of the user's probe. The kubelet waits for the agent for one second, whatever the user's probe says: an endpoint that takes longer is good enough for its own container, and never for the agent.",
    "A check that is on its way is joined by the next request. An endpoint a little slower than the second may so be ready now and then.",
  ],
  ignoreWhen: "the endpoint answers within the second; the timeout is there for bad days.",
  triggers: kserveExample(PATIENT, LOGGER, {
    behaviour: "containers: { kserve-container: { instances: [{ answerMs: 2s }] } }",
  }),
  quiet: kserveExample(HTTP, LOGGER),
  findInWorkload: (subject) =>
    ofCopied(subject, ({ asks: [asked] = [], own }, copied) => {
      const given = own.timeoutSeconds ?? 1;
      const wanted = asked?.timeoutSeconds ?? 1;
      if (asked === undefined || wanted <= given || (asked.periodSeconds ?? 0) === 0) return undefined;
      const { name } = copied.container;
      const answerMs = subject.behaviourOf(name)?.instances[0]?.answerMs ?? 0;
      const isSlow = answerMs >= given * 1000;
      return {
        path: `${copied.path}.timeoutSeconds`,
        severity: isSlow ? "error" : "warning",
        message: isSlow
          ? `${name} answers after ${answerMs / 1000}s, and the agent that asks it has ${given}s: the pod does not get ready`
          : `the ${wanted}s that ${name} has for an answer are ${given}s for the agent that asks it`,
        why: `the kubelet waits ${given}s for the agent, which waits for ${name}`,
        ...(isSlow ? { witness: asItIs(subject) } : {}),
      };
    }),
};

const NUMBERS = ["periodSeconds", "failureThreshold", "successThreshold"] as const;
const BY_DEFAULT = { periodSeconds: 10, failureThreshold: 3, successThreshold: 1 } as const;

export const kserveAgentThresholdsFixed: WorkloadRule = {
  id: "kserve-agent-thresholds-fixed",
  severity: "note",
  summary: "period and thresholds of the readiness probe do not reach KServe's agent",
  platforms: ["kserve"],
  evidence: ["agent http-success-3"],
  essay: [
    "The pod is ready when its container and the agent are. The agent's own probe is asked every 10 s and gives up after three failures, whatever the user's probe says of its period and thresholds; the agent itself asks once for each request.",
  ],
  ignoreWhen: "you know: the pod gets ready with the later of the two, and unready with the earlier.",
  triggers: kserveExample("readinessProbe: { httpGet: { path: /ready, port: 8080 }, periodSeconds: 2 }", LOGGER),
  quiet: kserveExample(HTTP, LOGGER),
  findInWorkload: (subject) =>
    ofCopied(subject, ({ asks, own }, copied) => {
      const numberOf = (probe: Probe, key: (typeof NUMBERS)[number]): number => probe[key] || BY_DEFAULT[key];
      const key = NUMBERS.find(
        (number) =>
          numberOf(copied.probe, number) !== numberOf(own, number) && subject.isWritten(`${copied.path}.${number}`),
      );
      if (asks === undefined || key === undefined) return undefined;
      return {
        path: `${copied.path}.${key}`,
        message: `${key} of ${copied.container.name}'s readiness is not that of the agent, which has ${numberOf(own, key)}`,
        why: "the pod is ready only when both are: the agent is asked by numbers of KServe's own",
      };
    }),
};

const NAMED = "readinessProbe: { httpGet: { path: /ready, port: web } }";

export const kserveAgentNamedPort: WorkloadRule = {
  id: "kserve-agent-named-port",
  severity: "error",
  summary: "KServe's agent is handed the name of a port, which it cannot look up",
  platforms: ["kserve"],
  releases: "in Standard mode",
  evidence: ["agent http-named-port", "agent tcp-named-port"],
  essay: [
    "Names of ports belong to a container, and the kubelet looks them up there. The agent has only the text: as part of a URL it is no port, and a TCP probe looks for a network service of that name (`http` is 80 then).",
  ],
  ignoreWhen: "never: the pod does not get ready.",
  triggers: kserveExample(NAMED, LOGGER),
  quiet: kserveExample(HTTP, LOGGER),
  findInWorkload: (subject) =>
    ofCopied(subject, ({ asks = [] }, copied) => {
      const asked = asks.find(({ httpGet, tcpSocket }) => typeof (httpGet ?? tcpSocket)?.port === "string");
      if (asked === undefined || (copied.handler !== "httpGet" && copied.handler !== "tcpSocket")) return undefined;
      const name = (asked.httpGet ?? asked.tcpSocket)?.port;
      const number = copied.container.container.ports?.find((port) => port.name === name)?.containerPort;
      const path = `${copied.path}.${copied.handler}.port`;
      return {
        path,
        message: `KServe's agent cannot ask ${copied.container.name} at port ${JSON.stringify(name)}: the pod never gets ready`,
        why: "the agent knows no names of ports; the kubelet does, so that the container itself gets ready",
        witness: asItIs(subject),
        ...(number === undefined ? {} : { fix: { text: "name the number", edits: [{ path, value: number }] } }),
      };
    }),
};

const HTTPS = "readinessProbe: { httpGet: { path: /ready, port: 8080, scheme: HTTPS } }";

export const kserveAgentHttpsVerify: WorkloadRule = {
  id: "kserve-agent-https-verify",
  severity: "error",
  summary: "KServe's agent verifies the certificate of what it asks, and none is good",
  platforms: ["kserve"],
  evidence: ["agent https-self-signed"],
  essay: [
    "The kubelet verifies no certificate. The agent's library does, and asks a URL without a host, which no certificate is for: `tls: either ServerName or InsecureSkipVerify must be specified`. Every HTTPS probe fails in Standard mode, also with a certificate that a browser would take.",
    "In Knative mode the certificate would have to be for 127.0.0.1.",
  ],
  ignoreWhen: "a certificate that the agent's image trusts is for 127.0.0.1, and the pod is Knative's.",
  triggers: kserveExample(HTTPS, LOGGER),
  quiet: kserveExample(HTTP, LOGGER),
  findInWorkload: (subject) =>
    ofCopied(subject, ({ asks = [], isKnative }, copied) =>
      copied.handler !== "httpGet" || !asks.some(({ httpGet }) => httpGet?.scheme?.toUpperCase() === "HTTPS")
        ? undefined
        : {
            path: `${copied.path}.httpGet.scheme`,
            severity: isKnative ? "warning" : "error",
            message: `KServe's agent asks ${copied.container.name} by HTTPS and takes no certificate: the pod never gets ready`,
            why: "unlike the kubelet it verifies, and its URL has no host that a certificate could be for",
            witness: asItIs(subject),
            fix: openPortInstead(copied, "httpGet"),
          },
    ),
};

const STRICT = /(?:^|[/-])(?:nginx|httpd|apache|caddy|traefik|haproxy|envoy)(?:[:@-]|$)/;

export const kserveAgentHostHeader: WorkloadRule = {
  id: "kserve-agent-host-header",
  severity: "warning",
  summary: "KServe's agent asks without a host name, which a strict server answers with 400",
  platforms: ["kserve"],
  releases: "in Standard mode",
  evidence: ["agent http", "kserve#5634"],
  essay: [
    "The agent's request carries the header `Host: :8080`, a port without a host, and a Host header of the probe is not sent. Most application servers do not look. Proxies and web servers in front of one may, and refuse it.",
    "The rule speaks where the image looks like such a server.",
  ],
  ignoreWhen: "the server takes any Host.",
  triggers: kserveExample(HTTP, LOGGER, { image: "registry.example/nginx:1.27" }),
  quiet: kserveExample(HTTP, LOGGER),
  findInWorkload: (subject) =>
    ofCopied(subject, ({ asks = [], isKnative }, copied) =>
      isKnative ||
      !STRICT.test(copied.container.container.image ?? "") ||
      asks[0]?.httpGet === undefined ||
      (asks[0].httpGet.host ?? "") !== ""
        ? undefined
        : {
            path: `${copied.path}.httpGet`,
            message: `KServe's agent asks ${copied.container.name} with the header Host: :${asks[0].httpGet.port}, which such a server may refuse`,
            why: "a web server that checks the host answers 400, and the agent does not get ready",
            fix: openPortInstead(copied, "httpGet"),
          },
    ),
};

export const kserveAgentPathMirror: WorkloadRule = {
  id: "kserve-agent-path-mirror",
  severity: "note",
  summary: "the kubelet asks KServe's agent for the path of the user's probe, and it does not matter",
  platforms: ["kserve"],
  releases: "0.18 and later; older ones ask for /",
  evidence: ["kserve#5345", "agent http (otherPath)"],
  essay: [
    "From 0.18 on the probe of the agent has the path of the probe that it stands for. The agent looks at who asks and not at what for: with the kubelet's User-Agent any path gets the same answer.",
    "In an access log of the model server the path is seen once for each of the two.",
  ],
  ignoreWhen: "always: nothing needs to be done.",
  triggers: kserveExample(HTTP, LOGGER),
  quiet: kserveExample(HTTP, LOGGER, { kserveVersion: "0.17" }),
  findInWorkload: (subject) =>
    ofCopied(subject, ({ own, asks = [] }, copied) => {
      const path = own.httpGet?.path ?? "/";
      if (path === "/" || asks[0]?.httpGet === undefined || copied.handler !== "httpGet") return undefined;
      return {
        path: `${copied.path}.httpGet.path`,
        message: `the agent is asked for ${path} too, and answers the same for any path`,
        why: "it looks at the User-Agent and the header K-Network-Probe alone",
      };
    }),
};

export const kserveAgentNotPresent: WorkloadRule = {
  id: "kserve-agent-not-present",
  severity: "note",
  summary: "there is no agent in the pod that an exec readiness probe could disturb",
  platforms: ["kserve"],
  evidence: ["S2-01", "X-23", "pod custom/none/no-probes"],
  essay: [
    "Only a logger, a batcher or the model puller brings KServe's agent into a pod. Without them nobody but the kubelet asks the container, and exec is as good as any handler.",
  ],
  ignoreWhen: "no logger and no batcher will ever be added.",
  triggers: kserveExample(EXEC),
  quiet: kserveExample(HTTP),
  findInWorkload: (subject) =>
    agentOf(subject) !== undefined || subject.pod.spec.containers.some(({ name }) => name === "queue-proxy")
      ? []
      : subject.probes.flatMap(({ type, handler, path, container }): Draft[] =>
          type !== "readiness" || handler !== "exec" || container.name !== "kserve-container"
            ? []
            : [
                {
                  path: `${path}.exec`,
                  container: container.name,
                  probe: "readiness",
                  message: "the exec readiness probe works as long as neither a logger nor a batcher is added",
                  why: "they bring KServe's agent into the pod, which would have to ask it and cannot",
                },
              ],
        ),
};
