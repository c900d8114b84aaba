import type { JsonObject } from "../../../model/json.ts";
import { numberField, optionalString, stringField, stringListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import { isValidPortNum } from "./names.ts";
import { oneOf } from "./oneOf.ts";

/** The fields of a Service spec that say which endpoints its traffic may reach. */
export function validateTrafficPolicies(spec: JsonObject, release: ManifestRelease): FieldError[] {
  const type = stringField(spec, "type");
  const internal = optionalString(spec, "internalTrafficPolicy");
  const distribution = optionalString(spec, "trafficDistribution");
  const needsInternal = type === "NodePort" || type === "LoadBalancer" || type === "ClusterIP";
  return [
    ...validateExternalTrafficPolicy(spec, release),
    ...validateHealthCheckNodePort(spec),
    ...(internal === undefined
      ? needsInternal
        ? [required("spec.internalTrafficPolicy")]
        : []
      : ["Cluster", "Local"].includes(internal)
        ? []
        : [notSupported("spec.internalTrafficPolicy", namedStringValue(internal), ["Cluster", "Local"])]),
    ...(distribution === undefined || release.trafficDistributionValues.includes(distribution)
      ? []
      : [notSupported("spec.trafficDistribution", distribution, release.trafficDistributionValues)]),
  ];
}

function validateExternalTrafficPolicy(spec: JsonObject, release: ManifestRelease): FieldError[] {
  const type = stringField(spec, "type");
  const policy = stringField(spec, "externalTrafficPolicy");
  const path = "spec.externalTrafficPolicy";
  const byExternalIPs = type === "ClusterIP" && stringListField(spec, "externalIPs").length > 0;
  const external =
    type === "LoadBalancer" || type === "NodePort" || (release.externalIPsTakeTrafficPolicy && byExternalIPs);
  if (external) return oneOf(path, policy, ["Cluster", "Local"]);
  if (policy === "") return [];
  const detail = release.externalIPsTakeTrafficPolicy
    ? "may only be set for externally-accessible services"
    : "may only be set when `type` is 'NodePort' or 'LoadBalancer'";
  return [invalid(path, namedStringValue(policy), detail)];
}

function validateHealthCheckNodePort(spec: JsonObject): FieldError[] {
  const path = "spec.healthCheckNodePort";
  const port = numberField(spec, "healthCheckNodePort");
  const needed = stringField(spec, "type") === "LoadBalancer" && stringField(spec, "externalTrafficPolicy") === "Local";
  if (needed && port === 0) return [required(path)];
  if (needed) return isValidPortNum(port).map((problem) => invalid(path, port, problem));
  if (port === 0) return [];
  return [invalid(path, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")];
}
