import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField } from "../../kubernetes/fields.ts";
import { parseGoDuration } from "../../kubernetes/goDuration.ts";
import { childName } from "../childName.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import { PROGRESS_DEADLINE } from "../validation/annotations.ts";
import { initialScaleOf } from "../validation/autoscalingAnnotations.ts";
import type { KnativeRevision } from "./knativeRevision.ts";
import { servingContainer } from "./knativeRevision.ts";
import { queueProxyContainer } from "./queueProxyContainer.ts";
import { userContainers } from "./userContainers.ts";

/** No simulation needs the real one, which the API server draws. */
const UID = "00000000-0000-0000-0000-000000000000";
const UID_LABEL = "serving.knative.dev/revisionUID";
const REVISION_LABEL = "serving.knative.dev/revision";
const OWN_LABELS = ["serving.knative.dev/route", "serving.knative.dev/routingState"];
const OWN_ANNOTATIONS = ["lastPinned", "no-gc", "routingStateModified", "routes"].map(
  (name) => `serving.knative.dev/${name}`,
);
const REVISION_FIELDS = ["containerConcurrency", "timeoutSeconds", "responseStartTimeoutSeconds", "idleTimeoutSeconds"];

/**
 * The Deployment that Knative's controller makes of a revision, before the API server's defaults; or why it cannot. Left out is the
 * label with the Deployment's hash (1.22 and later), which nothing that is simulated looks at.
 */
export function makeDeployment(revision: KnativeRevision, config: KnativeConfig): JsonObject | string {
  const queueProxy = queueProxyContainer(revision, config);
  if (typeof queueProxy === "string") {
    return `failed to create PodSpec: failed to create queue-proxy container: ${queueProxy}`;
  }
  const labels = labelsOf(revision);
  const annotations = annotationsOf(revision, config);
  const name = stringField(servingContainer(revision), "name");
  const named = config.release.revisionHistoryLimit && name !== "";
  const podAnnotations = named ? { ...annotations, "kubectl.kubernetes.io/default-container": name } : annotations;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: childName(revision.name, "-deployment"),
      ...(revision.namespace === "" ? {} : { namespace: revision.namespace }),
      labels,
      annotations,
    },
    spec: {
      replicas: initialScaleOf(revision.annotations) ?? 1,
      selector: { matchLabels: { [UID_LABEL]: UID } },
      template: {
        metadata: { labels, annotations: podAnnotations },
        spec: podSpecOf(revision, queueProxy, config),
      },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } },
      ...(config.release.revisionHistoryLimit ? { revisionHistoryLimit: 0 } : {}),
      progressDeadlineSeconds: progressDeadlineOf(revision, config),
    },
  };
}

function labelsOf(revision: KnativeRevision): Record<string, string> {
  const own = Object.entries(revision.labels).filter(([key]) => !OWN_LABELS.includes(key));
  return {
    app: revision.name,
    ...Object.fromEntries(own),
    [REVISION_LABEL]: revision.name,
    [UID_LABEL]: UID,
  };
}

function annotationsOf(revision: KnativeRevision, { release }: KnativeConfig): Record<string, string> {
  const kept = Object.entries(revision.annotations).filter(
    ([key]) =>
      !OWN_ANNOTATIONS.includes(key) &&
      (!release.autoscalingAnnotationsDropped || !key.startsWith("autoscaling.knative.dev")),
  );
  return Object.fromEntries(kept);
}

function podSpecOf(revision: KnativeRevision, queueProxy: JsonObject, config: KnativeConfig): JsonObject {
  const { spec } = revision;
  const ofPod = Object.fromEntries(Object.entries(spec).filter(([field]) => !REVISION_FIELDS.includes(field)));
  const { enableServiceLinks } = config.defaults;
  const isSpread = config.release.spreadOverNodes && config.deployment.spreadsOverNodes;
  return {
    ...(enableServiceLinks === undefined ? {} : { enableServiceLinks }),
    ...(isSpread && pointerField(spec, "affinity") === undefined ? { affinity: spreadOverNodes(revision) } : {}),
    ...ofPod,
    containers: [...userContainers(revision, config), queueProxy],
    ...(spec["timeoutSeconds"] === undefined ? {} : { terminationGracePeriodSeconds: spec["timeoutSeconds"] }),
  };
}

function spreadOverNodes({ name }: KnativeRevision): JsonObject {
  const labelSelector = { matchLabels: { [REVISION_LABEL]: name } };
  const podAffinityTerm = { labelSelector, topologyKey: "kubernetes.io/hostname" };
  return { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] } };
}

const NANOSECONDS_OF_A_SECOND = 1_000_000_000n;

function progressDeadlineOf({ annotations }: KnativeRevision, { deployment }: KnativeConfig): number {
  const given = annotations[PROGRESS_DEADLINE];
  if (given === undefined) return deployment.progressDeadlineSeconds;
  const duration = parseGoDuration(given);
  // A text that is no duration counts as none: only an empty one gets past the webhook.
  return typeof duration === "bigint" ? Number(duration / NANOSECONDS_OF_A_SECOND) : 0;
}
