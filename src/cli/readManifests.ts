import type { ManifestFile, ManifestText, ReadManifestOptions } from "../manifest/readManifest.ts";
import { readManifests as readTexts } from "../manifest/readManifest.ts";
import type { CommandContext } from "./command.ts";
import { listInputFiles } from "./inputFiles.ts";
import { readInputText } from "./readInput.ts";

/** All that the operands name: what could be read, what could not, and what was left out on purpose. */
export interface ReadManifests {
  readonly files: readonly ManifestFile[];
  readonly problems: readonly { readonly name: string; readonly problem: string; readonly help?: string }[];
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

/** As `ReadManifests`, before anybody has looked into the texts. */
export interface GivenTexts extends Omit<ReadManifests, "files"> {
  readonly texts: readonly ManifestText[];
}

/** Looks into all texts at once: what one says of a platform counts for the others. */
export function readManifests({ texts, ...given }: GivenTexts, options: ReadManifestOptions): ReadManifests {
  return { files: readTexts(texts, options), ...given };
}

/** Fetches the texts of all operands; what is wrong with one never keeps the others from being read. */
export async function fetchTexts(
  context: Pick<CommandContext, "operands" | "cwd" | "stdin" | "stderr">,
  maxBytes: number,
): Promise<GivenTexts> {
  const texts: ManifestText[] = [];
  const problems: { name: string; problem: string; help?: string }[] = [];
  const leftOut: { name: string; reason: string }[] = [];
  for (const entry of listInputFiles(context.operands, context.cwd)) {
    if (entry.kind === "problem")
      problems.push({
        name: entry.name,
        problem: entry.problem,
        ...(entry.help !== undefined && { help: entry.help }),
      });
    else if (entry.kind === "leftOut") leftOut.push({ name: entry.name, reason: entry.reason });
    else {
      const read = await readInputText(entry, maxBytes, context);
      if ("problem" in read) problems.push({ name: entry.name, ...read });
      else texts.push({ fileName: entry.name, text: read.text });
    }
  }
  return { texts, problems, leftOut };
}
