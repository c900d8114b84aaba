import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { GoStruct } from "../kubernetes/goTypes.ts";
import { platformStructs } from "../kubernetes/goTypes.ts";
import type { KnativeKind } from "./knativeKinds.ts";
import type { KnativeRelease } from "./knativeRelease.ts";

/** In the notation of `platformStructs`. A status is the controller's: it is read as it stands. */
const KNATIVE_TYPES = `
Service TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:ServiceSpec status:FieldsV1
Configuration TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:ConfigurationSpec status:FieldsV1
Revision TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:RevisionSpec status:FieldsV1
Route TypeMeta.kind:string TypeMeta.apiVersion:string metadata!:ObjectMeta spec!:RouteSpec status:FieldsV1
ServiceSpec ConfigurationSpec.template!:RevisionTemplateSpec RouteSpec.traffic:[]TrafficTarget
ConfigurationSpec template!:RevisionTemplateSpec
RevisionTemplateSpec metadata!:ObjectMeta spec!:RevisionSpec
RouteSpec traffic:[]TrafficTarget
TrafficTarget tag:string revisionName:string configurationName:string latestRevision:*bool percent:*int64 url:*string
RevisionSpec +PodSpec containerConcurrency:*int64 timeoutSeconds:*int64 responseStartTimeoutSeconds:*int64 idleTimeoutSeconds:*int64
`;

const structsByApiMinor = new Map<number, (name: string) => GoStruct | undefined>();

/** A Go struct of Knative Serving; no release that is known here changed any. */
export function knativeStruct(name: KnativeKind, release: KnativeRelease): GoStruct {
  const version = apiVersionOf(release);
  let structs = structsByApiMinor.get(version.minor);
  if (structs === undefined) {
    structs = platformStructs(KNATIVE_TYPES, version.minor, version);
    structsByApiMinor.set(version.minor, structs);
  }
  const struct = structs(name);
  if (struct === undefined) throw new Error(`no type is called ${name}`);
  return struct;
}

/** The Kubernetes API that a release of Knative was built with, for functions that ask for a version. */
export function apiVersionOf(release: KnativeRelease): KubernetesVersion {
  return { minor: release.kubernetesApiMinor, patch: 0 };
}
