import type { Diagnostic } from "../../model/diagnostic.ts";
import type { JsonObject } from "../../model/json.ts";
import { diagnose } from "../describeFile.ts";
import type { Dialect, ObjectContext, ReadObject } from "../dialect.ts";
import type { DecodeProblem } from "../kubernetes/decodeFields.ts";
import { explainUnknownField, explainWrongType } from "../kubernetes/explainProblem.ts";
import { stringField, structField } from "../kubernetes/fields.ts";
import { interpretKind, withExpectedKind } from "../kubernetes/groupVersionKind.ts";
import { readKubernetesObject } from "../kubernetes/readKubernetesObject.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { memberOf } from "../source/sourceNode.ts";
import { givenRuntimes } from "./givenRuntimes.ts";
import { KSERVE_GROUP, readKind, reasonOfOther } from "./kserveKinds.ts";
import { KservePanic } from "./kservePanic.ts";
import type { KserveMinor } from "./kserveRelease.ts";
import { recordedMinor } from "./kserveRelease.ts";
import type { KserveKind } from "./kserveTypes.ts";
import { decodeKserve } from "./kserveTypes.ts";
import { kserveVersionOf, readInferenceService } from "./readInferenceService.ts";
import { runtimeName } from "./runtimes/selectRuntime.ts";
import { validateRuntime } from "./validation/validateRuntime.ts";

/** InferenceServices and the runtimes that they are given. */
export const KSERVE: Dialect = {
  title: "KServe",
  apiGroups: [KSERVE_GROUP],
  signOf: () => undefined,
  read: readKserveObject,
};

function readKserveObject(node: SourceNode, context: ObjectContext): ReadObject {
  const interpreted = interpretKind(node);
  // What is wrong before the kind is known is wrong for every object of Kubernetes.
  if ("error" in interpreted) return readKubernetesObject(node, context);
  const kind = context.expected === undefined ? interpreted.kind : withExpectedKind(interpreted.kind, context.expected);
  if (kind.kind === "" || kind.version === "") return readKubernetesObject(node, context);
  const metadata = memberOf(node, "metadata")?.value;
  const text = (key: string): string => {
    const value = memberOf(metadata, key)?.value;
    return value?.kind === "string" ? value.value : "";
  };
  const named = { kind, name: text("name"), namespace: text("namespace") };
  const known = readKind(kind.version, kind.kind);
  if (known === undefined)
    return { ...named, content: { is: "other", reason: reasonOfOther(kind.kind) }, diagnostics: [] };
  const version = kserveVersionOf(context);
  if (version === undefined) {
    const message = `there is no release ${context.platform.kserveVersion ?? ""} of KServe that is known here`;
    const help = "known are 0.12 to 0.20";
    const diagnostic = { ...diagnose(node, context, "platform-refusal", message, ""), help };
    return { ...named, content: { is: "other", reason: message }, diagnostics: [diagnostic] };
  }
  return { ...named, ...readDecoded(known, node, context, recordedMinor(version)) };
}

function readDecoded(
  kind: KserveKind,
  node: SourceNode,
  context: ObjectContext,
  minor: KserveMinor,
): Pick<ReadObject, "content" | "diagnostics"> {
  const { object, strictProblems, typeProblem } = decodeKserve(kind, node, minor);
  if (typeProblem !== undefined)
    return { content: { is: "unreadable" }, diagnostics: [describe(typeProblem, node, context)] };
  const unknown = strictProblems.map((problem) => describe(problem, node, context));
  const found =
    kind === "InferenceService"
      ? readInferenceService(object, node, context, minor)
      : readRuntime(object, node, context, minor);
  return { ...found, diagnostics: [...unknown, ...found.diagnostics] };
}

function describe(problem: DecodeProblem, node: SourceNode, context: ObjectContext): Diagnostic {
  const isType = problem.kind === "type";
  const help = isType ? explainWrongType(problem.message) : explainUnknownField(problem, context.version.minor);
  const found = diagnose(node, context, isType ? "wrong-type" : "unknown-field", problem.message, problem.path);
  return help === undefined ? found : { ...found, help };
}

function readRuntime(
  object: JsonObject,
  node: SourceNode,
  context: ObjectContext,
  minor: KserveMinor,
): Pick<ReadObject, "content" | "diagnostics"> {
  const place = (runtime: JsonObject): string =>
    JSON.stringify([runtime["kind"], stringField(structField(runtime, "metadata"), "namespace")]);
  // What the release ships may well be what this file replaces.
  const beside = givenRuntimes(context.given, minor).filter((runtime) => place(runtime) === place(object));
  const refusal = refusalOf(
    object,
    beside.filter((runtime) => runtimeName(runtime) !== runtimeName(object)),
    minor,
  );
  const diagnostics =
    refusal === undefined
      ? []
      : [
          {
            ...diagnose(node, context, "platform-refusal", refusal, "spec"),
            why: "KServe's webhook refuses the object",
          },
        ];
  const reason = "no workload: a runtime that InferenceServices are given, by name or by the format of their model";
  return { content: { is: "other", reason }, diagnostics };
}

function refusalOf(runtime: JsonObject, others: readonly JsonObject[], minor: KserveMinor): string | undefined {
  try {
    return validateRuntime(runtime, others, minor);
  } catch (error) {
    if (!(error instanceof KservePanic)) throw error;
    return `panic: ${error.message} [recovered]`;
  }
}
