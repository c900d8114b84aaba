import type { JsonObject } from "../../model/json.ts";
import type { DecodedFields } from "../kubernetes/decodeFields.ts";
import { decodeFields } from "../kubernetes/decodeFields.ts";
import type { GoStruct } from "../kubernetes/goTypes.ts";
import { platformStructs } from "../kubernetes/goTypes.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { sourceOf } from "../source/sourceNode.ts";
import type { KserveMinor } from "./kserveRelease.ts";
import { KUBERNETES_TYPES_OF_KSERVE } from "./kserveRelease.ts";
import { KSERVE_TYPE_TABLE } from "./kserveTypeTable.ts";

/** The kinds of KServe that are read, with the Go types that decode them. */
const TYPES_OF_KINDS = {
  InferenceService: "v1beta1.InferenceService",
  ServingRuntime: "v1alpha1.ServingRuntime",
  ClusterServingRuntime: "v1alpha1.ClusterServingRuntime",
} as const;

export type KserveKind = keyof typeof TYPES_OF_KINDS;

const structsByMinor = new Map<KserveMinor, (name: string) => GoStruct | undefined>();

/** The struct of a kind as a release knows it. */
export function kserveStruct(kind: KserveKind, minor: KserveMinor): GoStruct {
  return structNamed(TYPES_OF_KINDS[kind], minor);
}

function structNamed(name: string, minor: KserveMinor): GoStruct {
  let structs = structsByMinor.get(minor);
  if (structs === undefined) {
    structs = platformStructs(KSERVE_TYPE_TABLE, minor, { minor: KUBERNETES_TYPES_OF_KSERVE[minor], patch: 0 });
    structsByMinor.set(minor, structs);
  }
  const struct = structs(name);
  if (struct === undefined) throw new Error(`KServe 0.${minor} knows no ${name}`);
  return struct;
}

/** Decodes an object of a kind; unknown fields are told and dropped. */
export function decodeKserve(kind: KserveKind, node: SourceNode, minor: KserveMinor): DecodedFields {
  return decodeFields(kserveStruct(kind, minor), node, { namesEmbeddedStructs: false });
}

/** Decodes a value that is known to be right. */
export function decodeKserveValue(kind: KserveKind, value: JsonObject, minor: KserveMinor): JsonObject {
  return decodeKserve(kind, sourceOf(value), minor).object;
}
