import type { Judgement } from "../../analyze/judgeScenario.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { checkProperties } from "../../properties/checkProperties.ts";
import { NEWEST_VERSION, parseKubernetesVersion } from "../../model/kubernetesVersion.ts";
import { knownViolationOf } from "../../properties/knownViolations.ts";
import type { Verdict } from "../../properties/expect/verdict.ts";
import { nameOf } from "../../scenario/shapeProblem.ts";
import type { Claim } from "../../viewer/reportData.ts";
import { flipText } from "../judgementText.ts";

/** What the scenario expects of the run, its flips, and the properties that every run has; what does not hold comes first. */
export function claimsOf(scenario: Scenario, trace: Trace, judgement: Judgement | undefined): readonly Claim[] {
  const claims = [
    ...(judgement?.verdicts.map((verdict) => expectationClaim("expected", verdict)) ?? []),
    ...(judgement?.flips.flatMap((flip): Claim[] => [
      { source: "changed", holds: flip.failed.length > 0, name: flip.because, text: flipText(flip), steps: [] },
      // Steps of another run lead nowhere here.
      ...flip.instead.map((verdict) => ({ ...expectationClaim("changed", verdict), steps: [] })),
    ]) ?? []),
    ...propertyClaims(scenario, trace),
  ];
  const rank = ({ holds, known }: Claim): number => (holds ? 2 : known === undefined ? 0 : 1);
  return claims.toSorted((a, b) => rank(a) - rank(b));
}

function expectationClaim(source: string, { holds, path, expected, came, steps }: Verdict): Claim {
  const text = holds && expected === came ? came : `expected ${expected}, came ${came}`;
  return { source, holds, name: nameOf(path), text, steps };
}

/** Those that were tried. What real kubelets of the release are known for is told apart. */
function propertyClaims(scenario: Scenario, trace: Trace): readonly Claim[] {
  const version = parseKubernetesVersion(trace.header.kubernetes) ?? NEWEST_VERSION;
  return checkProperties(scenario, trace).flatMap(({ property, result, tried, violations }): Claim[] => {
    const claim = { source: "property", name: property.id };
    if (result === "held")
      return [{ ...claim, holds: true, text: `${property.statement} (tried ${tried}×)`, steps: [] }];
    return violations.map((violation) => {
      const known = knownViolationOf(property.id, violation, version);
      const { explanation, steps } = violation;
      return { ...claim, holds: false, text: explanation, steps, ...(known !== undefined && { known: known.why }) };
    });
  });
}
