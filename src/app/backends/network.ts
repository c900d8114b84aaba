import type { GrpcServer, HttpServer } from "../../model/backends.ts";
import { joinHostPort } from "../address.ts";

/** What is to be found at one address and port. */
export interface Listener {
  readonly ip: string;
  readonly port: number;
  /**
   * What becomes of a connection.
   * - `accepted` (default): it is open
   * - `refused`: nothing listens
   * - `unanswered`: nothing comes back: the packets are filtered, or the queue of the listener is full
   */
  readonly connection?: "accepted" | "refused" | "unanswered";
  readonly http?: HttpServer;
  readonly grpc?: GrpcServer;
  /** Nothing listens before; ms since the attempt began. Only gRPC's client is still there then. */
  readonly opensAtMs?: number;
}

export const RESET_BY_PEER = "connection reset by peer";

/** Everything that the clients can reach. */
export interface Network {
  readonly listeners: readonly Listener[];
  /** IP addresses by host name. */
  readonly names: Readonly<Record<string, string>>;
  /** The end of a connection that belongs to the client, as the operating system names it in errors. */
  readonly clientAddress: string;
}

/** A connection that is open, or what the dialer says. */
export type Dialed =
  | { readonly listener: Listener; readonly address: string }
  | { readonly error: string; readonly atMs: number };

/** As Go's dialer: an empty host is the client's own machine. [backends/tcp host/] */
export function dial(network: Network, host: string, port: number): Dialed {
  const ip = addressOf(network, host)?.replace(/^::ffff:(?=[0-9.]+$)/i, "");
  if (ip === undefined) return { error: `dial tcp: lookup ${host}: no such host`, atMs: 0 };
  const address = joinHostPort(ip, port);
  const listener = network.listeners.find(
    (candidate) => candidate.ip === (ip || "127.0.0.1") && candidate.port === port,
  );
  if (listener === undefined || listener.connection === "refused")
    return { error: `dial tcp ${address}: connect: connection refused`, atMs: 0 };
  if (listener.connection === "unanswered") return { error: `dial tcp ${address}: i/o timeout`, atMs: Infinity };
  // A reset overtakes the dialer. [backends/tcp accept-then-reset]
  if (listener.http?.hangsUp === "reset" && listener.http.tls !== true)
    return { error: `dial tcp ${address}: connect: ${RESET_BY_PEER}`, atMs: 0 };
  return { listener, address };
}

function addressOf(network: Network, host: string): string | undefined {
  if (host === "" || /^[0-9.]+$/.test(host) || host.includes(":")) return host;
  return Object.hasOwn(network.names, host) ? network.names[host] : undefined;
}
