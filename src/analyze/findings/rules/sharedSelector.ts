import type { Workload, WorkloadKind } from "../../../model/workload.ts";
import { servedExample } from "../examples.ts";
import { isInFileOf, isSameNamespace } from "../givenObjects.ts";
import type { ObjectRule } from "../rule.ts";
import { selects } from "./selects.ts";

const READY = "readinessProbe: { httpGet: { path: /ready, port: 8080 } }";
/** Controllers that keep to what their selector says. */
const SELECTING: readonly WorkloadKind[] = ["Deployment", "StatefulSet", "ReplicaSet", "DaemonSet"];

const withOther = (labels: string): string =>
  `${servedExample("Deployment", READY)}---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  selector:
    matchLabels: ${labels}
  template:
    metadata:
      labels: ${labels}
    spec:
      containers:
        - name: app
          image: registry.example/worker:1.4
          ${READY}
`;

export const sharedSelector: ObjectRule = {
  id: "shared-selector",
  severity: "warning",
  summary: "two controllers select each other's pods",
  platforms: ["kubernetes"],
  evidence: ["lifecycle 7.2"],
  essay: [
    "The API server takes two Deployments with one selector. Their controllers leave alone what has an owner, so that each counts its own pods; everybody else goes by labels and sees one set. A Service sends to the pods of both, a PodDisruptionBudget and an autoscaler count both, and a rollout of one is taken for one of the other. A pod that loses its owner is taken by whichever controller comes first.",
    "It is looked at within one file: files of one folder may be alternatives.",
  ],
  ignoreWhen:
    "both are meant to be one thing to everybody who goes by labels, a canary beside the stable revision for instance, and no autoscaler counts either.",
  triggers: { manifest: withOther("{ app: web }") },
  quiet: { manifest: withOther("{ app: worker }") },
  findInObject: ({ object, given, pathOf }) => {
    if (object.content.is !== "workloads") return [];
    const [own] = object.content.workloads;
    if (own === undefined || !object.isAccepted || !isSelecting(own)) return [];
    const other = given.workloads.find(
      (one) => one.object !== object && isInFileOf(object, one) && isMutual(own, one.workload),
    )?.workload;
    if (other === undefined) return [];
    return [
      {
        path: pathOf("spec.selector"),
        message: `${own.kind} ${own.name} and ${other.kind} ${other.name} select each other's pods`,
        why: "Services, budgets and autoscalers that go by these labels take the pods of both for one set; a label of its own in each selector and template tells them apart, but selectors can only be changed by making the objects anew",
      },
    ];
  },
};

function isSelecting({ kind, platform }: Workload): boolean {
  return platform === undefined && SELECTING.includes(kind);
}

/** Of the same name and kind it would be the same object, told twice. */
function isMutual(own: Workload, other: Workload): boolean {
  if (!isSelecting(other) || !isSameNamespace(own.namespace, other.namespace)) return false;
  if (own.kind === other.kind && own.name === other.name) return false;
  return selects(own.spec["selector"], other.labels) && selects(other.spec["selector"], own.labels);
}
