import { formatKubernetesVersion, parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Orchestrator } from "../model/orchestrator.ts";
import { OrchestratorError } from "../model/orchestrator.ts";
import type { Container, LifecycleHandler } from "../model/container.ts";
import type { ProbeType } from "../model/probe.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import type { Scenario } from "../model/scenario.ts";
import { containersOf, scenarioPods } from "../model/scenarioPods.ts";
import type { Trace, TraceEvent } from "../model/trace.ts";
import { vectorFromScenario } from "../scenario/kubeletVector.ts";
import { simulate } from "../simulate.ts";
import type { ScriptedPod } from "./scriptedScenario.ts";
import { scriptedScenarios } from "./scriptedScenario.ts";
import { traceOfEvents } from "./readAnswer.ts";

/** The real kubelet knows no apps, only what its commands answer. */
const SCRIPTED = "the real kubelet asked by commands, answered as the app did in our own run";
const KUBELET_ALONE = "the real kubelet alone: services and their endpoints are not in the trace";

/**
 * Any scenario in the words of the real kubelet, which knows one pod with scripted commands (`properties/orchestrators/kubelet`).
 * Scenarios in those words are handed on as they stand. Of others the script is what happens in our own run, pod by pod, and
 * probes are commands: in 1.35 and 1.36 termination cuts those off, and no others (KLT-037).
 * @param release the one that the program runs, `1.36.3`. @param ask the program.
 */
export function kubeletOrchestrator(release: string, ask: Orchestrator): Orchestrator {
  return async (scenario) => {
    const asked = scenario.kubernetes ?? release;
    const version = parseKubernetesVersion(asked);
    const exact = version === undefined ? asked : formatKubernetesVersion(version);
    if (exact !== release) throw new OrchestratorError("unsupported", `Kubernetes ${exact}: this is ${release}`);
    if (hasActionsWhileDown(scenario))
      throw new OrchestratorError("unsupported", "actions while the kubelet is down: its program does them late");
    const own = { ...scenario, kubernetes: release };
    const plain = inItsWords(own);
    if (plain !== undefined) {
      const { header, events } = await ask(plain);
      const trace = traceOfEvents(events, own, { tool: header.tool, kubernetes: release });
      return own.services === undefined
        ? trace
        : { ...trace, header: { ...trace.header, assumptions: [KUBELET_ALONE] } };
    }
    const questions = questionsFor(own);
    const traces: { readonly pod: string; readonly trace: Trace }[] = [];
    for (const { pod, scenario: question } of questions) traces.push({ pod, trace: await ask(question) });
    return mergedTrace(own, release, traces);
  };
}

function hasActionsWhileDown({ actions = [] }: Scenario): boolean {
  return actions.some(
    (down, index) =>
      down.do === "restartKubelet" &&
      actions.some(({ atMs }, other) => other > index && atMs >= down.atMs && atMs <= down.atMs + down.downMs),
  );
}

/** Undefined: not in its words. Services, and how news reach them, are no kubelet's business: without them it does the same. */
function inItsWords(scenario: Scenario): Scenario | undefined {
  if (scenario.guest !== undefined || scenario.kubeletUpMs === 0) return undefined;
  const { services: _services, propagation: _propagation, ...rest } = scenario;
  const vector = vectorFromScenario(rest);
  const isKnown = scenarioPods(scenario)
    .flatMap(({ pod }) => containersOf(pod))
    .every(isScripted);
  return vector === undefined || !isKnown ? undefined : (vector.scenario as unknown as Scenario);
}

function isScripted(container: Container): boolean {
  const { lifecycle } = container;
  const hooks = [lifecycle?.postStart, lifecycle?.preStop].filter((hook) => hook !== undefined);
  return hooks.every(isScriptedHook) && PROBE_TYPES.every((type) => isScriptedProbe(container, type));
}

function isScriptedHook({ exec, sleep }: LifecycleHandler): boolean {
  return sleep !== undefined || exec?.command?.[0] === "hook";
}

function isScriptedProbe(container: Container, type: ProbeType): boolean {
  const probe = container[`${type}Probe`];
  if (probe === undefined) return true;
  const [first, second, ...rest] = probe.exec?.command ?? [];
  return first === "probe" && second === type && rest.length === 0;
}

function questionsFor(scenario: Scenario): readonly ScriptedPod[] {
  // The program counts the age of its kubelet from 1 ms on.
  if (scenario.kubeletUpMs === 0) throw new OrchestratorError("unsupported", "a kubelet that begins with the pod");
  if (scenario.guest !== undefined) throw new OrchestratorError("unsupported", "apps that are code");
  const questions = scriptedScenarios(scenario, simulate(scenario));
  if ("why" in questions) throw new OrchestratorError("unsupported", questions.why);
  return questions;
}

/** What concerns the kubelet itself is told in each pod's trace, and counts once. */
function mergedTrace(
  scenario: Scenario,
  release: string,
  traces: readonly { readonly pod: string; readonly trace: Trace }[],
): Trace {
  const events = traces
    .flatMap(({ pod, trace }, index) =>
      trace.events
        .filter((event) => index === 0 || event.pod !== undefined)
        .map((event): TraceEvent => (event.pod === undefined ? event : { ...event, pod })),
    )
    .sort((a, b) => a.t - b.t);
  const tool = traces[0]?.trace.header.tool ?? "kubelet";
  const { header, events: numbered } = traceOfEvents(events, scenario, { tool, kubernetes: release });
  return { header: { ...header, assumptions: [SCRIPTED, KUBELET_ALONE] }, events: numbered };
}
