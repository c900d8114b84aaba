import type { Attempt } from "../attempt.ts";

/** What a probe client makes of one attempt, in the words of the real ones (`pkg/probe`). */
export interface ProbeAnswer {
  /** A warning counts as a success and has an event. */
  readonly result: "success" | "warning" | "failure" | "unknown";
  readonly output: string;
  /** Set: the attempt is repeated, and in the end nothing counts, whatever `result` says. */
  readonly error?: string;
  /** How long the attempt took, at most the timeout. */
  readonly ms: number;
  /** It took the whole timeout and was given up. */
  readonly isTimeout?: boolean;
  /** What the same attempt may come to as well: a race inside the client decides, which nobody controls. */
  readonly alternatives?: readonly Pick<ProbeAnswer, "result" | "output" | "error">[];
}

/** What the prober makes of it (prober spec §2.1, §8). */
export function attemptOf(answer: ProbeAnswer): Attempt {
  const { ms } = answer;
  if (answer.error !== undefined) {
    return { outcome: answer.result === "failure" ? "brokenAnswer" : "error", ms, output: answer.error };
  }
  switch (answer.result) {
    case "success":
      return { outcome: "ok", ms, output: answer.output };
    case "warning":
      return { outcome: "warning", ms, output: answer.output };
    case "failure":
    case "unknown":
      return { outcome: answer.isTimeout === true ? "timeout" : "fail", ms, output: answer.output };
  }
}
