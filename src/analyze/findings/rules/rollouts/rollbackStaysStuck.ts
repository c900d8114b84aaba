import { rolloutWitness } from "../../../rollout/rolloutWitness.ts";
import { servedExample } from "../../examples.ts";
import type { WorkloadRule } from "../../rule.ts";
import { rolloutOf, specPath } from "./rolloutSubject.ts";

const READY = `
  readinessProbe:
    httpGet: { path: /ready, port: 8080 }`;

export const rollbackStaysStuck: WorkloadRule = {
  id: "rollback-stays-stuck",
  severity: "note",
  summary: "a StatefulSet waits for a pod of a bad revision even once the good one is back",
  platforms: ["kubernetes"],
  evidence: ["corrections C2"],
  essay: [
    "Under OrderedReady a StatefulSet does nothing to any pod while one of them is not ready. A revision that never gets ready stops at its first pod, and it stays there when the older template is applied again: the controller waits for that pod to get ready before it replaces it. Somebody has to delete it.",
    "Under Parallel the pod is replaced. The policy only says how pods are started and removed, updates stay one by one; of a StatefulSet that exists it cannot be changed.",
    "Of more than four workloads with several pods it is looked for with --story rollout, or --exact.",
  ],
  ignoreWhen: "the order of the first start matters, and whoever rolls back knows of kubectl delete pod.",
  triggers: { manifest: servedExample("StatefulSet", READY, "replicas: 3") },
  quiet: { manifest: servedExample("StatefulSet", READY, "replicas: 3\npodManagementPolicy: Parallel") },
  findInWorkload: (subject) => {
    const { workload, rollouts } = subject;
    if (rollouts.isThrifty || workload.kind !== "StatefulSet" || workload.replicas < 2) return [];
    const telling = rolloutOf(subject);
    if (telling === undefined || telling.story("never-ready").doneMs !== undefined) return [];
    const { outcome, scenario } = telling.rolledBack();
    const { replicas } = workload;
    if (outcome.readyAtEnd >= replicas) return [];
    const path = specPath(subject, "podManagementPolicy");
    return [
      {
        path,
        message: `after a revision that never gets ready, going back does not help: ${outcome.readyAtEnd} of ${replicas} pods stay ready until somebody deletes the other`,
        why: "OrderedReady waits for the bad pod to get ready, and so never replaces it by a good one",
        witness: () => rolloutWitness(scenario),
        fix: { text: "for a new StatefulSet let pods come all at once", edits: [{ path, value: "Parallel" }] },
      },
    ];
  },
};
