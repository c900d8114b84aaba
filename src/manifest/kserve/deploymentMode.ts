import type { JsonObject } from "../../model/json.ts";
import { stringField, stringMapField, structField } from "../kubernetes/fields.ts";
import { DEPLOYMENT_MODE } from "./defaultInferenceService.ts";
import type { KserveMinor } from "./kserveRelease.ts";
import { shippedRelease } from "./shippedRelease.ts";

/** By the names of 0.17 and later. */
export type DeploymentMode = "Standard" | "Knative" | "ModelMesh";

const OLD_NAMES: Readonly<Record<string, DeploymentMode>> = {
  RawDeployment: "Standard",
  Serverless: "Knative",
  ModelMesh: "ModelMesh",
};
const NEW_NAMES: Readonly<Record<string, DeploymentMode>> = { ...OLD_NAMES, Standard: "Standard", Knative: "Knative" };

/** How an InferenceService is deployed; a word that the release does not know counts as none, and the installation decides. */
export function deploymentMode(isvc: JsonObject, minor: KserveMinor): DeploymentMode {
  const names = minor >= 17 ? NEW_NAMES : OLD_NAMES;
  const wanted = stringMapField(structField(isvc, "metadata"), "annotations")?.[DEPLOYMENT_MODE] ?? "";
  const installed = stringField(structField(shippedRelease(minor).config, "deploy"), "defaultDeploymentMode");
  return (Object.hasOwn(names, wanted) ? names[wanted] : NEW_NAMES[installed]) ?? "Knative";
}
