import type { TcpSocketAction } from "../../model/probe.ts";
import { dial } from "../backends/network.ts";
import type { InnerAnswer, Reach } from "./innerAnswer.ts";

const PORT_MAX = 65_535;

/** One attempt of queue-proxy's TCP client: `host:port` as a text, as Go's dialer takes it. [queue-probe tcp/] */
export function askTcp(action: TcpSocketAction, atMs: number, timeoutMs: number, reach: Reach): InnerAnswer {
  const address = `${action.host ?? ""}:${action.port}`;
  const parsed = splitHostPort(address);
  if ("error" in parsed) return { error: `dial tcp: ${parsed.error}`, ms: 0 };
  const dialed = dial(reach(atMs), parsed.host, parsed.port);
  if ("listener" in dialed) return { ms: 0 };
  return { error: dialed.error, ms: Math.min(dialed.atMs, timeoutMs === 0 ? Infinity : timeoutMs) };
}

const SERVICES: Readonly<Record<string, number>> = { http: 80, https: 443, domain: 53, ssh: 22, smtp: 25 };

function splitHostPort(address: string): { readonly host: string; readonly port: number } | { readonly error: string } {
  const bracketed = /^\[([^\]]*)\]:([^:]*)$/.exec(address);
  const [, host = "", port = ""] = bracketed ?? /^([^:]*):([^:]*)$/.exec(address) ?? [];
  if (bracketed === null && address.split(":").length > 2) {
    return { error: `address ${address}: too many colons in address` };
  }
  if (port === "") return { host, port: 0 };
  if (!/^[+-]?\d+$/.test(port)) {
    const known = Object.hasOwn(SERVICES, port.toLowerCase()) ? SERVICES[port.toLowerCase()] : undefined;
    return known === undefined ? { error: `lookup tcp/${port}: unknown port` } : { host, port: known };
  }
  const number = Number(port);
  return number < 0 || number > PORT_MAX ? { error: `address ${port}: invalid port` } : { host, port: number };
}
