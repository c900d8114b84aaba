import type { JsonObject } from "../../model/json.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { admitKnative } from "../knative/admitKnative.ts";
import { createDeployment } from "../knative/deployment/createDeployment.ts";
import { firstRevision } from "../knative/deployment/knativeRevision.ts";
import { makeDeployment } from "../knative/deployment/makeDeployment.ts";
import type { KnativeConfig } from "../knative/knativeConfig.ts";
import { draftOf, inner } from "../kubernetes/defaults/draft.ts";
import { applyDefaults } from "../kubernetes/defaults.ts";
import { pointerField, structField } from "../kubernetes/fields.ts";
import { manifestRelease } from "../kubernetes/release.ts";
import type { ObjectVerdict } from "../kubernetes/validation/validateObject.ts";
import { validateObject } from "../kubernetes/validation/validateObject.ts";
import { sourceOf } from "../source/sourceNode.ts";
import type { ComponentContext, ComponentParts } from "./components/component.ts";
import { buildPredictor } from "./components/predictor.ts";
import { buildOther } from "./components/transformerAndExplainer.ts";
import type { DeploymentMode } from "./deploymentMode.ts";
import type { ComponentName } from "./implementations.ts";
import { knativeService } from "./knativeService.ts";
import { KservePanic } from "./kservePanic.ts";
import type { KserveMinor } from "./kserveRelease.ts";
import { mutatePod } from "./podWebhook/mutatePod.ts";
import type { Runtimes } from "./runtimes/selectRuntime.ts";
import { standardDeployment } from "./standardDeployment.ts";

/** By which releases objects are made. */
export interface KserveWorld {
  readonly minor: KserveMinor;
  readonly kubernetes: KubernetesVersion;
  readonly runtimes: Runtimes;
  readonly mode: Exclude<DeploymentMode, "ModelMesh">;
  /** The Knative beneath Knative mode. */
  readonly knative: KnativeConfig;
  /** What the pod webhook takes for the pod's name. Default: none, as for all pods whose names are generated. */
  readonly podName?: string;
}

/** What becomes of one component. */
export interface ComponentResult {
  readonly component: ComponentName;
  /** Why the controller makes nothing of it. */
  readonly error?: string;
  readonly panic?: string;
  /** In Knative mode: what KServe asks of Knative, and why that refuses. */
  readonly knativeService?: JsonObject;
  readonly knativeError?: string;
  /** The Deployment, with the API server's defaults, and what that says of it. */
  readonly deployment?: JsonObject;
  readonly verdict?: ObjectVerdict;
  /** The pod that the Deployment gets; absent where the Deployment is refused. */
  readonly pod?: PodResult;
}

export type PodResult = { readonly pod: JsonObject; readonly verdict: ObjectVerdict } | { readonly denied: string };

const COMPONENTS: readonly ComponentName[] = ["predictor", "transformer", "explainer"];

/**
 * The way of an InferenceService through the controller, in Knative mode also through Knative, the API server and the pod webhook.
 * @param defaulted what `defaultInferenceService` made of it, and nobody refused
 */
export function kservePods(defaulted: JsonObject, world: KserveWorld): ComponentResult[] {
  const isvc = draftOf(defaulted);
  const spec = inner(isvc, "spec");
  const context: ComponentContext = { isvc, runtimes: world.runtimes, minor: world.minor };
  return COMPONENTS.filter((component) => component === "predictor" || inner(spec, component) !== undefined).map(
    (component) => {
      try {
        const parts = component === "predictor" ? buildPredictor(context) : buildOther(component, context);
        if ("error" in parts) return { component, error: parts.error };
        const made = world.mode === "Standard" ? standard : onKnative;
        return { component, ...made(parts, isvc, component, world) };
      } catch (error) {
        if (!(error instanceof KservePanic)) throw error;
        return { component, panic: error.message };
      }
    },
  );
}

type Made = Omit<ComponentResult, "component">;

function standard(parts: ComponentParts, isvc: JsonObject, component: ComponentName, world: KserveWorld): Made {
  const spec = structField(isvc, "spec");
  return deployed(standardDeployment(parts, structField(spec, component)), isvc, world);
}

function onKnative(parts: ComponentParts, isvc: JsonObject, component: ComponentName, world: KserveWorld): Made {
  const service = knativeService(parts, structField(structField(isvc, "spec"), component), world.minor);
  const answer = admitKnative(sourceOf(service), "Service", world.knative);
  if ("decodeProblem" in answer) return { knativeService: service, knativeError: answer.decodeProblem.message };
  if (answer.message !== undefined) return { knativeService: service, knativeError: answer.message };
  const revision = firstRevision(answer.object, "Service");
  if (revision === undefined) throw new Error("a Knative Service without a revision");
  const deployment = makeDeployment(revision, world.knative);
  return typeof deployment === "string"
    ? { knativeService: service, knativeError: deployment }
    : { knativeService: service, ...deployed(deployment, isvc, world) };
}

function deployed(made: JsonObject, isvc: JsonObject, world: KserveWorld): Made {
  const { kubernetes } = world;
  const { object: deployment, verdict } = createDeployment(made, kubernetes);
  if (verdict.errors.length > 0) return { deployment, verdict };
  return { deployment, verdict, pod: podOf(deployment, isvc, world) };
}

/** The pod of a Deployment: defaulted, mutated by KServe, defaulted again and judged. */
function podOf(deployment: JsonObject, isvc: JsonObject, { minor, kubernetes, podName = "" }: KserveWorld): PodResult {
  const template = structField(structField(deployment, "spec"), "template");
  const { namespace = "" } = structField(deployment, "metadata");
  const metadata = { ...structField(template, "metadata"), name: podName, namespace };
  const pod = { apiVersion: "v1", kind: "Pod", metadata, spec: structField(template, "spec") };
  const logger = pointerField(structField(structField(isvc, "spec"), "predictor"), "logger");
  const mutated = mutatePod(applyDefaults(pod, kubernetes), logger, minor);
  if ("denied" in mutated) return mutated;
  const defaulted = applyDefaults(mutated.pod, kubernetes);
  // Its name is given by the time it is judged.
  const named = podName === "" ? { ...defaulted, metadata: { ...metadata, name: "pod" } } : defaulted;
  return { pod: defaulted, verdict: validateObject(named, manifestRelease(kubernetes)) };
}
