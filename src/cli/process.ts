import { existsSync, mkdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { dirname, join } from "node:path";
import { TOOL_VERSION } from "../toolVersion.ts";
import { cacheFolder } from "./cacheFolder.ts";
import { reportError, runCli } from "./cli.ts";
import { wantsColor } from "./color.ts";
import type { CaughtInterrupt, Environment, Output } from "./command.ts";
import { EXIT_CODES } from "./exitCode.ts";

/** The one place that touches the real process: runs its command line and sets its exit code. */
export async function runProcess(): Promise<void> {
  keepCompiledCode();
  const abortion = new AbortController();
  const environment: Environment = {
    stdin: process.stdin,
    stdout: outputOf(process.stdout, abortion),
    stderr: outputOf(process.stderr, abortion),
    env: process.env,
    cwd: process.cwd(),
    nowMs: () => performance.now(),
    signal: abortion.signal,
    catchInterrupt,
  };
  process.on("uncaughtException", (error) => {
    process.exit(reportError(error, environment.stderr, TOOL_VERSION));
  });
  process.exitCode = await runCli(process.argv.slice(2), environment, TOOL_VERSION);
}

/**
 * V8 keeps what it compiles from now on for the next start (decisions/0030-compile-cache.md), unless NODE_COMPILE_CACHE or
 * NODE_DISABLE_COMPILE_CACHE says otherwise. Where nothing can be written, nothing is kept.
 */
function keepCompiledCode(): void {
  const folder = cacheFolder(process.env);
  const compiled = join(folder, "compiled");
  try {
    // One by one: where a folder cannot be made in its parent, as in /proc, Node tries for ever to make them all.
    for (const path of existsSync(compiled) ? [] : [dirname(folder), folder, compiled])
      if (!existsSync(path)) mkdirSync(path);
  } catch {
    return;
  }
  enableCompileCache(compiled);
}

/** Only the first: work that does not listen is ended by the second. */
function catchInterrupt(): CaughtInterrupt {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once("SIGINT", interrupt);
  return { signal: interruption.signal, release: () => void process.off("SIGINT", interrupt) };
}

/** What is not there when output goes to a file or a pipe may be missing, whatever the types of Node say. */
type ProcessStream = NodeJS.WritableStream & {
  readonly destroyed: boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
};

function outputOf(stream: ProcessStream, abortion: AbortController): Output {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    // The reader has gone (`| head`). Unless the command had ended before, it cannot say any more that all is well.
    abortion.abort(error);
    process.exit(process.exitCode ?? EXIT_CODES.inconclusive);
  });
  const isTTY = stream.isTTY ?? false;
  return {
    write: (text) => {
      if (!stream.destroyed) stream.write(text);
    },
    isTTY,
    columns: stream.columns ?? 80,
    color: wantsColor("auto", process.env, isTTY),
  };
}
