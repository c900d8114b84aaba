import type { JsonObject } from "../../../model/json.ts";
import {
  numberField,
  optionalString,
  pointerField,
  stringField,
  stringListField,
  stringMapField,
  structField,
  structListField,
} from "../fields.ts";
import { parseCidr } from "../ipAddress.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, invalid, required } from "./fieldErrors.ts";
import { validateCidr, validateEndpointIP, validateIP } from "./ipFields.ts";
import { validateLabels } from "./labelSelector.ts";
import { isDNS1123Subdomain, isQualifiedName, nameIsDNS1035Label, nameIsDNSLabel } from "./names.ts";
import { validateObjectMeta } from "./objectMeta.ts";
import { oneOf } from "./oneOf.ts";
import { allocateServiceSpec, prepareServiceSpec } from "./prepareService.ts";
import { validateServiceAddresses } from "./serviceAddresses.ts";
import { validateServicePortPairs, validateServicePorts } from "./servicePorts.ts";
import { validateTrafficPolicies } from "./serviceTraffic.ts";
import { serviceWarnings, TOPOLOGY_HINTS, TOPOLOGY_MODE } from "./serviceWarnings.ts";

/** A Service as it stands after defaulting. */
export interface ServiceFindings {
  readonly errors: FieldError[];
  readonly warnings: string[];
}

/** @param allocateHealthCheckNodePort see `allocateServiceSpec` */
export function validateService(
  service: JsonObject,
  release: ManifestRelease,
  allocateHealthCheckNodePort: boolean,
): ServiceFindings {
  const prepared = prepareServiceSpec(structField(service, "spec"), release);
  const addressErrors = validateServiceAddresses(prepared, release);
  if (addressErrors.length > 0) return { errors: addressErrors, warnings: [] };
  const metadata = structField(service, "metadata");
  const spec = allocateServiceSpec(prepared, allocateHealthCheckNodePort);
  const errors = [
    ...validateServiceMeta(metadata, release),
    ...validatePortsAndType(spec, release),
    ...validateServicePorts(spec, release),
    ...validateLabels(stringMapField(spec, "selector"), "spec.selector", release),
    ...validateSessionAffinity(spec),
    ...validateServiceAddresses(spec, release),
    ...stringListField(spec, "externalIPs").flatMap((ip, index) =>
      validateExternalIP(ip, `spec.externalIPs[${index}]`, release),
    ),
    ...oneOf("spec.type", stringField(spec, "type"), ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]),
    ...validateServicePortPairs(spec),
    ...validateSourceRanges(metadata, spec, release),
    ...validateLoadBalancerFields(spec, release),
    ...validateTrafficPolicies(spec, release),
  ];
  return { errors, warnings: serviceWarnings(metadata, spec, release) };
}

const SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

function validateServiceMeta(metadata: JsonObject, release: ManifestRelease): FieldError[] {
  const nameFormat = release.serviceNamesMayBeginWithDigit ? nameIsDNSLabel : nameIsDNS1035Label;
  const annotations = stringMapField(metadata, "annotations") ?? {};
  const mode = annotations[TOPOLOGY_MODE];
  const hints = annotations[TOPOLOGY_HINTS];
  const errors = validateObjectMeta(metadata, nameFormat, "metadata", release, { keepsGeneration: true });
  if (mode === undefined || hints === undefined || mode === hints) return errors;
  const detail = `must match annotations[${TOPOLOGY_HINTS}] when both are specified`;
  return [...errors, invalid(`metadata.annotations[${TOPOLOGY_MODE}]`, mode, detail)];
}

const KUBELET_PORT = 10250;

function validatePortsAndType(spec: JsonObject, release: ManifestRelease): FieldError[] {
  const type = stringField(spec, "type");
  const headless = isHeadless(spec);
  const errors: FieldError[] = [];
  if (structListField(spec, "ports").length === 0 && !headless && type !== "ExternalName")
    errors.push(required("spec.ports"));
  if (type === "ExternalName") return [...errors, ...validateExternalName(spec)];
  if (type === "LoadBalancer" && release.loadBalancerRefusesKubeletPort) {
    for (const [index, port] of structListField(spec, "ports").entries()) {
      if (numberField(port, "port") !== KUBELET_PORT) continue;
      const detail = `may not expose port ${KUBELET_PORT} externally since it is used by kubelet`;
      errors.push(invalid(`spec.ports[${index}]`, KUBELET_PORT, detail));
    }
  }
  if (headless && (type === "LoadBalancer" || type === "NodePort")) {
    errors.push(invalid("spec.clusterIPs[0]", "None", `may not be set to 'None' for ${type} services`));
  }
  return errors;
}

function validateExternalName(spec: JsonObject): FieldError[] {
  const unwanted = [
    ...(stringListField(spec, "clusterIPs").length > 0 ? ["clusterIPs"] : []),
    ...(stringListField(spec, "ipFamilies").length > 0 ? ["ipFamilies"] : []),
    ...(optionalString(spec, "ipFamilyPolicy") === undefined ? [] : ["ipFamilyPolicy"]),
  ];
  const errors = unwanted.map((field) => forbidden(`spec.${field}`, "may not be set for ExternalName services"));
  const name = stringField(spec, "externalName").replace(/\.$/, "");
  if (name === "") return [...errors, required("spec.externalName")];
  return [...errors, ...isDNS1123Subdomain(name).map((problem) => invalid("spec.externalName", name, problem))];
}

const AFFINITY_SECONDS_MAXIMUM = 86400;

function validateSessionAffinity(spec: JsonObject): FieldError[] {
  const affinity = stringField(spec, "sessionAffinity");
  const config = pointerField(spec, "sessionAffinityConfig");
  const path = "spec.sessionAffinityConfig";
  if (affinity === "None" && config !== undefined)
    return [forbidden(path, "must not be set when session affinity is None")];
  if (affinity !== "ClientIP") return oneOf("spec.sessionAffinity", affinity, ["ClientIP", "None"]);
  const clientIP = config === undefined ? undefined : pointerField(config, "clientIP");
  const when = "when session affinity type is ClientIP";
  if (config === undefined) return [required(path, when)];
  if (clientIP === undefined) return [required(`${path}.clientIP`, when)];
  const timeoutSeconds = clientIP["timeoutSeconds"];
  const timeoutPath = `${path}.clientIP.timeoutSeconds`;
  if (typeof timeoutSeconds !== "number") return [required(timeoutPath, when)];
  if (timeoutSeconds > 0 && timeoutSeconds <= AFFINITY_SECONDS_MAXIMUM) return [];
  return [invalid(timeoutPath, timeoutSeconds, `must be greater than 0 and less than ${AFFINITY_SECONDS_MAXIMUM}`)];
}

function validateExternalIP(ip: string, path: string, release: ManifestRelease): FieldError[] {
  const errors = validateIP(ip, path, release);
  return errors.length > 0 ? errors : validateEndpointIP(ip, path);
}

const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

function validateSourceRanges(metadata: JsonObject, spec: JsonObject, release: ManifestRelease): FieldError[] {
  const ranges = stringListField(spec, "loadBalancerSourceRanges");
  const annotation = stringMapField(metadata, "annotations")?.[SOURCE_RANGES];
  if (ranges.length === 0 && annotation === undefined) return [];
  const path = ranges.length > 0 ? "spec.LoadBalancerSourceRanges" : `metadata.annotations[${SOURCE_RANGES}]`;
  const errors = stringField(spec, "type") === "LoadBalancer" ? [] : [forbidden(path, ONLY_LOAD_BALANCER)];
  const listed = (annotation ?? "").trim();
  const values = ranges.length > 0 ? ranges : listed === "" ? [] : listed.split(",");
  if (release.sourceRangesCheckedOneByOne) {
    const places = values.map((value, index) => ({
      value: value.trim(),
      path: ranges.length > 0 ? `${path}[${index}]` : path,
    }));
    return [...errors, ...places.flatMap((place) => validateCidr(place.value, place.path, release))];
  }
  if (values.every((value) => parseCidr(value.trim()) !== undefined)) return errors;
  const printed = ranges.length > 0 ? `[${ranges.join(" ")}]` : (annotation ?? "");
  return [...errors, invalid(path, printed, "must be a list of IP ranges. For example, 10.240.0.0/24,10.250.0.0/24 ")];
}

function validateLoadBalancerFields(spec: JsonObject, release: ManifestRelease): FieldError[] {
  const loadBalancer = stringField(spec, "type") === "LoadBalancer";
  const allocates = typeof spec["allocateLoadBalancerNodePorts"] === "boolean";
  const loadBalancerClass = optionalString(spec, "loadBalancerClass");
  return [
    ...(allocates && !loadBalancer ? [forbidden("spec.allocateLoadBalancerNodePorts", ONLY_LOAD_BALANCER)] : []),
    ...(loadBalancer && !allocates ? [required("allocateLoadBalancerNodePorts")] : []),
    ...(loadBalancerClass === undefined
      ? []
      : loadBalancer
        ? isQualifiedName(loadBalancerClass, release).map((problem) =>
            invalid("spec.loadBalancerClass", loadBalancerClass, problem),
          )
        : [forbidden("spec.loadBalancerClass", ONLY_LOAD_BALANCER)]),
  ];
}

function isHeadless(spec: JsonObject): boolean {
  const clusterIPs = stringListField(spec, "clusterIPs");
  return clusterIPs.length === 1 && clusterIPs[0] === "None";
}
