import type { RuleExample } from "../../rule.ts";

/** A compute module with one container `scorer`; its fields as YAML, and those of the file beside it. */
export function foundryExample(containerFields: string, fileFields = ""): RuleExample {
  return {
    manifest: `dialect: foundry
module: claim-scorer
containers:
  - name: scorer
${containerFields.replace(/^ *\n/, "").trimEnd()}
${fileFields}`,
  };
}

/** A readiness probe that asks the application; in the fields of a container. */
export const ASKS_THE_APP = "    readiness: { http: { path: /ready, port: 9000, timeoutSeconds: 2 } }\n";
