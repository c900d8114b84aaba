import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import { isJsonArray, isJsonObject } from "../../src/model/json.ts";

/** The words of the older releases for what the recording calls otherwise. */
const MODES: Readonly<Record<string, string>> = { RawDeployment: "Standard", Serverless: "Knative" };
const LEFT_OUT_VARIABLE = "INFERENCE_SERVICE_NAME";
const LEFT_OUT_ARGUMENT = "--logger-tls-skip-verify";

/** What became of an InferenceService as the recording writes it: without names and arguments that have nothing to do with probes. */
export function packKservePod(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(packKservePod);
  if (!isJsonObject(value)) return value;
  const packed: JsonObject = Object.fromEntries(
    Object.entries(value).map(([key, item = null]) => [key, packKservePod(item)]),
  );
  return { ...packed, ...packMode(packed), ...packEnv(packed), ...packArguments(packed) };
}

function packMode({ mode }: JsonObject): JsonObject {
  return typeof mode === "string" ? { mode: MODES[mode] ?? mode } : {};
}

function packEnv({ env }: JsonObject): JsonObject {
  if (!isJsonObject(env)) return {};
  const { [LEFT_OUT_VARIABLE]: _, ...rest } = env;
  return { env: Object.keys(rest).length === 0 ? undefined : rest };
}

function packArguments({ name, args }: JsonObject): JsonObject {
  if (name !== "agent" || !isJsonArray(args)) return {};
  const index = args.indexOf(LEFT_OUT_ARGUMENT);
  return index < 0 ? {} : { args: args.toSpliced(index, 2) };
}
