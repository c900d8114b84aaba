import type { Rule } from "./rule.ts";
import { EAS_REFUSALS } from "./rules/eas/easRefusals.ts";
import { hairTriggerLiveness } from "./rules/hairTriggerLiveness.ts";
import { unresolvedPortName } from "./rules/unresolvedPortName.ts";

/** Every rule, in the order in which `probewise explain` lists them: by platform, then by name. */
export const RULES: readonly Rule[] = [hairTriggerLiveness, unresolvedPortName, ...EAS_REFUSALS];
