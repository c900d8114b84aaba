import type { ManifestFile, ManifestObject } from "../../manifest/readManifest.ts";
import type { Service } from "../../model/service.ts";
import type { Workload } from "../../model/workload.ts";
import { acceptedWorkloads, servicesOf } from "../workloads.ts";

/** A workload of the given files, and the object that it comes of. */
export interface GivenWorkload {
  readonly workload: Workload;
  readonly object: ManifestObject;
}

/** A Service that the API server would take, and its object. */
export interface GivenService {
  readonly service: Service;
  readonly object: ManifestObject;
}

/** What all given files hold: what rules look at that go from one object to others. */
export interface GivenObjects {
  readonly services: readonly Service[];
  readonly serviceObjects: readonly GivenService[];
  readonly workloads: readonly GivenWorkload[];
  /** Whether there are custom resources, of which others may make pods and services. */
  readonly hasCustomResources: boolean;
}

export function givenObjectsOf(files: readonly ManifestFile[]): GivenObjects {
  const objects = files.flatMap((file) => file.objects);
  return {
    services: servicesOf(files),
    serviceObjects: objects.flatMap((object): GivenService[] => {
      const { content, isAccepted } = object;
      return content.is === "service" && isAccepted ? [{ service: content.service, object }] : [];
    }),
    workloads: objects.flatMap((object) => acceptedWorkloads(object).map((workload) => ({ workload, object }))),
    hasCustomResources: objects.some(isCustomResource),
  };
}

/** Groups of Kubernetes' own have no dot, or end in k8s.io. */
function isCustomResource({ kind, content }: ManifestObject): boolean {
  return content.is === "other" && kind !== undefined && /\.(?!.*k8s\.io$)/.test(kind.group);
}

/** Files of one folder may have nothing to do with each other. */
export function isInFileOf(object: ManifestObject, other: { readonly object: ManifestObject }): boolean {
  return object.source.fileName === other.object.source.fileName;
}

/** Empty stands for the namespace of the command, here `default`. */
export function isSameNamespace(one: string | undefined, other: string | undefined): boolean {
  return (one || "default") === (other || "default");
}
