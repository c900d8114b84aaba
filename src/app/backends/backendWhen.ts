import type { ExecResult, HttpRoute, RpcError } from "../../model/backends.ts";
import type { Probe } from "../../model/probe.ts";
import type { AppFault } from "../../model/scenario.ts";
import type { AppSituation } from "../segmentSpans.ts";
import type { ProbeBackend, ServerBackend } from "./backendOf.ts";
import { wellServer } from "./backendOf.ts";

/**
 * What a client meets where it goes.
 * - `well`: a good answer, after the time that answers take
 * - `nobody`: nothing listens
 * - `silence`: somebody who takes connections, and says nothing
 * - `noWay`: packets are lost
 * - `fault`: an answer that is wrong
 */
export type Encounter = "well" | "nobody" | "silence" | "noWay" | "fault";

/** A backend that gives each probe a good answer. */
export function wellBackend(probe: Probe): ProbeBackend {
  if (probe.exec !== undefined) return { exec: {} };
  return { server: { http: wellServer(probe), grpc: { services: servicesOf(probe, "SERVING") } } };
}

/** The backend that stands in for one whose app is not well. */
export function backendWhen(
  encounter: Exclude<Encounter, "well">,
  probe: Probe,
  situation: AppSituation,
): ProbeBackend {
  if (probe.exec !== undefined) return { exec: commandWhen(encounter, probe.exec.command ?? [], situation) };
  switch (encounter) {
    case "nobody":
      return { server: { connection: "refused" } };
    case "noWay":
      return { server: { connection: "unanswered" } };
    case "silence":
      return { server: {} };
    case "fault":
      return { server: faultyServer(probe, situation) };
  }
}

function faultyServer(probe: Probe, { as, statusCode }: AppSituation): ServerBackend["server"] {
  const { tls = false } = wellServer(probe);
  switch (as) {
    case "wrong-protocol":
      return { http: { tls: !tls, routes: { "*": {} } } };
    case "close":
      return { http: { tls, routes: { "*": { close: "request" } } } };
    case "no-health-service":
      return { grpc: { withoutHealth: true } };
    case "unwell":
    case "missing-command":
      return {
        http: { tls, routes: { "*": { status: statusCode } } },
        grpc: { services: servicesOf(probe, "NOT_SERVING") },
      };
    case "stalled-body":
    case "cut-body":
    case "redirect-away":
    case "redirect-loop":
      return { http: { tls, routes: { "*": FAULTY_ROUTES[as](probe.httpGet?.path || "/") } } };
  }
}

/** [backends http/stall/after-0, http/close/headers-reset-false, http/redirect/302-other-host, http/redirect/self-loop] */
const FAULTY_ROUTES = {
  "stalled-body": () => ({ contentLength: 1, stallAfterBytes: 0 }),
  "cut-body": () => ({ contentLength: 1, close: "headers" }),
  "redirect-away": () => redirectTo("http://elsewhere.invalid/"),
  "redirect-loop": (path) => redirectTo(path.startsWith("/") ? path : `/${path}`),
} as const satisfies Partial<Record<AppFault, (path: string) => HttpRoute>>;

function redirectTo(location: string): HttpRoute {
  return { status: 302, headers: [{ name: "Location", value: location }] };
}

function commandWhen(
  encounter: Exclude<Encounter, "well">,
  command: readonly string[],
  { as }: AppSituation,
): ExecResult | { readonly error: RpcError } {
  if (encounter === "nobody") return { exitCode: 1, stderr: "connection refused" };
  if (encounter !== "fault") return { ms: Infinity };
  return as === "missing-command" ? { error: missingCommand(command[0] ?? "") } : { exitCode: 1 };
}

/** [backends exec/error/oci-not-found] */
function missingCommand(program: string): RpcError {
  const why = program.includes("/")
    ? `stat ${program}: no such file or directory`
    : "executable file not found in $PATH";
  const exec = `exec: ${JSON.stringify(program)}: ${why}: unknown`;
  const process = `OCI runtime exec failed: exec failed: unable to start container process: ${exec}`;
  return { code: "UNKNOWN", message: `failed to exec in container: failed to start exec "e1": ${process}` };
}

function servicesOf<T>({ grpc }: Probe, status: T): Record<string, T> {
  return { [grpc?.service ?? ""]: status };
}
