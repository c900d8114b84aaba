import { formatKubernetesVersion, parseKubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { kubeletOrchestrator } from "../../orchestrator/kubeletOrchestrator.ts";
import { simulate } from "../../simulate.ts";
import { UsageError } from "../usageError.ts";
import type { OrchestratorEnvironment } from "./buildKubelet.ts";
import { buildKubelet } from "./buildKubelet.ts";
import type { OpenOrchestrator } from "./openOrchestrator.ts";
import { openOrchestrator } from "./openOrchestrator.ts";
import { openRecording } from "./openRecording.ts";
import { splitCommand } from "./splitCommand.ts";

const TIMEOUT_MS = 10_000;
/** An hour of a kubelet's idling takes up to a second, and thousands of attempts a few. */
const KUBELET_TIMEOUT_MS = 60_000;
/** A kubelet has no orderly end: what it held stays, some MB for each scenario. */
const SCENARIOS_OF_A_KUBELET = 200;

/**
 * What `--orchestrator` names: `kubelet:1.36`, `engine:1.36` (ours), `recorded:FILE|DIR`, or a command. @param timeoutMs real time for one scenario.
 * Throws a UsageError for what is none of them.
 */
export async function chooseOrchestrator(
  text: string,
  timeoutMs: number | undefined,
  environment: OrchestratorEnvironment,
): Promise<OpenOrchestrator> {
  const { cwd } = environment;
  if (text.startsWith("kubelet:")) {
    const { path, release } = await buildKubelet(text, environment);
    const command = { program: path, args: ["-q"], cwd, timeoutMs: timeoutMs ?? KUBELET_TIMEOUT_MS };
    const program = openOrchestrator(`kubelet ${release}`, command, SCENARIOS_OF_A_KUBELET);
    return { ...program, release, isKubeletAlone: true, run: kubeletOrchestrator(release, program.run) };
  }
  if (text.startsWith("engine:")) return openEngine(text);
  if (text.startsWith("recorded:")) return openRecording(text, cwd);
  const [program, ...args] = splitCommand(text);
  return openOrchestrator(text, { program, args, cwd, timeoutMs: timeoutMs ?? TIMEOUT_MS });
}

/** Ours, to compare others with, or its releases with each other. */
function openEngine(text: string): OpenOrchestrator {
  const version = parseKubernetesVersion(text.slice(text.indexOf(":") + 1));
  if (version === undefined)
    throw new UsageError(`--orchestrator ${text}: there is no such release`, "write engine:1.36 or engine:1.35.4");
  const release = formatKubernetesVersion(version);
  const run = (scenario: Scenario): Trace => simulate({ ...scenario, kubernetes: release });
  return { name: `engine ${release}`, release, run, close: () => Promise.resolve() };
}
