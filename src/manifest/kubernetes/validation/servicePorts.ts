import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { numberField, optionalString, stringField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError, PrintedValue } from "./fieldErrors.ts";
import { duplicate, forbidden, goJson, invalid, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import { isDNS1123Label, isQualifiedName, isValidPortName, isValidPortNum } from "./names.ts";

const PROTOCOLS = ["SCTP", "TCP", "UDP"];

/** Each port of a Service by itself. */
export function validateServicePorts(spec: JsonObject, release: ManifestRelease): FieldError[] {
  const ports = structListField(spec, "ports");
  const names = ports.map((port) => stringField(port, "name"));
  return ports.flatMap((port, index) => {
    const path = `spec.ports[${index}]`;
    return [
      ...validatePortName(names, index, `${path}.name`),
      ...isValidPortNum(numberField(port, "port")).map((problem) =>
        invalid(`${path}.port`, numberField(port, "port"), problem),
      ),
      ...validateProtocol(stringField(port, "protocol"), `${path}.protocol`),
      ...validatePortNumOrName(port["targetPort"], `${path}.targetPort`),
      ...validateAppProtocol(optionalString(port, "appProtocol"), `${path}.appProtocol`, release),
    ];
  });
}

function validatePortName(names: readonly string[], index: number, path: string): FieldError[] {
  const name = names[index] ?? "";
  if (name === "") return names.length > 1 ? [required(path)] : [];
  return [
    ...isDNS1123Label(name).map((problem) => invalid(path, name, problem)),
    ...(names.indexOf(name) < index ? [duplicate(path, name)] : []),
  ];
}

function validateProtocol(protocol: string, path: string): FieldError[] {
  if (protocol === "") return [required(path)];
  return PROTOCOLS.includes(protocol) ? [] : [notSupported(path, namedStringValue(protocol), PROTOCOLS)];
}

function validateAppProtocol(appProtocol: string | undefined, path: string, release: ManifestRelease): FieldError[] {
  if (appProtocol === undefined) return [];
  return isQualifiedName(appProtocol, release).map((problem) => invalid(path, appProtocol, problem));
}

/** An IntOrString that names a port; absent is the number 0. */
function validatePortNumOrName(port: JsonObject[string], path: string): FieldError[] {
  if (typeof port === "string") return isValidPortName(port).map((problem) => invalid(path, port, problem));
  const number = typeof port === "number" ? port : 0;
  return isValidPortNum(number).map((problem) => invalid(path, number, problem));
}

/** The ports of a Service beside each other: node ports, and pairs of protocol and port that occur twice. */
export function validateServicePortPairs(spec: JsonObject): FieldError[] {
  const ports = structListField(spec, "ports");
  const protocols = ports.map((port) => stringField(port, "protocol"));
  const errors: FieldError[] = [];
  for (const [index, port] of ports.entries()) {
    if (stringField(spec, "type") === "ClusterIP" && numberField(port, "nodePort") !== 0) {
      errors.push(forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
  }
  const nodePorts = ports.map((port, index) => `${numberField(port, "nodePort")}/${protocols[index] ?? ""}`);
  for (const [index, port] of ports.entries()) {
    const nodePort = numberField(port, "nodePort");
    if (nodePort !== 0 && nodePorts.indexOf(nodePorts[index] ?? "") < index) {
      errors.push(duplicate(`spec.ports[${index}].nodePort`, nodePort));
    }
  }
  const pairs = ports.map((port, index) => `${numberField(port, "port")}/${protocols[index] ?? ""}`);
  for (const [index, port] of ports.entries()) {
    if (pairs.indexOf(pairs[index] ?? "") < index) {
      errors.push(duplicate(`spec.ports[${index}]`, printedPair(protocols[index] ?? "", numberField(port, "port"))));
    }
  }
  return errors;
}

/** Go prints the key it looks up: a port of the internal type with nothing but protocol and number. */
function printedPair(protocol: string, port: number): PrintedValue {
  const targetPort = 'intstr.IntOrString{Type:0, IntVal:0, StrVal:""}';
  return {
    json: goJson({ Name: "", Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 }),
    goSyntax: `core.ServicePort{Name:"", Protocol:${quoteGoString(protocol)}, AppProtocol:(*string)(nil), Port:${port}, TargetPort:${targetPort}, NodePort:0}`,
  };
}
