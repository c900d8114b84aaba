import { formatDuration } from "../../../time/duration.ts";
import { servedExample } from "../examples.ts";
import type { Draft, WorkloadRule } from "../rule.ts";

const SERVED = `
      readinessProbe:
        httpGet: { path: /ready, port: 8080 }`;
const TERM_AT_MS = 60_000;
const PRE_STOP_SECONDS = 5;
/** As `propagation: typical`. */
const USUAL = { apiMs: 30, endpointsMs: 50, proxyMs: 500 };

export const noDrain: WorkloadRule = {
  id: "no-drain",
  severity: "warning",
  summary: "a container that ends at SIGTERM is gone before everybody knows",
  platforms: ["all"],
  needs: "a behaviour that says what SIGTERM does (onTerm)",
  evidence: ["KI-21", "KI-24"],
  essay: [
    "Deletion marks the pod's endpoint as terminating and sends SIGTERM at the same time. Until the news has passed through the endpoint controller to the rules of every node, connections still come; a process that ends at once refuses them. Readiness does not help: it goes on as before, and is not what takes the pod out of service.",
    "A preStop hook that sleeps a few seconds lets the news arrive first.",
  ],
  ignoreWhen: "callers come through something that knows of the deletion at once, or try again.",
  triggers: {
    manifest: servedExample("Deployment", SERVED),
    behaviour: "containers: { app: { instances: [{ onTerm: { afterMs: 50ms, code: 0 } }] } }",
  },
  quiet: {
    manifest: servedExample(
      "Deployment",
      `${SERVED}
      lifecycle:
        preStop: { sleep: { seconds: 5 } }`,
    ),
    behaviour: "containers: { app: { instances: [{ onTerm: { afterMs: 50ms, code: 0 } }] } }",
  },
  findInWorkload: (subject) => {
    const service = subject.service?.metadata.name;
    if (service === undefined || subject.behaviour === undefined) return [];
    return subject.containers.flatMap((container): Draft[] => {
      const [first] = subject.behaviourOf(container.name)?.instances ?? [];
      if (first?.onTerm === undefined || first.onTerm === "ignore" || container.isInit) return [];
      const outcome = subject.lab.run({
        containers: subject.behaviour?.containers ?? {},
        actions: [{ atMs: TERM_AT_MS, do: "delete" }],
        propagation: USUAL,
        untilMs: TERM_AT_MS + 60_000,
      });
      const exitMs = outcome.container(container.name)?.instances[0]?.exitMs;
      const sliceMs = outcome.trace.events.find(
        (event) =>
          event.kind === "slice" &&
          event.svc === service &&
          event.t > TERM_AT_MS &&
          !Object.values(event.pods).some((letters) => letters.includes("r")),
      )?.t;
      // Where there are other replicas; the last one is used while it is serving.
      const outMs = sliceMs === undefined ? undefined : sliceMs + USUAL.proxyMs;
      if (exitMs === undefined || outMs === undefined || exitMs >= outMs) return [];
      return [
        {
          path: container.path,
          container: container.name,
          message: `${container.name} is gone ${formatDuration(outMs - exitMs)} before its endpoint is when its pod is deleted`,
          why: "connections that come meanwhile are refused: nothing holds SIGTERM back until the news has passed",
          witness: subject.lab.witness(outcome, container.name),
          fix: {
            text: "let a preStop hook hold it back",
            edits: [{ path: `${container.path}.lifecycle.preStop`, value: { sleep: { seconds: PRE_STOP_SECONDS } } }],
          },
          assumptions: [
            `news take ${USUAL.apiMs + USUAL.endpointsMs}ms to the slices and ${USUAL.proxyMs}ms more to the rules of the nodes`,
          ],
        },
      ];
    });
  },
};
