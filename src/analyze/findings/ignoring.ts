import type { ManifestObject } from "../../manifest/readManifest.ts";
import { workloadsOf } from "../../manifest/dialect.ts";
import { locateField } from "../../manifest/source/locateField.ts";
import type { SourceMember } from "../../manifest/source/sourceNode.ts";
import type { Finding } from "../../model/finding.ts";
import { joinPath } from "./objectSubject.ts";
import type { Rule } from "./rule.ts";

/** `probewise.dev/ignore-hair-trigger-liveness: "the reason"`. */
export const IGNORE_PREFIX = "probewise.dev/ignore-";

/** An annotation that ignores a rule. */
export interface IgnoreAnnotation {
  /** As it is written; perhaps no rule's. */
  readonly rule: string;
  /** Without blanks around it; empty: there is none. */
  readonly reason: string;
  /** Path within the object. */
  readonly path: string;
}

/** Those of the object and of the pods that it makes. */
export function ignoreAnnotationsOf(object: ManifestObject): readonly IgnoreAnnotation[] {
  const podPaths = workloadsOf(object).map(({ origin }) => origin.podPath);
  const paths = new Set(["", ...podPaths].map((path) => joinPath(path, "metadata.annotations")));
  return [...paths].flatMap((path) => {
    const { node, isWhole } = locateField(object.node, path);
    if (!isWhole || node.kind !== "object") return [];
    return node.members.flatMap((member) => annotationOf(member, path));
  });
}

function annotationOf({ key, value }: SourceMember, path: string): IgnoreAnnotation[] {
  if (!key.startsWith(IGNORE_PREFIX)) return [];
  const reason = value.kind === "string" ? value.value.trim() : "";
  return [{ rule: key.slice(IGNORE_PREFIX.length), reason, path: `${path}[${key}]` }];
}

/** A line of `probewise.config.yaml`; what is absent fits everything, `*` any characters. */
export interface IgnoreEntry {
  readonly rule: string;
  readonly reason: string;
  readonly file?: string;
  readonly workload?: string;
  readonly container?: string;
}

/** A finding that was there when the baseline was written. Lines move, so they do not count. */
export interface BaselineEntry {
  readonly rule: string;
  readonly file: string;
  readonly workload: string;
  readonly container?: string;
  readonly probe?: string;
}

export interface Ignoring {
  readonly config: readonly IgnoreEntry[];
  /** By `baselineKey`. */
  readonly baseline: ReadonlySet<string>;
}

export function baselineEntryOf({ ruleId, file, workload, container, probe }: Finding): BaselineEntry {
  return {
    rule: ruleId,
    file,
    workload,
    ...(container === undefined ? {} : { container }),
    ...(probe === undefined ? {} : { probe }),
  };
}

export function baselineKey({ rule, file, workload, container, probe }: BaselineEntry): string {
  return JSON.stringify([rule, file, workload, container, probe]);
}

/** Why nobody wants to hear of a finding; undefined: nobody has said so. The nearest word counts: annotation, config, baseline. */
export function ignoredBy(
  finding: Finding,
  rule: Rule,
  annotations: readonly IgnoreAnnotation[],
  { config, baseline }: Ignoring,
): Finding["ignored"] {
  const names = [rule.id, ...(rule.aliases ?? [])];
  const annotation = annotations.find((one) => names.includes(one.rule) && one.reason !== "");
  if (annotation !== undefined) return { by: "annotation", reason: annotation.reason };
  const entry = config.find((one) => names.includes(one.rule) && fits(one, finding));
  if (entry !== undefined) return { by: "config", reason: entry.reason };
  if (baseline.has(baselineKey(baselineEntryOf(finding)))) return { by: "baseline", reason: "it was there before" };
  return undefined;
}

function fits({ file, workload, container }: IgnoreEntry, finding: Finding): boolean {
  return (
    (file === undefined || isLike(finding.file, file)) &&
    (workload === undefined || isLike(finding.workload, workload)) &&
    (container === undefined || isLike(finding.container ?? "", container))
  );
}

/** `*` stands for any characters, slashes too. */
function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return text === pattern;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? "";
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
