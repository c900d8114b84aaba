import type { JsonValue } from "../../model/json.ts";
import { recordedOrchestrator, recordingKey } from "../../orchestrator/recordedOrchestrator.ts";
import { UsageError } from "../usageError.ts";
import { findVectorFiles, readVectorLines } from "../vectorFiles.ts";
import type { OpenOrchestrator } from "./openOrchestrator.ts";

/** `recorded:FILE|DIR`: the traces that such files hold. Throws a UsageError where there are none. */
export async function openRecording(text: string, cwd: string): Promise<OpenOrchestrator> {
  const { files, problems } = await findVectorFiles([text.slice(text.indexOf(":") + 1)], cwd);
  const [problem] = problems;
  if (problem !== undefined)
    throw new UsageError(`--orchestrator ${text}: ${problem.name}: ${problem.problem}`, problem.help);
  const recordings = new Map<string, string>();
  for (const file of files) {
    for await (const lines of readVectorLines(file)) for (const line of lines) add(recordings, line);
  }
  if (recordings.size === 0)
    throw new UsageError(
      `--orchestrator ${text}: it holds no recorded trace`,
      'each line has a "scenario", its "kubernetes" release and "events", as those of conformance/kubelet',
    );
  return { name: text, run: recordedOrchestrator(text, recordings), close: () => Promise.resolve() };
}

function add(recordings: Map<string, string>, line: string): void {
  let value: JsonValue;
  try {
    value = JSON.parse(line) as JsonValue;
  } catch {
    return;
  }
  const key = recordingKey(value);
  if (key !== undefined) recordings.set(key, line);
}
