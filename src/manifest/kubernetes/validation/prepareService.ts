import type { JsonObject } from "../../../model/json.ts";
import { listField, optionalString, stringField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";

/** Stands for the address that the API server would take from its range. */
const ALLOCATED_CLUSTER_IP = "10.96.0.10";
const FIRST_ALLOCATED_NODE_PORT = 32000;
const ALLOCATED_HEALTH_CHECK_NODE_PORT = 32100;

/**
 * What the API server does to the spec of a Service before it checks the fields about cluster addresses: the first half of its
 * allocation (`normalizeClusterIPs`, the default policy), on a cluster with IPv4 only. Gated fields are dropped.
 */
export function prepareServiceSpec(spec: JsonObject, release: ManifestRelease): JsonObject {
  const { trafficDistribution, ...others } = spec;
  const prepared: Record<string, JsonObject[string]> =
    release.trafficDistributionValues.length > 0 && trafficDistribution !== undefined
      ? { ...others, trafficDistribution }
      : others;
  const clusterIP = stringField(spec, "clusterIP");
  if (clusterIP !== "" && listField(spec, "clusterIPs").length === 0) prepared["clusterIPs"] = [clusterIP];
  if (stringField(spec, "type") === "ExternalName" || optionalString(spec, "ipFamilyPolicy") !== undefined)
    return prepared;
  const withoutSelector = Object.keys(spec["selector"] ?? {}).length === 0;
  prepared["ipFamilyPolicy"] = clusterIP === "None" && withoutSelector ? "RequireDualStack" : "SingleStack";
  return prepared;
}

/**
 * The second half, for a spec whose addresses are fine: families, an address, node ports.
 * @param allocateHealthCheckNodePort the recorded vectors leave this port out, the real server does not
 */
export function allocateServiceSpec(spec: JsonObject, allocateHealthCheckNodePort: boolean): JsonObject {
  const type = stringField(spec, "type");
  if (type === "ExternalName") return spec;
  const allocated: Record<string, JsonObject[string]> = { ...spec };
  if (listField(spec, "ipFamilies").length === 0) {
    allocated["ipFamilies"] = stringField(spec, "ipFamilyPolicy") === "RequireDualStack" ? ["IPv4", "IPv6"] : ["IPv4"];
  }
  if (stringField(spec, "clusterIP") === "") {
    allocated["clusterIP"] = ALLOCATED_CLUSTER_IP;
    allocated["clusterIPs"] = [ALLOCATED_CLUSTER_IP];
  }
  if (type === "NodePort" || type === "LoadBalancer") {
    allocated["ports"] = structListField(spec, "ports").map((port, index) => ({
      ...port,
      nodePort: port["nodePort"] ?? FIRST_ALLOCATED_NODE_PORT + index,
    }));
  }
  const local = type === "LoadBalancer" && stringField(spec, "externalTrafficPolicy") === "Local";
  if (local && allocateHealthCheckNodePort && spec["healthCheckNodePort"] === undefined) {
    allocated["healthCheckNodePort"] = ALLOCATED_HEALTH_CHECK_NODE_PORT;
  }
  return allocated;
}
