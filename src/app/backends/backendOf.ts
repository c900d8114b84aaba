import type { Backends, HttpServer, TcpBackend } from "../../model/backends.ts";
import type { PortReference, Probe } from "../../model/probe.ts";
import { resolvePort } from "../address.ts";
import type { AttemptContext } from "../attempt.ts";
import type { ExecReply } from "./execRuntime.ts";
import type { Listener } from "./network.ts";

/** What a probe meets where it goes, while the app is well. */
export type ProbeBackend = ServerBackend | { readonly exec: ExecReply };

export interface ServerBackend {
  readonly server: Omit<Listener, "ip" | "port">;
  /** What listens at other ports, where a redirect may lead. */
  readonly elsewhere?: readonly Omit<Listener, "ip">[];
}

/** Times of the instance at which some entry begins. */
export function backendChanges({ http = [], tcp = [], grpc = [], exec = [] }: Backends): number[] {
  const changes = [...http, ...tcp, ...grpc, ...exec].map(({ fromMs = 0 }) => fromMs);
  return [...new Set([0, ...changes])].sort((a, b) => a - b);
}

/** The backend of a probe at some time of the instance; undefined: no entry is about it. */
export function backendOf(
  backends: Backends,
  probe: Probe,
  context: AttemptContext,
  sinceMs: number,
): ProbeBackend | undefined {
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec !== undefined) {
    const words = JSON.stringify(exec.command ?? []);
    const entry = begun(backends.exec, sinceMs).findLast(
      ({ command }) => command === undefined || JSON.stringify(command) === words,
    );
    if (entry === undefined) return undefined;
    const { error, ms } = entry;
    return { exec: error === undefined ? entry : { error, ...(ms === undefined ? {} : { ms }) } };
  }
  const reference = (httpGet ?? tcpSocket ?? grpc)?.port;
  if (reference === undefined) return undefined;
  const port = portOf(reference, context);
  const server = serverAt(backends, port, context, sinceMs);
  const { http, grpc: health, connection } = server;
  const isGrpc = httpGet === undefined && tcpSocket === undefined;
  const asked = isGrpc ? health : tcpSocket === undefined ? http : (http ?? health);
  if (asked === undefined && connection === undefined) return undefined;
  if (isGrpc) return { server: { ...server, grpc: health ?? {} } };
  const others = portsOf(backends, context).filter((other) => other !== port);
  return {
    server: { ...server, http: http ?? wellServer(probe) },
    elsewhere: others.map((other) => ({ port: other, ...serverAt(backends, other, context, sinceMs) })),
  };
}

/** All that is said of a port. */
function serverAt(
  backends: Backends,
  port: number | undefined,
  context: AttemptContext,
  sinceMs: number,
): ServerBackend["server"] {
  const atPort = <T extends { readonly fromMs?: number; readonly port?: PortReference }>(entries: readonly T[] = []) =>
    begun(entries, sinceMs).findLast((entry) => entry.port === undefined || portOf(entry.port, context) === port);
  const tcp = atPort(backends.tcp);
  const http = atPort(backends.http);
  const grpc = atPort(backends.grpc);
  return {
    ...(tcp === undefined ? {} : { connection: connectionOf(tcp) }),
    ...(http === undefined ? {} : { http }),
    ...(grpc === undefined ? {} : { grpc }),
  };
}

/** All ports that somebody listens at, or does not. */
function portsOf({ http = [], tcp = [], grpc = [] }: Backends, context: AttemptContext): number[] {
  const references = [...http, ...tcp, ...grpc].flatMap(({ port }) => port ?? []);
  return [...new Set(references.flatMap((reference) => portOf(reference, context) ?? []))];
}

/** Gives every request a good answer, in the protocol that the probe comes with. */
export function wellServer({ httpGet }: Probe): HttpServer {
  return { tls: httpGet?.scheme?.toUpperCase() === "HTTPS", routes: { "*": {} } };
}

function begun<T extends { readonly fromMs?: number }>(entries: readonly T[] = [], sinceMs: number): readonly T[] {
  return entries.filter(({ fromMs = 0 }) => fromMs <= sinceMs);
}

function portOf(reference: PortReference, { container, version }: AttemptContext): number | undefined {
  const resolved = resolvePort(reference, container, version);
  return "port" in resolved ? resolved.port : undefined;
}

function connectionOf({ connection = "listening" }: TcpBackend): NonNullable<Listener["connection"]> {
  switch (connection) {
    case "listening":
      return "accepted";
    case "refused":
      return "refused";
    case "filtered":
    case "backlog":
      return "unanswered";
  }
}
