import type { Rule } from "../../src/kubelet/rules.ts";
import { rulesBySubject } from "../../src/kubelet/rules.ts";
import type { Mutant } from "../mutants/mutants.ts";
import { MUTANTS, SURVIVORS } from "../mutants/mutants.ts";

const INTRODUCTION = `# Rules of the model

What the simulated kubelet and endpoint controllers do, one rule a line. Each rule has a mark (\`KLT-…\`) at the one place of
the code that says it, and a *mutant*: a deliberately wrong change of the code that breaks it, and the recorded vector that
finds the change out. Numbers are never used again for another rule. Flags are those of \`src/kubelet/profile.ts\`.

This page is written by \`node scripts/writeRules.ts\` from \`src/kubelet/rules.ts\` and \`properties/mutants\`.
`;

const code = (text: string): string => `\`${text}\``;
/** Inside a cell of a table. */
const cell = (text: string): string => text.replaceAll("|", "\\|");

function mutantText({ id }: Rule, mutants: ReadonlyMap<string, Mutant>): string {
  const mutant = mutants.get(id);
  return mutant === undefined ? `none: ${SURVIVORS[id] ?? ""}` : code(mutant.caughtBy);
}

function row(rule: Rule, mutants: ReadonlyMap<string, Mutant>): string {
  const { id, statement, spec, flag, file, place, evidence } = rule;
  const cells = [
    id,
    statement,
    flag === undefined ? "" : code(flag),
    spec,
    code(`${file} ${place}`),
    evidence.map(code).join(", "),
    mutantText(rule, mutants),
  ];
  return `| ${cells.map(cell).join(" | ")} |`;
}

/** The text of \`docs/rules.md\`. */
export function rulesPage(): string {
  const mutants = new Map(MUTANTS.map((mutant) => [mutant.rule, mutant]));
  const sections = [...rulesBySubject()].map(([subject, rules]) => {
    const head =
      "| id | rule | flag | known from | said in | shown by | mutant found by |\n|---|---|---|---|---|---|---|";
    return `## ${subject}\n\n${head}\n${rules.map((rule) => row(rule, mutants)).join("\n")}\n`;
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}
