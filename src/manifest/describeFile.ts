import type { Diagnostic, DiagnosticCode } from "../model/diagnostic.ts";
import type { ObjectContext } from "./dialect.ts";
import { explainYamlError } from "./kubernetes/explainProblem.ts";
import type { SourceDocument } from "./source/readDocuments.ts";
import { locateField } from "./source/locateField.ts";
import type { SourceNode } from "./source/sourceNode.ts";
import type { SourceText } from "./source/sourceText.ts";
import { placeAt } from "./source/sourceText.ts";

/** `{{ … }}` as Helm templates have it: a value, a function or a block, and no mere text in quotes. */
const HELM =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Files|Capabilities|Template)\b|\/\*|(?:if|else|end|range|with|include|template|define|block|toYaml|tpl|default|printf)\b|\$)/;

const HELM_HELP = "render it first: helm template CHART | probewise check -";

/** Whether a text that is no good manifest was never meant to be one: a template of Helm. */
export function looksLikeHelm(text: string): boolean {
  return HELM.test(text);
}

/** A diagnostic of the file, or of a document that is no manifest. */
export function fileDiagnostic(
  source: SourceText,
  offset: number,
  code: DiagnosticCode,
  message: string,
  more: Pick<Diagnostic, "why" | "help"> = {},
): Diagnostic {
  return {
    code,
    severity: "error",
    subject: "file",
    file: source.fileName,
    ...placeAt(source, offset),
    message,
    ...more,
  };
}

/** A document that neither YAML nor JSON can read. */
export function syntaxDiagnostic(source: SourceText, document: SourceDocument): Diagnostic | undefined {
  const { error, start, end, format } = document;
  if (error === undefined) return undefined;
  const text = source.text.slice(start, end);
  const isTemplate =
    text.includes("{{") &&
    (looksLikeHelm(text) || source.text.slice(error.offset - 4, error.offset + 4).includes("{{"));
  if (isTemplate) {
    return fileDiagnostic(
      source,
      start + Math.max(text.indexOf("{{"), 0),
      "helm-template",
      "this is a Helm template, not a manifest",
      {
        why: `its placeholders are no YAML: ${error.message}`,
        help: HELM_HELP,
      },
    );
  }
  // What misses at the end is told of the last thing that is there, not of the document after it.
  const offset = Math.max(start, Math.min(error.offset, start + text.trimEnd().length - 1));
  if (format === "json") return fileDiagnostic(source, offset, "json-syntax", error.message);
  const help = explainYamlError(error.message);
  return fileDiagnostic(source, offset, "yaml-syntax", error.message, help === undefined ? {} : { help });
}

/** Said once more where an object that can be read is refused, and Helm's placeholders explain it. */
export function helmHint(source: SourceText, document: SourceDocument): Diagnostic | undefined {
  const text = source.text.slice(document.start, document.end);
  const index = text.search(HELM);
  if (index < 0) return undefined;
  return fileDiagnostic(source, document.start + index, "helm-template", "this is a Helm template, not a manifest", {
    help: HELM_HELP,
  });
}

/** A diagnostic of an object at the nearest place that there is to a path within it. */
export function diagnose(
  node: SourceNode,
  { source, base, path: objectPath }: Pick<ObjectContext, "source" | "base" | "path">,
  code: DiagnosticCode,
  message: string,
  path: string,
): Diagnostic {
  return {
    code,
    severity: "error",
    subject: "object",
    file: source.fileName,
    ...placeAt(source, base + locateField(node, path).offset),
    message,
    path: objectPath === "" || path === "" ? objectPath + path : `${objectPath}.${path}`,
  };
}
