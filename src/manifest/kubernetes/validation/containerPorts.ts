import type { JsonObject } from "../../../model/json.ts";
import { numberField, stringField, structListField } from "../fields.ts";
import type { FieldError } from "./fieldErrors.ts";
import { duplicate, invalid, required } from "./fieldErrors.ts";
import { isValidPortName, isValidPortNum } from "./names.ts";
import { oneOf } from "./oneOf.ts";

const PROTOCOLS = ["SCTP", "TCP", "UDP"];

export function validateContainerPorts(ports: readonly JsonObject[], path: string): FieldError[] {
  const namesSeen = new Set<string>();
  return ports.flatMap((port, index) => [
    ...validatePortName(stringField(port, "name"), `${path}[${index}].name`, namesSeen),
    ...validatePortNumbers(port, `${path}[${index}]`),
  ]);
}

/** @param namesSeen the well-formed names of the ports before; this one is added */
function validatePortName(name: string, path: string, namesSeen: Set<string>): FieldError[] {
  if (name === "") return [];
  const problems = isValidPortName(name);
  if (problems.length > 0) return problems.map((problem) => invalid(path, name, problem));
  if (namesSeen.has(name)) return [duplicate(path, name)];
  namesSeen.add(name);
  return [];
}

function validatePortNumbers(port: JsonObject, path: string): FieldError[] {
  const containerPort = numberField(port, "containerPort");
  const hostPort = numberField(port, "hostPort");
  const protocol = stringField(port, "protocol");
  const errors: FieldError[] = [];
  if (containerPort === 0) errors.push(required(`${path}.containerPort`));
  else
    errors.push(
      ...isValidPortNum(containerPort).map((problem) => invalid(`${path}.containerPort`, containerPort, problem)),
    );
  if (hostPort !== 0) {
    errors.push(...isValidPortNum(hostPort).map((problem) => invalid(`${path}.hostPort`, hostPort, problem)));
  }
  return [...errors, ...oneOf(`${path}.protocol`, protocol, PROTOCOLS)];
}

/** Host ports that collide. Init containers run one after the other: the caller passes them one by one. */
export function checkHostPortConflicts(containers: readonly JsonObject[], path: string): FieldError[] {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  for (const [containerIndex, container] of containers.entries()) {
    for (const [portIndex, port] of structListField(container, "ports").entries()) {
      const hostPort = numberField(port, "hostPort");
      if (hostPort === 0) continue;
      const socket = `${stringField(port, "protocol")}/${stringField(port, "hostIP")}/${hostPort}`;
      if (seen.has(socket)) errors.push(duplicate(`${path}[${containerIndex}].ports[${portIndex}].hostPort`, socket));
      seen.add(socket);
    }
  }
  return errors;
}

/**
 * In the host's network a port is the host's port. In a template it may also be missing: it is filled in when the pod is made.
 * @param containers the pod's regular containers
 */
export function validateHostNetworkPorts(
  containers: readonly JsonObject[],
  path: string,
  resourceIsPod: boolean,
): FieldError[] {
  return containers.flatMap((container, containerIndex) =>
    structListField(container, "ports").flatMap((port, portIndex) => {
      const hostPort = numberField(port, "hostPort");
      if (hostPort === numberField(port, "containerPort") || (hostPort === 0 && !resourceIsPod)) return [];
      const detail = "must match `containerPort` when `hostNetwork` is true";
      return [invalid(`${path}[${containerIndex}].ports[${portIndex}].hostPort`, hostPort, detail)];
    }),
  );
}
