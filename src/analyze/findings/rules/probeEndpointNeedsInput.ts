import { podExample } from "../examples.ts";
import { probesOfHandler } from "../probeTools.ts";
import type { WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

/** Endpoints that take POST with a body, and answer a bare GET with 404, 405 or 422. */
const WANTS_INPUT =
  /(?:^|\/)(?:v1\/(?:chat\/)?completions|v1\/embeddings|invocations|predict|generate|infer)\/?$|:predict$/;

export const anyProbeEndpointNeedsInput: WorkloadRule = {
  id: "any-probe-endpoint-needs-input",
  severity: "error",
  summary: "the probed endpoint works on input, and a probe sends none",
  platforms: ["all"],
  evidence: ["X-08", "dialects 8"],
  essay: [
    "A probe is a bare GET: no body, no method of its own, no login but what headers can carry. An endpoint that computes something from its input answers that with 4xx or 5xx, and a service that works perfectly is never ready, or restarted for ever.",
    "The rule knows the endpoints of inference servers that take nothing but POST.",
  ],
  ignoreWhen: "this server answers GET there with 2xx or 3xx.",
  triggers: {
    manifest: podExample(`
      readinessProbe:
        httpGet: { path: /v1/completions, port: 8000 }`),
  },
  quiet: {
    manifest: podExample(`
      readinessProbe:
        httpGet: { path: /health, port: 8000 }`),
  },
  findInWorkload: (subject) =>
    probesOfHandler(subject, "httpGet")
      .filter(({ probe }) => WANTS_INPUT.test((probe.httpGet?.path ?? "").replace(/\?.*$/, "")))
      .map((probe) => draftOf(subject, probe)),
};

function draftOf({ lab }: WorkloadSubject, { container, type, path, probe }: ProbeSubject) {
  const outcome = () =>
    lab.run({
      failures: [{ container: container.name, value: { fromMs: 0, state: "error", statusCode: 405 } }],
      untilMs: 120_000,
    });
  return {
    path: `${path}.httpGet.path`,
    container: container.name,
    probe: type,
    message: `the ${type} probe of ${container.name} asks ${probe.httpGet?.path}, which wants a request with a body`,
    why: "a probe is a bare GET: the answer is 4xx, a failure at each attempt, however well the app is",
    witness: lab.witness(outcome, container.name),
    assumptions: ["endpoints of that name take nothing but POST"],
  };
}
