import { nearestName } from "../../../model/nearestName.ts";
import { podExample } from "../examples.ts";
import { IGNORE_PREFIX, ignoreAnnotationsOf } from "../ignoring.ts";
import type { ObjectRule, RuleExample } from "../rule.ts";

function annotated(annotation: string): RuleExample {
  const manifest = podExample(`
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }
        failureThreshold: 1`);
  return { manifest: manifest.replace("  labels:", `  annotations:\n    ${annotation}\n  labels:`) };
}

const GOOD = annotated('probewise.dev/ignore-hair-trigger-liveness: "a wrong answer means that the store is corrupt"');

export const ignoreWithoutReason: ObjectRule = {
  id: "ignore-without-reason",
  severity: "warning",
  summary: "an annotation that ignores a rule gives no reason, and so ignores nothing",
  platforms: ["all"],
  evidence: ["decision 0022"],
  essay: [
    "Who meets the annotation in a year must be able to tell whether it still holds. Without a reason nobody can, so it has no effect.",
  ],
  ignoreWhen: "never: give the reason.",
  triggers: annotated('probewise.dev/ignore-hair-trigger-liveness: ""'),
  quiet: GOOD,
  findInObject: ({ object, pathOf }) =>
    ignoreAnnotationsOf(object)
      .filter(({ reason }) => reason === "")
      .map(({ rule, path }) => ({
        path: pathOf(path),
        message: `${IGNORE_PREFIX}${rule} gives no reason`,
        why: "without one it has no effect",
      })),
};

export const ignoreUnknownRule: ObjectRule = {
  id: "ignore-unknown-rule",
  severity: "warning",
  summary: "an annotation ignores a rule that does not exist",
  platforms: ["all"],
  evidence: ["decision 0022"],
  essay: ["A misspelt name ignores nothing, and nobody would notice: the finding it was meant for is still counted."],
  ignoreWhen: "the rule belongs to a later version.",
  triggers: annotated('probewise.dev/ignore-hair-triger-liveness: "it is corrupt then"'),
  quiet: GOOD,
  findInObject: ({ object, pathOf, ruleNames }) =>
    ignoreAnnotationsOf(object)
      .filter(({ rule }) => !ruleNames.has(rule))
      .map(({ rule, path }) => {
        const near = nearestName(rule, ruleNames);
        return {
          path: pathOf(path),
          message: `there is no rule ${JSON.stringify(rule)} to ignore`,
          why: near === undefined ? "probewise explain lists them" : `did you mean ${IGNORE_PREFIX}${near}?`,
        };
      }),
};
