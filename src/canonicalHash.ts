import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import canonicalize from "canonicalize";
import type { Scenario } from "./model/scenario.ts";
import type { Trace } from "./model/trace.ts";

/** RFC 8785: the same value, the same line, whoever wrote it. */
function canonicalLine(value: unknown): string {
  return canonicalize(value) ?? "";
}

/** SHA-256 over a text. */
export function textHash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** SHA-256 over a scenario's canonical JSON. */
export function scenarioHash(scenario: Scenario): string {
  return textHash(canonicalLine(scenario));
}

/**
 * SHA-256 over the events alone, one canonical JSON line each: two scenarios that are written differently and mean the
 * same have the same hash. Throws a RangeError for a trace that was not recorded in full.
 */
export function traceHash(trace: Trace): string {
  if (trace.header.recorder !== "full")
    throw new RangeError(`a trace hash needs the recorder "full", not "${trace.header.recorder}"`);
  const hash = sha256.create();
  for (const event of trace.events) hash.update(utf8ToBytes(`${canonicalLine(event)}\n`));
  return bytesToHex(hash.digest());
}
