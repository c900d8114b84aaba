import type { Draft, WorkloadRule } from "../../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../../workloadSubject.ts";
import { agentOf, TRANSFORMER } from "./agentOfPod.ts";
import { kserveExample, LOGGER } from "./kserveExample.ts";

const HTTP = "readinessProbe: { httpGet: { path: /ready, port: 8080 } }";

/** KServe's own Python servers, by their images. */
const PYTHON_SERVER =
  /(?:^|\/)(?:sklearnserver|xgbserver|lgbserver|paddleserver|pmmlserver|huggingfaceserver|predictiveserver)(?:[:@-]|$)/;
const TORCHSERVE = /(?:^|\/)torchserve(?:-kfs)?(?:[:@]|$)/;
const MODEL = "kserve-container";

function probesOfPath({ probes }: WorkloadSubject, path: RegExp): readonly ProbeSubject[] {
  return probes.filter(({ handler, probe }) => handler === "httpGet" && path.test(probe.httpGet?.path ?? "/"));
}

export const kserveAgentWrongContainer: WorkloadRule = {
  id: "kserve-agent-wrong-container",
  severity: "warning",
  summary: "KServe's agent asks the model while requests go to a transformer in front of it",
  platforms: ["kserve"],
  releases: "0.14 and older; later ones ask the transformer",
  evidence: ["pod collocated-custom/logger/http-port"],
  essay: [
    "Where model and transformer share a pod, requests come to the transformer. Up to 0.14 the agent is handed the readiness probe of the first container, the model, and sends requests to its port.",
    "That the first container is another one cannot come about otherwise: KServe puts the model first (kserve-container-first).",
  ],
  ignoreWhen: "the transformer is ready when the model is, and requests may pass it by.",
  triggers: collocated("0.14"),
  quiet: collocated("0.15"),
  findInWorkload: (subject) => {
    const agent = agentOf(subject);
    const transformer = subject.probes.find(
      ({ type, container }) => type === "readiness" && container.name === TRANSFORMER,
    );
    const copied = agent?.copied;
    if (agent?.asks === undefined || agent.isKnative || copied?.container.name !== MODEL || transformer === undefined)
      return [];
    return [
      {
        path: copied.path,
        container: MODEL,
        probe: "readiness",
        message: "KServe's agent asks kserve-container, and transformer-container has its requests",
        why: "this release hands it the probe of the first container; from 0.15 on it is the transformer's",
      },
    ];
  },
};

function collocated(kserveVersion: string): WorkloadRule["triggers"] {
  const { manifest, ...more } = kserveExample(HTTP, LOGGER, { kserveVersion });
  return {
    ...more,
    manifest: `${manifest}      - name: transformer-container
        image: registry.example/team/features:3
        ports: [{ containerPort: 8081 }]
        readinessProbe: { httpGet: { path: /ready, port: 8081 } }
`,
  };
}

export const kserveAgentLoopback: WorkloadRule = {
  id: "kserve-agent-loopback",
  severity: "note",
  summary: "KServe's agent reaches an app on localhost, the kubelet does not",
  platforms: ["kserve"],
  evidence: ["agent http-host"],
  essay: [
    "The agent asks from within the pod, at localhost. An app that listens there alone is ready to the agent, and refuses the kubelet at the pod's address; one that listens at the pod's address alone is the other way round.",
  ],
  ignoreWhen: "the kubelet asks the container by exec, or not at all.",
  triggers: kserveExample(`args: [--host=127.0.0.1]\n${HTTP}`, LOGGER),
  quiet: kserveExample(`args: [--host=0.0.0.0]\n${HTTP}`, LOGGER),
  findInWorkload: (subject) => {
    const copied = agentOf(subject)?.copied;
    if (copied === undefined || copied.handler === "exec") return [];
    const { container } = copied;
    const args = container.container.args ?? [];
    const index = args.findIndex((word, at) =>
      /^--?(?:host|bind|listen|http[-_]host)(?:=|$)/.test(args[at - 1] ?? word)
        ? /(?:^|=)(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(word)
        : false,
    );
    if (index < 0) return [];
    return [
      {
        path: `${container.path}.args[${index}]`,
        container: container.name,
        probe: "readiness",
        message: `the agent finds ${container.name} ready on localhost, where the kubelet does not reach it`,
        why: "the agent asks from within the pod, the kubelet asks the pod's address",
      },
    ];
  },
};

const NUMBERS = {
  initialDelaySeconds: 0,
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
} as const;

const USUAL = "livenessProbe: { tcpSocket: { port: 8080 } }";
const PATIENT = "livenessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 30, failureThreshold: 9 }";

export const kserveProbeMergeInherit: WorkloadRule = {
  id: "kserve-probe-merge-inherit",
  severity: "warning",
  summary: "numbers of the runtime's probe stay where the user's probe does not say them",
  platforms: ["kserve"],
  evidence: ["pod merge/http-port/none"],
  essay: [
    "A probe in the model section does not replace that of the serving runtime: the two are merged field by field. Numbers that the user leaves out are the runtime's, not Kubernetes' defaults.",
  ],
  ignoreWhen: "the runtime's numbers are meant.",
  triggers: kserveExample("livenessProbe: { tcpSocket: { port: 8080 } }", "", { model: "ranks", runtime: PATIENT }),
  quiet: kserveExample("livenessProbe: { tcpSocket: { port: 8080 } }", "", { model: "ranks", runtime: USUAL }),
  findInWorkload: (subject) =>
    subject.probes.flatMap(({ type, path, probe, container }): Draft[] => {
      if (container.name !== MODEL || !subject.isWritten(path)) return [];
      const inherited = Object.entries(NUMBERS).flatMap(([key, usual]) => {
        const value = probe[key as keyof typeof NUMBERS] ?? usual;
        return value === usual || subject.isWritten(`${path}.${key}`) ? [] : [{ key, value }];
      });
      if (inherited.length === 0) return [];
      const list = inherited.map(({ key, value }) => `${key} ${value}`).join(", ");
      return [
        {
          path,
          container: container.name,
          probe: type,
          message: `the ${type} probe has numbers of the runtime's: ${list}`,
          why: "what the probe does not say stays as the serving runtime has it, and is not Kubernetes' default",
          fix: {
            text: "say them, as they are or as they are meant",
            edits: inherited.map(({ key, value }) => ({ path: `${path}.${key}`, value })),
          },
        },
      ];
    }),
};

export const kserveDefaultTcpReadiness: WorkloadRule = {
  id: "kserve-default-tcp-readiness",
  severity: "warning",
  summary: "without a readiness probe a model server is ready as soon as its port opens",
  platforms: ["kserve"],
  evidence: ["pod custom/none/no-probes"],
  essay: [
    "A container without a readiness probe gets one from KServe: TCP to its first port, 8080 if it has none. That is right for servers that load their model before they listen, as KServe's own do. One that loads later gets requests too early.",
    "The rule speaks of containers of one's own; of the runtimes that come with KServe it is known.",
  ],
  ignoreWhen: "the server listens only when the model is loaded.",
  triggers: kserveExample(""),
  quiet: kserveExample(HTTP),
  findInWorkload: (subject) =>
    subject.probes.flatMap(({ type, handler, path, container }): Draft[] => {
      const isOwn = container.path.includes(".containers[");
      if (type !== "readiness" || handler !== "tcpSocket" || subject.isWritten(path) || !isOwn) return [];
      return [
        {
          path,
          container: container.name,
          probe: type,
          message: `${container.name} has no readiness probe, and gets requests as soon as its port is open`,
          why: "KServe adds a TCP probe of the first port; whether a model is loaded it cannot tell",
        },
      ];
    }),
};

const VERSIONED = /\/versions\/[^/]+\/ready\/?$/;

export const kserveModelVersionReady501: WorkloadRule = {
  id: "kserve-model-version-ready-501",
  severity: "error",
  summary: "KServe's Python server does not answer whether a version of a model is ready",
  platforms: ["kserve"],
  evidence: ["X-25", "S2-08"],
  essay: [
    "The path `/v2/models/NAME/versions/N/ready` is part of the protocol. The server that KServe writes in Python, which its runtimes for scikit-learn, XGBoost, LightGBM and others are, knows no versions and answers 501 to it, always.",
    "Of an image of one's own it is not known which server it holds: there the rule only notes it.",
  ],
  ignoreWhen: "the server is another one, such as Triton.",
  triggers: kserveExample("readinessProbe: { httpGet: { path: /v2/models/ranker/versions/1/ready, port: 8080 } }", "", {
    image: "kserve/sklearnserver:v0.20.0",
  }),
  quiet: kserveExample("readinessProbe: { httpGet: { path: /v2/models/ranker/ready, port: 8080 } }", "", {
    image: "kserve/sklearnserver:v0.20.0",
  }),
  findInWorkload: (subject) =>
    probesOfPath(subject, VERSIONED).map(({ type, path, probe, container }): Draft => {
      const isKnown = PYTHON_SERVER.test(container.container.image ?? "");
      const asked = probe.httpGet?.path ?? "/";
      const where = `${path}.httpGet.path`;
      return {
        path: where,
        severity: isKnown ? "error" : "note",
        container: container.name,
        probe: type,
        message: isKnown
          ? `${container.name} answers 501 to ${asked}, always`
          : `${asked} is answered 501 if ${container.name} is a server of KServe's in Python`,
        why: "that server knows no versions of a model",
        ...(isKnown
          ? {
              witness: subject.lab.witness(
                () =>
                  subject.lab.run({
                    failures: [{ container: container.name, value: { fromMs: 0, state: "error", statusCode: 501 } }],
                    untilMs: 60_000,
                  }),
                container.name,
              ),
            }
          : {}),
        fix: { text: "ask for the model", edits: [{ path: where, value: asked.replace(/\/versions\/[^/]+/, "") }] },
      };
    }),
};

export const kserveServerReadyAlwaysTrue: WorkloadRule = {
  id: "kserve-server-ready-always-true",
  severity: "warning",
  summary: "the readiness of KServe's server says nothing of a model",
  platforms: ["kserve"],
  evidence: ["dialects 5.6"],
  essay: [
    "`/v2/health/ready` asks KServe's Python server whether the server is ready, and it is as soon as it answers. Whether a certain model is, its own path tells: `/v2/models/NAME/ready`.",
  ],
  ignoreWhen: "the models are loaded before the server listens, and cannot be lost.",
  triggers: kserveExample("readinessProbe: { httpGet: { path: /v2/health/ready, port: 8080 } }", "", {
    image: "kserve/sklearnserver:v0.20.0",
  }),
  quiet: kserveExample("readinessProbe: { httpGet: { path: /v2/models/ranker/ready, port: 8080 } }", "", {
    image: "kserve/sklearnserver:v0.20.0",
  }),
  findInWorkload: (subject) =>
    probesOfPath(subject, /^\/v2\/health\/ready\/?$/).flatMap(({ type, path, container }): Draft[] =>
      type === "readiness" && PYTHON_SERVER.test(container.container.image ?? "")
        ? [
            {
              path: `${path}.httpGet.path`,
              container: container.name,
              probe: type,
              message: `/v2/health/ready of ${container.name} is true as soon as the server answers, whatever its model does`,
              why: "the path of the model tells whether the model is ready",
            },
          ]
        : [],
    ),
};

const MODEL_PATH = /^\/v[12]\/models\/[^/]+/;

export const kserveLazyLoadDeadlock: WorkloadRule = {
  id: "kserve-lazy-load-deadlock",
  severity: "warning",
  summary: "an endpoint that waits for the first request is waited for by the first request",
  platforms: ["kserve"],
  evidence: ["kserve#1915"],
  essay: [
    "A server that loads its model when it is first asked to predict says until then that the model is not ready. Before a pod is ready no request gets to it. So neither happens. It was seen with TorchServe and a readiness probe of the model's path.",
    "The rule speaks of TorchServe; of other servers no file tells how they load.",
  ],
  ignoreWhen: "the model is loaded at the start, or something warms it up.",
  triggers: kserveExample("readinessProbe: { httpGet: { path: /v1/models/ranker, port: 8080 } }", "", {
    image: "pytorch/torchserve-kfs:0.9.0",
  }),
  quiet: kserveExample("readinessProbe: { httpGet: { path: /ping, port: 8080 } }", "", {
    image: "pytorch/torchserve-kfs:0.9.0",
  }),
  findInWorkload: (subject) =>
    probesOfPath(subject, MODEL_PATH).flatMap(({ type, path, probe, container }): Draft[] =>
      (type === "readiness" || type === "startup") && TORCHSERVE.test(container.container.image ?? "")
        ? [
            {
              path: `${path}.httpGet.path`,
              container: container.name,
              probe: type,
              message: `${probe.httpGet?.path ?? ""} may be ready only after a first request, which waits for it`,
              why: "TorchServe was seen to load a model when it is first asked; before the pod is ready nobody asks",
            },
          ]
        : [],
    ),
};

export const kserveKnativeAgentRace: WorkloadRule = {
  id: "kserve-knative-agent-race",
  severity: "warning",
  summary: "Knative sends requests to KServe's agent when the model is ready, not when the agent is",
  platforms: ["kserve"],
  releases: "in Knative mode",
  evidence: ["pod serverless/logger/no-probes", "kserve#5569"],
  essay: [
    "With an agent in the pod, queue-proxy passes requests on to the agent's port 9081, and still asks the model's port for readiness. A pod can so be given requests before its agent listens, and they are refused.",
  ],
  ignoreWhen: "whoever sends requests tries again.",
  triggers: inKnativeMode(kserveExample(HTTP, LOGGER)),
  quiet: inKnativeMode(kserveExample(HTTP)),
  findInWorkload: (subject) => {
    const agent = agentOf(subject);
    const part = subject.workload.platform?.part;
    if (agent?.isKnative !== true || part === undefined) return [];
    const path = ["logger", "batcher"].map((key) => `spec.${part}.${key}`).find((key) => subject.isWritten(key));
    return [
      {
        path: path ?? `spec.${part}`,
        message: "requests can come before KServe's agent listens, and are refused then",
        why: "queue-proxy asks the model's port, and passes requests on to the agent's",
      },
    ];
  },
};

function inKnativeMode(example: WorkloadRule["triggers"]): WorkloadRule["triggers"] {
  return { ...example, manifest: example.manifest.replace("RawDeployment", "Serverless") };
}

function withoutAutoscaler(example: WorkloadRule["triggers"]): WorkloadRule["triggers"] {
  const annotation = "serving.kserve.io/autoscalerClass: none";
  return { ...example, manifest: example.manifest.replace("RawDeployment", `RawDeployment, ${annotation}`) };
}

export const kserveMultinodeDefaults: WorkloadRule = {
  id: "kserve-multinode-defaults",
  severity: "note",
  summary: "a model on several nodes has the start-up budget of its runtime",
  platforms: ["kserve"],
  evidence: ["dialects 5.4"],
  essay: [
    "The runtime for models on several nodes brings startup, liveness and readiness probes of its own, which ask the whole group by a script. What the start may take follows from the numbers of its startup probe; they are the runtime's to change.",
  ],
  ignoreWhen: "the budget is enough for the model.",
  triggers: withoutAutoscaler(
    kserveExample("storageUri: pvc://models/llama", "workerSpec: {}", { model: "huggingface" }),
  ),
  quiet: kserveExample("storageUri: pvc://models/llama", "", { model: "huggingface" }),
  findInWorkload: (subject) => {
    const path = "spec.predictor.workerSpec";
    const startup = subject.probes.find(({ type, container }) => type === "startup" && container.name === MODEL);
    if (!subject.isWritten(path) || startup === undefined) return [];
    const { initialDelaySeconds, failureThreshold, periodMs } = startup;
    const seconds = initialDelaySeconds + (failureThreshold * periodMs) / 1000;
    return [
      {
        path,
        container: MODEL,
        probe: "startup",
        message: `the start may take about ${seconds}s, as the runtime's startup probe has it`,
        why: `${initialDelaySeconds}s and ${failureThreshold} failures, ${periodMs / 1000}s apart; a larger model needs a runtime of its own`,
      },
    ];
  },
};
