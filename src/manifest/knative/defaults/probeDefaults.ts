import type { Draft } from "../../kubernetes/defaults/draft.ts";
import { inner, made, setDefaults } from "../../kubernetes/defaults/draft.ts";
import type { KnativeRelease } from "../knativeRelease.ts";

const HANDLERS = ["tcpSocket", "httpGet", "exec", "grpc"];

/** @param isServing the only container, or the one that has the port: it gets a readiness probe if it has none */
export function defaultProbes(container: Draft, isServing: boolean, release: KnativeRelease): void {
  if (isServing) {
    const readiness = made(container, "readinessProbe");
    if (HANDLERS.every((handler) => readiness[handler] === undefined)) readiness["tcpSocket"] = {};
  }
  if (isServing || release.multiContainerProbing) defaultReadiness(inner(container, "readinessProbe"));
  const types = release.grpcServiceOfAllProbes
    ? ["readinessProbe", "livenessProbe", "startupProbe"]
    : ["readinessProbe"];
  if (!isServing && !release.multiContainerProbing) return;
  for (const type of types) setDefaults(inner(inner(container, type), "grpc"), { service: "" });
}

/** Without a period none of the rest is filled in: it is Knative's own fast probing. */
function defaultReadiness(probe: Draft | undefined): void {
  if (probe === undefined) return;
  setDefaults(probe, { successThreshold: 1 });
  if (probe["periodSeconds"] !== undefined) setDefaults(probe, { failureThreshold: 3, timeoutSeconds: 1 });
}
