/**
 * What a finished command tells the shell; printed by every `--help`.
 * Ctrl-C ends the process by SIGINT itself, which shells report as 130: see `decisions/`.
 */
export const EXIT_CODES = {
  /** Everything that was looked at is as it should be, and something was looked at. */
  ok: 0,
  /** A manifest that the API server would refuse, a failed expectation, a difference: there is a counterexample. */
  failed: 1,
  /** Wrong arguments, an unreadable file, a file that is no manifest. */
  usage: 2,
  /** Nothing failed, but too little was looked at to say that all is well. */
  inconclusive: 3,
  /** probewise contradicts itself: its answer must not be trusted. */
  internal: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

export const EXIT_CODE_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: "everything was checked and holds",
  1: "a failure was found",
  2: "wrong usage, or a file that cannot be read as a manifest",
  3: "inconclusive: too little was checked to say that all is well",
  4: "internal error: do not trust the result",
  130: "interrupted",
};

/** Which code wins where parts of one run end differently (DESIGN, section 8). */
const SEVEREST_FIRST: readonly ExitCode[] = [130, 4, 2, 1, 3, 0];

/** The code of a run whose parts ended with `codes`; without parts nothing was checked: inconclusive. */
export function combineExitCodes(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes);
  return SEVEREST_FIRST.find((code) => seen.has(code)) ?? EXIT_CODES.inconclusive;
}
