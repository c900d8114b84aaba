import { memberOf } from "../../../../manifest/source/sourceNode.ts";
import type { SourceNode } from "../../../../manifest/source/sourceNode.ts";
import type { Draft, ObjectRule } from "../../rule.ts";
import { kserveExample } from "./kserveExample.ts";

const HTTP = "readinessProbe: { httpGet: { path: /ready, port: 8080 } }";

export const kserveContainerFirst: ObjectRule = {
  id: "kserve-container-first",
  severity: "error",
  summary: "kserve-container does not come first in a predictor of one's own",
  platforms: ["kserve"],
  evidence: ["pod first/logger/http-port"],
  essay: [
    "KServe takes the first container of a custom predictor for the model and names it kserve-container. Where another comes first there are two of that name, and the API server refuses the Deployment.",
  ],
  ignoreWhen: "never: there will be no pods.",
  triggers: second("sidecar", "kserve-container"),
  quiet: second("kserve-container", "sidecar"),
  findInObject: ({ object, node, pathOf }) => {
    if (object.kind?.kind !== "InferenceService") return [];
    const predictor = memberOf(memberOf(node, "spec")?.value, "predictor")?.value;
    const containers = memberOf(predictor, "containers")?.value;
    const names = containers?.kind === "array" ? containers.items.map(nameOf) : [];
    const index = names.indexOf("kserve-container");
    return index < 1 || hasSection(predictor)
      ? []
      : [
          {
            path: pathOf(`spec.predictor.containers[${index}].name`),
            container: "kserve-container",
            message: "kserve-container is not the first container, so that there will be two of that name",
            why: "KServe gives the first container this name; the API server refuses the Deployment",
          },
        ];
  },
};

function second(first: string, other: string): ObjectRule["triggers"] {
  const container = (name: string): string => `      - { name: ${name}, image: registry.example/team/${name}:1 }\n`;
  const { manifest, ...more } = kserveExample(HTTP);
  const [head = ""] = manifest.split("      - name: kserve-container");
  return { ...more, manifest: head + container(first) + container(other) };
}

function nameOf(node: SourceNode): string | undefined {
  const name = memberOf(node, "name")?.value;
  return name?.kind === "string" ? name.value : undefined;
}

function hasSection(predictor: SourceNode | undefined): boolean {
  return SECTIONS.some((section) => memberOf(predictor, section) !== undefined);
}

const SECTIONS = [
  "model",
  "sklearn",
  "xgboost",
  "tensorflow",
  "pytorch",
  "triton",
  "onnx",
  "huggingface",
  "pmml",
  "lightgbm",
  "paddle",
];

const TWO_HANDLERS = /\.(startup|liveness|readiness)Probe\.\w+: Forbidden: may not specify more than 1 handler type/;

const RUNTIME_PROBE = "livenessProbe: { tcpSocket: { port: 8080 } }";

export const kserveProbeMergeConflict: ObjectRule = {
  id: "kserve-probe-merge-conflict",
  severity: "error",
  summary: "the user's handler is added to the one that the runtime's probe has",
  platforms: ["kserve"],
  evidence: ["pod merge/exec/http-port"],
  essay: [
    "A probe in the model section does not replace that of the serving runtime: the two are merged field by field. With an HTTP probe in one and exec in the other the container has both handlers, which the API server refuses in the Deployment.",
    "Nothing in an InferenceService takes the runtime's handler away. It needs a runtime of one's own.",
  ],
  ignoreWhen: "never: there will be no pods.",
  triggers: kserveExample("livenessProbe: { exec: { command: [python, /check.py] } }", "", {
    model: "ranks",
    runtime: RUNTIME_PROBE,
  }),
  quiet: kserveExample(RUNTIME_PROBE, "", { model: "ranks", runtime: RUNTIME_PROBE }),
  findInObject: ({ object, node, pathOf }) =>
    object.diagnostics.flatMap(({ message }): Draft[] => {
      const type = TWO_HANDLERS.exec(message)?.[1];
      const predictor = memberOf(memberOf(node, "spec")?.value, "predictor")?.value;
      const section = SECTIONS.find((key) => memberOf(memberOf(predictor, key)?.value, `${type}Probe`) !== undefined);
      if (type === undefined || section === undefined || object.kind?.kind !== "InferenceService") return [];
      const probe = memberOf(memberOf(predictor, section)?.value, `${type}Probe`)?.value;
      const handlers = HANDLERS.filter((handler) => memberOf(probe, handler) !== undefined);
      const [own] = handlers;
      if (own === undefined || handlers.length > 1) return [];
      return [
        {
          path: pathOf(`spec.predictor.${section}.${type}Probe.${own}`),
          container: "kserve-container",
          message: `${own} is added to the handler that the runtime's ${type} probe has, and two of them are refused`,
          why: "probes of a runtime and of an InferenceService are merged field by field; take the runtime's handler, or a runtime of your own",
        },
      ];
    }),
};

const HANDLERS = ["exec", "httpGet", "tcpSocket", "grpc"];

export const kserveSilentKnativeReject: ObjectRule = {
  id: "kserve-silent-knative-reject",
  severity: "warning",
  summary: "Knative refuses what KServe makes of an object that was accepted",
  platforms: ["kserve"],
  releases: "in Knative mode",
  evidence: ["kserve#2994"],
  essay: [
    "KServe validates no probe. In Knative mode it makes a Knative Service, whose webhook may refuse it: for a timeout without a period, for example. Whoever applied the InferenceService does not hear of it; an event says so, and the old revision goes on serving.",
  ],
  ignoreWhen: "never: the change has no effect.",
  triggers: silently("timeoutSeconds: 5"),
  quiet: silently("timeoutSeconds: 5, periodSeconds: 10"),
  findInObject: ({ object, pathOf }) =>
    object.diagnostics.flatMap(({ why = "", message, path = "" }): Draft[] =>
      /but Knative refuses what KServe makes of it/.test(why)
        ? [
            {
              path: path === "" ? pathOf("spec") : path,
              message: "the object is accepted, and nothing comes of it but an event",
              why: message,
            },
          ]
        : [],
    ),
};

function silently(numbers: string): ObjectRule["triggers"] {
  const example = kserveExample(`readinessProbe: { httpGet: { path: /ready, port: 8080 }, ${numbers} }`);
  return { ...example, manifest: example.manifest.replace("RawDeployment", "Serverless") };
}

const GENERATED = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ranker-predictor
  labels: { serving.kserve.io/inferenceservice: ranker }
spec:
  selector: { matchLabels: { app: isvc.ranker-predictor } }
  template:
    metadata: { labels: { app: isvc.ranker-predictor } }
    spec:
      containers: [{ name: kserve-container, image: registry.example/team/ranker:7 }]
`;

export const kserveEditGeneratedDeployment: ObjectRule = {
  id: "kserve-edit-generated-deployment",
  severity: "warning",
  summary: "a Deployment that KServe made is written by hand, and KServe takes it back",
  platforms: ["kubernetes"],
  evidence: ["S2-10", "X-26"],
  essay: [
    "KServe keeps the Deployments of InferenceServices as it makes them: what somebody changes in one is reverted at the next reconcile. Probes belong into the InferenceService, or into the serving runtime.",
    "The rule knows such a Deployment by KServe's label or owner.",
  ],
  ignoreWhen: "the file is kept for reading only.",
  triggers: { manifest: GENERATED },
  quiet: { manifest: GENERATED.replace(/^ {2}labels: .*\n/m, "") },
  findInObject: ({ object, node, pathOf }) => {
    if (object.kind?.kind !== "Deployment") return [];
    const metadata = memberOf(node, "metadata")?.value;
    const label = memberOf(memberOf(metadata, "labels")?.value, LABEL);
    const owners = memberOf(metadata, "ownerReferences")?.value;
    const owner =
      owners?.kind === "array"
        ? owners.items.findIndex((one) => {
            const kind = memberOf(one, "kind")?.value;
            return kind?.kind === "string" && kind.value === "InferenceService";
          })
        : -1;
    if (label === undefined && owner < 0) return [];
    return [
      {
        path: pathOf(owner < 0 ? `metadata.labels["${LABEL}"]` : `metadata.ownerReferences[${owner}].kind`),
        message: "KServe made this Deployment, and reverts what is changed in it",
        why: "change the InferenceService or its serving runtime",
      },
    ];
  },
};

const LABEL = "serving.kserve.io/inferenceservice";
