import { scenarioHash } from "../canonicalHash.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import { formatKubernetesVersion, parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Orchestrator } from "../model/orchestrator.ts";
import { OrchestratorError } from "../model/orchestrator.ts";
import type { Scenario } from "../model/scenario.ts";
import { readAnswer } from "./readAnswer.ts";

/** Recorded traces by what they are of: each a line of `conformance/kubelet`, or of the same shape. */
export type Recordings = ReadonlyMap<string, string>;

/** The scenario of a recorded line and its release make its key; undefined: the line is no recorded trace of a scenario. */
export function recordingKey(value: JsonValue): string | undefined {
  if (!isJsonObject(value) || !isJsonArray(value["events"])) return undefined;
  const { scenario, kubernetes } = value;
  if (!isJsonObject(scenario) || typeof kubernetes !== "string") return undefined;
  return keyOf(scenario as unknown as Scenario, kubernetes);
}

function keyOf(scenario: Scenario, kubernetes: string): string {
  const version = parseKubernetesVersion(kubernetes);
  return scenarioHash({
    ...scenario,
    kubernetes: version === undefined ? kubernetes : formatKubernetesVersion(version),
  });
}

/** What was recorded is what becomes of a scenario; what was not is not supported. */
export function recordedOrchestrator(name: string, recordings: Recordings): Orchestrator {
  return (scenario) => {
    const line = recordings.get(keyOf(scenario, scenario.kubernetes ?? ""));
    if (line === undefined) throw new OrchestratorError("unsupported", "it was not recorded");
    const { events, kubernetes } = JSON.parse(line) as JsonObject;
    return readAnswer(JSON.stringify({ id: "", kubernetes, events: withoutRevisions(events) }), scenario, "", name);
  };
}

/** The recorder numbers the statuses that the kubelet held; nobody else does. */
function withoutRevisions(events: JsonValue | undefined): readonly JsonValue[] {
  return (isJsonArray(events) ? events : []).map((event) => {
    if (!isJsonObject(event)) return event;
    const { rev: _rev, ...rest } = event;
    return rest;
  });
}
