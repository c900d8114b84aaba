import type { EndpointExpectations } from "../../model/expectations.ts";
import type { Change } from "../podHistory.ts";
import { staysOf } from "../staysOf.ts";
import {
  judgeBackWithin,
  judgeDuring,
  judgeFirst,
  judgeNotDuring,
  judgeOutWithin,
  judgeStays,
} from "./stayOutcomes.ts";
import type { Outcome } from "./verdict.ts";

type Words = Required<EndpointExpectations>;
/** Letters of the pod in the slices: r(eady), s(erving), t(erminating). */
type Letters = readonly Change<string | undefined>[];

const isIn = (letters: string | undefined): boolean => letters?.includes("r") === true;
const isDraining = (letters: string | undefined): boolean => letters?.includes("s") === true && letters.includes("t");

export const ENDPOINT_WORDS: {
  readonly [Word in keyof Words]: (expected: Words[Word], letters: Letters, untilMs: number) => Outcome;
} = {
  inBy: (expected, letters) => judgeFirst(expected, staysOf(letters, isIn)),
  in: (expected, letters) => judgeStays(expected, staysOf(letters, isIn)),
  inDuring: (expected, letters, untilMs) => judgeDuring(expected, staysOf(letters, isIn), untilMs),
  notInDuring: (expected, letters) => judgeNotDuring(expected, staysOf(letters, isIn)),
  outWithin: (expected, letters) => judgeOutWithin(expected, staysOf(letters, isIn)),
  backWithin: (expected, letters) => judgeBackWithin(expected, staysOf(letters, isIn)),
  draining: (expected, letters) => judgeStays(expected, staysOf(letters, isDraining)),
};
