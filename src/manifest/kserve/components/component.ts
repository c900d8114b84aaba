import type { JsonObject } from "../../../model/json.ts";
import type { Draft } from "../../kubernetes/defaults/draft.ts";
import { items } from "../../kubernetes/defaults/draft.ts";
import { goStruct } from "../../kubernetes/goTypes.ts";
import { NEWEST_VERSION } from "../../../model/kubernetesVersion.ts";
import type { Runtimes } from "../runtimes/selectRuntime.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import type { Annotations } from "./componentAnnotations.ts";

/** What a component's reconciler hands on to what makes its Deployment or Knative Service. */
export interface ComponentParts {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Annotations;
  readonly annotations: Annotations;
  readonly podSpec: JsonObject;
  /** Of several nodes under one predictor: the pods beside the head. */
  readonly worker?: WorkerParts;
}

export interface WorkerParts {
  readonly name: string;
  readonly labels: Annotations;
  readonly annotations: Annotations;
  readonly podSpec: JsonObject;
  readonly replicas: number;
}

/** The parts; or why the controller gives up. */
export type ComponentOutcome = ComponentParts | { readonly error: string };

/** What a component's reconciler works with. */
export interface ComponentContext {
  /** Defaulted; the predictor's reconciler adds labels to it, which the others see. */
  readonly isvc: Draft;
  readonly runtimes: Runtimes;
  readonly minor: KserveMinor;
}

/** Sets a variable of a container: from 0.17 on all containers of predictors and transformers know their InferenceService. */
export function setVariable(container: Draft, name: string, value: string): void {
  const env = items(container, "env");
  const known = env.find((variable) => variable["name"] === name);
  if (known === undefined) container["env"] = [...(env as JsonObject[]), { name, value }];
  else known["value"] = value;
}

/** What of a component, a worker or a model section is a pod's or a container's: they hold such fields among their own. */
function fieldsOf(typeName: "PodSpec" | "Container", object: JsonObject): JsonObject {
  const struct = goStruct(typeName, NEWEST_VERSION);
  return Object.fromEntries(Object.entries(object).filter(([key]) => struct?.fields.has(key) === true));
}

export function podSpecOf(component: JsonObject): JsonObject {
  return fieldsOf("PodSpec", component);
}

export function containerOf(section: JsonObject): JsonObject {
  return fieldsOf("Container", section);
}

/** Whether an argument is given, alone or with its value. */
export function includesArgument(args: readonly string[], name: string): boolean {
  return args.some((argument) => argument.startsWith(name));
}
