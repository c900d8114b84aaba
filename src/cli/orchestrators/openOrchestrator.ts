import type { Orchestrator } from "../../model/orchestrator.ts";
import { OrchestratorError } from "../../model/orchestrator.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { questionLine, readAnswer } from "../../orchestrator/readAnswer.ts";
import type { Program, ProgramCommand } from "./program.ts";
import { startProgram } from "./program.ts";

/** An orchestrator that holds a process. */
export interface OpenOrchestrator {
  readonly name: string;
  /** The one release that it knows, such as `1.36.3`. Absent: it takes the scenario's. */
  readonly release?: string;
  /** A kubelet without a cluster: its traces have no endpoints. */
  readonly isKubeletAlone?: true;
  readonly run: Orchestrator;
  close(): Promise<void>;
}

/** After so many failures one after the other, or in all, it is not asked any more: nobody waits for ever. */
const MAX_FAILURES_IN_A_ROW = 3;
const MAX_FAILURES = 10;

interface Session {
  program: Program | undefined;
  asked: number;
  failuresInARow: number;
  failures: number;
}

/**
 * A program that is asked in lines of JSON (`docs/orchestrators.md`), one scenario at a time. After a failure it is
 * ended and started anew for the next scenario; one that says what it does not know goes on.
 * @param renewAfter a new process after so many scenarios, for programs that grow.
 */
export function openOrchestrator(name: string, command: ProgramCommand, renewAfter = Infinity): OpenOrchestrator {
  const session: Session = { program: undefined, asked: 0, failuresInARow: 0, failures: 0 };
  return {
    name,
    run: (scenario) => askFor(scenario, name, session, command, renewAfter),
    close: () => endProgram(session),
  };
}

async function askFor(
  scenario: Scenario,
  name: string,
  session: Session,
  command: ProgramCommand,
  renewAfter: number,
): Promise<Trace> {
  const { failuresInARow, failures } = session;
  if (failuresInARow >= MAX_FAILURES_IN_A_ROW || failures >= MAX_FAILURES)
    throw new OrchestratorError("notAsked", `it had failed ${failures} times and was not asked any more`);
  if (session.asked > 0 && session.asked % renewAfter === 0) await endProgram(session);
  session.program ??= startProgram(command);
  session.asked++;
  // Ids of scenarios may repeat; those of questions do not, so that an answer out of turn shows.
  const id = `${session.asked} ${scenario.id ?? ""}`.trim();
  try {
    const trace = readAnswer(await session.program.ask(questionLine(scenario, id)), scenario, id, name);
    session.failuresInARow = 0;
    return trace;
  } catch (error) {
    await takeFailure(error, session);
    throw error;
  }
}

async function takeFailure(error: unknown, session: Session): Promise<void> {
  if (error instanceof OrchestratorError && (error.failure === "unsupported" || error.failure === "refused")) {
    session.failuresInARow = 0;
    return;
  }
  session.failuresInARow++;
  session.failures++;
  await endProgram(session);
}

async function endProgram(session: Session): Promise<void> {
  const { program } = session;
  session.program = undefined;
  await program?.close();
}
