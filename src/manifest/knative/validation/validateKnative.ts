import type { JsonObject } from "../../../model/json.ts";
import { optionalNumber, stringMapField, structField } from "../../kubernetes/fields.ts";
import type { KnativeKind } from "../knativeKinds.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { mergeProblems, outOfBounds, via } from "../knativeProblems.ts";
import type { Annotations } from "./annotations.ts";
import {
  validateNetworkingAnnotations,
  validateProgressDeadline,
  validateQueueSidecarResources,
  validateRolloutDuration,
} from "./annotations.ts";
import { refuseAutoscalingAnnotations, validateAutoscaling } from "./autoscalingAnnotations.ts";
import { validateObjectName, validateOwnerLabel, validateRevisionName } from "./objectMetadata.ts";
import { validatePodSpec } from "./podSpec.ts";
import { validateTraffic } from "./traffic.ts";

/**
 * What the webhook says when an object is created, merged and in its order: errors, and warnings that stop nothing.
 * @param object decoded and with its defaults
 */
export function validateKnative(object: JsonObject, kind: KnativeKind, config: KnativeConfig): KnativeProblem[] {
  const metadata = structField(object, "metadata");
  const spec = structField(object, "spec");
  return mergeProblems([
    ...via("metadata", validateMetadata(metadata, kind)),
    ...via("spec", validateSpec(spec, metadata, kind, config)),
  ]);
}

function annotationsOf(metadata: JsonObject): Annotations {
  return stringMapField(metadata, "annotations") ?? {};
}

function validateMetadata(metadata: JsonObject, kind: KnativeKind): KnativeProblem[] {
  const annotations = annotationsOf(metadata);
  const ofScaling = kind === "Revision" ? validateAutoscaling(annotations) : refuseAutoscalingAnnotations(annotations);
  const ofRollout = kind === "Service" || kind === "Route" ? validateRolloutDuration(annotations) : [];
  return [
    ...validateObjectName(metadata),
    ...via("annotations", [...ofScaling, ...ofRollout]),
    ...via("labels", validateOwner(metadata, kind)),
  ];
}

function validateOwner(metadata: JsonObject, kind: KnativeKind): KnativeProblem[] {
  if (kind === "Service") return [];
  if (kind === "Revision") return validateOwnerLabel(metadata, "serving.knative.dev/configuration", "Configuration");
  return validateOwnerLabel(metadata, "serving.knative.dev/service", "Service");
}

function validateSpec(
  spec: JsonObject,
  metadata: JsonObject,
  kind: KnativeKind,
  config: KnativeConfig,
): KnativeProblem[] {
  if (kind === "Revision") return validateRevisionSpec(spec, config);
  const isService = kind === "Service";
  return [
    ...(kind === "Route" ? [] : via("template", validateTemplate(structField(spec, "template"), metadata, config))),
    ...(kind === "Configuration" ? [] : via("traffic", validateTraffic(spec, isService, config))),
  ];
}

function validateTemplate(template: JsonObject, parent: JsonObject, config: KnativeConfig): KnativeProblem[] {
  const metadata = structField(template, "metadata");
  const annotations = annotationsOf(metadata);
  const ofNetworking = config.release.networkingAnnotationsChecked ? validateNetworkingAnnotations(annotations) : [];
  return [
    ...via("spec", validateRevisionSpec(structField(template, "spec"), config)),
    ...via("metadata.annotations", [
      ...validateAutoscaling(annotations),
      ...ofNetworking,
      ...validateQueueSidecarResources(annotations),
      ...validateProgressDeadline(annotations),
    ]),
    ...validateRevisionName(metadata, parent),
  ];
}

function validateRevisionSpec(spec: JsonObject, config: KnativeConfig): KnativeProblem[] {
  const { defaults } = config;
  const problems = validatePodSpec(spec, config);
  const timeout = optionalNumber(spec, "timeoutSeconds") ?? 0;
  const timeoutMax = defaults.maxRevisionTimeoutSeconds;
  if (timeout < 0 || timeout > timeoutMax) problems.push(outOfBounds(timeout, 0, timeoutMax, "timeoutSeconds"));
  const concurrency = optionalNumber(spec, "containerConcurrency");
  const concurrencyMin = defaults.allowContainerConcurrencyZero ? 0 : 1;
  const concurrencyMax = defaults.containerConcurrencyMaxLimit;
  if (concurrency !== undefined && (concurrency < concurrencyMin || concurrency > concurrencyMax)) {
    problems.push(outOfBounds(concurrency, concurrencyMin, concurrencyMax, "containerConcurrency"));
  }
  return problems;
}
