import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { listField, optionalNumber, pointerField, stringField, structField } from "../../kubernetes/fields.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import { hasSecureDefaults } from "../knativeFeatures.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { invalidValue, outOfBounds, problem, via } from "../knativeProblems.ts";
import { disallowedFields } from "./disallowedFields.ts";

const ID_MAX = 2_147_483_647;

function validateIds(context: JsonObject, fields: readonly string[]): KnativeProblem[] {
  return fields.flatMap((field) => {
    const id = optionalNumber(context, field);
    return id === undefined || (id >= 0 && id <= ID_MAX) ? [] : [outOfBounds(id, 0, ID_MAX, field)];
  });
}

const POD_FIELDS = ["runAsUser", "runAsGroup", "runAsNonRoot", "fsGroup", "supplementalGroups", "seccompProfile"];

export function validatePodSecurityContext(context: JsonObject, config: KnativeConfig): KnativeProblem[] {
  const isOn = config.features["kubernetes.podspec-securitycontext"] !== "Disabled";
  const groups = listField(context, "supplementalGroups").filter((group) => typeof group === "number");
  return [
    ...disallowedFields(context, isOn ? POD_FIELDS : allowedSeccompProfile(context, config)),
    ...validateIds(context, ["runAsUser", "runAsGroup", "fsGroup"]),
    ...groups.flatMap((group, index) =>
      group >= 0 && group <= ID_MAX ? [] : via(`supplementalGroups.[${index}]`, [outOfBounds(group, 0, ID_MAX, "")]),
    ),
  ];
}

/** Secure defaults may be opted out of, by a plain profile. */
function allowedSeccompProfile(context: JsonObject, { features }: KnativeConfig): readonly string[] {
  const profile = structField(context, "seccompProfile");
  const isPlain = ["RuntimeDefault", "Unconfined"].includes(stringField(profile, "type"));
  const isAllowed = hasSecureDefaults(features) && isPlain && profile["localhostProfile"] === undefined;
  return isAllowed ? ["seccompProfile"] : [];
}

const CONTAINER_FIELDS = [
  "capabilities",
  "readOnlyRootFilesystem",
  "runAsUser",
  "runAsGroup",
  "runAsNonRoot",
  "allowPrivilegeEscalation",
  "seccompProfile",
];

export function validateSecurityContext(context: JsonObject, config: KnativeConfig): KnativeProblem[] {
  const mayBeUnprivileged = config.release.unprivilegedMayBeSaid && context["privileged"] === false;
  const capabilities = pointerField(context, "capabilities");
  return [
    ...disallowedFields(context, mayBeUnprivileged ? [...CONTAINER_FIELDS, "privileged"] : CONTAINER_FIELDS),
    ...(capabilities === undefined ? [] : via("capabilities", validateCapabilities(capabilities, config))),
    ...validateIds(context, ["runAsUser", "runAsGroup"]),
  ];
}

function validateCapabilities(capabilities: JsonObject, { features }: KnativeConfig): KnativeProblem[] {
  const added = listField(capabilities, "add");
  const isLowPortsOnly = added.length === 1 && added[0] === "NET_BIND_SERVICE";
  const mayAdd =
    features["kubernetes.containerspec-addcapabilities"] === "Enabled" ||
    (hasSecureDefaults(features) && isLowPortsOnly);
  return disallowedFields(capabilities, mayAdd ? ["drop", "add"] : ["drop"]);
}

/** What Kubernetes leaves insecure where nothing is said; told unless `secure-pod-defaults` says it. */
export function warnOfInsecureDefaults(
  podContext: JsonObject,
  context: JsonObject,
  { features }: KnativeConfig,
): KnativeProblem[] {
  if (hasSecureDefaults(features)) return [];
  const fields: string[] = [];
  const isSaid = (value: JsonValue | undefined): boolean => value !== undefined;
  if (!isSaid(podContext["runAsNonRoot"]) && !isSaid(context["runAsNonRoot"])) fields.push("runAsNonRoot");
  if (!isSaid(context["allowPrivilegeEscalation"])) fields.push("allowPrivilegeEscalation");
  const profiles = [pointerField(context, "seccompProfile"), pointerField(podContext, "seccompProfile")];
  if (profiles.every((profile) => profile === undefined)) fields.push("seccompProfile");
  else if (profiles.every((profile) => stringField(profile ?? {}, "type") === "")) fields.push("seccompProfile.type");
  const capabilities = pointerField(context, "capabilities");
  const dropped = capabilities?.["drop"];
  if (capabilities === undefined) fields.push("capabilities");
  else if (dropped === undefined) fields.push("capabilities.drop");
  const message = "Kubernetes default value is insecure, Knative may default this to secure in a future release";
  const warnings = fields.map((field) => problem(message, [field]));
  if (Array.isArray(dropped) && dropped[0] === "all") {
    warnings.push(invalidValue("all", "capabilities.drop", "Must be spelled as 'ALL'"));
  }
  return warnings.map((warning) => ({ ...warning, isWarning: true }));
}
