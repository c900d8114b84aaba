import type { PlatformContext } from "../../../../model/platformContext.ts";
import type { RuleExample } from "../../rule.ts";

/** A Knative Service with one container on port 8080; its fields as lines of YAML, and those of the revision beside it. */
export function knativeExample(
  containerFields: readonly string[],
  specFields: readonly string[] = [],
  context?: PlatformContext,
): RuleExample {
  const manifest = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: hello
spec:
  template:
    spec:
      containers:
        - image: registry.example/hello:1
          ports: [{ containerPort: 8080 }]
${linesOf(containerFields, 10)}${linesOf(specFields, 6)}`;
  return { manifest, ...(context === undefined ? {} : { context }) };
}

function linesOf(lines: readonly string[], blanks: number): string {
  return lines.map((line) => `${" ".repeat(blanks)}${line}\n`).join("");
}

/** A second container in the same list; its fields as for the first. */
export function sidecarLines(...fields: readonly string[]): readonly string[] {
  return ["  - name: side", "    image: registry.example/side:1", ...fields.map((field) => `    ${field}`)];
}
