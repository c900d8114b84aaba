import type { Draft } from "../../kubernetes/defaults/draft.ts";
import { inner, items, made, setDefaults } from "../../kubernetes/defaults/draft.ts";
import type { JsonObject } from "../../../model/json.ts";
import { stringField, stringMapField, structField } from "../../kubernetes/fields.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { runtimeName } from "./selectRuntime.ts";

/** Servers that runtimes are known by, where no annotation says which. */
const SERVERS_BY_NAME: Readonly<Record<string, string>> = {
  "kserve-mlserver": "mlserver",
  "kserve-torchserve": "torchserve",
  "kserve-tritonserver": "tritonserver",
  "kserve-tensorflow-serving": "tensorflow-serving",
  "kserve-huggingfaceserver": "huggingfaceserver",
  "kserve-vllmserver": "vllmserver",
};

const MLSERVER_CLASSES: Readonly<Record<string, string>> = {
  xgboost: "mlserver_xgboost.XGBoostModel",
  lightgbm: "mlserver_lightgbm.LightGBMModel",
  mlflow: "mlserver_mlflow.MLflowRuntime",
};

/** What kind of server a runtime starts: by its annotation (0.17 and later), else by its name. */
export function serverOf(runtime: JsonObject, minor: KserveMinor): string | undefined {
  const annotations = stringMapField(structField(runtime, "metadata"), "annotations") ?? {};
  const annotated = minor >= 17 ? annotations["serving.kserve.io/server-type"] : undefined;
  const name = runtimeName(runtime);
  return annotated ?? (Object.hasOwn(SERVERS_BY_NAME, name) ? SERVERS_BY_NAME[name] : undefined);
}

/** What a model gets from the server that it is given: variables and arguments, labels of the InferenceService. */
export function setRuntimeDefaults(isvc: Draft, model: Draft, server: string | undefined): void {
  const labels = (): Draft => made(made(isvc, "metadata"), "labels");
  const hasStorage = model["storageUri"] !== undefined || model["storage"] !== undefined;
  if (server === "mlserver") {
    setDefaults(model, { protocolVersion: "v2" });
    if (hasStorage) {
      addVariable(model, "MLSERVER_MODEL_NAME", stringField(made(isvc, "metadata"), "name"));
      addVariable(model, "MLSERVER_MODEL_URI", "/mnt/models");
    } else addVariable(model, "MLSERVER_LOAD_MODELS_AT_STARTUP", "false");
    const format = stringField(inner(model, "modelFormat") ?? {}, "name");
    labels()["modelClass"] = MLSERVER_CLASSES[format] ?? "mlserver_sklearn.SKLearnModel";
  }
  if (server === "torchserve") {
    const given = model["protocolVersion"];
    const protocol = typeof given === "string" ? given : "v1";
    model["protocolVersion"] = protocol;
    labels()["serviceEnvelope"] = protocol === "v2" || protocol === "grpc-v2" ? "kservev2" : "kserve";
    model["env"] = [...(items(model, "env") as JsonObject[]), { name: "PROTOCOL_VERSION", value: protocol }];
  }
  if (server === "tritonserver") {
    setDefaults(model, { protocolVersion: "v2" });
    const args = Array.isArray(model["args"]) ? (model["args"] as string[]) : [];
    if (!hasStorage) model["args"] = [...args, "--model-control-mode=explicit"];
  }
}

/** Adds a variable that is not there. */
function addVariable(container: Draft, name: string, value: string): void {
  const env = items(container, "env");
  if (!env.some((variable) => variable["name"] === name))
    container["env"] = [...(env as JsonObject[]), { name, value }];
}
