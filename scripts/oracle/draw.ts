import type { KubernetesVersion } from "../../src/model/kubernetesVersion.ts";
import { formatKubernetesVersion, parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";

/** What scenarios are drawn from: together with a seed it names one scenario, and whose code runs it. */
export interface Draw {
  /** `prober`, or a family of whole kubelets. */
  readonly family: string;
  /** `1.36.3`. */
  readonly release: string;
  readonly version: KubernetesVersion;
  /** Which of the generator's two sets of weights. */
  readonly weights: "default" | "held";
}

/** Seeds from `first` to `last`, both included. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

const KUBELET_FAMILIES = ["basic", "probes", "lifecycle", "sidecar", "termination", "kubeletRestart"];
export const FAMILIES: readonly string[] = ["prober", ...KUBELET_FAMILIES];

const KUBELET_MINORS = [33, 34, 35, 36, 37];
/** Those whose worker's code can be built from modules. */
const PROBER_MINORS = [25, 28, 29, 30, 31, 32, ...KUBELET_MINORS];
export const MINORS: readonly number[] = PROBER_MINORS;

function drawOf(family: string, minor: number, weights: Draw["weights"]): Draw | undefined {
  if (!(family === "prober" ? PROBER_MINORS : KUBELET_MINORS).includes(minor)) return undefined;
  const version = parseKubernetesVersion(`1.${minor}`);
  return version && { family, version, release: formatKubernetesVersion(version), weights };
}

/** Every family with every release that has an oracle for it. */
export function drawsOf(
  families: readonly string[],
  minors: readonly number[],
  weights: Draw["weights"],
): readonly Draw[] {
  return families.flatMap((family) => minors.flatMap((minor) => drawOf(family, minor, weights) ?? []));
}
