import type { Environment } from "./command.ts";

export interface TestEnvironment {
  readonly environment: Environment;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

export interface TestEnvironmentOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What stdin delivers. Default: nothing. */
  readonly stdin?: string | Uint8Array;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly nowMs?: () => number;
  /** Aborted by the test as by Ctrl-C. Default: nobody interrupts. */
  readonly interrupt?: AbortSignal;
}

const NEVER = new AbortController().signal;

/** An environment without a process, for tests of commands; what is written is kept. */
export function createTestEnvironment(options: TestEnvironmentOptions = {}): TestEnvironment {
  const { env = {}, cwd = ".", stdin = "", isTTY = false, columns = 80, nowMs = () => 0, interrupt = NEVER } = options;
  const written: Record<"stdout" | "stderr", string[]> = { stdout: [], stderr: [] };
  const outputOf = (name: "stdout" | "stderr") => ({
    write: (text: string) => void written[name].push(text),
    isTTY,
    columns,
    color: false,
  });
  const bytes = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
  return {
    environment: {
      stdin: Object.assign(streamOf(bytes), { isTTY }),
      stdout: outputOf("stdout"),
      stderr: outputOf("stderr"),
      env,
      cwd,
      nowMs,
      signal: NEVER,
      catchInterrupt: () => ({ signal: interrupt, release: () => undefined }),
    },
    stdout: () => written.stdout.join(""),
    stderr: () => written.stderr.join(""),
  };
}

async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
