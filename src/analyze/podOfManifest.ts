import { workloadsOf } from "../manifest/dialect.ts";
import { readManifest } from "../manifest/readManifest.ts";
import type { JsonValue } from "../model/json.ts";
import { isJsonArray } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { PlatformContext } from "../model/platformContext.ts";
import type { PodOfManifest } from "../scenario/readScenario.ts";
import { assumptionsOfWorkload, podOfWorkload } from "./workloads.ts";

/** The pod of the one workload among the objects of a scenario's `manifest`, as the platform and the API server make it. */
export function podOfManifest(
  manifest: JsonValue,
  platform: PlatformContext,
  version: KubernetesVersion,
): PodOfManifest {
  const values = isJsonArray(manifest) ? manifest : [manifest];
  const text = values.map((value) => JSON.stringify(value)).join("\n");
  const file = readManifest("manifest", text, { version, platform });
  const within = (document: number, path: string): string => {
    if (!isJsonArray(manifest)) return path;
    return path === "" ? `[${document}]` : `[${document}].${path}`;
  };
  const problems = [
    ...file.diagnostics.map((diagnostic) => ({ document: 0, diagnostic })),
    ...file.objects.flatMap(({ document, diagnostics }) => diagnostics.map((diagnostic) => ({ document, diagnostic }))),
  ].filter(({ diagnostic }) => diagnostic.severity === "error");
  if (problems.length > 0) {
    return {
      problems: problems.map(({ document, diagnostic: { path = "", message, help } }) => ({
        path: within(document, path),
        message,
        ...(help === undefined ? {} : { help }),
      })),
    };
  }
  const workloads = file.objects.flatMap(workloadsOf);
  const [workload, ...others] = workloads;
  if (workload === undefined || others.length > 0) {
    const names = workloads.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`).join(", ");
    const message =
      workload === undefined ? "the manifest has no workload" : `the manifest has several workloads: ${names}`;
    return { problems: [{ path: "", message, help: "a scenario with a manifest runs the pod of one" }] };
  }
  return { pod: podOfWorkload(workload), assumptions: assumptionsOfWorkload(workload) };
}
