import { isAtLeast } from "../../../model/kubernetesVersion.ts";
import type { KubernetesVersion } from "../../../model/kubernetesVersion.ts";
import type { Draft } from "./draft.ts";
import { inner, items, setDefaults } from "./draft.ts";

const CLIENT_IP_TIMEOUT_SECONDS = 10_800;

/** `SetDefaults_Service`. */
export function defaultService(spec: Draft, version: KubernetesVersion): void {
  setDefaults(spec, { sessionAffinity: "None", type: "ClusterIP" });
  if (spec["sessionAffinity"] === "None") delete spec["sessionAffinityConfig"];
  if (spec["sessionAffinity"] === "ClientIP") {
    const timeoutSeconds =
      inner(inner(spec, "sessionAffinityConfig"), "clientIP")?.["timeoutSeconds"] ?? CLIENT_IP_TIMEOUT_SECONDS;
    spec["sessionAffinityConfig"] = { clientIP: { timeoutSeconds } };
  }
  for (const port of items(spec, "ports")) {
    setDefaults(port, { protocol: "TCP" });
    if (port["targetPort"] === "") delete port["targetPort"];
    if (port["port"] !== undefined) setDefaults(port, { targetPort: port["port"] });
  }
  const type = spec["type"];
  const externalIPs = spec["externalIPs"];
  // Services with external IPs count from 1.29 on.
  const hasExternalIPs =
    type === "ClusterIP" && Array.isArray(externalIPs) && externalIPs.length > 0 && isAtLeast(version, 29);
  if (type === "LoadBalancer" || type === "NodePort" || hasExternalIPs)
    setDefaults(spec, { externalTrafficPolicy: "Cluster" });
  if (type === "LoadBalancer" || type === "NodePort" || type === "ClusterIP")
    setDefaults(spec, { internalTrafficPolicy: "Cluster" });
  if (type === "LoadBalancer") setDefaults(spec, { allocateLoadBalancerNodePorts: true });
}
