import { resolve } from "node:path";
import { DEFAULT_HORIZON_MS, scenarioOf } from "../analyze/stories.ts";
import { acceptedWorkloads, podOfWorkload, servicesNear, servicesOf } from "../analyze/workloads.ts";
import type { ManifestFile } from "../manifest/readManifest.ts";
import type { Scenario } from "../model/scenario.ts";
import { createPaint } from "../report/paint.ts";
import { quoteSource } from "../report/quoteSource.ts";
import { readBehaviour } from "../scenario/readBehaviour.ts";
import type { CommandContext } from "./command.ts";
import { MAX_BYTES_DEFAULT } from "./inputFiles.ts";
import { readInputText } from "./readInput.ts";
import { UsageError } from "./usageError.ts";

/** How the apps of the one workload are, as a behaviour file says. Undefined: it is broken, and what is wrong has been told. */
export async function checkBehaviour(
  context: Pick<CommandContext, "cwd" | "stdin" | "stderr">,
  name: string,
  files: readonly ManifestFile[],
  kubernetes: string,
): Promise<Scenario | undefined> {
  const [workload, ...others] = files.flatMap(({ objects }) => objects.flatMap(acceptedWorkloads));
  if (workload === undefined || others.length > 0) {
    const count = workload === undefined ? "none" : `${others.length + 1}`;
    throw new UsageError(
      `--behaviour ${name}: it is for one workload, and there are ${count}`,
      "it says how the apps of one workload are",
    );
  }
  const entry = { kind: "file", name, path: resolve(context.cwd, name) } as const;
  const read = await readInputText(entry, MAX_BYTES_DEFAULT, context);
  if ("problem" in read) throw new UsageError(`${name}: ${read.problem}`, read.help);
  const services = servicesNear(workload, servicesOf(files));
  const story = { pod: podOfWorkload(workload), services, kubernetes, horizonMs: DEFAULT_HORIZON_MS };
  const result = readBehaviour(read.text, scenarioOf(story, {}, DEFAULT_HORIZON_MS));
  if ("scenario" in result) return result.scenario;
  const paint = createPaint(context.stderr.color);
  for (const problem of result.problems) context.stderr.write(quoteSource(name, problem, paint));
  return undefined;
}
