import { defineCommand } from "../command.ts";
import { UsageError } from "../usageError.ts";

export const check = defineCommand({
  name: "check",
  summary: "validate manifests and tell when their containers get ready and restart",
  usage: "FILE|DIR|-…",
  operands: { minimum: 1, maximum: Number.POSITIVE_INFINITY },
  options: {},
  examples: [{ command: "probewise check deployment.yaml", description: "what the probes of a manifest will do" }],
  run: () => Promise.reject(new UsageError("check is not there yet")),
});
