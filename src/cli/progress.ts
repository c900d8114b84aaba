import type { Environment } from "./command.ts";

/** Tells on stderr how far long work is. Nothing ticks by itself: it writes, if at all, when `update` is called. */
export interface Progress {
  /** `total` is unknown where time decides. `note` is what is being worked on, or what was found so far. */
  update(done: number, total: number | undefined, note?: string): void;
  /** Clears the line on a terminal. */
  finish(): void;
}

/** On a terminal one line that is rewritten, first seen when the work has taken 100 ms. */
const TERMINAL_INTERVAL_MS = 100;
/** Elsewhere whole lines, few. */
const LOG_INTERVAL_MS = 5_000;

const CLEAR_LINE = "\r\u001b[2K";

/** `activity` begins every line: `checking`. */
export function createProgress(
  { stderr, env, nowMs }: Pick<Environment, "stderr" | "env" | "nowMs">,
  activity: string,
): Progress {
  const isLive = stderr.isTTY && env["TERM"] !== "dumb";
  const intervalMs = isLive ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;
  let lastMs = nowMs();
  let isShown = false;
  return {
    update(done, total, note) {
      const currentMs = nowMs();
      if (currentMs - lastMs < intervalMs) return;
      lastMs = currentMs;
      const line = `${activity} ${done}${total === undefined ? "" : `/${total}`}${note === undefined ? "" : `, ${note}`}`;
      stderr.write(isLive ? `${CLEAR_LINE}${line.slice(0, stderr.columns - 1)}` : `${line}\n`);
      isShown = isLive;
    },
    finish() {
      if (isShown) stderr.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
