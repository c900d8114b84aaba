import { PROPERTIES } from "../../src/properties/invariants/invariants.ts";
import { KNOWN_VIOLATIONS } from "../../src/properties/knownViolations.ts";

const INTRODUCTION = `# Properties

What must be so in every run of a kubelet, whoever made the trace. \`probewise fuzz\` and \`probewise conformance --orchestrator\`
hold runs to all of them, a scenario that says \`expect: { holds: [ID, …] }\` to those it names. A run in which a property could
not have been broken says nothing of it; the last column says when it could.

This page is written by \`node scripts/writeProperties.ts\` from \`src/properties/invariants\`.

| id | what holds | follows from | put to the test by |
|---|---|---|---|
`;

const KNOWN = `
## What real kubelets are known to break

Excused by \`fuzz\`, by \`conformance\` and by \`toHoldProperties\`, not by \`holds\`.

| id | when | releases | why, and a vector that shows it |
|---|---|---|---|
`;

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;

/** The text of `docs/properties.md`. */
export function propertiesPage(): string {
  const properties = PROPERTIES.map(({ id, statement, sources, exercised }) =>
    row(`\`${id}\``, statement, sources.join(", "), exercised),
  );
  const known = KNOWN_VIOLATIONS.map(({ property, circumstance, from, to, why }) =>
    row(`\`${property}\``, circumstance, from === 0 ? `up to 1.${to}` : `1.${from} to 1.${to}`, why),
  );
  return `${INTRODUCTION}${properties.join("")}${KNOWN}${known.join("")}`;
}
