import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { numberField, pointerField, structField } from "../../kubernetes/fields.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import {
  disallowed,
  invalidValue,
  missingOneOf,
  multipleOneOf,
  outOfBounds,
  problem,
  via,
} from "../knativeProblems.ts";
import type { KnativeRelease } from "../knativeRelease.ts";
import { disallowedFields } from "./disallowedFields.ts";

const INT32_MAX = 2_147_483_647;

const NUMBERS = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];
const HANDLERS = ["httpGet", "tcpSocket", "exec", "grpc"];
/** What the text about several handlers calls them. */
const HANDLER_NAMES: Readonly<Record<string, string>> = { grpc: "gRPC" };

/** Whom a probe asks: the serving container by its port's name, or a sidecar, whose port must be said. */
export type ProbedContainer = { readonly is: "serving"; readonly portName: string } | { readonly is: "sidecar" };

export function validateProbe(
  probe: JsonObject,
  container: ProbedContainer,
  release: KnativeRelease,
): KnativeProblem[] {
  const allowed = [...NUMBERS, ...HANDLERS, ...(release.probeGracePeriod ? ["terminationGracePeriodSeconds"] : [])];
  let problems = disallowedFields(probe, allowed);
  const given = HANDLERS.filter((handler) => probe[handler] !== undefined);
  for (const handler of given) {
    // The webhook puts the handler before everything that it has found by then.
    problems = via(handler, problems);
    if (handler !== "httpGet" && handler !== "tcpSocket") continue;
    problems.push(...validatePort(structField(probe, handler)["port"], `${handler}.port`, container));
  }
  if (given.length === 0) problems.push(missingOneOf(...HANDLERS));
  if (given.length > 1) problems.push(multipleOneOf(...given.map((handler) => HANDLER_NAMES[handler] ?? handler)));
  return problems;
}

/** A port that is zero is absent from a decoded object. */
function validatePort(port: JsonValue | undefined, path: string, container: ProbedContainer): KnativeProblem[] {
  const name = typeof port === "string" ? port : "";
  const shown = typeof port === "string" || typeof port === "number" ? port : 0;
  if (container.is === "serving") {
    const isOther = name !== "" && name !== container.portName;
    return isOther ? [invalidValue(shown, path, "Probe port must match container port")] : [];
  }
  return name === "" && typeof port !== "number" ? [invalidValue(shown, path, "Probe port must be specified")] : [];
}

export function validateReadiness(
  probe: JsonObject,
  container: ProbedContainer,
  release: KnativeRelease,
): KnativeProblem[] {
  const problems = validateProbe(probe, container, release);
  const number = (field: string): number => numberField(probe, field);
  const atLeast = (field: string, lowest: number): void => {
    if (number(field) < lowest) problems.push(outOfBounds(number(field), lowest, INT32_MAX, field));
  };
  atLeast("periodSeconds", 0);
  atLeast("initialDelaySeconds", 0);
  atLeast("successThreshold", 1);
  if (number("periodSeconds") !== 0) {
    atLeast("timeoutSeconds", 1);
    atLeast("failureThreshold", 1);
    return problems;
  }
  for (const field of ["failureThreshold", "timeoutSeconds"]) {
    if (number(field) !== 0) problems.push(problem(`${field} is disallowed when periodSeconds is zero`, [field]));
  }
  return problems;
}

/** A probe that must not be there at all: every field that it sets is named, the handler by the probe itself. */
export function refuseProbe(probe: JsonObject): KnativeProblem[] {
  const hasHandler = HANDLERS.some((handler) => pointerField(probe, handler) !== undefined);
  const fields = Object.keys(probe).filter((field) => !HANDLERS.includes(field));
  const paths = [...(hasHandler ? [""] : []), ...fields.toSorted()];
  return paths.length === 0 ? [] : [disallowed(...paths)];
}
