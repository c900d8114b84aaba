import type { Container } from "../model/container.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { isAtLeast } from "../model/kubernetesVersion.ts";
import type { PortReference } from "../model/probe.ts";

/** A port, or the text of the error that the prober reports instead of probing. */
export type ResolvedPort = { readonly port: number } | { readonly error: string };

/**
 * The port that a probe means: the container's first port of that name, else (up to 1.36) the text as a number.
 * [backends/tcp `tcp/resolve/…`, tcp.v1.37: `port "81" not found`]
 */
export function resolvePort(
  reference: PortReference,
  container: Pick<Container, "ports">,
  version: KubernetesVersion,
): ResolvedPort {
  if (typeof reference === "number") return inRange(reference);
  const named = (container.ports ?? []).find((port) => (port.name ?? "") === reference);
  if (named !== undefined) return inRange(named.containerPort);
  if (isAtLeast(version, 37)) return { error: `port ${JSON.stringify(reference)} not found` };
  if (!/^[+-]?[0-9]+$/.test(reference))
    return { error: `strconv.Atoi: parsing ${JSON.stringify(reference)}: invalid syntax` };
  const number = Number(reference);
  if (Math.abs(number) > 2 ** 63 - 1)
    return { error: `strconv.Atoi: parsing ${JSON.stringify(reference)}: value out of range` };
  return inRange(number);
}

function inRange(port: number): ResolvedPort {
  return port > 0 && port < 65536 ? { port } : { error: `invalid port number: ${port}` };
}

/** `host:port`, an IPv6 host in brackets. */
export function joinHostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
