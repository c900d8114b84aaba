import type { Container } from "../../model/container.ts";
import type { JsonValue } from "../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../model/json.ts";
import type { Probe } from "../../model/probe.ts";
import { isAggressive } from "./innerCheck.ts";

/** A container that answers its own readiness by asking others of its pod: queue-proxy, or KServe's agent. */
export interface Relay {
  readonly probes: readonly Probe[];
  /** The feature `autodetect-http2`. */
  readonly detectsHttp2: boolean;
}

/** Holds what is asked, as JSON: a probe, or a list of them. */
const PROBES_VARIABLE = "SERVING_READINESS_PROBE";
const HTTP2_VARIABLE = "ENABLE_HTTP2_AUTO_DETECTION";

/** What a container's variables make it ask; undefined: it answers for itself. */
export function relayOf({ env = [] }: Container): Relay | undefined {
  const valueOf = (wanted: string): string => env.find(({ name }) => name === wanted)?.value ?? "";
  const probes = probesOf(valueOf(PROBES_VARIABLE));
  return probes === undefined ? undefined : { probes, detectsHttp2: valueOf(HTTP2_VARIABLE) === "true" };
}

function probesOf(text: string): readonly Probe[] | undefined {
  if (text === "") return undefined;
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  const list = isJsonArray(value) ? value : [value];
  return list.every(isJsonObject) ? list : undefined;
}

const ATTEMPT_TIMEOUT_SECONDS = 0.1;

/** A probe as one attempt of it is made: a fast one has its own time limit. */
export function attemptProbe(probe: Probe): Probe {
  return isAggressive(probe) ? { ...probe, timeoutSeconds: ATTEMPT_TIMEOUT_SECONDS } : probe;
}

/** The port that a probe asks; 0: none. */
export function askedPort({ httpGet, tcpSocket, grpc }: Probe): number {
  const port = (httpGet ?? tcpSocket ?? grpc)?.port;
  return typeof port === "number" ? port : 0;
}
