import { ENGINE_PORTS } from "../../../../manifest/eas/readEasContainer.ts";
import { memberOf } from "../../../../manifest/source/sourceNode.ts";
import type { SourceNode } from "../../../../manifest/source/sourceNode.ts";
import { portNumberOf, probesOfHandler } from "../../probeTools.ts";
import type { Draft, ObjectRule, WorkloadRule } from "../../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../../workloadSubject.ts";
import { easExample, tcpCheck } from "./easExample.ts";

const WHOLE = { initial_delay_seconds: 5, failure_threshold: 3 };

function portPathOf({ path, handler }: ProbeSubject): string {
  return `${path}.${handler === "httpGet" ? "http_get" : "tcp_socket"}.port`;
}

export const easProbePortMismatch: WorkloadRule = {
  id: "eas-probe-port-mismatch",
  severity: "warning",
  summary: "a check asks another port than the service's",
  platforms: ["eas"],
  evidence: ["S1-10", "S1-26"],
  essay: [
    "Requests go to the container's port, checks to their own. With two ports the one may be well while the other is not; and where the number is a slip, the service stays in Waiting, which EAS' own FAQ names as the commonest cause of that.",
  ],
  ignoreWhen: "the app has a port for management, and it fails when the other one does.",
  triggers: easExample({ health_check: { tcp_socket: { port: 8001 }, ...WHOLE } }),
  quiet: easExample({ health_check: tcpCheck(WHOLE) }),
  findInWorkload: (subject) =>
    probesOfHandler(subject, "httpGet", "tcpSocket").flatMap((probe): Draft[] => {
      const [port] = probe.container.container.ports ?? [];
      const asked = portNumberOf(probe);
      if (port === undefined || asked === port.containerPort || ENGINE_PORTS.includes(asked)) return [];
      return [
        {
          path: portPathOf(probe),
          container: probe.container.name,
          probe: probe.type,
          message: `the ${probe.type} check asks port ${asked}, and requests come to port ${port.containerPort}`,
          why: "what is asked may be well while what serves is not, and the other way round",
          fix: { text: "ask the port that serves", edits: [{ path: portPathOf(probe), value: port.containerPort }] },
        },
      ];
    }),
};

export const easProbeHitsEngine: WorkloadRule = {
  id: "eas-probe-hits-engine",
  severity: "error",
  summary: "a check asks the engine, and not the app",
  platforms: ["eas"],
  evidence: ["S1-13", "S3-06"],
  essay: [
    "All containers of a pod share one address. On 8080 and 9090 of it EAS' engine listens, so a check of these ports is answered by the engine, however the app is: a hang is never found, and an app that never came up counts as ready.",
  ],
  ignoreWhen: "never: it says nothing about the app.",
  triggers: easExample({ health_check: { http_get: { path: "/", port: 8080 }, ...WHOLE } }),
  quiet: easExample({ health_check: { http_get: { path: "/", port: 8000 }, ...WHOLE } }),
  findInWorkload: (subject) =>
    probesOfHandler(subject, "httpGet", "tcpSocket")
      .filter((probe) => ENGINE_PORTS.includes(portNumberOf(probe)))
      .map((probe): Draft => {
        const port = probe.container.container.ports?.[0]?.containerPort;
        return {
          path: portPathOf(probe),
          container: probe.container.name,
          probe: probe.type,
          message: `port ${portNumberOf(probe)} is the EAS engine's: the ${probe.type} check asks it, and not ${probe.container.name}`,
          why: "the containers of a pod share its address, and the engine listens there",
          ...(port === undefined
            ? {}
            : { fix: { text: "ask the app's port", edits: [{ path: portPathOf(probe), value: port }] } }),
        };
      }),
};

const LOOPBACK = /(--?(?:host|bind|bind-address|listen|addr|address|http-host)[= ]+["']?)(127\.0\.0\.1|localhost)\b/;

export const easLoopbackBind: WorkloadRule = {
  id: "eas-loopback-bind",
  supersedes: ["any-loopback-bind"],
  severity: "error",
  summary: "the app listens on localhost, and the checks ask the pod's address",
  platforms: ["eas"],
  evidence: ["X-07", "S1-10", "S3-04"],
  essay: [
    "EAS' documents put http://localhost before the path of a check, and yet the app must listen on 0.0.0.0: the check comes from the kubelet, outside of the container, to the pod's address. An app that binds localhost refuses it, and the service never gets out of Waiting.",
    "The rule reads command and script; it cannot see what a configuration file says.",
  ],
  ignoreWhen: "something in the container forwards the port.",
  triggers: easExample({ script: "uvicorn app:app --host 127.0.0.1 --port 8000", health_check: tcpCheck(WHOLE) }),
  quiet: easExample({ script: "uvicorn app:app --host 0.0.0.0 --port 8000", health_check: tcpCheck(WHOLE) }),
  findInWorkload: (subject) => subject.containers.flatMap((container) => loopbackOf(subject, container)),
};

function loopbackOf({ object, lab }: WorkloadSubject, container: WorkloadSubject["containers"][number]): Draft[] {
  const probe = container.probes.find(({ handler }) => handler === "httpGet" || handler === "tcpSocket");
  const start = startOf(object.node, container.place);
  const bound = start === undefined ? null : LOOPBACK.exec(start.text);
  if (probe === undefined || start === undefined || bound === null) return [];
  const outcome = lab.run({
    failures: [{ container: container.name, value: { fromMs: 0, state: "refuse" } }],
    untilMs: 120_000,
  });
  const path = `${container.path}.${start.key}`;
  return [
    {
      path,
      container: container.name,
      probe: probe.type,
      message: `${container.name} listens on ${bound[2] ?? "localhost"} alone, where its ${probe.type} check does not ask`,
      why: "the check goes to the pod's address, and is refused there each time",
      witness: lab.witness(outcome, container.name),
      fix: { text: "listen on all addresses", edits: [{ path, value: start.text.replace(LOOPBACK, "$10.0.0.0") }] },
    },
  ];
}

interface StartCommand {
  readonly key: "command" | "script";
  readonly text: string;
}

/** What starts a container, by its place in the file. */
function startOf(node: SourceNode, place: number): StartCommand | undefined {
  const containers = memberOf(node, "containers")?.value;
  const container = containers?.kind === "array" ? containers.items[place] : undefined;
  return (["script", "command"] as const)
    .map((key) => ({ key, value: memberOf(container, key)?.value }))
    .flatMap(({ key, value }): StartCommand[] => (value?.kind === "string" ? [{ key, text: value.value }] : []))[0];
}

export const easCommandMismatch: ObjectRule = {
  id: "eas-command-mismatch",
  severity: "note",
  summary: "the file starts something else than the image does by itself",
  platforms: ["eas"],
  evidence: ["X-09", "S1-11", "S1-12", "S1-26"],
  needs: "the image's own command (--eas-image-command), unless the file itself has two",
  essay: [
    "EAS' documents demand that the command equals the CMD of the image, and then write three different ones. The one in the file counts; where the other listens on another port, the checks ask a port that nobody opens.",
  ],
  ignoreWhen: "the image's own command is never used.",
  triggers: {
    ...easExample({ command: "/data/eas/ENV/bin/python /data/eas/app1.py", health_check: tcpCheck(WHOLE) }),
    context: { easImageCommand: "/xxx/python /eas/xxx/app.py" },
  },
  quiet: {
    ...easExample({ command: "/xxx/python /eas/xxx/app.py", health_check: tcpCheck(WHOLE) }),
    context: { easImageCommand: "/xxx/python  /eas/xxx/app.py" },
  },
  findInObject: ({ node, context }) => {
    const containers = memberOf(node, "containers")?.value;
    const items = containers?.kind === "array" ? containers.items : [];
    return items.flatMap((container, index): Draft[] => {
      const texts = (["command", "script"] as const).flatMap((key) => {
        const value = memberOf(container, key)?.value;
        return value?.kind === "string" ? [{ key, text: words(value.value) }] : [];
      });
      const image = index === 0 && context.easImageCommand !== undefined ? [words(context.easImageCommand)] : [];
      const [first, ...others] = [...new Set([...texts.map(({ text }) => text), ...image])];
      if (first === undefined || texts[0] === undefined || others.length === 0) return [];
      return [
        {
          path: `containers[${index}].${texts[0].key}`,
          message: `two commands are given to start the container: ${first} and ${others.join(" and ")}`,
          why: "EAS' documents want them equal; where they differ, see that both listen on the port that the checks ask",
        },
      ];
    });
  },
};

function words(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ");
}
