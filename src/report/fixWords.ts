import type { Finding } from "../model/finding.ts";

/** The change that mends a finding in the manner of a patch; what could not be shown to help is said so. */
export function fixWords({ text, edits, isProven }: NonNullable<Finding["fix"]>): string {
  const changes = edits.map(({ path, value }) =>
    value === null ? `remove ${path}` : `set ${path} to ${JSON.stringify(value)}`,
  );
  const proof = isProven ? "simulated again: it is gone, and nothing new has come" : "not proven: it may not be enough";
  return `${text}: ${changes.join("; ")} (${proof})`;
}
