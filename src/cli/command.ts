import type { ExitCode } from "./exitCode.ts";
import type { OptionTable, OptionValues } from "./option.ts";

/** Where text goes. */
export interface Output {
  /** Writes at once; nothing is added. After the reader has gone it does nothing. */
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width in characters; 80 where there is no terminal. */
  readonly columns: number;
  /** Whether colour is wanted here, after `--color`, `NO_COLOR`, `FORCE_COLOR` and `TERM`. */
  readonly color: boolean;
}

export interface Input extends AsyncIterable<Uint8Array> {
  readonly isTTY: boolean;
}

/** All that a command may touch of the process, so that tests run commands without one. */
export interface Environment {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Monotonic wall time in ms, for progress and "simulated 30 d in 1.4 s". Never part of a result. */
  readonly nowMs: () => number;
  /** Aborted when nobody reads the output any more. Long work looks at it between its parts. */
  readonly signal: AbortSignal;
  /** From now on Ctrl-C aborts a signal instead of ending the process, for work that reports what it has done. */
  readonly catchInterrupt: () => CaughtInterrupt;
}

export interface CaughtInterrupt {
  readonly signal: AbortSignal;
  /** Ctrl-C ends the process again, as it does when it comes a second time. */
  readonly release: () => void;
}

export interface CommandContext<Options extends OptionTable = OptionTable> extends Environment {
  readonly options: OptionValues<Options>;
  /** What stands on the command line beside the options. */
  readonly operands: readonly string[];
}

export interface CommandExample {
  readonly command: string;
  readonly description: string;
}

export interface Command<Options extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the command's name: `FILE|DIR…`. */
  readonly usage: string;
  readonly operands: { readonly minimum: number; readonly maximum: number };
  readonly options: Options;
  /** Shown first in `--help`; at least one. */
  readonly examples: readonly CommandExample[];
  /** Paragraphs below the options in `--help`. */
  readonly notes?: readonly string[];
  /** Result on stdout, all else on stderr. Throws `UsageError` for what the user can mend. */
  run(context: CommandContext<Options>): Promise<ExitCode>;
}

/** Types the options that `run` gets by the table beside it. */
export function defineCommand<const Options extends OptionTable>(command: Command<Options>): Command<Options> {
  return command;
}
