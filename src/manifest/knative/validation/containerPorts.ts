import type { JsonObject } from "../../../model/json.ts";
import { numberField, stringField, structListField } from "../../kubernetes/fields.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { invalidValue, missing, outOfBounds, problem } from "../knativeProblems.ts";
import { disallowedFields } from "./disallowedFields.ts";

/** Knative's own: profiling, the two of queue-proxy for requests, its drain and its metrics. */
const RESERVED_PORTS = [8008, 8012, 8013, 8022, 9090, 9091];
const PORT_MAX = 65_535;
const ALLOWED_NAMES = ["h2c", "http1", ""];

/** The one port of all containers that requests go to, and what is wrong with their number. */
export function servingPort(containers: readonly JsonObject[]): {
  readonly name: string;
  readonly problems: readonly KnativeProblem[];
} {
  const ports = containers.flatMap((container) => structListField(container, "ports"));
  const last = containers.flatMap((container) => structListField(container, "ports").slice(0, 1)).at(-1);
  const name = stringField(last ?? {}, "name");
  const problems: KnativeProblem[] = [];
  if (ports.length === 0 && containers.length > 1) problems.push(missing("ports"));
  if (ports.length > 1) {
    const details = "Only a single port is allowed across all containers";
    problems.push(problem("more than one container port is set", ["ports"], details));
  }
  return { name: name === "" ? "http" : name, problems };
}

export function validateContainerPorts(container: JsonObject): KnativeProblem[] {
  const [port] = structListField(container, "ports");
  if (port === undefined) return [];
  const problems = validatePort(port);
  const protocol = stringField(port, "protocol");
  if (protocol !== "" && protocol !== "TCP") problems.push(invalidValue(protocol, "protocol"));
  const name = stringField(port, "name");
  if (!ALLOWED_NAMES.includes(name)) {
    problems.push(problem(`Port name ${name} is not allowed`, [""], "Name must be empty, or one of: 'h2c', 'http1'"));
  }
  return problems;
}

export function validateInitContainerPorts(container: JsonObject): KnativeProblem[] {
  return structListField(container, "ports").flatMap(validatePort);
}

function validatePort(port: JsonObject): KnativeProblem[] {
  const number = numberField(port, "containerPort");
  const problems = disallowedFields(port, ["containerPort", "name", "protocol"]);
  if (RESERVED_PORTS.includes(number)) {
    const details = `${number} is a reserved port, please use a different value`;
    problems.push(invalidValue(`${number} is a reserved port`, "containerPort", details));
  }
  if (number < 0 || number > PORT_MAX) problems.push(outOfBounds(number, 0, PORT_MAX, "containerPort"));
  return problems;
}
