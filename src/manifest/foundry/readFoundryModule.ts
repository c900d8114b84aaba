import type { JsonObject } from "../../model/json.ts";
import type { PodValue } from "../../model/podValue.ts";
import { createWorkload } from "../createWorkload.ts";
import type { Dialect, ObjectContext, ReadObject } from "../dialect.ts";
import type { PlatformProblem } from "../platformProblem.ts";
import { describeProblem } from "../platformProblem.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { memberOf } from "../source/sourceNode.ts";
import { CONTAINER_KEYS, MODULE_KEYS, unknownKeys } from "./foundryKeys.ts";
import type { FoundryTiming } from "./foundryTiming.ts";
import { readFoundryTiming } from "./foundryTiming.ts";
import { readFoundryProbe } from "./readFoundryProbe.ts";

/** The form in which compute modules of Palantir Foundry are configured, as a file of ours: Foundry publishes none. */
export const FOUNDRY: Dialect = {
  title: "Foundry",
  apiGroups: [],
  signOf: (node) => {
    const containers = memberOf(node, "containers")?.value;
    const hasProbe =
      containers?.kind === "array" &&
      containers.items.some(
        (item) => memberOf(item, "readiness") !== undefined || memberOf(item, "liveness") !== undefined,
      );
    return memberOf(node, "module") !== undefined && hasProbe ? "a module with readiness or liveness" : undefined;
  },
  read: readFoundryModule,
};

function readFoundryModule(node: SourceNode, context: ObjectContext): ReadObject {
  const module = memberOf(node, "module")?.value;
  const name = module?.kind === "string" ? module.value : "";
  const timing = readFoundryTiming(node, context.platform);
  const containers = readContainers(node, timing);
  const problems = [
    ...unknownKeys(node, "", MODULE_KEYS, "a module"),
    ...(name === ""
      ? [{ path: "module", message: "a compute module needs a name", help: "module: claim-scorer" }]
      : []),
    ...timing.problems,
    ...containers.problems,
  ];
  const told = problems
    .map((problem) => describeProblem(problem, node, context))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const isRefused = told.some(({ severity }) => severity === "error");
  const nameless = { name, namespace: "" };
  if (isRefused) return { ...nameless, content: { is: "unreadable" }, diagnostics: told };
  const created = createWorkload(creationOf(name, containers, timing), node, context);
  const content: ReadObject["content"] =
    created.workload === undefined ? { is: "unreadable" } : { is: "workloads", workloads: [created.workload] };
  return { ...nameless, content, diagnostics: [...told, ...created.diagnostics] };
}

interface FoundryContainers {
  /** v1.Container. */
  readonly containers: readonly JsonObject[];
  /** By paths within the pod. */
  readonly values: readonly PodValue[];
  readonly problems: readonly PlatformProblem[];
}

function readContainers(node: SourceNode, timing: FoundryTiming): FoundryContainers {
  const given = memberOf(node, "containers")?.value;
  if (given?.kind !== "array" || given.items.length === 0) {
    const message = "a compute module needs containers: a list of at least one";
    return {
      containers: [],
      values: [],
      problems: [{ path: "containers", message, help: "containers: [{ name: ... }]" }],
    };
  }
  const all = given.items.map((item, index) => readContainer(item, index, timing));
  return {
    containers: all.flatMap(({ containers }) => containers),
    values: all.flatMap(({ values }) => values),
    problems: all.flatMap(({ problems }) => problems),
  };
}

function readContainer(node: SourceNode, index: number, timing: FoundryTiming): FoundryContainers {
  const path = `containers[${index}]`;
  const inPod = `spec.containers[${index}]`;
  const named = memberOf(node, "name")?.value;
  if (named?.kind !== "string" || named.value === "") {
    return {
      containers: [],
      values: [],
      problems: [{ path, message: "a container needs a name", help: "name: scorer" }],
    };
  }
  const image = memberOf(node, "image")?.value;
  const startup = ["startup", "startupProbe"].flatMap((key) => memberOf(node, key) ?? []);
  const problems = [
    ...startup.map(({ key }) => startupUnsupported(`${path}.${key}`)),
    ...unknownKeys(node, path, [...CONTAINER_KEYS, ...startup.map(({ key }) => key)], "a container"),
  ];
  const values: PodValue[] = [{ path: inPod, from: path }];
  if (image?.kind !== "string")
    values.push({ path: `${inPod}.image`, from: `${path}.image`, why: "the file names no image" });
  const probes: Record<string, JsonObject> = {};
  for (const type of ["readiness", "liveness"]) {
    const given = memberOf(node, type)?.value;
    const inProbe = `${inPod}.${type}Probe`;
    if (given === undefined || given.kind === "null") {
      if (type === "liveness") continue;
      probes["readinessProbe"] = { exec: { command: ["echo"] }, ...timing.timing };
      values.push({
        path: inProbe,
        from: `${path}.readiness`,
        why: "default of Foundry: a container that can run echo is ready",
      });
      continue;
    }
    const read = readFoundryProbe(given, `${path}.${type}`, `${named.value}/${type}`, timing);
    if (read.probe !== undefined) probes[`${type}Probe`] = read.probe as unknown as JsonObject;
    values.push({ path: inProbe, from: `${path}.${type}` });
    values.push(...read.values.map((value) => ({ ...value, path: `${inProbe}.${value.path}` })));
    problems.push(...read.problems);
  }
  const container = { name: named.value, image: image?.kind === "string" ? image.value : "not-given", ...probes };
  return { containers: [container], values, problems };
}

function startupUnsupported(path: string): PlatformProblem {
  return {
    ruleId: "foundry-startup-unsupported",
    path,
    message: "compute modules have no startup probe",
    help: "express the work of the start in the readiness probe",
    edits: [{ path, value: null }],
  };
}

function creationOf(
  name: string,
  { containers, values }: FoundryContainers,
  timing: FoundryTiming,
): Parameters<typeof createWorkload>[0] {
  const labels = { app: name };
  return {
    object: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    },
    platform: {
      dialect: "foundry",
      kind: "compute module",
      name,
      values: [
        { path: "metadata.name", from: "module" },
        { path: "metadata.labels", why: "Foundry does not publish its labels" },
        ...values,
      ],
      assumptions: [
        timing.assumption,
        "Foundry's probes are taken to be asked as the kubelet asks, from outside of the container, and a failed liveness probe to restart it in place",
        "queries are taken to come while the container is ready, and to stop a moment after it is not",
      ],
    },
  };
}
