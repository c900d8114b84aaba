import { nearestName } from "../../../model/nearestName.ts";
import { servedExample } from "../examples.ts";
import { isInFileOf, isSameNamespace } from "../givenObjects.ts";
import type { Draft, ObjectRule } from "../rule.ts";

const READY = "readinessProbe: { httpGet: { path: /ready, port: 8080 } }";

export const missingGoverningService: ObjectRule = {
  id: "missing-governing-service",
  severity: "warning",
  summary: "the Service that a StatefulSet names is not there",
  platforms: ["kubernetes"],
  evidence: ["lifecycle 7.4", "rollout/statefulset"],
  essay: [
    "spec.serviceName names the Service under which the pods of a StatefulSet get names in DNS: web-0.NAME.NAMESPACE.svc. The API server does not look whether there is one, and the controller makes the pods either way. Replicas that look for each other by these names do not find each other.",
    "Where the file has no Service beside it that is a note: this one may be in another file.",
  ],
  ignoreWhen: "the Service is made elsewhere, or nobody asks for the pods by name.",
  triggers: { manifest: servedExample("StatefulSet", READY).replace("serviceName: web", "serviceName: web-headless") },
  quiet: { manifest: servedExample("StatefulSet", READY) },
  findInObject: ({ object, given, pathOf }) => {
    if (object.kind?.kind !== "StatefulSet" || !object.isAccepted || object.content.is !== "workloads") return [];
    const [set] = object.content.workloads;
    const wanted = set?.spec["serviceName"];
    if (set === undefined || typeof wanted !== "string" || wanted === "") return [];
    const near = given.serviceObjects.filter(({ service }) =>
      isSameNamespace(service.metadata.namespace, set.namespace),
    );
    if (near.some(({ service }) => service.metadata.name === wanted)) return [];
    const beside = near.filter((one) => isInFileOf(object, one)).map(({ service }) => service.metadata.name);
    const path = pathOf("spec.serviceName");
    return [
      {
        path,
        severity: beside.length === 0 || given.hasCustomResources ? "note" : "warning",
        message: `StatefulSet ${set.name} names the Service ${wanted}, and these files have none of that name`,
        why: `its pods get no names in DNS: whoever asks for ${set.name}-0.${wanted} finds nobody`,
        ...fixTo(path, nearestName(wanted, beside)),
      },
    ];
  },
};

function fixTo(path: string, meant: string | undefined): Pick<Draft, "fix"> {
  if (meant === undefined) return {};
  return { fix: { text: `name the Service ${meant}`, edits: [{ path, value: meant }] } };
}
