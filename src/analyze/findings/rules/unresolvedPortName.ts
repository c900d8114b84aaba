import { resolvePort } from "../../../app/address.ts";
import { nearestName } from "../../../model/nearestName.ts";
import type { ProbeType } from "../../../model/probe.ts";
import { podExample } from "../examples.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const WATCHED_MS = 120_000;
const LOST_MS = 30_000;

const COMES_OF_IT: Readonly<Record<ProbeType, string>> = {
  startup: "every attempt errs and counts as nothing: the container never counts as started, and nothing ends it",
  liveness: "every attempt errs and counts as nothing: however dead the app is, it is never restarted",
  readiness: "every attempt errs and counts as nothing: the container never gets ready",
};

export const unresolvedPortName: WorkloadRule = {
  id: "unresolved-port-name",
  severity: "error",
  summary: "a probe names a port that its container does not have",
  platforms: ["all"],
  evidence: ["KI-37"],
  essay: [
    "A port name is looked up among the container's own ports at each attempt. If it is not there, the attempt ends in an error, and errors move no counter: the probe neither succeeds nor fails, ever.",
    "A liveness probe like that restarts nothing, a readiness probe keeps the pod out of service, and with a startup probe the pod hangs between the two for good. The API server accepts all of it.",
    "Up to 1.36 a name that is a number in quotes counts as that number; from 1.37 on it does not.",
  ],
  ignoreWhen: "something adds the port before the pod is created, such as a mutating webhook.",
  triggers: {
    manifest: podExample(`
      ports: [{ name: controller, containerPort: 8080 }]
      readinessProbe:
        httpGet: { path: /ready, port: controler }`),
  },
  quiet: {
    manifest: podExample(`
      ports: [{ name: controller, containerPort: 8080 }]
      readinessProbe:
        httpGet: { path: /ready, port: controller }`),
  },
  findInWorkload: (subject) => subject.probes.flatMap((probe) => draftsOf(subject, probe)),
};

function draftsOf({ lab, version }: WorkloadSubject, { probe, type, handler, path, container }: ProbeSubject): Draft[] {
  const port = handler === "httpGet" || handler === "tcpSocket" ? probe[handler]?.port : undefined;
  if (typeof port !== "string" || !("error" in resolvePort(port, container.container, version))) return [];
  const names = (container.container.ports ?? []).flatMap(({ name }) => name ?? []);
  const meant = nearestName(port, names) ?? (/^\d+$/.test(port) ? Number(port) : undefined);
  const where = `${path}.${handler}.port`;
  const outcome = () =>
    lab.run({
      // Nothing comes of it, even where the app is lost.
      ...(type === "liveness" && {
        failures: [{ container: container.name, value: { fromMs: LOST_MS, state: "hang" } }],
      }),
      untilMs: WATCHED_MS,
    });
  return [
    {
      path: where,
      container: container.name,
      probe: type,
      message: `the ${type} probe of ${container.name} asks port ${JSON.stringify(port)}, which the container does not have`,
      why: COMES_OF_IT[type],
      witness: lab.witness(outcome, container.name),
      ...(meant === undefined
        ? {}
        : {
            fix: {
              text: typeof meant === "number" ? "write the number without quotes" : `did you mean ${meant}?`,
              edits: [{ path: where, value: meant }],
            },
          }),
    },
  ];
}
