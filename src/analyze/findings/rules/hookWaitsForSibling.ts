import { isJsonObject } from "../../../model/json.ts";
import type { JsonValue } from "../../../model/json.ts";
import { podExample } from "../examples.ts";
import type { WorkloadRule } from "../rule.ts";
import type { ContainerSubject } from "../workloadSubject.ts";

const HOOK = `
      lifecycle:
        postStart:
          exec: { command: [sh, -c, until curl -sf localhost:9000/ready; do sleep 1; done] }`;
const LATER = (port: number): string => `    - name: engine
      image: registry.example/engine:3
      ports: [{ containerPort: ${port} }]
`;

export const hookWaitsForSibling: WorkloadRule = {
  id: "hook-waits-for-sibling",
  severity: "warning",
  summary: "a postStart hook waits for a container that is started after it",
  platforms: ["all"],
  evidence: ["KI-19"],
  essay: [
    "Containers are started one after the other, and each one's postStart hook is awaited before the next is started. A hook that asks a later container for something waits for what cannot come: the pod hangs, without a probe that could end it, since none runs before the hook is done.",
  ],
  ignoreWhen: "the hook gives up by itself, and soon.",
  triggers: { manifest: podExample(HOOK) + LATER(9000) },
  quiet: { manifest: podExample(HOOK) + LATER(9100) },
  findInWorkload: ({ containers }) =>
    containers
      .filter(({ isInit }) => !isInit)
      .flatMap((container) => {
        const hook = container.container.lifecycle?.postStart;
        const asked = new Set(portsIn(hook as JsonValue | undefined));
        const own = new Set(portsOf(container));
        const sibling = containers.find(
          (other) => other.place > container.place && portsOf(other).some((port) => asked.has(port) && !own.has(port)),
        );
        if (sibling === undefined) return [];
        return [
          {
            path: `${container.path}.lifecycle.postStart`,
            container: container.name,
            message: `the postStart hook of ${container.name} asks a port of ${sibling.name}, which is started after it`,
            why: "each hook is awaited before the next container is started: this one waits for what cannot come",
            assumptions: ["what a hook asks is taken from the ports in its words"],
          },
        ];
      }),
};

function portsOf({ container }: ContainerSubject): readonly number[] {
  return (container.ports ?? []).map(({ containerPort }) => containerPort);
}

/** Ports of this pod's own addresses in the words of a hook, and the port of one by HTTP or TCP. */
function portsIn(hook: JsonValue | undefined): readonly number[] {
  if (!isJsonObject(hook)) return [];
  const { exec, httpGet, tcpSocket } = hook;
  const text = JSON.stringify(exec ?? {});
  const named = [...text.matchAll(/(?:localhost|127\.0\.0\.1|\[::1\])[:\s]+(\d{2,5})/g)].map(([, port]) =>
    Number(port),
  );
  const asked = [httpGet, tcpSocket].flatMap((action) =>
    isJsonObject(action) && action["host"] === undefined ? [action["port"]] : [],
  );
  return [...named, ...asked.filter((port) => typeof port === "number")];
}
