import { workloadsOf } from "../manifest/dialect.ts";
import type { ManifestFile, ManifestObject } from "../manifest/readManifest.ts";
import type { Pod } from "../model/pod.ts";
import type { Service } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";

/** Workloads of which something can be told: accepted, and with a pod. */
export function acceptedWorkloads(object: ManifestObject): readonly Workload[] {
  return object.isAccepted ? workloadsOf(object) : [];
}

/** All services that the API server would take. */
export function servicesOf(files: readonly ManifestFile[]): readonly Service[] {
  return files.flatMap(({ objects }) =>
    objects.flatMap(({ content, isAccepted }) => (content.is === "service" && isAccepted ? [content.service] : [])),
  );
}

/** Those of the workload's namespace. */
export function servicesNear({ namespace }: Workload, services: readonly Service[]): readonly Service[] {
  return services.filter(({ metadata }) => (metadata.namespace || "default") === (namespace || "default"));
}

/** What a platform's workload rests on. */
export function assumptionsOfWorkload({ platform }: Workload): readonly string[] {
  return platform?.assumptions ?? [];
}

/** A pod of a controller goes by the controller's name here: real ones end in letters that chance draws. */
export function podOfWorkload({ name, namespace, pod, labels }: Workload): Pod {
  const metadata = {
    ...pod.metadata,
    name: name.replace("*", "x"),
    ...(namespace === "" ? {} : { namespace }),
    labels,
  };
  return { ...pod, metadata };
}
