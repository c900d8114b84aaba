import type { Rule } from "./rule.ts";
import { EAS_RULES } from "./rules/eas/easRules.ts";
import { FOUNDRY_RULES } from "./rules/foundry/foundryRules.ts";
import { KNATIVE_RULES } from "./rules/knative/knativeRules.ts";
import { KSERVE_RULES } from "./rules/kserve/kserveRules.ts";
import { PLAIN_RULES } from "./rules/plainRules.ts";

/** Every rule, in the order in which `probewise explain` lists them. */
export const RULES: readonly Rule[] = [
  // One line for each platform.
  ...PLAIN_RULES,
  ...EAS_RULES,
  ...FOUNDRY_RULES,
  ...KNATIVE_RULES,
  ...KSERVE_RULES,
];

/** All names by which rules are known. */
export const RULE_NAMES: ReadonlySet<string> = new Set(RULES.flatMap(({ id, aliases = [] }) => [id, ...aliases]));
