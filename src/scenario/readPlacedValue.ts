import type { SourcePlace } from "../model/diagnostic.ts";
import type { JsonValue } from "../model/json.ts";
import type { SourcePosition, SourceProblem } from "./scenarioSource.ts";
import { readSource } from "./scenarioSource.ts";
import type { Path, ShapeProblem } from "./shapeProblem.ts";

/** Something wrong with a file of ours. */
export interface PlacedProblem extends SourceProblem {
  /** The line as it stands in the file. */
  readonly quotedLine: string;
}

export type PlacedValue<Value> =
  | {
      readonly value: Value;
      /** The place of a part of it in the file. */
      readonly placeOf: (path: Path) => SourcePlace;
    }
  | { readonly problems: readonly PlacedProblem[] };

/** What `read` makes of the value of a YAML or JSON text; its problems at their places, in the order of the file. */
export function readPlacedValue<Value>(
  text: string,
  read: (value: JsonValue) => { readonly value: Value } | { readonly problems: readonly ShapeProblem[] },
): PlacedValue<Value> {
  const parsed = readSource(text);
  const lines = text.split(/\r?\n/);
  const quote = (problem: SourceProblem): PlacedProblem => ({
    ...problem,
    quotedLine: lines[problem.line - 1] ?? "",
  });
  if ("problems" in parsed) return { problems: parsed.problems.slice(0, PROBLEMS_MAX).map(quote) };
  const { source } = parsed;
  const result = read(source.value);
  if ("value" in result) {
    const placeOf = (path: Path): SourcePlace => {
      const { line, column } = source.positionOf(path, true);
      return { line, column, quotedLine: lines[line - 1] ?? "" };
    };
    return { value: result.value, placeOf };
  }
  const placed = result.problems.map(({ path, atKey, message, help }) => {
    const position: SourcePosition = source.positionOf(path, atKey);
    return { ...position, message, ...(help === undefined ? {} : { help }) };
  });
  placed.sort((a, b) => a.line - b.line || a.column - b.column);
  return { problems: placed.slice(0, PROBLEMS_MAX).map(quote) };
}

const PROBLEMS_MAX = 20;
