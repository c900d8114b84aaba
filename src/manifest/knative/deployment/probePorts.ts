import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { numberField, structField } from "../../kubernetes/fields.ts";

/** Kubernetes' `IntOrString.IntValue`: a text of digits counts as its number. */
export function portValue(port: JsonValue | undefined): number {
  if (typeof port === "string") return /^[+-]?\d{1,15}$/.test(port) ? Number(port) : 0;
  return typeof port === "number" ? port : 0;
}

/** The port that a probe's handler states: a number, or 0 for a text that holds one. Undefined: it states none, or a name. */
export function statedPort(probe: JsonObject): number | undefined {
  for (const handler of ["httpGet", "tcpSocket"]) {
    const port = structField(probe, handler)["port"];
    // Go's code looks whether the text is a number, and then reads the number that is not there.
    if (portValue(port) !== 0) return typeof port === "number" ? port : 0;
  }
  const grpcPort = numberField(structField(probe, "grpc"), "port");
  return grpcPort > 0 ? grpcPort : undefined;
}
