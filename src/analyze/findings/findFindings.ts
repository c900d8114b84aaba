import type { ManifestFile, ManifestObject } from "../../manifest/readManifest.ts";
import { placeOfField } from "../../manifest/readManifest.ts";
import type { Finding } from "../../model/finding.ts";
import { FINDING_SEVERITIES } from "../../model/finding.ts";
import { formatKubernetesVersion } from "../../model/kubernetesVersion.ts";
import { openRolloutBook } from "../rollout/rolloutBook.ts";
import { givenObjectsOf } from "./givenObjects.ts";
import type { IgnoreAnnotation, Ignoring } from "./ignoring.ts";
import { ignoreAnnotationsOf, ignoredBy } from "./ignoring.ts";
import { pathWithin } from "./objectSubject.ts";
import { withLazyField } from "./lazyField.ts";
import type { Known } from "./proveFix.ts";
import { isWell, proveFix } from "./proveFix.ts";
import type { FindingOptions, RuleDraft } from "./ruleDrafts.ts";
import { draftsOf } from "./ruleDrafts.ts";

export type Findings = ReadonlyMap<ManifestObject, readonly Finding[]>;

/** Without a book of rollouts they are told anew. */
type AskedOptions = Omit<FindingOptions, "rollouts"> & Partial<Pick<FindingOptions, "rollouts">>;

const releaseOf = ({ reading }: AskedOptions): string => formatKubernetesVersion(reading.version);

/** Asks all rules about all objects of the files; services of all of them count. Ignored findings are among them, and say so. */
export function findFindings(files: readonly ManifestFile[], asked: AskedOptions): Findings {
  const options = { ...asked, rollouts: asked.rollouts ?? openRolloutBook(releaseOf(asked)) };
  const given = givenObjectsOf(files);
  const found = new Map<ManifestObject, readonly Finding[]>();
  for (const file of files) {
    for (const object of file.objects) {
      const drafts = draftsOf(object, given, options);
      if (drafts.length === 0) continue;
      const annotations = ignoreAnnotationsOf(object);
      const wasWell = once(() => isWell(object, given.services, options));
      const known = { drafts, object, files, options, given, wasWell };
      const findings = drafts.map((draft) => findingOf(draft, annotations, known));
      found.set(object, findings.sort(byPlace));
    }
  }
  return found;
}

const NOTHING_IGNORED: Ignoring = { config: [], baseline: new Set() };

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

function byPlace(a: Finding, b: Finding): number {
  const rank = ({ severity }: Finding): number => FINDING_SEVERITIES.indexOf(severity);
  return rank(a) - rank(b) || a.line - b.line || a.column - b.column || (a.ruleId < b.ruleId ? -1 : 1);
}

function findingOf(draft: RuleDraft, annotations: readonly IgnoreAnnotation[], known: Known): Finding {
  const { object, options } = known;
  const { rule, path, fix, workload, witness, severity = rule.severity, assumptions = [] } = draft;
  const { line, column, quotedLine } = placeOfField(object, pathWithin(object, path));
  const finding = {
    ruleId: rule.id,
    severity,
    file: object.source.fileName,
    document: object.document,
    path,
    line,
    column,
    quotedLine,
    workload,
    ...(draft.container !== undefined && { container: draft.container }),
    ...(draft.probe !== undefined && { probe: draft.probe }),
    message: draft.message,
    ...(draft.why !== undefined && { why: draft.why }),
    // Proven when somebody looks: of thousands of notes mostly nobody does.
    ...(fix !== undefined && {
      fix: withLazyField({ text: fix.text, edits: fix.edits }, "isProven", () => proveFix(draft, fix.edits, known)),
    }),
    assumptions,
  };
  const ignored = ignoredBy(finding, rule, annotations, options.ignoring ?? NOTHING_IGNORED);
  const marked = ignored === undefined ? finding : { ...finding, ignored };
  return witness === undefined ? marked : withLazyField(marked, "witness", witness);
}
