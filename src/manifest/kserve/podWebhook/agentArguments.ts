import type { JsonObject } from "../../../model/json.ts";
import { isJsonObject } from "../../../model/json.ts";
import {
  numberField,
  optionalString,
  pointerField,
  stringField,
  structField,
  structListField,
} from "../../kubernetes/fields.ts";
import { INJECT_BATCHER, INJECT_LOGGER, INJECT_PULLER, INTERNAL, SERVICE_LABEL } from "../annotations.ts";
import type { Annotations } from "../components/componentAnnotations.ts";
import { MODEL_CONTAINER, TRANSFORMER_CONTAINER } from "../implementations.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { shippedRelease } from "../shippedRelease.ts";

/** What the agent of a pod is told by its arguments. */
export interface AgentSubject {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Annotations>;
  readonly annotations: Readonly<Annotations>;
  readonly containers: readonly JsonObject[];
  /** The predictor's logger: its storage is told, whichever component the pod belongs to. */
  readonly logger: JsonObject | undefined;
}

export function agentArguments(subject: AgentSubject, minor: KserveMinor): string[] {
  const { annotations } = subject;
  const given = (argument: string, key: string): string[] => {
    const value = annotations[`${INTERNAL}/${key}`];
    return value === undefined ? [] : [argument, value];
  };
  return [
    ...(annotations[INJECT_PULLER] === undefined
      ? []
      : ["--enable-puller", ...given("--config-dir", "configMountPath"), ...given("--model-dir", "modelDir")]),
    ...(annotations[INJECT_BATCHER] === undefined
      ? []
      : [
          "--enable-batcher",
          ...given("--max-batchsize", "batcher-max-batchsize"),
          ...given("--max-latency", "batcher-max-latency"),
        ]),
    ...(annotations[INJECT_LOGGER] === undefined ? [] : loggerArguments(subject, minor)),
    ...portArguments(subject.containers, minor),
  ];
}

function loggerArguments({ name, namespace, labels, annotations, logger }: AgentSubject, minor: KserveMinor): string[] {
  const config = structField(shippedRelease(minor).config, "logger");
  const url = annotations[`${INTERNAL}/logger-sink-url`] ?? stringField(config, "defaultUrl");
  const headers = annotations[`${INTERNAL}/logger-metadata-headers`];
  const wanted = annotations[`${INTERNAL}/logger-metadata-annotations`];
  const pairs = (wanted ?? "")
    .split(",")
    .flatMap((key) => (annotations[key] === undefined ? [] : [`${key}=${annotations[key]}`]));
  return [
    ...["--log-url", url, "--source-uri", name, "--log-mode", annotations[`${INTERNAL}/logger-mode`] ?? "all"],
    ...["--inference-service", labels[SERVICE_LABEL] ?? "", "--namespace", namespace],
    ...["--endpoint", labels["endpoint"] ?? "", "--component", labels["component"] ?? ""],
    ...(minor >= 17 ? storeArguments(logger) : []),
    ...(minor >= 14 && headers !== undefined ? ["--metadata-headers", headers] : []),
    ...(minor >= 15 && wanted !== undefined ? ["--metadata-annotations", pairs.join(",")] : []),
    ...(minor >= 14 ? ["--logger-tls-skip-verify", "false"] : []),
  ];
}

/** Where and how the logger stores what it logs. */
function storeArguments(logger: JsonObject | undefined): string[] {
  if (logger === undefined) return [];
  const storage = pointerField(logger, "storage");
  const parameters = storage?.["parameters"];
  const size = numberField(logger, "batchSize");
  const texts = [
    ["--log-store-path", storage === undefined ? undefined : optionalString(storage, "path")],
    ["--log-store-format", isJsonObject(parameters) ? optionalString(parameters, "format") : undefined],
    ["--log-marshaller-url", optionalString(logger, "marshallerUrl")],
    ["--log-batch-size", size > 0 ? String(size) : undefined],
    ["--log-batch-interval", optionalString(logger, "batchInterval")],
  ] as const;
  return texts.flatMap(([argument, text]) => (text === undefined || text === "" ? [] : [argument, text]));
}

/** The port to which the agent proxies: of the transformer before the model (0.15 and later). */
function portArguments(containers: readonly JsonObject[], minor: KserveMinor): string[] {
  const portOf = (container: JsonObject | undefined): string => {
    const [port] = container === undefined ? [] : structListField(container, "ports");
    return port === undefined ? "8080" : String(numberField(port, "containerPort"));
  };
  const models = containers.filter(({ name }) => name === MODEL_CONTAINER);
  if (minor < 15) return models.flatMap((model) => ["--component-port", portOf(model)]);
  const transformer = containers.findLast(({ name }) => name === TRANSFORMER_CONTAINER);
  const withPorts = models.findLast((model) => structListField(model, "ports").length > 0);
  return ["--component-port", portOf(transformer ?? withPorts)];
}
