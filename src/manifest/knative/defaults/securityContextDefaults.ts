import type { Draft } from "../../kubernetes/defaults/draft.ts";
import { inner, items, made, setDefaults } from "../../kubernetes/defaults/draft.ts";
import { stringField } from "../../kubernetes/fields.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import { hasSecureDefaults } from "../knativeFeatures.ts";

const FIRST_UNPRIVILEGED_PORT = 1024;

/** With `secure-pod-defaults` on: what Kubernetes' `restricted` profile asks for, where neither pod nor container say otherwise. */
export function defaultSecurityContext(
  container: Draft,
  podSecurity: Draft,
  { features, release }: KnativeConfig,
): void {
  if (!hasSecureDefaults(features)) return;
  const context = made(container, "securityContext");
  setDefaults(context, { allowPrivilegeEscalation: false });
  if (stringField(inner(podSecurity, "seccompProfile") ?? {}, "type") === "") {
    setDefaults(made(context, "seccompProfile"), { type: "RuntimeDefault" });
  }
  if (context["capabilities"] === undefined) {
    const needsLowPort = items(container, "ports").some((port) => portNumber(port) < FIRST_UNPRIVILEGED_PORT);
    context["capabilities"] = { drop: ["ALL"], ...(needsLowPort ? { add: ["NET_BIND_SERVICE"] } : {}) };
  }
  if (features["secure-pod-defaults"] !== "Enabled" || podSecurity["runAsNonRoot"] !== undefined) return;
  if (release.allowRootBounded) setDefaults(context, { runAsNonRoot: true });
  else context["runAsNonRoot"] = true;
}

function portNumber(port: Draft): number {
  const number = port["containerPort"];
  return typeof number === "number" ? number : 0;
}
