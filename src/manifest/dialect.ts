import type { Diagnostic } from "../model/diagnostic.ts";
import type { DialectName } from "../model/dialect.ts";
import type { JsonObject } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { PlatformContext } from "../model/platformContext.ts";
import type { Service } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";
import type { GroupVersionKind } from "./kubernetes/groupVersionKind.ts";
import type { SourceNode } from "./source/sourceNode.ts";
import type { SourceText } from "./source/sourceText.ts";

/** A language in which probes are configured: how its files are known, and how they are read. */
export interface Dialect {
  /** What people call it. */
  readonly title: string;
  /** Groups of apiVersions that are its own; `kubernetes` has all that nobody else claims. */
  readonly apiGroups: readonly string[];
  /** What about the content of a file without apiVersion and kind is this dialect's alone; undefined if nothing is. */
  readonly signOf: (node: SourceNode) => string | undefined;
  /** Its platform takes JSON: a file that begins as JSON may have no fault that YAML overlooks. */
  readonly isJson?: boolean;
  readonly read: (node: SourceNode, context: ObjectContext) => ReadObject;
}

/** What an object is to us. */
export type ObjectContent =
  /** One of Kubernetes itself is one workload; of a platform an object may be several, or none that needs simulating. */
  | { readonly is: "workloads"; readonly workloads: readonly Workload[] }
  | { readonly is: "service"; readonly service: Service }
  /** Nothing that runs pods; `reason` says what instead. */
  | { readonly is: "other"; readonly reason: string }
  /** It cannot be made an object of the API; its diagnostics say why. */
  | { readonly is: "unreadable" }
  | { readonly is: "empty" };

export interface ReadObject {
  readonly kind?: GroupVersionKind;
  readonly name: string;
  readonly namespace: string;
  /** Absent: it is of none, or of several. */
  readonly dialect?: DialectName;
  readonly content: ObjectContent;
  /** Of a kind of Kubernetes that is read: the object with its defaults. */
  readonly object?: JsonObject;
  readonly diagnostics: readonly Diagnostic[];
}

/** The workloads of an object; none of what is something else. */
export function workloadsOf({ content }: Pick<ReadObject, "content">): readonly Workload[] {
  return content.is === "workloads" ? content.workloads : [];
}

/** An object as it was given, whatever it is. */
export interface GivenObject {
  readonly source: SourceText;
  readonly node: SourceNode;
  /** Where the offsets of the node begin. */
  readonly base: number;
}

/** Where an object stands, and by which rules it is read. */
export interface ObjectContext {
  readonly source: SourceText;
  /** Number of the document in the file, from 0. */
  readonly document: number;
  /** Path of the object within the document; empty unless it is an item of a list. */
  readonly path: string;
  readonly firstLine: number;
  /** Where the offsets of the node begin. */
  readonly base: number;
  readonly version: KubernetesVersion;
  /** The kind of a list's items that do not say their own. */
  readonly expected?: GroupVersionKind;
  /** Keys of the document that were given again, by the offset of the later one in the text; the node has the last of each. */
  readonly duplicateKeys: readonly { readonly key: string; readonly offset: number }[];
  readonly platform: PlatformContext;
  /** All objects of all files that were given together, this one among them: an object may refer to others. */
  readonly given: readonly GivenObject[];
}
