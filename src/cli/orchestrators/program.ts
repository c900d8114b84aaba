import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn } from "node:child_process";
import { OrchestratorError } from "../../model/orchestrator.ts";

/** Longer lines are no traces: the longest recorded one has some 200 kB. */
const MAX_LINE_LENGTH = 64 * 2 ** 20;
/** What is kept of what the program says on stderr, and quoted of it. */
const KEPT_COMPLAINT_LENGTH = 4_000;
const QUOTED_COMPLAINT_LENGTH = 200;
/** What a program that has ended wrote before is still on its way for so long, if somebody holds its output open. */
const LAST_WORDS_MS = 300;
/** After its input has ended a program has so long to end by itself. */
const FAREWELL_MS = 500;

export interface ProgramCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Real time for one answer. */
  readonly timeoutMs: number;
}

/** A program that answers lines with lines, while it runs. */
export interface Program {
  /** One line in, one line out. Rejects with an `OrchestratorError`; then the program is ended, and good for nothing. */
  ask(line: string): Promise<string>;
  /** Resolves when it has ended, if need be by force. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (line: string) => void;
  readonly reject: (error: OrchestratorError) => void;
  readonly timer: NodeJS.Timeout;
}

interface State {
  readonly child: ChildProcessWithoutNullStreams;
  /** What came of a line that is not whole yet; the last piece may hold more, which nobody waited for. */
  pieces: string[];
  length: number;
  complaint: string;
  waiting: Waiting | undefined;
  end: OrchestratorError | undefined;
}

/** Starts it. What is wrong with it shows in the first answer. */
export function startProgram({ program, args, cwd, timeoutMs }: ProgramCommand): Program {
  const child = spawn(program, args, { cwd, stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
  const state: State = { child, pieces: [], length: 0, complaint: "", waiting: undefined, end: undefined };
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    state.complaint = (state.complaint + text).slice(-KEPT_COMPLAINT_LENGTH);
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    state.pieces.push(text);
    state.length += text.length;
    takeLine(state);
  });
  // Nothing is read that was not asked for: who talks without end must wait.
  child.stdout.pause();
  // A program that dies says so by its end.
  child.stdin.on("error", () => undefined);
  child.on("error", ({ message }) => {
    endWith(state, new OrchestratorError("notStarted", `it cannot be started: ${message}`));
  });
  const lastWords = (code: number | null, signal: string | null): void => {
    const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
    endWith(state, new OrchestratorError("crashed", `it ended ${how} before it answered${complaintOf(state)}`));
  };
  child.on("close", lastWords);
  child.on("exit", (code, signal) => void setTimeout(lastWords, LAST_WORDS_MS, code, signal));
  return {
    ask: (line) => ask(state, line, timeoutMs),
    close: () => closeProgram(state),
  };
}

function ask(state: State, line: string, timeoutMs: number): Promise<string> {
  const { child, end } = state;
  if (end !== undefined) return Promise.reject(end);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      endWith(state, new OrchestratorError("timedOut", `no answer within ${timeoutMs} ms${complaintOf(state)}`));
    }, timeoutMs);
    state.waiting = { resolve, reject, timer };
    child.stdin.write(`${line}\n`);
    child.stdout.resume();
    takeLine(state);
  });
}

/** Looks for the end of the line in the last piece alone: a long line is not to be read again with each. */
function takeLine(state: State): void {
  const { waiting, pieces, child } = state;
  if (waiting === undefined) return;
  const end = pieces.at(-1)?.indexOf("\n") ?? -1;
  if (end === -1) {
    if (state.length > MAX_LINE_LENGTH)
      endWith(state, new OrchestratorError("malformed", `its line is longer than ${MAX_LINE_LENGTH} characters`));
    return;
  }
  child.stdout.pause();
  clearTimeout(waiting.timer);
  state.waiting = undefined;
  const last = pieces.pop() ?? "";
  waiting.resolve(pieces.join("") + last.slice(0, end));
  state.pieces = [last.slice(end + 1)];
  state.length = last.length - end - 1;
}

function endWith(state: State, error: OrchestratorError): void {
  state.end ??= error;
  state.child.kill("SIGKILL");
  const { waiting } = state;
  if (waiting === undefined) return;
  clearTimeout(waiting.timer);
  state.waiting = undefined;
  waiting.reject(state.end);
}

/** Of a stack trace the line that says what is wrong, otherwise the last one. */
function complaintOf({ complaint }: State): string {
  const lines = complaint.split(/\r?\n/).filter((line) => line.trim() !== "");
  const line = lines.find((text) => /^\w*(?:error|panic|exception)\b/i.test(text)) ?? lines.at(-1);
  return line === undefined ? "" : `; it said: ${line.trim().slice(0, QUOTED_COMPLAINT_LENGTH)}`;
}

/** A program's own children may hold its output open: nothing waits for them. */
async function closeProgram({ child }: State): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const gone = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
    child.stdin.end();
    const impatience = setTimeout(() => child.kill("SIGKILL"), FAREWELL_MS);
    await gone;
    clearTimeout(impatience);
  }
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  child.unref();
}
