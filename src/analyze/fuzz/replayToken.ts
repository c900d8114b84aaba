import { textHash } from "../../canonicalHash.ts";
import type { JsonValue } from "../../model/json.ts";
import { isJsonArray } from "../../model/json.ts";

/** All that is needed to make a story again, but the file it is about. */
export interface ReplayToken {
  /** Version of this package that made it: another one may draw other scenarios. */
  readonly tool: string;
  /** Of the run, and where in the tree of its seed the story stands. */
  readonly seed: number;
  readonly path: string;
  /** Beginning of the file's hash. Absent: there was no file. */
  readonly file?: string;
  /** Beginning of the trace's hash. */
  readonly trace: string;
  /** What was said beside the file: options and their values, as on the command line. */
  readonly settings: readonly string[];
}

const PREFIX = "pw1";
const SHAPE = /^pw1\.([A-Za-z0-9_-]+)\.([0-9a-f]{6})$/;
/** Of a hash as much as tells one file, or trace, from all others that somebody has. */
const HASH_LENGTH = 16;
const LENGTH_MAX = 16_384;

export const shortHash = (hash: string): string => hash.slice(0, HASH_LENGTH);

/** One word without anything that a shell would take for its own. */
export function formatReplayToken({ tool, seed, path, file, trace, settings }: ReplayToken): string {
  const fields = [tool, seed, path, file ?? "", trace, ...settings];
  const bytes = new TextEncoder().encode(JSON.stringify(fields));
  const text = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  return `${PREFIX}.${text}.${checkDigits(text)}`;
}

const checkDigits = (text: string): string => textHash(text).slice(0, 6);

/** Whether a word is meant to be a token, rather than a file. */
export function looksLikeToken(text: string): boolean {
  return text.startsWith(`${PREFIX}.`);
}

/** Reads what `formatReplayToken` wrote; never throws. */
export function parseReplayToken(text: string): ReplayToken | { readonly problem: string } {
  const [, payload, check] = SHAPE.exec(text.slice(0, LENGTH_MAX)) ?? [];
  if (payload === undefined || check !== checkDigits(payload))
    return { problem: "it is not whole, or was changed: copy all of it, from pw1 to the six digits at the end" };
  const fields = decode(payload);
  const [tool, seed, path, file, trace, ...settings] = isJsonArray(fields) ? fields : [];
  if (
    typeof tool !== "string" ||
    !Number.isSafeInteger(seed) ||
    typeof path !== "string" ||
    !/^\d+(?::\d+)*$/.test(path) ||
    typeof file !== "string" ||
    typeof trace !== "string" ||
    !settings.every((one) => typeof one === "string")
  )
    return { problem: "it holds something else than a token of this version does" };
  return { tool, seed: Number(seed), path, trace, settings, ...(file === "" ? {} : { file }) };
}

function decode(payload: string): JsonValue {
  try {
    const binary = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (byte) => byte.charCodeAt(0)))) as JsonValue;
  } catch {
    return null;
  }
}
