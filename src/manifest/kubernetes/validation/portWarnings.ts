import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { numberField, stringField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { PlacedContainer } from "./seccompAndAppArmor.ts";

interface PlacedPort {
  readonly port: JsonObject;
  readonly path: string;
}

/** Ports of a pod that collide, and port names that mean another container's port. */
export function portWarnings(containers: readonly PlacedContainer[], release: ManifestRelease): string[] {
  const ports = containers.flatMap(({ container, path }) =>
    structListField(container, "ports").map((port, index) => ({ port, path: `${path}.ports[${index}]` })),
  );
  return [...collisionWarnings(ports), ...(release.duplicatePortNameWarning ? nameWarnings(ports) : [])];
}

function collisionWarnings(ports: readonly PlacedPort[]): string[] {
  const portsByNumber = new Map<string, PlacedPort[]>();
  return ports.flatMap((placed) => {
    const key = `${numberField(placed.port, "containerPort")}/${stringField(placed.port, "protocol")}`;
    const others = portsByNumber.get(key) ?? [];
    portsByNumber.set(key, [...others, placed]);
    return [...hostIPWarnings(placed), ...others.flatMap((other) => collisionWarning(placed, other))];
  });
}

/** The server prints the whole port, as Go's `%+v` does. */
function hostIPWarnings({ port, path }: PlacedPort): string[] {
  const hostIP = stringField(port, "hostIP");
  if (hostIP === "" || numberField(port, "hostPort") !== 0) return [];
  const name = stringField(port, "name");
  const numbers = `HostPort:0 ContainerPort:${numberField(port, "containerPort")}`;
  return [
    `${path}: hostIP set without hostPort: {Name:${name} ${numbers} Protocol:${stringField(port, "protocol")} HostIP:${hostIP}}`,
  ];
}

function collisionWarning({ port, path }: PlacedPort, other: PlacedPort): string[] {
  const sameAddress = stringField(port, "hostIP") === stringField(other.port, "hostIP");
  const hostPort = numberField(port, "hostPort");
  const otherHostPort = numberField(other.port, "hostPort");
  const oneWithoutAddress = (stringField(port, "hostIP") === "") !== (stringField(other.port, "hostIP") === "");
  if (sameAddress && hostPort === otherHostPort) return [`${path}: duplicate port definition with ${other.path}`];
  if (hostPort === 0 || otherHostPort === 0) return [`${path}: overlapping port definition with ${other.path}`];
  if (hostPort !== otherHostPort || !oneWithoutAddress) return [];
  return [`${path}: dangerously ambiguous port definition with ${other.path}`];
}

function nameWarnings(ports: readonly PlacedPort[]): string[] {
  const pathsByName = new Map<string, string>();
  return ports.flatMap(({ port, path }) => {
    const name = stringField(port, "name");
    const first = pathsByName.get(name);
    if (name === "") return [];
    if (first === undefined) {
      pathsByName.set(name, path);
      return [];
    }
    const consequence = `services and probes that select ports by name will use ${first}`;
    return [`${path}: duplicate port name ${quoteGoString(name)} with ${first}, ${consequence}`];
  });
}
