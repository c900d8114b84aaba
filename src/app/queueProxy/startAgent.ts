import type { JsonValue } from "../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../model/json.ts";
import type { Probe } from "../../model/probe.ts";
import type { AgentRelease } from "./agentRelease.ts";

/** What the agent makes of its environment: it ends at once, or it asks these probes for every readiness request. */
export type AgentStart =
  | { readonly exitCode: number; readonly reason: string }
  | { readonly probes: readonly Probe[]; readonly detectsHttp2: boolean };

const PROBE_VARIABLE = "SERVING_READINESS_PROBE";
const LISTS_VARIABLE = "ENABLE_MULTI_CONTAINER_PROBES";
const HTTP2_VARIABLE = "ENABLE_HTTP2_AUTO_DETECTION";
const TRUE = ["1", "t", "T", "TRUE", "true", "True"];
const FALSE = ["0", "f", "F", "FALSE", "false", "False"];

/** [agent unset, empty, garbage, multi, multi-not-enabled] */
export function startAgent(env: ReadonlyMap<string, string>, release: AgentRelease): AgentStart {
  const text = env.get(PROBE_VARIABLE);
  if (text === undefined) return ended(`required key ${PROBE_VARIABLE} missing value`);
  for (const name of [LISTS_VARIABLE, HTTP2_VARIABLE]) {
    const value = env.get(name);
    if (value !== undefined && ![...TRUE, ...FALSE].includes(value)) return ended(`${name} is no truth value`);
  }
  const detectsHttp2 = TRUE.includes(env.get(HTTP2_VARIABLE) ?? "");
  if (text === "") return { probes: [], detectsHttp2 };
  const probes = decodeProbes(text, release.takesLists && TRUE.includes(env.get(LISTS_VARIABLE) ?? ""));
  return probes === undefined ? ended("Agent failed to parse readiness probe") : { probes, detectsHttp2 };
}

function ended(reason: string): AgentStart {
  return { exitCode: 1, reason };
}

function decodeProbes(text: string, isList: boolean): readonly Probe[] | undefined {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  const values = isList ? value : [value];
  return isJsonArray(values) && values.every(isJsonObject) ? values : undefined;
}
