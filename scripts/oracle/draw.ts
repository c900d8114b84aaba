import type { KubernetesVersion } from "../../src/model/kubernetesVersion.ts";
import { formatKubernetesVersion, parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";

/** Whose real code runs: probe workers alone, a kubelet, or kubelets together with controllers. */
export type Oracle = "prober" | "kubelet" | "cluster";

/** What scenarios are drawn from: together with a seed it names one scenario, and whose code runs it. */
export interface Draw {
  readonly oracle: Oracle;
  /** Of the oracle's generator. */
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

interface Offer {
  readonly families: readonly string[];
  /** Releases whose code can be built from modules. */
  readonly minors: readonly number[];
}

const KUBELET_MINORS = [33, 34, 35, 36, 37];
const OFFERS: Readonly<Record<Oracle, Offer>> = {
  prober: { families: ["prober"], minors: [25, 28, 29, 30, 31, 32, ...KUBELET_MINORS] },
  kubelet: {
    families: ["basic", "probes", "lifecycle", "sidecar", "termination", "kubeletRestart"],
    minors: KUBELET_MINORS,
  },
  cluster: { families: ["endpoints", "rollout", "outage", "statefulset"], minors: [34, 36, 37] },
};
const ORACLES: readonly Oracle[] = ["prober", "kubelet", "cluster"];

export const CLUSTER_FAMILIES: readonly string[] = OFFERS.cluster.families;
export const FAMILIES: readonly string[] = ORACLES.flatMap((oracle) => OFFERS[oracle].families);
export const MINORS: readonly number[] = OFFERS.prober.minors;

/** Undefined: none draws such a family. */
function oracleOf(family: string): Oracle | undefined {
  return ORACLES.find((oracle) => OFFERS[oracle].families.includes(family));
}

function drawOf(family: string, minor: number, weights: Draw["weights"]): Draw | undefined {
  const oracle = oracleOf(family);
  if (oracle === undefined || !OFFERS[oracle].minors.includes(minor)) return undefined;
  const version = parseKubernetesVersion(`1.${minor}`);
  return version && { oracle, family, version, release: formatKubernetesVersion(version), weights };
}

/** Every family with every release that has an oracle for it. */
export function drawsOf(
  families: readonly string[],
  minors: readonly number[],
  weights: Draw["weights"],
): readonly Draw[] {
  return families.flatMap((family) => minors.flatMap((minor) => drawOf(family, minor, weights) ?? []));
}
