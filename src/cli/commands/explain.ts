import type { Rule } from "../../analyze/findings/rule.ts";
import { RULES } from "../../analyze/findings/ruleTable.ts";
import { RULES as KUBELET_RULES } from "../../kubelet/rules.ts";
import { nearestName } from "../../model/nearestName.ts";
import { PROPERTIES } from "../../properties/invariants/invariants.ts";
import { type Explained, explainedText, ruleList, ruleText } from "../../report/explainText.ts";
import { createPaint } from "../../report/paint.ts";
import { defineCommand } from "../command.ts";
import { EXIT_CODES } from "../exitCode.ts";
import { UsageError } from "../usageError.ts";

export const explain = defineCommand({
  name: "explain",
  summary: "tell what a rule of check means, with an example that it speaks of and one that it does not",
  usage: "[RULE…]",
  operands: { minimum: 0, maximum: Number.POSITIVE_INFINITY },
  options: {},
  examples: [
    { command: "probewise explain", description: "all rules, a line each" },
    { command: "probewise explain hair-trigger-liveness", description: "one of them, with its examples" },
    { command: "probewise explain KLT-017", description: "a rule of the modelled kubelet; also properties, by name" },
  ],
  async run({ operands, stdout }) {
    const paint = createPaint(stdout.color);
    if (operands.length === 0) {
      const others = [
        [`rules of the modelled kubelet (${KUBELET_RULES[0]?.id} …)`, KUBELET_RULES.length],
        [`properties of runs (${PROPERTIES[0]?.id} …)`, PROPERTIES.length],
      ] as const;
      stdout.write(ruleList(RULES, others, paint));
      return EXIT_CODES.ok;
    }
    const columns = Math.min(stdout.columns, WIDTH_MAX);
    const found = operands.map(lookUp);
    const texts = found.map((one) =>
      "essay" in one ? ruleText(one, columns, paint) : explainedText(one, columns, paint),
    );
    stdout.write(texts.join("\n"));
    return EXIT_CODES.ok;
  },
});

const WIDTH_MAX = 100;

function lookUp(name: string): Rule | Explained {
  const wanted = name.toLowerCase();
  const rule = RULES.find(({ id, aliases = [] }) => id === wanted || aliases.includes(wanted));
  if (rule !== undefined) return rule;
  const others = explained();
  const other = others.find(({ id }) => id.toLowerCase() === wanted);
  if (other !== undefined) return other;
  const names = [...RULES.flatMap(({ id, aliases = [] }) => [id, ...aliases]), ...others.map(({ id }) => id)];
  const near = nearestName(name, names);
  throw new UsageError(
    `there is no rule ${JSON.stringify(name)}`,
    near === undefined ? "probewise explain lists them" : `did you mean ${near}?`,
  );
}

function explained(): readonly Explained[] {
  const rules = KUBELET_RULES.map(({ id, statement, spec, evidence, flag }) => ({
    id,
    statement,
    more: [
      ["specified in", spec],
      ["recorded in", evidence.join(", ")],
      ...(flag === undefined ? [] : [["differs between releases by", flag] as const]),
    ] as const,
  }));
  const properties = PROPERTIES.map(({ id, statement, sources, exercised }) => ({
    id,
    statement,
    more: [
      ["follows from", sources.join(", ")],
      ["says something", exercised],
    ] as const,
  }));
  return [...rules, ...properties];
}
