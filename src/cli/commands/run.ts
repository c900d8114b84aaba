import { defineCommand } from "../command.ts";
import { UsageError } from "../usageError.ts";

export const run = defineCommand({
  name: "run",
  summary: "simulate one workload and print its timeline",
  usage: "FILE",
  operands: { minimum: 1, maximum: 1 },
  options: {},
  examples: [{ command: "probewise run deployment.yaml", description: "the timeline of a healthy start" }],
  run: () => Promise.reject(new UsageError("run is not there yet")),
});
