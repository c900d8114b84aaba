import { createReadStream, readFileSync, statSync } from "node:fs";
import type { Environment } from "./command.ts";
import { describeFileError, type InputEntry } from "./inputFiles.ts";
import { formatBytes } from "./optionValue.ts";

export interface InputProblem {
  readonly problem: string;
  readonly help?: string;
}

type Readable = Extract<InputEntry, { kind: "file" | "stdin" }>;

/** The text of a file; its size is looked at before it is read, and more than `maxBytes` is never held. */
export async function readInputText(
  entry: Readable,
  maxBytes: number,
  environment: Pick<Environment, "stdin" | "stderr">,
): Promise<{ readonly text: string } | InputProblem> {
  const read = await readInputBytes(entry, maxBytes, environment);
  return "bytes" in read ? decodeText(read.bytes) : read;
}

/** As `readInputText`, for files that are not text. */
export async function readInputBytes(
  entry: Readable,
  maxBytes: number,
  environment: Pick<Environment, "stdin" | "stderr">,
): Promise<{ readonly bytes: Uint8Array } | InputProblem> {
  try {
    if (entry.kind === "stdin") {
      if (environment.stdin.isTTY) environment.stderr.write("reading from the terminal, Ctrl-D ends it\n");
      return await readStream(environment.stdin, maxBytes);
    }
    const status = statSync(entry.path);
    // A pipe such as `<(helm template …)` tells no size.
    if (!status.isFile()) return await readStream(createReadStream(entry.path), maxBytes);
    if (status.size > maxBytes) return tooLarge(`it has ${status.size} bytes, more`, maxBytes);
    return { bytes: readFileSync(entry.path) };
  } catch (error) {
    return describeFileError(error);
  }
}

async function readStream(stream: AsyncIterable<Uint8Array>, maxBytes: number) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) return tooLarge("it has more", maxBytes);
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks) };
}

function tooLarge(found: string, maxBytes: number): InputProblem {
  return { problem: `${found} than the limit of ${formatBytes(maxBytes)}`, help: "raise the limit with --max-bytes" };
}

function decodeText(bytes: Uint8Array): { readonly text: string } | InputProblem {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { problem: "it is UTF-16 text", help: "save it as UTF-8" };
  }
  if (bytes.includes(0)) return { problem: "it is a binary file, not text" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { problem: "it is not UTF-8 text" };
  }
}
