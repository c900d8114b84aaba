import type { JsonObject } from "../../../model/json.ts";
import { stringField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { PlacedContainer } from "./seccompAndAppArmor.ts";

/** What the parts of a pod spec are checked against. */
export interface PodContext {
  readonly release: ManifestRelease;
  /** A pod, not the template of another resource. */
  readonly resourceIsPod: boolean;
  /** Of a pod; undefined in a template, which gives its pods no name. */
  readonly podName: string | undefined;
  /** Of a pod; empty in a template. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly podAnnotations: Readonly<Record<string, string>>;
}

/** All containers, in the server's order for questions about the whole pod. */
export function allContainers(spec: JsonObject, path: string): PlacedContainer[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((list) =>
    structListField(spec, list).map((container, index) => ({ container, path: `${path}.${list}[${index}]` })),
  );
}

/** `serviceAccount` is the old name of the field, which the conversion still reads. */
export function serviceAccountNameOf(spec: JsonObject): string {
  const name = stringField(spec, "serviceAccountName");
  return name === "" ? stringField(spec, "serviceAccount") : name;
}
