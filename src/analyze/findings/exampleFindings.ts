import { readManifest } from "../../manifest/readManifest.ts";
import type { Finding } from "../../model/finding.ts";
import { formatKubernetesVersion, NEWEST_VERSION, parseKubernetesVersion } from "../../model/kubernetesVersion.ts";
import { readBehaviour } from "../../scenario/readBehaviour.ts";
import { DEFAULT_HORIZON_MS, scenarioOf } from "../stories.ts";
import { DEFAULT_KUBELET_AGE_MS } from "../uncontrolled.ts";
import { acceptedWorkloads, assumptionsOfWorkload, podOfWorkload, servicesNear, servicesOf } from "../workloads.ts";
import { findFindings } from "./findFindings.ts";
import type { RuleExample } from "./rule.ts";

/** What all rules say of an example. Throws if the example itself is wrong. */
export function exampleFindings({
  manifest,
  kubernetes,
  behaviour,
  file = "example.yaml",
  context: platform = {},
}: RuleExample): readonly Finding[] {
  const version = parseKubernetesVersion(kubernetes ?? "") ?? NEWEST_VERSION;
  const reading = { version, platform };
  const read = readManifest(file, manifest, reading);
  const [workload] = read.objects.flatMap(acceptedWorkloads);
  const options = { reading, kubeletAgeMs: DEFAULT_KUBELET_AGE_MS, horizonMs: DEFAULT_HORIZON_MS };
  if (behaviour === undefined) return [...findFindings([read], options).values()].flat();
  if (workload === undefined) throw new Error("a behaviour needs a workload");
  const services = servicesNear(workload, servicesOf([read]));
  const context = {
    pod: podOfWorkload(workload),
    assumptions: assumptionsOfWorkload(workload),
    services,
    kubernetes: formatKubernetesVersion(version),
    ...options,
  };
  const said = readBehaviour(behaviour, scenarioOf(context, {}, options.horizonMs));
  if ("problems" in said) throw new Error(said.problems.map(({ message }) => message).join("; "));
  return [...findFindings([read], { ...options, behaviour: said.scenario }).values()].flat();
}
