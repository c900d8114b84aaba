import type { Scenario } from "../model/scenario.ts";
import { literal } from "./literal.ts";
import { printable } from "../model/printable.ts";

/** A vitest test that fails as the scenario does: to be pasted, and kept when it passes. @param what failed, as fuzz names it. */
export function counterexampleTest({ replay: _replay, expect, ...scenario }: Scenario, what: string): string {
  const isExpected = what.startsWith("expect.") || expect === undefined;
  const matcher =
    what.startsWith("expect.") && expect !== undefined
      ? `toSatisfyExpectations(${literal(expect, "  ")})`
      : `toHoldProperties(${literal([what])})`;
  const title = `${scenario.id ?? "the pod"}: ${isExpected ? what : `${what} holds`}`;
  // Names of a file must not steer a terminal; in code an escape keeps its meaning.
  return printable(`import { expect, test } from "vitest";
import type { Scenario } from "probewise";
import "probewise/vitest";

const scenario = ${literal(scenario)} as Scenario;

test(${JSON.stringify(title)}, () => {
  expect(scenario).${matcher};
});
`);
}
