import { UsageError } from "../usageError.ts";

/**
 * A command line in words, as no shell would read it: quotes hold words together, nothing else has a meaning. So the
 * process that is started is the program itself, and can be ended; who wants a shell writes `sh -c "…"`.
 */
export function splitCommand(text: string): readonly [string, ...string[]] {
  const words = [...text.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ""),
  );
  const rest = text.replace(/"[^"]*"|'[^']*'/g, "");
  if (/["']/.test(rest)) throw new UsageError(`--orchestrator ${text}: a quote is not closed`);
  const [program, ...args] = words;
  if (program === undefined || program === "") throw new UsageError(`--orchestrator ${text}: it names no program`);
  return [program, ...args];
}
