import type { Environment } from "../command.ts";
import type { OpenOrchestrator } from "./openOrchestrator.ts";
import { openOrchestrator } from "./openOrchestrator.ts";
import { splitCommand } from "./splitCommand.ts";

const TIMEOUT_MS = 10_000;

/** What `--orchestrator` names. @param timeoutMs real time for one scenario. Throws a UsageError for what is none. */
export async function chooseOrchestrator(
  text: string,
  timeoutMs: number | undefined,
  { cwd }: Environment,
): Promise<OpenOrchestrator> {
  const [program, ...args] = splitCommand(text);
  return openOrchestrator(text, { program, args, cwd, timeoutMs: timeoutMs ?? TIMEOUT_MS });
}
