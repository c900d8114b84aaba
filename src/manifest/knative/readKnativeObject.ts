import type { Diagnostic } from "../../model/diagnostic.ts";
import type { JsonObject } from "../../model/json.ts";
import { createWorkload } from "../createWorkload.ts";
import { diagnose } from "../describeFile.ts";
import type { Dialect, ObjectContext, ReadObject } from "../dialect.ts";
import { explainUnknownField, explainWrongType } from "../kubernetes/explainProblem.ts";
import { pointerField, stringField, structField, structListField } from "../kubernetes/fields.ts";
import { apiVersionOf as textOfApiVersion, interpretKind, withExpectedKind } from "../kubernetes/groupVersionKind.ts";
import { readKubernetesObject } from "../kubernetes/readKubernetesObject.ts";
import { objectLabel } from "../kubernetes/workloadOf.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { dataOf, memberOf } from "../source/sourceNode.ts";
import { isJsonObject } from "../../model/json.ts";
import { admitKnative } from "./admitKnative.ts";
import { firstRevision } from "./deployment/knativeRevision.ts";
import { makeDeployment } from "./deployment/makeDeployment.ts";
import type { KnativeConfig } from "./knativeConfig.ts";
import type { KnativeKind } from "./knativeKinds.ts";
import { KNATIVE_KINDS } from "./knativeKinds.ts";
import { knativeAssumptions, knativeOfContext } from "./knativeOfContext.ts";
import { knativeOrigins } from "./knativeOrigins.ts";
import type { KnativeProblem } from "./knativeProblems.ts";
import { describeKnativeProblem } from "./knativeProblems.ts";
import type { KnativeRule } from "./knativeRules.ts";
import { ruleOfApiError, ruleOfDeploymentError, ruleOfProblem } from "./knativeRules.ts";

const GROUP = "serving.knative.dev";

/** Services, Configurations, Revisions and Routes of Knative Serving. */
export const KNATIVE: Dialect = {
  title: "Knative",
  apiGroups: [GROUP],
  signOf: () => undefined,
  read: readKnativeObject,
};

type Found = Pick<ReadObject, "content" | "diagnostics">;

function readKnativeObject(node: SourceNode, context: ObjectContext): ReadObject {
  const interpreted = interpretKind(node);
  // What is wrong before the kind is known is wrong for every object of Kubernetes.
  if ("error" in interpreted) return readKubernetesObject(node, context);
  const kind = context.expected === undefined ? interpreted.kind : withExpectedKind(interpreted.kind, context.expected);
  if (kind.kind === "" || kind.version === "") return readKubernetesObject(node, context);
  const metadata = memberOf(node, "metadata")?.value;
  const data = metadata?.kind === "object" ? dataOf(metadata) : {};
  const named = { kind, ...nameOf(isJsonObject(data) ? data : {}) };
  const other = (reason: string, diagnostics: readonly Diagnostic[] = []): ReadObject => ({
    ...named,
    content: { is: "other", reason },
    diagnostics,
  });
  const known = KNATIVE_KINDS.find((candidate) => candidate === kind.kind);
  if (known === undefined) return other(`not a workload: ${kind.kind} of Knative`);
  if (kind.version !== "v1") {
    const message = `no kind "${kind.kind}" is registered for version "${textOfApiVersion(kind)}"`;
    const help = `write apiVersion: ${GROUP}/v1`;
    return other(message, [{ ...diagnose(node, context, "removed-api", message, "apiVersion"), help }]);
  }
  const config = knativeOfContext(context.platform);
  if (typeof config === "string") return other(config, [diagnose(node, context, "platform-refusal", config, "")]);
  return { ...named, ...readAdmitted(known, node, context, config) };
}

function nameOf(metadata: JsonObject): { readonly name: string; readonly namespace: string } {
  return { name: objectLabel(metadata), namespace: stringField(metadata, "namespace") };
}

function readAdmitted(kind: KnativeKind, node: SourceNode, context: ObjectContext, config: KnativeConfig): Found {
  const answer = admitKnative(node, kind, config);
  if ("decodeProblem" in answer) {
    const { decodeProblem } = answer;
    const isUnknown = decodeProblem.kind === "unknown";
    const help = isUnknown
      ? explainUnknownField(decodeProblem, config.release.kubernetesApiMinor)
      : explainWrongType(decodeProblem.message);
    const code = isUnknown ? "unknown-field" : "wrong-type";
    const diagnostic = {
      ...diagnose(node, context, code, decodeProblem.message, decodeProblem.path),
      why: "Knative's webhook cannot read the object, so nothing else of it was looked at",
      ...(help === undefined ? {} : { help }),
    };
    return { content: { is: "unreadable" }, diagnostics: [diagnostic] };
  }
  const warnings = answer.warnings.map((warning) => ({
    ...diagnose(node, context, "platform-warning", describeKnativeProblem(warning), warning.paths[0] ?? ""),
    severity: "warning" as const,
  }));
  if (answer.errors.length > 0) {
    const errors = answer.errors.flatMap((problem) => refusalsOf(problem, node, context, config));
    return { content: { is: "other", reason: "Knative refuses it" }, diagnostics: [...errors, ...warnings] };
  }
  const found = workloadOfObject(answer.object, kind, node, context, config);
  return { ...found, diagnostics: [...found.diagnostics, ...warnings] };
}

/** A complaint of the webhook: where it is about several fields that different rules speak of, one for each rule. */
function refusalsOf(
  problem: KnativeProblem,
  node: SourceNode,
  context: ObjectContext,
  config: KnativeConfig,
): Diagnostic[] {
  const groups = new Map<string, { readonly rule: KnativeRule | undefined; readonly paths: string[] }>();
  for (const path of problem.paths.length === 0 ? [""] : problem.paths) {
    const rule = ruleOfProblem(problem, path, config);
    const key = rule?.ruleId ?? "";
    const group = groups.get(key) ?? { rule, paths: [] };
    group.paths.push(path);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ rule, paths }) => ({
    ...diagnose(
      node,
      context,
      "platform-refusal",
      describeKnativeProblem({ ...problem, paths }),
      pathOf(paths[0] ?? ""),
    ),
    why: "Knative's webhook refuses the object",
    ...(rule === undefined ? {} : rule),
  }));
}

/** The webhook leaves out the index of a port, and has one for all containers. */
function pathOf(path: string): string {
  return path.replace("containers[*].ports", "containers").replace(/\.ports\.(?=\w+$)/, ".ports[0].");
}

function workloadOfObject(
  object: JsonObject,
  kind: KnativeKind,
  node: SourceNode,
  context: ObjectContext,
  config: KnativeConfig,
): Found {
  const revision = firstRevision(object, kind);
  if (revision === undefined)
    return { content: { is: "other", reason: "not a workload: Route of Knative" }, diagnostics: [] };
  const base = kind === "Revision" ? "spec" : "spec.template.spec";
  const deployment = makeDeployment(revision, config);
  if (typeof deployment === "string") {
    const refusal = refusalOfSidecar(deployment, revision.spec, base);
    const diagnostic = {
      ...diagnose(node, context, "platform-refusal", deployment, refusal.path),
      why: "the object is accepted, but Knative's controller makes no pods of it: only an event says so",
      ...refusal.rule,
    };
    return { content: { is: "other", reason: "Knative makes no pods of it" }, diagnostics: [diagnostic] };
  }
  const template = structField(structField(deployment, "spec"), "template");
  const given = specOf(node, base);
  const platform = {
    dialect: "knative" as const,
    kind: kind === "Service" ? "Knative Service" : kind,
    name: stringField(structField(object, "metadata"), "name"),
    values: knativeOrigins(base, given, structField(template, "spec")),
    assumptions: knativeAssumptions(context.platform),
  };
  const created = createWorkload({ object: deployment, platform }, node, context);
  const diagnostics = created.diagnostics.map((diagnostic) => {
    const rule = ruleOfApiError(diagnostic.path ?? "");
    return rule === undefined ? diagnostic : { ...diagnostic, ...rule };
  });
  return {
    content: created.workload === undefined ? { is: "unreadable" } : { is: "workloads", workloads: [created.workload] },
    diagnostics,
  };
}

/** The spec of a revision as the user wrote it. */
function specOf(node: SourceNode, base: string): JsonObject {
  const found = base.split(".").reduce<SourceNode | undefined>((part, key) => memberOf(part, key)?.value, node);
  const data = found === undefined ? {} : dataOf(found);
  return isJsonObject(data) ? data : {};
}

/** Which sidecar's readiness stands in the way. */
function refusalOfSidecar(
  message: string,
  spec: JsonObject,
  base: string,
): { readonly path: string; readonly rule: KnativeRule } {
  const containers = structListField(spec, "containers");
  const index = containers.findIndex(({ name }) => typeof name === "string" && message.endsWith(`container: ${name}`));
  const readiness = pointerField(containers[index] ?? {}, "readinessProbe") ?? {};
  return {
    path: `${base}.containers[${Math.max(index, 0)}].readinessProbe`,
    rule: ruleOfDeploymentError(readiness["exec"] !== undefined),
  };
}
