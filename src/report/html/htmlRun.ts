import type { Judgement } from "../../analyze/judgeScenario.ts";
import { isRestartableInitContainer } from "../../model/container.ts";
import type { Pod } from "../../model/pod.ts";
import type { Probe } from "../../model/probe.ts";
import { handlerTypeOf, PROBE_TYPES } from "../../model/probe.ts";
import type { Scenario } from "../../model/scenario.ts";
import { podNameOf, scenarioPods } from "../../model/scenarioPods.ts";
import type { Trace } from "../../model/trace.ts";
import type { ClientSummary } from "../../model/traffic.ts";
import { historyOf } from "../../properties/podHistory.ts";
import type { ContainerFacts, ProbeFacts } from "../../properties/runFacts.ts";
import { runFactsOf } from "../../properties/runFacts.ts";
import type { ReportContainer, ReportPod, ReportProbe, ReportRun } from "../../viewer/reportData.ts";
import { choosePods, podsOf } from "../choosePods.ts";
import { clientLines } from "../clientLines.ts";
import { summarizePod } from "../runSummary.ts";
import { summaryLines } from "../summaryText.ts";
import { attemptCounts } from "./attemptCounts.ts";
import { clientGroups } from "./clientGroups.ts";
import { clusterGroups } from "./clusterGroups.ts";
import { claimsOf } from "./claims.ts";
import { flagSpans } from "./containerLanes.ts";
import { nodeGroups, podGroups, stepsByPod } from "./podLanes.ts";

/** Pods beyond these begin folded up. */
const UNFOLDED_MAX = 3;

/** What a report shows of one run. Throws a RangeError for a trace that was not recorded in full. */
export function htmlRun(
  name: string,
  scenario: Scenario,
  trace: Trace,
  judgement?: Judgement,
  clients: readonly ClientSummary[] = [],
): ReportRun {
  const { untilMs } = trace.header;
  const history = historyOf(trace, scenario);
  const [first] = scenarioPods(scenario);
  const found = podsOf(scenario, history);
  const ofPods = history.created.length === 0 ? scenario : { ...scenario, pods: found.map(({ pod }) => ({ pod })) };
  const counts = attemptCounts(ofPods, trace.events);
  const steps = stepsByPod(trace.events, first === undefined ? "" : podNameOf(first.pod));
  const facts = new Map(runFactsOf(ofPods).pods.map((pod) => [pod.name, pod]));
  const unfolded = new Set(
    found.length <= UNFOLDED_MAX ? found.map((one) => one.history) : choosePods(found).shown.map((one) => one.history),
  );
  const pods = found.map((one): ReportPod => {
    const ofPod = facts.get(one.history.pod);
    return {
      name: one.history.pod,
      graceSeconds: ofPod?.graceSeconds ?? 0,
      restartPolicy: ofPod?.restartPolicy ?? "Always",
      containers:
        ofPod?.containers.map(({ name: container, spec, probes }) => reportContainer(container, spec, probes)) ?? [],
      groups: podGroups(one, scenario, counts, steps.get(one.history.pod)),
      inBrief: flagSpans(one.history.conditions.get("Ready") ?? [], untilMs, "Ready", "not Ready"),
      isFolded: !unfolded.has(one.history),
    };
  });
  return {
    name: scenario.id ?? name,
    ...(scenario.description === undefined ? {} : { description: scenario.description }),
    trace,
    pods,
    others: [
      ...clientGroups(clients, untilMs),
      ...clusterGroups(trace.events, untilMs),
      ...nodeGroups(history, untilMs),
    ],
    claims: claimsOf(scenario, trace, judgement),
    summary: [
      ...found.flatMap(({ pod, history: ofPod }) => {
        const prefix = found.length > 1 ? `${ofPod.pod} ` : "";
        return summaryLines(summarizePod(pod, ofPod), plainInitContainers(pod)).map((line) => prefix + line);
      }),
      ...clients.flatMap((client) => clientLines(client, Infinity)),
    ],
  };
}

function plainInitContainers({ spec }: Pod): ReadonlySet<string> {
  const plain = (spec.initContainers ?? []).filter((container) => !isRestartableInitContainer(container));
  return new Set(plain.map(({ name }) => name));
}

function reportContainer(
  name: string,
  spec: Pod["spec"]["containers"][number],
  facts: ContainerFacts["probes"],
): ReportContainer {
  const probes: Partial<Record<ProbeFacts["type"], ReportProbe>> = {};
  for (const type of PROBE_TYPES) {
    const probe = spec[`${type}Probe`];
    const fact = facts[type];
    if (probe === undefined || fact === undefined) continue;
    const { initialDelaySeconds, periodMs, timeoutMs, successThreshold, failureThreshold } = fact;
    probes[type] = {
      handler: handlerText(probe),
      isExec: fact.handler === "exec",
      initialDelaySeconds,
      periodMs,
      timeoutMs,
      successThreshold,
      failureThreshold,
    };
  }
  return { name, probes };
}

/** `GET :8080/healthz`, `exec cat /tmp/ok`. */
function handlerText(probe: Probe): string {
  switch (handlerTypeOf(probe)) {
    case "exec":
      return `exec ${probe.exec?.command?.join(" ") ?? ""}`.trimEnd();
    case "httpGet": {
      const { scheme = "HTTP", host = "", port = "", path = "/" } = probe.httpGet ?? {};
      return `${scheme} GET ${host}:${port}${path}`;
    }
    case "tcpSocket":
      return `TCP ${probe.tcpSocket?.host ?? ""}:${probe.tcpSocket?.port}`;
    case "grpc":
      return `gRPC :${probe.grpc?.port} ${probe.grpc?.service ?? ""}`.trimEnd();
    case undefined:
      return "no handler";
  }
}
