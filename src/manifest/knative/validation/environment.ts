import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField, structListField } from "../../kubernetes/fields.ts";
import type { KnativeConfig } from "../knativeConfig.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { missing, missingOneOf, multipleOneOf, problem, via } from "../knativeProblems.ts";
import type { ContainerRole } from "./containerRole.ts";
import { disallowedFields } from "./disallowedFields.ts";

const RESERVED_NAMES = ["K_SERVICE", "K_CONFIGURATION", "K_REVISION"];
/** Only the serving container is told its port. */
const RESERVED_SERVING_NAMES = ["PORT", ...RESERVED_NAMES];

export function validateEnvironment(
  container: JsonObject,
  role: ContainerRole,
  config: KnativeConfig,
): KnativeProblem[] {
  return structListField(container, "env").flatMap((variable, index) =>
    via(`[${index}]`, validateVariable(variable, role, config)),
  );
}

function validateVariable(variable: JsonObject, role: ContainerRole, { features }: KnativeConfig): KnativeProblem[] {
  const name = stringField(variable, "name");
  const reserved = role === "serving" ? RESERVED_SERVING_NAMES : RESERVED_NAMES;
  const problems: KnativeProblem[] = [];
  if (name === "") problems.push(missing("name"));
  else if (reserved.includes(name)) {
    problems.push(problem(`${quoteGoString(name)} is a reserved environment variable`, ["name"]));
  }
  const source = pointerField(variable, "valueFrom");
  if (source === undefined) return problems;
  const fromFields = features["kubernetes.podspec-fieldref"] === "Disabled" ? [] : ["fieldRef", "resourceFieldRef"];
  const allowed = ["configMapKeyRef", "secretKeyRef", ...fromFields];
  return [...problems, ...via("valueFrom", disallowedFields(source, allowed))];
}

export function validateEnvironmentSources(container: JsonObject): KnativeProblem[] {
  let problems: KnativeProblem[] = [];
  for (const [index, source] of structListField(container, "envFrom").entries()) {
    problems.push(...via(`[${index}]`, disallowedFields(source, ["prefix", "configMapRef", "secretRef"])));
    // The webhook puts this path before everything that it has found by then.
    if (source["secretRef"] !== undefined) problems = via(`secretRef.[${index}]`, problems);
    if (source["configMapRef"] !== undefined) problems = via(`configMapRef.[${index}]`, problems);
    const count = Number(source["secretRef"] !== undefined) + Number(source["configMapRef"] !== undefined);
    if (count === 2) problems.push(multipleOneOf("configMapRef", "secretRef"));
    if (count === 0) problems.push(missingOneOf("configMapRef", "secretRef"));
  }
  return problems;
}
