import type { JsonObject } from "../../model/json.ts";
import { numberField, optionalNumber, optionalString } from "../kubernetes/fields.ts";
import type { ComponentParts } from "./components/component.ts";
import type { KserveMinor } from "./kserveRelease.ts";

const SCALING = "autoscaling.knative.dev";

/** Annotations that belong to the Service and not to its revisions. */
const OF_SERVICE = new Set(["serving.knative.dev/rollout-duration", "serving.knative.openshift.io/enablePassthrough"]);
/** Labels that revisions do not get. */
const NOT_OF_REVISIONS = new Set(["networking.knative.dev/visibility"]);

/** The Knative Service of a component in Knative mode, before Knative sees it. */
export function knativeService(parts: ComponentParts, component: JsonObject, minor: KserveMinor): JsonObject {
  const { name, namespace, labels, podSpec } = parts;
  const annotations = Object.entries(withScaling(parts.annotations, component));
  const timeout = optionalNumber(component, "timeout");
  const concurrency = optionalNumber(component, "containerConcurrency");
  const tagged = parts.annotations["serving.kserve.io/enable-tag-routing"] === "true";
  return {
    apiVersion: "serving.knative.dev/v1",
    kind: "Service",
    metadata: {
      name,
      namespace,
      labels,
      annotations: Object.fromEntries(annotations.filter(([key]) => OF_SERVICE.has(key))),
    },
    spec: {
      template: {
        metadata: {
          labels: Object.fromEntries(Object.entries(labels).filter(([key]) => !NOT_OF_REVISIONS.has(key))),
          annotations: Object.fromEntries(annotations.filter(([key]) => !OF_SERVICE.has(key))),
        },
        spec: {
          ...podSpec,
          ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
          ...(timeout === undefined || minor < 13 ? {} : { responseStartTimeoutSeconds: timeout }),
          ...(concurrency === undefined ? {} : { containerConcurrency: concurrency }),
        },
      },
      traffic: [{ latestRevision: true, percent: 100, ...(tagged ? { tag: "latest" } : {}) }],
    },
  };
}

/** What of a component is said to Knative's autoscaler. */
function withScaling(annotations: Readonly<Record<string, string>>, component: JsonObject): Record<string, string> {
  const target = optionalNumber(component, "scaleTarget");
  const metric = optionalString(component, "scaleMetric");
  const most = numberField(component, "maxReplicas");
  return {
    [`${SCALING}/class`]: `kpa.${SCALING}`,
    ...annotations,
    ...(target === undefined ? {} : { [`${SCALING}/target`]: String(target) }),
    ...(metric === undefined ? {} : { [`${SCALING}/metric`]: metric }),
    [`${SCALING}/min-scale`]: String(optionalNumber(component, "minReplicas") ?? 1),
    ...(most === 0 ? {} : { [`${SCALING}/max-scale`]: String(most) }),
  };
}
