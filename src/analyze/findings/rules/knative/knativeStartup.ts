import { numberField } from "../../../../manifest/kubernetes/fields.ts";
import { memberOf } from "../../../../manifest/source/sourceNode.ts";
import type { SourceNode } from "../../../../manifest/source/sourceNode.ts";
import { portNumberOf, probesOfType } from "../../probeTools.ts";
import type { Draft, ObjectRule, WorkloadRule } from "../../rule.ts";
import { knativeExample } from "./knativeExample.ts";
import { knativeSubjectOf } from "./knativeSubject.ts";

const startup = (numbers: string, port = "8080"): string =>
  `startupProbe: { httpGet: { path: /up, port: ${port} }, ${numbers} }`;

export const knativeStartupVsDeadline: WorkloadRule = {
  id: "knative-startup-vs-deadline",
  aliases: ["knative-progress-deadline"],
  severity: "error",
  summary: "a startup probe allows more time than the revision has",
  platforms: ["knative"],
  releases: "from 1.15 on, where startup probes are taken",
  evidence: ["KI-67", "dialects 6.5"],
  essay: [
    "A revision that is not ready within its progress deadline, 600 s unless something else is said, has failed, whatever its startup probe would still allow. The annotation serving.knative.dev/progress-deadline of the revision's template, or progress-deadline in config-deployment, says another.",
  ],
  ignoreWhen: "the app is never that slow, and the numbers are only generous.",
  triggers: knativeExample([startup("failureThreshold: 90, periodSeconds: 10")]),
  quiet: knativeExample([startup("failureThreshold: 30, periodSeconds: 10")]),
  findInWorkload: (subject) => {
    const deadline = numberField(subject.workload.spec, "progressDeadlineSeconds");
    return probesOfType(subject, "startup").flatMap((probe): Draft[] => {
      const { container, path, initialDelaySeconds, failureThreshold, periodMs } = probe;
      const seconds = initialDelaySeconds + (failureThreshold * periodMs) / 1000;
      if (deadline <= 0 || seconds <= deadline) return [];
      const annotation = subject.podPath("metadata.annotations[serving.knative.dev/progress-deadline]");
      return [
        {
          path: `${path}.failureThreshold`,
          container: container.name,
          probe: "startup",
          message: `the startup probe of ${container.name} allows ${seconds} s, and the revision has failed after ${deadline} s`,
          fix: { text: "raise the revision's deadline", edits: [{ path: annotation, value: `${seconds + 60}s` }] },
        },
      ];
    });
  },
};

export const knativeStartupOtherPort: WorkloadRule = {
  id: "knative-startup-other-port",
  severity: "note",
  summary: "a startup probe asks another port than the one for requests",
  platforms: ["knative"],
  releases: "from 1.15 on, where startup probes are taken",
  evidence: ["dialects 6.6"],
  essay: [
    "The port of a startup probe is taken as it stands, unlike that of liveness, which Knative replaces. So the same number means two things in one container; and what is asked need not be what serves.",
  ],
  ignoreWhen: "the other port tells when the app has started.",
  triggers: knativeExample([startup("failureThreshold: 30", "9000")]),
  quiet: knativeExample([startup("failureThreshold: 30")]),
  findInWorkload: (subject) => {
    const knative = knativeSubjectOf(subject);
    const probe = knative?.serving.probe("startup");
    const port = probe === undefined ? 0 : portNumberOf(probe);
    if (knative === undefined || probe === undefined || port === 0 || port === knative.port) return [];
    return [
      {
        path: `${probe.path}.${probe.handler ?? ""}.port`,
        container: probe.container.name,
        probe: "startup",
        message: `the startup probe of ${probe.container.name} asks port ${port}, and requests come to ${knative.port}`,
        why: "unlike a liveness probe's it is not replaced",
      },
    ];
  },
};

export const knativeStartupNamedPort: WorkloadRule = {
  id: "knative-startup-named-port",
  supersedes: ["unresolved-port-name"],
  severity: "error",
  summary: "a startup probe names a port, and Knative gives the port another name",
  platforms: ["knative"],
  releases: "from 1.15 on, where startup probes are taken",
  evidence: ["corrections D3"],
  essay: [
    "The webhook takes the name of the container's port. But in the pod Knative calls the port user-port, and leaves the name in the startup probe as it is: the kubelet finds no port of that name, and the probe never succeeds. The API server takes the Deployment.",
  ],
  ignoreWhen: "never: the container can never start.",
  triggers: knativeExample([startup("failureThreshold: 3", "http")]),
  quiet: knativeExample([startup("failureThreshold: 3")]),
  findInWorkload: (subject) => {
    const knative = knativeSubjectOf(subject);
    const probe = knative?.serving.probe("startup");
    const port = (probe?.probe.httpGet ?? probe?.probe.tcpSocket)?.port;
    if (knative === undefined || probe === undefined || typeof port !== "string" || portNumberOf(probe) !== 0)
      return [];
    const { name } = probe.container;
    const path = `${probe.path}.${probe.handler ?? ""}.port`;
    return [
      {
        path,
        container: name,
        probe: "startup",
        message: `the startup probe of ${name} asks the port ${port}, which is called user-port in the pod: it never succeeds`,
        why: "Knative renames the port, and not what names it here",
        witness: subject.lab.witness(() => subject.lab.run({ untilMs: 120_000 }), name),
        fix: { text: "say its number", edits: [{ path, value: knative.port }] },
      },
    ];
  },
};

/** The containers of a revision as the file has them, with their places. */
function containersOf(node: SourceNode): readonly { readonly path: string; readonly node: SourceNode }[] {
  return [
    ["spec", "containers"],
    ["spec", "template", "spec", "containers"],
  ].flatMap((steps) => {
    const list = steps.reduce<SourceNode | undefined>((part, key) => memberOf(part, key)?.value, node);
    return list?.kind === "array"
      ? list.items.map((item, index) => ({ path: `${steps.join(".")}[${index}]`, node: item }))
      : [];
  });
}

const minorOf = (release: string | undefined): number | undefined => {
  const match = /^v?(\d)\.(\d{1,3})(?:\.\d+)?$/.exec(release ?? "");
  return match === null ? undefined : match[1] === "0" ? 0 : Number(match[2]);
};

export const knativeStartupUnvalidated: ObjectRule = {
  id: "knative-startup-unvalidated",
  severity: "note",
  summary: "this release takes startup probes as they are, whatever they say",
  platforms: ["knative"],
  releases: "1.15 to 1.22",
  evidence: ["dialects 6.3", "corrections D3"],
  essay: [
    "From 1.15 to 1.22 the webhook does not look into startup probes: one with two handlers, or none, is taken, and refused later by the API server as part of a Deployment, where only the revision's condition tells. 1.23 looks at handlers and ports, and refuses what was taken before.",
  ],
  ignoreWhen: "the probe is right, and stays as it is.",
  triggers: knativeExample([startup("failureThreshold: 30")], [], { knativeVersion: "1.21" }),
  quiet: knativeExample([startup("failureThreshold: 30")], [], { knativeVersion: "1.23" }),
  findInObject: ({ node, context, pathOf }) => {
    const minor = minorOf(context.knativeVersion) ?? Number.POSITIVE_INFINITY;
    if (minor < 15 || minor > 22) return [];
    return containersOf(node)
      .filter((container) => memberOf(container.node, "startupProbe") !== undefined)
      .map(({ path }) => ({
        path: pathOf(`${path}.startupProbe`),
        probe: "startup" as const,
        message: `Knative 1.${minor} does not look into startup probes; 1.23 does, and refuses what is wrong`,
      }));
  },
};

const PROBE_FIELDS = ["livenessProbe", "readinessProbe", "startupProbe"];

export const knativeGrpcUnsupported: ObjectRule = {
  id: "knative-grpc-unsupported",
  severity: "error",
  summary: "a probe by gRPC, which this release does not take",
  platforms: ["knative"],
  releases: "before 1.12, of which nothing else is known here",
  evidence: ["dialects 6.3"],
  essay: [
    "Knative takes probes by gRPC from 1.12 on. Of the releases before nothing else is simulated; the rule speaks where --knative-version names one of them.",
  ],
  ignoreWhen: "never: Knative does not take it.",
  triggers: knativeExample(["readinessProbe: { grpc: {} }"], [], { knativeVersion: "1.11" }),
  quiet: knativeExample(["readinessProbe: { grpc: {} }"], [], { knativeVersion: "1.12" }),
  findInObject: ({ node, context, pathOf }) => {
    const minor = minorOf(context.knativeVersion);
    if (minor === undefined || minor >= 12) return [];
    return containersOf(node).flatMap((container) =>
      PROBE_FIELDS.filter((field) => memberOf(memberOf(container.node, field)?.value, "grpc") !== undefined).map(
        (field) => ({
          path: pathOf(`${container.path}.${field}.grpc`),
          message: "probes by gRPC need Knative 1.12",
          why: `--knative-version says ${context.knativeVersion ?? ""}`,
        }),
      ),
    );
  },
};
