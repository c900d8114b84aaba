import { defineCommand } from "../command.ts";
import { UsageError } from "../usageError.ts";

export const conformance = defineCommand({
  name: "conformance",
  summary: "compare the engine with what the real Kubernetes code did",
  usage: "",
  operands: { minimum: 0, maximum: 0 },
  options: {},
  examples: [{ command: "probewise conformance", description: "with the vectors that ship" }],
  run: () => Promise.reject(new UsageError("conformance is not there yet")),
});
