import type { JsonObject } from "../../model/json.ts";
import type { DecodeProblem } from "../kubernetes/decodeFields.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import type { KnativeKind } from "./knativeKinds.ts";
import { decodeKnative } from "./decodeKnative.ts";
import { applyKnativeDefaults } from "./defaults/knativeDefaults.ts";
import type { KnativeConfig } from "./knativeConfig.ts";
import type { KnativeProblem } from "./knativeProblems.ts";
import { describeKnativeProblem } from "./knativeProblems.ts";
import { validateKnative } from "./validation/validateKnative.ts";

/** What Knative's webhooks answer to the creation of an object. The structural schema of its CustomResourceDefinition is not applied. */
export type KnativeAnswer =
  | { readonly decodeProblem: DecodeProblem }
  | {
      /** With its defaults. */
      readonly object: JsonObject;
      readonly errors: readonly KnativeProblem[];
      readonly warnings: readonly KnativeProblem[];
      /** The refusal as the user sees it; absent where the object is taken. */
      readonly message?: string;
    };

/** The way of an object through the webhooks: read strictly, completed, validated. */
export function admitKnative(node: SourceNode, kind: KnativeKind, config: KnativeConfig): KnativeAnswer {
  const decoded = decodeKnative(node, kind, config.release);
  if ("problem" in decoded) return { decodeProblem: decoded.problem };
  const object = applyKnativeDefaults(decoded.object, kind, config);
  const problems = validateKnative(object, kind, config);
  const errors = problems.filter(({ isWarning }) => isWarning !== true);
  const warnings = problems.filter(({ isWarning }) => isWarning === true);
  if (errors.length === 0) return { object, errors, warnings };
  const message = `validation failed: ${errors.map(describeKnativeProblem).join("\n")}`;
  return { object, errors, warnings, message };
}
