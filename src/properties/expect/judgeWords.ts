import type { Outcome, Verdict } from "./verdict.ts";

/** One verdict or more for each word that something is expected by, in the order of the file. */
export function judgeWords<Words extends object>(
  words: Words,
  path: Verdict["path"],
  judge: <Word extends keyof Words>(word: Word, expected: Words[Word]) => Outcome | readonly Verdict[],
): readonly Verdict[] {
  return Object.keys(words).flatMap((key) => {
    const word = key as keyof Words;
    const judged = judge(word, words[word]);
    if ("holds" in judged) return [{ path: [...path, key], ...judged }];
    return judged.map((verdict) => ({ ...verdict, path: [...path, key, ...verdict.path] }));
  });
}
