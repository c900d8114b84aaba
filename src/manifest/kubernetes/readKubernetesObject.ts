import type { Diagnostic, DiagnosticCode } from "../../model/diagnostic.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Service } from "../../model/service.ts";
import type { ObjectContext, ReadObject } from "../dialect.ts";
import { classifyKind } from "./classifyKind.ts";
import { decodeNode } from "./decode.ts";
import type { DecodeProblem } from "./decodeFields.ts";
import { applyDefaults } from "./defaults.ts";
import { explainUnknownField, explainWrongType } from "./explainProblem.ts";
import { stringField, structField } from "./fields.ts";
import type { GroupVersionKind } from "./groupVersionKind.ts";
import { apiVersionOf, interpretKind, withExpectedKind } from "./groupVersionKind.ts";
import { manifestRelease } from "./release.ts";
import { formatFieldError } from "./validation/fieldErrors.ts";
import { validateObject } from "./validation/validateObject.ts";
import { objectLabel, workloadOf } from "./workloadOf.ts";
import { locateField } from "../source/locateField.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { memberOf } from "../source/sourceNode.ts";
import { placeAt } from "../source/sourceText.ts";

/** Reads one object: its kind, what the API server would make of it, and what that means to us. */
export function readKubernetesObject(node: SourceNode, context: ObjectContext): ReadObject {
  const nameless = { name: "", namespace: "" };
  if (node.kind === "null") return { ...nameless, content: { is: "empty" }, diagnostics: [] };
  const unreadable = (diagnostic: Diagnostic, kind?: GroupVersionKind): ReadObject => {
    const found = { ...nameOf(node), content: { is: "unreadable" } as const, diagnostics: [diagnostic] };
    return kind === undefined ? found : { ...found, kind };
  };
  const interpreted = interpretKind(node);
  if ("error" in interpreted) {
    const isObject = node.kind === "object";
    const message = isObject
      ? interpreted.error
      : `this is ${node.kind === "array" ? "a list" : `a ${node.kind}`}, not an object of Kubernetes`;
    const code = isObject ? "wrong-type" : "not-an-object";
    return unreadable(diagnose(context, code, "file", message, context.base + interpreted.offset));
  }
  const kind = context.expected === undefined ? interpreted.kind : withExpectedKind(interpreted.kind, context.expected);
  const missing = kind.kind === "" ? "kind" : kind.version === "" ? "apiVersion" : undefined;
  if (missing !== undefined) {
    const isAny = kind.kind === "" && kind.version === "";
    const help = `every object of Kubernetes says its apiVersion and its kind${isAny ? "; of another platform's file say whose it is: --dialect eas" : ""}`;
    return unreadable({
      ...diagnose(context, "missing-kind", "file", `${missing} is missing`, context.base + node.start),
      help,
    });
  }
  const what = classifyKind(kind, context.version);
  if (what.is === "refused") {
    const message = `no kind "${kind.kind}" is registered for version "${apiVersionOf(kind)}"`;
    const offset = locateField(node, what.code === "removed-api" ? "apiVersion" : "kind").offset;
    return unreadable(
      { ...diagnose(context, what.code, "object", message, context.base + offset), help: what.help },
      kind,
    );
  }
  if (what.is === "other") {
    return {
      kind,
      ...nameOf(node),
      content: { is: "other", reason: reasonOf(kind, what.isCustom, node) },
      diagnostics: [],
    };
  }
  return readKnownObject(node, kind, context);
}

function readKnownObject(node: SourceNode, kind: GroupVersionKind, context: ObjectContext): ReadObject {
  const decoded = decodeNode(node, context.version, { expected: kind });
  const problems = decoded.problems.map((problem) => describeProblem(problem, context));
  if (decoded.object === undefined) {
    return { kind, ...nameOf(node), content: { is: "unreadable" }, diagnostics: problems };
  }
  const object = applyDefaults(decoded.object, context.version);
  const diagnostics = [...problems, ...validationDiagnostics(object, node, context)];
  const metadata = structField(object, "metadata");
  const named = {
    kind,
    name: objectLabel(metadata),
    namespace: stringField(metadata, "namespace"),
    object,
    diagnostics,
  };
  if (kind.kind === "Service") return { ...named, content: { is: "service", service: object as unknown as Service } };
  const origin = {
    file: context.source.fileName,
    document: context.document,
    line: context.firstLine,
    path: context.path,
  };
  const workload = workloadOf(object, origin, context.version);
  if (workload !== undefined) return { ...named, content: { is: "workloads", workloads: [workload] } };
  return { ...named, content: { is: "other", reason: `the ${kind.kind} has no template of pods` } };
}

function diagnose(
  context: ObjectContext,
  code: DiagnosticCode,
  subject: Diagnostic["subject"],
  message: string,
  offset: number,
): Diagnostic {
  return {
    code,
    severity: "error",
    subject,
    file: context.source.fileName,
    ...placeAt(context.source, offset),
    message,
  };
}

/** The path of a field as the document has it: that of an item of a list begins with the item's. */
function pathInDocument(context: ObjectContext, path: string): string {
  if (context.path === "" || path === "") return context.path + path;
  return `${context.path}.${path}`;
}

function describeProblem(problem: DecodeProblem, context: ObjectContext): Diagnostic {
  const offset = context.base + problem.offset;
  const path = pathInDocument(context, problem.path);
  if (problem.kind === "type") {
    const help = explainWrongType(problem.message);
    const found = { ...diagnose(context, "wrong-type", "object", problem.message, offset), path };
    const why = "the API server cannot read the object, so nothing else of it was looked at";
    return help === undefined ? { ...found, why } : { ...found, why, help };
  }
  const help = explainUnknownField(problem, context.version.minor);
  const found = { ...diagnose(context, "unknown-field", "object", problem.message, offset), path };
  return help === undefined ? found : { ...found, help };
}

function validationDiagnostics(object: JsonObject, node: SourceNode, context: ObjectContext): Diagnostic[] {
  const release = manifestRelease(context.version);
  const verdict = validateObject(object, release);
  const at = (code: DiagnosticCode, message: string, path: string): Diagnostic => {
    const { offset } = locateField(node, path);
    return {
      ...diagnose(context, code, "object", message, context.base + offset),
      path: pathInDocument(context, path),
    };
  };
  if (verdict.panic !== undefined) {
    const why = "the API server's own check crashes on this object and answers with an internal error";
    return [{ ...at("server-panic", verdict.panic, ""), why }];
  }
  const warnings = verdict.warnings.map((warning): Diagnostic => {
    const path = /^[A-Za-z][\w.[\]/-]*(?=: )/.exec(warning)?.[0] ?? "";
    return { ...at("server-warning", warning, path), severity: "warning" };
  });
  const errors = verdict.findings.map((finding) =>
    at("invalid-field", formatFieldError(finding, release.badValuePrinting), finding.path),
  );
  return [...errors, ...warnings];
}

/** Name and namespace of an object that was not decoded. */
function nameOf(node: SourceNode): { name: string; namespace: string } {
  const metadata = memberOf(node, "metadata")?.value;
  const text = (key: string): string => {
    const value = memberOf(metadata, key)?.value;
    return value?.kind === "string" ? value.value : "";
  };
  const name = text("name");
  const generateName = text("generateName");
  return { name: name !== "" || generateName === "" ? name : `${generateName}*`, namespace: text("namespace") };
}

function reasonOf(kind: GroupVersionKind, isCustom: boolean, node: SourceNode): string {
  if (!isCustom) return `not a workload: ${kind.kind}`;
  const probes = holdsProbe(node) ? "; the probes in it are not read" : "";
  return `not a workload of Kubernetes itself: ${kind.kind} of ${kind.group} is a custom resource${probes}`;
}

const PROBE_FIELDS = new Set(["livenessProbe", "readinessProbe", "startupProbe"]);

function holdsProbe(node: SourceNode): boolean {
  if (node.kind === "array") return node.items.some(holdsProbe);
  return (
    node.kind === "object" &&
    node.members.some(({ key, value }) => (PROBE_FIELDS.has(key) && value.kind === "object") || holdsProbe(value))
  );
}
