import { memberOf } from "../../../../manifest/source/sourceNode.ts";
import type { Draft, ObjectRule, WorkloadRule } from "../../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../../workloadSubject.ts";
import { easExample, tcpCheck } from "./easExample.ts";

const WHOLE = { initial_delay_seconds: 5, failure_threshold: 3 };

const KUBERNETES_FAILURES = 3;

/** A check that the file has, and not one that EAS adds. */
function isCheck({ path }: ProbeSubject): boolean {
  return path.endsWith("_check");
}

function implicit(subject: WorkloadSubject, key: string): readonly ProbeSubject[] {
  return subject.probes.filter((probe) => isCheck(probe) && !subject.isWritten(`${probe.path}.${key}`));
}

export const easFailureThresholdImplicit: WorkloadRule = {
  id: "eas-failure-threshold-implicit",
  severity: "note",
  summary: "failure_threshold is left out",
  platforms: ["eas"],
  evidence: ["X-06", "S1-24"],
  essay: [
    "The documents say 1 for startup and liveness; Kubernetes itself has 3, as EAS has for readiness. Whether EAS fills in its own number or leaves the field out is not published, so that the two differ by a factor of three.",
  ],
  ignoreWhen: "it makes no difference to you.",
  triggers: easExample({ startup_check: tcpCheck({ initial_delay_seconds: 5 }) }),
  quiet: easExample({ startup_check: tcpCheck(WHOLE) }),
  findInWorkload: (subject) =>
    implicit(subject, "failure_threshold")
      .filter(({ failureThreshold }) => failureThreshold !== KUBERNETES_FAILURES)
      .map(
        ({ path, type, container, failureThreshold }): Draft => ({
          path: `${path}.failure_threshold`,
          container: container.name,
          probe: type,
          message: `failure_threshold of the ${type} check is left out: EAS says ${failureThreshold}, Kubernetes would take ${KUBERNETES_FAILURES}`,
          fix: { text: "say it", edits: [{ path: `${path}.failure_threshold`, value: KUBERNETES_FAILURES }] },
        }),
      ),
};

export const easInitialDelayImplicit: WorkloadRule = {
  id: "eas-initial-delay-implicit",
  severity: "note",
  summary: "initial_delay_seconds is left out",
  platforms: ["eas"],
  evidence: ["X-03", "S1-16", "S1-24", "S3-08"],
  essay: [
    "By JSON and by the Chinese console the first check comes at once, by the English console after 15 s. The same service may live by one way of deploying it and die by the other; --eas-defaults console shows that one.",
  ],
  ignoreWhen: "the service is deployed in one way only.",
  triggers: easExample({ health_check: tcpCheck({ failure_threshold: 3 }) }),
  quiet: easExample({ health_check: tcpCheck(WHOLE) }),
  findInWorkload: (subject) =>
    implicit(subject, "initial_delay_seconds").map(
      ({ path, type, container, initialDelaySeconds }): Draft => ({
        path: `${path}.initial_delay_seconds`,
        container: container.name,
        probe: type,
        message: `initial_delay_seconds of the ${type} check is left out, and taken as ${initialDelaySeconds}: it is 0 by JSON and 15 by the English console`,
        fix: { text: "say it", edits: [{ path: `${path}.initial_delay_seconds`, value: initialDelaySeconds }] },
      }),
    ),
};

export const easReadinessKeyAlias: ObjectRule = {
  id: "eas-readiness-key-alias",
  severity: "note",
  summary: "the readiness check is called readiness_check",
  platforms: ["eas"],
  evidence: ["X-04", "S1-22", "S3-12"],
  essay: [
    "EAS' English documents and its SDK call it health_check, its Chinese documents readiness_check. Both are read here; whether the service takes both is not published. If it does not, the container has only the check that EAS adds by itself: is the port open?",
  ],
  ignoreWhen: "a test deployment has shown that it is taken.",
  triggers: easExample({ readiness_check: tcpCheck(WHOLE) }),
  quiet: easExample({ health_check: tcpCheck(WHOLE) }),
  findInObject: ({ node }) => {
    const containers = memberOf(node, "containers")?.value;
    return (containers?.kind === "array" ? containers.items : []).flatMap((container, index): Draft[] =>
      memberOf(container, "readiness_check") === undefined || memberOf(container, "health_check") !== undefined
        ? []
        : [
            {
              path: `containers[${index}].readiness_check`,
              probe: "readiness",
              message:
                "readiness_check is one of two names of the readiness check, and not the one that EAS' SDK writes",
              why: "try it in a test deployment, or write health_check",
            },
          ],
    );
  },
};

export const easDefaultTcpReadiness: WorkloadRule = {
  id: "eas-default-tcp-readiness",
  supersedes: ["tcp-liveness"],
  severity: "note",
  summary: "without a readiness check an open port counts as ready",
  platforms: ["eas"],
  evidence: ["X-37", "S1-02"],
  essay: [
    "Where no readiness check is configured EAS adds one of its own: can the service's port be opened? So having none is not the same as being always ready. But servers open the port long before the model is loaded, and an open port says nothing of an app that hangs.",
  ],
  ignoreWhen: "the server opens its port only when it can serve.",
  triggers: easExample({}),
  quiet: easExample({ health_check: { http_get: { path: "/ready", port: 8000 }, ...WHOLE } }),
  findInWorkload: (subject) =>
    subject.probes
      .filter((probe) => probe.type === "readiness" && !isCheck(probe))
      .map(
        ({ path, container }): Draft => ({
          path,
          container: container.name,
          probe: "readiness",
          message: `${container.name} counts as ready as soon as its port is open: there is no readiness check`,
          why: "frameworks open the port before the model is loaded; add a health_check by HTTP that asks for the model",
        }),
      ),
};
