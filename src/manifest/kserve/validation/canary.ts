import type { JsonObject } from "../../../model/json.ts";
import {
  numberField,
  optionalNumber,
  pointerField,
  stringField,
  structField,
  structListField,
} from "../../kubernetes/fields.ts";
import { DEPLOYMENT_MODE } from "../defaultInferenceService.ts";
import { implementationOf, implementationsOf, storageUriOf } from "../implementations.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import type { Refusal } from "./componentFields.ts";
import { notExactlyOne } from "./componentFields.ts";
import { refuseImplementation } from "./sections.ts";
import { refuseExtensions } from "./scaling.ts";

/** Fields that a canary may not have, since its replicas are fixed. */
const FIXED = ["scaleTarget", "scaleMetric", "autoScaling"] as const;

/** Predictors beside the stable one (0.20 and later). */
export function refuseCanaries(
  spec: JsonObject,
  annotations: Readonly<Record<string, string>>,
  minor: KserveMinor,
): Refusal {
  const canaries = structListField(spec, "canary");
  if (canaries.length === 0) return undefined;
  if (annotations[DEPLOYMENT_MODE] !== "Standard") return "canary is only supported in Standard deployment mode";
  const stable = structField(spec, "predictor");
  const uri = storageUriOf("predictor", implementationOf("predictor", stable, minor));
  if (uri === undefined && pointerField(stable, "model") === undefined)
    return "canary requires a stable predictor with a model (multi-model serving is not supported with canary)";
  const names = new Set<string>();
  for (const [index, canary] of canaries.entries()) {
    const predictor = structField(canary, "predictor");
    const name = stringField(predictor, "name");
    if (name === "") return `canary[${index}] predictor.name is required`;
    if (names.has(name)) return `canary predictor.name ${JSON.stringify(name)} is duplicated`;
    names.add(name);
    if (name === stringField(stable, "name"))
      return `canary predictor.name ${JSON.stringify(name)} conflicts with stable predictor name`;
    const refused = refuseCanary(JSON.stringify(name), canary, stable, minor);
    if (refused !== undefined) return refused;
  }
  const total = canaries.reduce((sum, canary) => sum + numberField(canary, "trafficPercent"), 0);
  return total > 100 ? `sum of canary trafficPercent values (${total}) must be <= 100` : undefined;
}

function refuseCanary(name: string, canary: JsonObject, stable: JsonObject, minor: KserveMinor): Refusal {
  const predictor = structField(canary, "predictor");
  const percent = numberField(canary, "trafficPercent");
  if (percent < 0 || percent > 100) return `canary ${name} trafficPercent must be between 0 and 100, got ${percent}`;
  const [implementation, ...others] = implementationsOf("predictor", predictor, minor);
  const refused =
    implementation === undefined || others.length > 0
      ? notExactlyOne("predictor", minor)
      : (refuseImplementation("predictor", implementation, minor) ?? refuseExtensions(predictor, minor));
  if (refused !== undefined) return `canary ${name} predictor: ${refused}`;
  if (pointerField(predictor, "workerSpec") !== undefined)
    return `canary ${name} must not set workerSpec (multi-node is not yet supported for canary)`;
  const fixed =
    numberField(predictor, "maxReplicas") > 0 ? "maxReplicas" : FIXED.find((field) => predictor[field] !== undefined);
  if (fixed !== undefined) return `canary ${name} must not set ${fixed} (canary uses fixed replicas)`;
  const least = optionalNumber(predictor, "minReplicas") ?? 0;
  const stableLeast = optionalNumber(stable, "minReplicas") ?? 1;
  if (least <= stableLeast) return undefined;
  return `canary ${name} minReplicas (${least}) must not exceed stable predictor minReplicas (${stableLeast})`;
}
