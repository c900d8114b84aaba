import type { HttpRoute } from "../../model/backends.ts";
import type { ProbeBackend, ServerBackend } from "./backendOf.ts";

/** A backend that takes `factor` times as long for all that it does. */
export function slowedBackend(backend: ProbeBackend, factor: number): ProbeBackend {
  if (factor === 1) return backend;
  if ("exec" in backend)
    return "runtimeGone" in backend.exec ? backend : { exec: { ...backend.exec, ms: (backend.exec.ms ?? 0) * factor } };
  const { server, elsewhere = [] } = backend;
  return {
    server: slowedServer(server, factor),
    elsewhere: elsewhere.map((listener) => ({ ...slowedServer(listener, factor), port: listener.port })),
  };
}

function slowedServer(server: ServerBackend["server"], factor: number): ServerBackend["server"] {
  const { http, grpc, ...connection } = server;
  const routes = Object.entries(http?.routes ?? {}).map(([path, route]) => [path, slowedRoute(route, factor)] as const);
  return {
    ...connection,
    ...(http === undefined ? {} : { http: { ...http, routes: Object.fromEntries(routes) } }),
    ...(grpc === undefined ? {} : { grpc: { ...grpc, delayMs: (grpc.delayMs ?? 0) * factor } }),
  };
}

function slowedRoute(route: HttpRoute, factor: number): HttpRoute {
  const { delayMs = 0, bodyDelayMs = 0, dripMs } = route;
  return {
    ...route,
    delayMs: delayMs * factor,
    bodyDelayMs: bodyDelayMs * factor,
    ...(dripMs === undefined ? {} : { dripMs: dripMs * factor }),
  };
}
