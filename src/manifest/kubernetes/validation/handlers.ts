import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { listField, numberField, pointerField, stringField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, invalid, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import { int64 } from "./int64.ts";
import { isValidPortName, isValidPortNum, regexError } from "./names.ts";

/** The handlers, in the order in which the server looks at them: the first counts, each further one is too many. */
const HANDLER_TYPES = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"] as const;
type HandlerType = (typeof HANDLER_TYPES)[number];

export const PROBE_HANDLERS: readonly HandlerType[] = ["exec", "httpGet", "tcpSocket", "grpc"];
export const LIFECYCLE_HANDLERS: readonly HandlerType[] = ["exec", "httpGet", "tcpSocket", "sleep"];

/** What a handler is checked against. */
export interface HandlerContext {
  /** The pod's terminationGracePeriodSeconds; undefined where the pod has none. */
  readonly gracePeriodSeconds: number | undefined;
  readonly release: ManifestRelease;
}

/** The one handler of a probe or of a lifecycle event (core/validation `validateHandler`). */
export function validateHandler(
  holder: JsonObject,
  handlerTypes: readonly HandlerType[],
  path: string,
  context: HandlerContext,
): FieldError[] {
  const present = handlerTypes.filter((type) => pointerField(holder, type) !== undefined);
  const [first, ...others] = present;
  if (first === undefined) return [required(path, "must specify a handler type")];
  return [
    ...validateAction(first, pointerField(holder, first) ?? {}, `${path}.${first}`, context),
    ...others.map((type) => forbidden(`${path}.${type}`, "may not specify more than 1 handler type")),
  ];
}

function validateAction(type: HandlerType, action: JsonObject, path: string, context: HandlerContext): FieldError[] {
  switch (type) {
    case "exec":
      return listField(action, "command").length === 0 ? [required(`${path}.command`)] : [];
    case "httpGet":
      return validateHttpGetAction(action, path);
    case "tcpSocket":
      return validatePortNumberOrName(action["port"], `${path}.port`);
    case "grpc":
      return validatePortNumberOrName(numberField(action, "port"), `${path}.port`);
    case "sleep":
      return validateSleepAction(numberField(action, "seconds"), path, context);
  }
}

const HTTP_HEADER_NAME_FORMAT = "[-A-Za-z0-9]+";
const HTTP_HEADER_NAME = /^[-A-Za-z0-9]+$/;

function validateHttpGetAction(action: JsonObject, path: string): FieldError[] {
  const scheme = stringField(action, "scheme");
  const errors: FieldError[] = [];
  if (stringField(action, "path") === "") errors.push(required(`${path}.path`));
  errors.push(...validatePortNumberOrName(action["port"], `${path}.port`));
  if (scheme !== "HTTP" && scheme !== "HTTPS")
    errors.push(notSupported(`${path}.scheme`, namedStringValue(scheme), ["HTTP", "HTTPS"]));
  for (const header of structListField(action, "httpHeaders")) {
    const name = stringField(header, "name");
    if (HTTP_HEADER_NAME.test(name)) continue;
    const message = "a valid HTTP header must consist of alphanumeric characters or '-'";
    errors.push(invalid(`${path}.httpHeaders`, name, regexError(message, HTTP_HEADER_NAME_FORMAT, "X-Header-Name")));
  }
  return errors;
}

/** @param port an IntOrString; absent is the number 0 */
function validatePortNumberOrName(port: JsonValue | undefined, path: string): FieldError[] {
  if (typeof port === "string") return isValidPortName(port).map((problem) => invalid(path, port, problem));
  const number = typeof port === "number" ? port : 0;
  return isValidPortNum(number).map((problem) => invalid(path, number, problem));
}

function validateSleepAction(seconds: number, path: string, context: HandlerContext): FieldError[] {
  const gracePeriodSeconds = context.gracePeriodSeconds;
  if (gracePeriodSeconds === undefined) return [];
  const zeroSleep = context.release.zeroSleep;
  if (seconds <= gracePeriodSeconds && (zeroSleep === "allowed" ? seconds >= 0 : seconds > 0)) return [];
  const low = zeroSleep === "allowed" ? "non-negative" : "greater than 0";
  const gate =
    zeroSleep === "gateNamed" ? ". Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep." : "";
  const detail = `must be ${low} and less than terminationGracePeriodSeconds (${int64(gracePeriodSeconds)})${gate}`;
  return [invalid(path, int64(seconds), detail)];
}
