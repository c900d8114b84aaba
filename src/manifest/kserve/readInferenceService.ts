import type { Diagnostic } from "../../model/diagnostic.ts";
import type { JsonObject } from "../../model/json.ts";
import { NEWEST_KSERVE_VERSION, parseKserveVersion } from "../../model/kserveVersion.ts";
import type { Workload } from "../../model/workload.ts";
import { createWorkload } from "../createWorkload.ts";
import { diagnose } from "../describeFile.ts";
import type { ObjectContext, ReadObject } from "../dialect.ts";
import type { KnativeConfig } from "../knative/knativeConfig.ts";
import { readKnativeConfig } from "../knative/knativeConfig.ts";
import { knativeOfContext } from "../knative/knativeOfContext.ts";
import { stringField, stringMapField, structField } from "../kubernetes/fields.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { STOP } from "./annotations.ts";
import { defaultInferenceService } from "./defaultInferenceService.ts";
import { deploymentMode } from "./deploymentMode.ts";
import { runtimesFor } from "./givenRuntimes.ts";
import { KservePanic } from "./kservePanic.ts";
import type { ComponentResult } from "./kservePods.ts";
import { kservePods } from "./kservePods.ts";
import type { KserveMinor } from "./kserveRelease.ts";
import { podOrigins } from "./podOrigins.ts";
import { refusalPath } from "./refusalPath.ts";
import { validateInferenceService } from "./validation/validateInferenceService.ts";

/** What is found out about an InferenceService besides its name. */
type Found = Pick<ReadObject, "content" | "diagnostics">;

/** @param decoded as the user wrote it */
export function readInferenceService(
  decoded: JsonObject,
  node: SourceNode,
  context: ObjectContext,
  minor: KserveMinor,
): Found {
  const refuse = (message: string, why: string, path = refusalPath(message)): Found => ({
    content: { is: "other", reason: "KServe refuses it" },
    diagnostics: [{ ...diagnose(node, context, "platform-refusal", message, path), why }],
  });
  try {
    const object = defaultInferenceService(decoded, minor);
    const verdict = validateInferenceService(object, minor);
    if (verdict.error !== undefined) return refuse(verdict.error, "KServe's webhook refuses the object");
    const warnings = verdict.warnings.map(
      (warning): Diagnostic => ({
        ...diagnose(node, context, "platform-warning", warning, refusalPath(warning)),
        severity: "warning",
      }),
    );
    const found = readAccepted(object, decoded, node, context, minor);
    return { ...found, diagnostics: [...warnings, ...found.diagnostics] };
  } catch (error) {
    if (!(error instanceof KservePanic)) throw error;
    const { content, diagnostics } = refuse(
      `panic: ${error.message} [recovered]`,
      "KServe's own webhook crashes on this object",
      "spec.predictor",
    );
    // It takes the first of the sections that say what serves.
    const help = "a predictor, as every component, needs what serves: model, a framework's own section, or containers";
    return { content, diagnostics: diagnostics.map((diagnostic) => ({ ...diagnostic, help })) };
  }
}

function readAccepted(
  object: JsonObject,
  decoded: JsonObject,
  node: SourceNode,
  context: ObjectContext,
  minor: KserveMinor,
): Found {
  const other = (reason: string): Found => ({ content: { is: "other", reason }, diagnostics: [] });
  const mode = deploymentMode(object, minor);
  if (mode === "ModelMesh") return other("not simulated: ModelMesh loads its models into pods of ModelMesh's own");
  const annotations = stringMapField(structField(object, "metadata"), "annotations") ?? {};
  if (annotations[STOP]?.toLowerCase() === "true" && minor >= 15) return other("no workload: it is stopped");
  const knative = mode === "Knative" ? knativeOfContext(context.platform) : plainKnative();
  if (typeof knative === "string")
    return { ...other(knative), diagnostics: [diagnose(node, context, "platform-refusal", knative, "")] };
  const namespace = stringField(structField(object, "metadata"), "namespace");
  const runtimes = runtimesFor(namespace, context.given, minor);
  const results = kservePods(object, { minor, kubernetes: context.version, runtimes, mode, knative });
  const made = results.map((result) =>
    workloadOfComponent(result, decoded, node, context, [
      ...assumptionsOf(context, mode),
      ...leftOut(structField(structField(decoded, "spec"), result.component)),
    ]),
  );
  const workloads = made.flatMap(({ workload }) => workload ?? []);
  const diagnostics = made.flatMap((component) => component.diagnostics);
  return workloads.length === 0
    ? { content: { is: "other", reason: "KServe makes no pods of it" }, diagnostics }
    : { content: { is: "workloads", workloads }, diagnostics };
}

/** What is taken for granted because neither the file nor an option says it. */
function assumptionsOf({ platform }: ObjectContext, mode: "Standard" | "Knative"): string[] {
  const { kserveVersion, knativeVersion } = platform;
  return [
    ...(kserveVersion === undefined
      ? [
          `KServe 0.${NEWEST_KSERVE_VERSION.minor} is taken to be installed, as it comes: --kserve-version says another release`,
        ]
      : []),
    ...(mode === "Knative" && knativeVersion === undefined
      ? ["Knative 1.23 is taken to be installed, as it comes: --knative-version says another release"]
      : []),
  ];
}

/** What KServe would make of a component besides, and is not made here. */
function leftOut(component: JsonObject): string[] {
  const texts: Readonly<Record<string, string>> = {
    workerSpec: "the pods of workerSpec are not simulated, only the first one of the group",
    storageUris: "storageUris bring an init container into the pod that is not simulated",
  };
  return Object.entries(texts).flatMap(([field, text]) => (component[field] === undefined ? [] : [text]));
}

function plainKnative(): KnativeConfig | string {
  return readKnativeConfig({ version: { minor: 23 } });
}

interface MadeComponent {
  readonly workload?: Workload;
  readonly diagnostics: readonly Diagnostic[];
}

function workloadOfComponent(
  result: ComponentResult,
  decoded: JsonObject,
  node: SourceNode,
  context: ObjectContext,
  assumptions: readonly string[],
): MadeComponent {
  const { component, error, panic, knativeError, deployment, pod } = result;
  const told = (message: string, why: string): MadeComponent => ({
    diagnostics: [
      { ...diagnose(node, context, "platform-refusal", message, refusalPath(message, `spec.${component}`)), why },
    ],
  });
  if (panic !== undefined) return told(`panic: ${panic}`, "KServe's controller crashes on this object again and again");
  if (error !== undefined) return told(error, `the object is accepted, but KServe makes no pods of the ${component}`);
  if (knativeError !== undefined)
    return told(
      knativeError,
      "the object is accepted, but Knative refuses what KServe makes of it: only an event says so",
    );
  if (deployment === undefined) return { diagnostics: [] };
  if (pod !== undefined && "denied" in pod)
    return told(pod.denied, "KServe's webhook denies the pods of the Deployment that it makes");
  const created = pod === undefined ? deployment : withPod(deployment, pod.pod);
  const template = structField(structField(created, "spec"), "template");
  const platform = {
    dialect: "kserve" as const,
    kind: "InferenceService",
    name: stringField(structField(decoded, "metadata"), "name"),
    part: component,
    values: podOrigins(component, decoded, template),
    assumptions,
  };
  return createWorkload({ object: created, platform }, node, context);
}

/** A Deployment whose pods are those that the webhook makes. */
function withPod(deployment: JsonObject, pod: JsonObject): JsonObject {
  const spec = structField(deployment, "spec");
  const template = structField(spec, "template");
  return { ...deployment, spec: { ...spec, template: { ...template, spec: structField(pod, "spec") } } };
}

/** The release that an object is read by; undefined: what the user says is none. */
export function kserveVersionOf({ platform }: ObjectContext): ReturnType<typeof parseKserveVersion> {
  return platform.kserveVersion === undefined ? NEWEST_KSERVE_VERSION : parseKserveVersion(platform.kserveVersion);
}
