import { annotationsOf } from "./probeTools.ts";
import type { WorkloadSubject } from "./workloadSubject.ts";

export interface Mesh {
  readonly name: "istio" | "linkerd" | "osm";
  /** The mesh gives the kubelet other probes than those of the file; false where that is switched off, or never done. */
  readonly rewritesProbes: boolean;
  /** The file is what an injection made: the sidecar is in it already. */
  readonly isInjected: boolean;
}

const SIDECARS: Readonly<Record<string, Mesh["name"]>> = { "istio-proxy": "istio", "linkerd-proxy": "linkerd" };

/** The mesh that a pod is in, as far as its labels, annotations and containers say; a namespace's label nobody sees here. */
export function meshOf(subject: WorkloadSubject): Mesh | undefined {
  const said = { ...annotationsOf(subject), ...subject.workload.labels };
  const injected = subject.containers.flatMap(({ name }) => SIDECARS[name] ?? [])[0];
  const istio = injected === "istio" || said["sidecar.istio.io/inject"] === "true";
  if (istio) {
    const rewritesProbes = said["sidecar.istio.io/rewriteAppHTTPProbers"] !== "false";
    return { name: "istio", rewritesProbes, isInjected: injected !== undefined };
  }
  if (injected === "linkerd" || ["enabled", "ingress"].includes(said["linkerd.io/inject"] ?? ""))
    return { name: "linkerd", rewritesProbes: false, isInjected: injected !== undefined };
  if (["enabled", "yes", "true"].includes(said["openservicemesh.io/sidecar-injection"] ?? ""))
    return { name: "osm", rewritesProbes: false, isInjected: false };
  return undefined;
}
