import type { JsonObject } from "../../../model/json.ts";
import { optionalString, stringField, stringListField, stringMapField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { cidrWarnings, ipWarnings } from "./ipWarnings.ts";

/** Annotation of older releases, still read. */
export const TOPOLOGY_HINTS = "service.kubernetes.io/topology-aware-hints";
export const TOPOLOGY_MODE = "service.kubernetes.io/topology-mode";

/** What the API server warns about a Service that it creates (`GetWarningsForService`). */
export function serviceWarnings(metadata: JsonObject, spec: JsonObject, release: ManifestRelease): string[] {
  const type = stringField(spec, "type");
  const clusterIP = stringField(spec, "clusterIP");
  const externalIPs = stringListField(spec, "externalIPs");
  const loadBalancerIP = stringField(spec, "loadBalancerIP");
  const headless = type === "ClusterIP" && clusterIP === "None";
  const ignored = (field: string): string => `spec.${field} is ignored for headless services`;
  const preferClose = optionalString(spec, "trafficDistribution") === "PreferClose";
  return [
    ...(stringMapField(metadata, "annotations")?.[TOPOLOGY_HINTS] === undefined
      ? []
      : [`annotation ${TOPOLOGY_HINTS} is deprecated, please use ${TOPOLOGY_MODE} instead`]),
    ...(clusterIP === "" || clusterIP === "None" ? [] : stringListField(spec, "clusterIPs")).flatMap((ip, index) =>
      ipWarnings(ip, `spec.clusterIPs[${index}]`, release),
    ),
    ...(headless && release.headlessServiceWarnings
      ? [
          ...(loadBalancerIP === "" ? [] : [ignored("loadBalancerIP")]),
          ...(externalIPs.length === 0 ? [] : [ignored("externalIPs")]),
          ...(stringField(spec, "sessionAffinity") === "None" ? [] : [ignored("SessionAffinity")]),
        ]
      : []),
    ...externalIPs.flatMap((ip, index) => ipWarnings(ip, `spec.externalIPs[${index}]`, release)),
    ...(externalIPs.length > 0 && !headless && type !== "ExternalName" && release.externalIPsDeprecated
      ? ["spec.externalIPs is deprecated and may no longer be implemented in some clusters"]
      : []),
    ...(loadBalancerIP === "" ? [] : ipWarnings(loadBalancerIP, "spec.loadBalancerIP", release)),
    ...stringListField(spec, "loadBalancerSourceRanges").flatMap((range, index) =>
      cidrWarnings(range, `spec.loadBalancerSourceRanges[${index}]`, release),
    ),
    ...(type === "ExternalName" && externalIPs.length > 0
      ? ['spec.externalIPs is ignored when spec.type is "ExternalName"']
      : []),
    ...(type !== "ExternalName" && stringField(spec, "externalName") !== ""
      ? ['spec.externalName is ignored when spec.type is not "ExternalName"']
      : []),
    ...(preferClose && release.preferCloseDeprecated
      ? ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"']
      : []),
  ];
}
