import type { ApiAnswer } from "../api/controlPlane.ts";
import type { ControllerName } from "./controllerName.ts";

/** One sync that waits for the API server: what it began with and what it has been told since, by which it is taken up again. */
export interface Routine {
  readonly id: number;
  readonly controller: ControllerName;
  readonly key: string;
  readonly input: unknown;
  readonly answers: unknown[];
  /** Answers of the calls that it waits for, by place; undefined: not yet. */
  waitsFor: (ApiAnswer | undefined)[];
}
