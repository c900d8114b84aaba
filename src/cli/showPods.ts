import { workloadsOf } from "../manifest/dialect.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { createPaint } from "../report/paint.ts";
import { podYaml } from "../report/podYaml.ts";
import { quoteSource } from "../report/quoteSource.ts";
import { isFileError } from "./checkTally.ts";
import type { CommandContext } from "./command.ts";
import { combineExitCodes, EXIT_CODES, type ExitCode } from "./exitCode.ts";
import type { ReadManifests } from "./readManifests.ts";

/** Prints the pods of all workloads as a stream of YAML; what is wrong with files and objects is told on stderr. */
export function showPods({ files, problems }: ReadManifests, { stdout, stderr }: CommandContext): ExitCode {
  const paint = createPaint(stderr.color);
  const objects = files.flatMap((file) => file.objects);
  const diagnostics: readonly Diagnostic[] = files.flatMap((file) => [
    ...file.diagnostics,
    ...file.objects.flatMap((object) => object.diagnostics),
  ]);
  for (const diagnostic of diagnostics) stderr.write(quoteSource(diagnostic.file, diagnostic, paint));
  const pods = objects.flatMap((object) =>
    object.isAccepted ? workloadsOf(object).map((workload) => podYaml(object, workload)) : [],
  );
  stdout.write(pods.join("---\n"));
  return combineExitCodes([
    ...(problems.length > 0 || diagnostics.some(isFileError) ? [EXIT_CODES.usage] : []),
    ...(objects.some(({ isAccepted, content }) => !isAccepted && content.is !== "empty") ? [EXIT_CODES.failed] : []),
    pods.length > 0 ? EXIT_CODES.ok : EXIT_CODES.inconclusive,
  ]);
}
