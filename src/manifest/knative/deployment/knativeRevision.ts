import type { JsonObject } from "../../../model/json.ts";
import { numberField, stringField, stringMapField, structField, structListField } from "../../kubernetes/fields.ts";
import { childName } from "../childName.ts";
import type { KnativeKind } from "../knativeKinds.ts";

type Texts = Readonly<Record<string, string>>;

/** A revision as its Deployment is made of it. */
export interface KnativeRevision {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Texts;
  readonly annotations: Texts;
  /** Of the configuration that owns it; empty for one that stands alone. */
  readonly configuration: string;
  readonly spec: JsonObject;
}

const CONFIGURATION_LABEL = "serving.knative.dev/configuration";
const SERVICE_LABEL = "serving.knative.dev/service";
/** Of the first revision of a configuration. */
const FIRST_SUFFIX = "-00001";

/** The first revision of an object that was admitted; undefined for a Route, which has none. */
export function firstRevision(object: JsonObject, kind: KnativeKind): KnativeRevision | undefined {
  if (kind === "Route") return undefined;
  const metadata = structField(object, "metadata");
  const spec = structField(object, "spec");
  const namespace = stringField(metadata, "namespace");
  if (kind === "Revision") {
    const name = stringField(metadata, "name");
    return { name, namespace, ...textsOf(metadata), configuration: "", spec };
  }
  const owner = stringField(metadata, "name");
  const template = structField(spec, "template");
  const templateMetadata = structField(template, "metadata");
  const { labels, annotations } = textsOf(templateMetadata);
  const given = stringField(templateMetadata, "name");
  return {
    name: given === "" ? childName(owner, FIRST_SUFFIX) : given,
    namespace,
    labels: {
      ...labels,
      [CONFIGURATION_LABEL]: owner,
      ...(kind === "Service" ? { [SERVICE_LABEL]: owner } : {}),
    },
    annotations,
    configuration: owner,
    spec: structField(template, "spec"),
  };
}

function textsOf(metadata: JsonObject): { readonly labels: Texts; readonly annotations: Texts } {
  return {
    labels: stringMapField(metadata, "labels") ?? {},
    annotations: stringMapField(metadata, "annotations") ?? {},
  };
}

export function configurationLabelOf({ labels }: KnativeRevision): string {
  return labels[CONFIGURATION_LABEL] ?? "";
}

export function serviceLabelOf({ labels }: KnativeRevision): string {
  return labels[SERVICE_LABEL] ?? "";
}

/** The container that requests go to: the only one, or the one that has the port. */
export function servingContainer({ spec }: KnativeRevision): JsonObject {
  const containers = structListField(spec, "containers");
  const [first] = containers;
  const serving = containers.length === 1 ? first : containers.find(hasPorts);
  return serving ?? {};
}

export function sidecars({ spec }: KnativeRevision): readonly JsonObject[] {
  const containers = structListField(spec, "containers");
  return containers.length === 1 ? [] : containers.filter((container) => !hasPorts(container));
}

export function hasPorts(container: JsonObject): boolean {
  return structListField(container, "ports").length > 0;
}

const DEFAULT_USER_PORT = 8080;

/** Where the application listens, as far as Knative knows. */
export function userPort(revision: KnativeRevision): number {
  const [port] = structListField(servingContainer(revision), "ports");
  const number = numberField(port ?? {}, "containerPort");
  return number === 0 ? DEFAULT_USER_PORT : number;
}

/** Whether the application is spoken to in HTTP/2 without TLS. */
export function isHttp2(revision: KnativeRevision): boolean {
  const [port] = structListField(servingContainer(revision), "ports");
  return stringField(port ?? {}, "name") === "h2c";
}
