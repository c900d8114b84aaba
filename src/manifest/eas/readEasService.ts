import type { Diagnostic } from "../../model/diagnostic.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import type { PodValue } from "../../model/podValue.ts";
import { createWorkload } from "../createWorkload.ts";
import { diagnose } from "../describeFile.ts";
import type { Dialect, ObjectContext, ReadObject } from "../dialect.ts";
import type { PlatformProblem } from "../platformProblem.ts";
import { describeProblem } from "../platformProblem.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { dataOf, memberOf } from "../source/sourceNode.ts";
import { CHECKS } from "./easKeys.ts";
import type { EasContainer } from "./readEasContainer.ts";
import { ENGINE_PORTS, readEasContainer } from "./readEasContainer.ts";

/** service.json of Alibaba's PAI-EAS, of custom images. */
export const EAS: Dialect = {
  title: "EAS",
  isJson: true,
  apiGroups: [],
  signOf: (node) => {
    const containers = memberOf(node, "containers")?.value;
    const keys = containers?.kind === "array" ? containers.items.flatMap(keysOf) : [];
    const check = keys.find((key) => Object.hasOwn(CHECKS, key));
    if (check !== undefined) return `a container with ${check}`;
    return memberOf(memberOf(node, "cloud")?.value, "computing") === undefined ? undefined : "cloud.computing";
  },
  read: readEasService,
};

function keysOf(node: SourceNode): readonly string[] {
  return node.kind === "object" ? node.members.map(({ key }) => key) : [];
}

function readEasService(node: SourceNode, context: ObjectContext): ReadObject {
  const metadata = memberOf(node, "metadata")?.value;
  const named = memberOf(metadata, "name")?.value ?? memberOf(node, "name")?.value;
  const name = named?.kind === "string" ? named.value : "";
  const found = (diagnostics: readonly Diagnostic[], content: ReadObject["content"]): ReadObject => ({
    name,
    namespace: "",
    content,
    diagnostics,
  });
  const refuse = (path: string, message: string, help: string): ReadObject =>
    found([{ ...diagnose(node, context, "wrong-type", message, path), help }], { is: "unreadable" });
  const given = memberOf(node, "containers")?.value;
  if (given === undefined && ["processor", "model_path"].some((key) => memberOf(node, key) !== undefined)) {
    const reason = "an EAS service with a processor of EAS' own: only services of custom images have checks";
    return found([], { is: "other", reason });
  }
  if (given?.kind !== "array" || given.items.length === 0) {
    const message =
      given === undefined ? "an EAS service needs containers" : "containers must be a list of at least one";
    return refuse("containers", message, 'write "containers": [{ "image": …, "port": …, "liveness_check": … }]');
  }
  const stranger = given.items.findIndex((item) => item.kind !== "object");
  if (stranger >= 0) return refuse(`containers[${stranger}]`, "a container must be an object", "write it as { … }");
  if (name === "") return refuse("metadata", "an EAS service needs metadata.name", "name the service");
  const replicas = replicasOf(metadata);
  if (replicas === undefined) {
    return refuse(
      "metadata.instance",
      "metadata.instance must be a whole number of at least 0",
      "write how many replicas",
    );
  }
  const names = containerNames(given.items.length);
  const containers = given.items.map((item, index) =>
    readEasContainer(item, `containers[${index}]`, names[index] ?? "", context.platform),
  );
  const problems = [...duplicateChecks(given.items, context), ...containers.flatMap((container) => container.problems)];
  const told = problems
    .map((problem) => describeProblem(problem, node, context))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const created = createWorkload(creationOf(name, replicas, containers, metadata), node, context);
  const content: ReadObject["content"] =
    created.workload === undefined ? { is: "unreadable" } : { is: "workloads", workloads: [created.workload] };
  // Where EAS has refused already, what the API server would say of the rest is no news.
  const isRefused = told.some(({ severity }) => severity === "error");
  return found(isRefused ? told : [...told, ...created.diagnostics], content);
}

function containerNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? "app" : `app-${index + 1}`));
}

function replicasOf(metadata: SourceNode | undefined): number | undefined {
  const given = memberOf(metadata, "instance")?.value;
  if (given === undefined || given.kind === "null") return 1;
  const count = given.kind === "number" ? Number(given.text) : Number.NaN;
  return Number.isInteger(count) && count >= 0 && count < 2 ** 31 ? count : undefined;
}

/** S1-14: each type of check once. Readers of JSON keep the last one; the first is lost without a word. */
function duplicateChecks(containers: readonly SourceNode[], context: ObjectContext): PlatformProblem[] {
  const offsets = new Set(context.duplicateKeys.map(({ offset }) => offset - context.base));
  return containers.flatMap((container, index) => {
    const again = container.kind === "object" ? container.members.filter(({ keyStart }) => offsets.has(keyStart)) : [];
    return again
      .filter(({ key }) => Object.hasOwn(CHECKS, key))
      .map(
        ({ key }): PlatformProblem => ({
          ruleId: "eas-duplicate-type",
          path: `containers[${index}].${key}`,
          message: `${key} is given twice: each type of check may appear once`,
          why: "readers of JSON keep the last one without a word",
          help: "keep one of them",
        }),
      );
  });
}

const ENGINE = "eas-engine";

function creationOf(
  name: string,
  replicas: number,
  containers: readonly EasContainer[],
  metadata: SourceNode | undefined,
): Parameters<typeof createWorkload>[0] {
  // EAS allows underscores in names, Kubernetes does not.
  const objectName = name.replaceAll("_", "-");
  const labels = { app: objectName };
  const engineWhy = "EAS adds it: an instance takes traffic only when both are ready";
  const values: PodValue[] = [
    { path: "metadata.name", from: "metadata.name" },
    { path: "metadata.labels", why: "EAS does not publish its labels" },
    ...containers.flatMap((container, index) => [
      { path: `spec.containers[${index}]`, from: `containers[${index}]` },
      ...container.values.map((value) => ({ ...value, path: `spec.containers[${index}].${value.path}` })),
    ]),
    { path: `spec.containers[${containers.length}]`, why: engineWhy },
  ];
  const engine = {
    name: ENGINE,
    image: "not-published",
    ports: ENGINE_PORTS.map((containerPort) => ({ containerPort })),
  };
  const object: JsonObject = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: objectName },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      strategy: { type: "RollingUpdate", rollingUpdate: rollingUpdateOf(metadata) },
      template: {
        metadata: { labels },
        spec: { containers: [...containers.map(({ container }) => container), engine] },
      },
    },
  };
  return {
    object,
    platform: { dialect: "eas", kind: "EAS service", name, values, assumptions: ASSUMPTIONS },
  };
}

/** The documents name these; max_unavailable has no documented default. */
function rollingUpdateOf(metadata: SourceNode | undefined): JsonObject {
  const strategy = memberOf(metadata, "rolling_strategy")?.value;
  const given = (key: string): JsonValue | undefined => {
    const value = memberOf(strategy, key)?.value;
    return value?.kind === "number" || value?.kind === "string" ? dataOf(value) : undefined;
  };
  return { maxSurge: given("max_surge") ?? "2%", maxUnavailable: given("max_unavailable") ?? 0 };
}

const ASSUMPTIONS: readonly string[] = [
  "EAS' engine, the second container of every pod, is taken to be ready at once and for good",
  "EAS is taken to restart containers always, and to take none away before a new one is ready",
  "numbers that the file leaves out are those of EAS' documents; that Kubernetes gets them is not published",
];
