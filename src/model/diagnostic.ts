import type { JsonValue } from "./json.ts";

/** A place in a text file; both count from 1, columns in UTF-16 code units, as editors do. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
  /** The line as it stands in the file, without its end. */
  readonly quotedLine: string;
}

export type DiagnosticCode =
  // The file is no manifest.
  | "too-large"
  | "binary"
  | "no-objects"
  | "too-many-documents"
  | "helm-template"
  | "yaml-syntax"
  | "json-syntax"
  | "not-an-object"
  | "missing-kind"
  | "unknown-dialect"
  | "ambiguous-dialect"
  // The API server would refuse the object.
  | "unknown-kind"
  | "removed-api"
  | "unknown-field"
  | "wrong-type"
  | "invalid-field"
  | "server-panic"
  // Accepted, but not what was meant, perhaps.
  | "duplicate-key"
  | "server-warning"
  // What a platform says about its own file; `ruleId` names the rule.
  | "platform-refusal"
  | "platform-warning";

/** Something to say about a place in a file of the user's. */
export interface Diagnostic extends SourcePlace {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning";
  /**
   * `file`: the file, or a document of it, is no manifest (exit code 2). `object`: it is one, and this is what the API server
   * or the platform says about the object (exit code 1 if it is an error).
   */
  readonly subject: "file" | "object";
  readonly file: string;
  /** What is wrong; the API server's own text where it has one. */
  readonly message: string;
  /** Why it matters. */
  readonly why?: string;
  /** What to do next. */
  readonly help?: string;
  /** Path of the field, as the API server writes it: `spec.containers[0].livenessProbe.periodSeconds`. */
  readonly path?: string;
  /** Of what a platform says: the rule, as `probewise explain` knows it. */
  readonly ruleId?: string;
  /** What `help` says, by paths in the document; null removes what is there. */
  readonly edits?: readonly { readonly path: string; readonly value: JsonValue }[];
}
