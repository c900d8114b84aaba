import type { KnativeConfig } from "./knativeConfig.ts";
import type { KnativeProblem } from "./knativeProblems.ts";

/** A rule that speaks of what Knative refuses, and what to do about it. */
export interface KnativeRule {
  readonly ruleId: string;
  readonly help: string;
}

const PROBE = /\.(livenessProbe|readinessProbe|startupProbe)(?:\.|$)/;
const NUMBER = /Probe\.(?:\w+\.)*(?:initialDelay|period|timeout)Seconds$|Probe\.(?:success|failure)Threshold$/;

/** The rule that a complaint of the webhook about one field belongs to; undefined: it has nothing to do with probes. */
export function ruleOfProblem(
  { message, details }: KnativeProblem,
  path: string,
  { release }: KnativeConfig,
): KnativeRule | undefined {
  if (message.endsWith("is a reserved port")) {
    return { ruleId: "knative-reserved-port", help: "let the application listen on another port" };
  }
  const type = PROBE.exec(path)?.[1] ?? /^.*\.startupProbe$/.exec(path)?.[0];
  if (type === undefined) return undefined;
  if (message === "field not allowed in an init container") {
    return { ruleId: "knative-init-container-probe", help: "init containers take no probes: remove it" };
  }
  if (message.endsWith("is disallowed when periodSeconds is zero")) {
    return { ruleId: "knative-fields-need-period", help: "set periodSeconds, or remove this field" };
  }
  if (message.startsWith("expected exactly one")) {
    return { ruleId: "knative-handler-count", help: "give exactly one of httpGet, tcpSocket, exec and grpc" };
  }
  if (message.startsWith("expected") && NUMBER.test(path)) {
    return { ruleId: "knative-number-range", help: "give a number within the range" };
  }
  if (details === "Probe port must match container port") {
    return { ruleId: "knative-port-name", help: "give a number, or leave the port out" };
  }
  if (details === "Probe port must be specified") {
    return { ruleId: "knative-sidecar-port-required", help: "state the port as a number" };
  }
  return message === "must not set the field(s)" ? ruleOfDisallowed(path, type, release) : undefined;
}

function ruleOfDisallowed(path: string, type: string, release: KnativeConfig["release"]): KnativeRule {
  if (type === "startupProbe" && release.startupProbes === "refused") {
    return { ruleId: "knative-startup-unsupported", help: "startup probes need Knative 1.15" };
  }
  // A probe of a sidecar is refused as a whole, with all that it sets; one of the serving container for this field alone.
  const isGrace = path.endsWith(".terminationGracePeriodSeconds");
  if (isGrace && !release.probeGracePeriod && /Probe\.\w+\./.test(path)) {
    return { ruleId: "knative-grace-unsupported", help: "terminationGracePeriodSeconds of a probe needs Knative 1.21" };
  }
  const help = release.multiContainerProbing
    ? "turn the feature multi-container-probing on, or remove the probe"
    : "remove the probe: probes beside the serving container need Knative 1.14";
  return { ruleId: "knative-sidecar-probe-disallowed", help };
}

/** Of what MakeDeployment says when it cannot. */
export function ruleOfDeploymentError(isExec: boolean): KnativeRule {
  return isExec
    ? { ruleId: "knative-sidecar-exec-unsupported", help: "use httpGet or tcpSocket: exec needs Knative 1.18" }
    : { ruleId: "knative-sidecar-port-required", help: "state the port as a number" };
}

/** Of what the API server says of the Deployment: a port that Knative did not fill in. */
export function ruleOfApiError(path: string): KnativeRule | undefined {
  if (!/(?:livenessProbe|startupProbe)\.(?:httpGet|tcpSocket|grpc)\.port$/.test(path)) return undefined;
  return { ruleId: "knative-startup-port-missing", help: "state the port: Knative fills it in elsewhere, not here" };
}
