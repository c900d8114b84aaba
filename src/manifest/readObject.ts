import type { DialectName } from "../model/dialect.ts";
import type { ObjectContext, ReadObject } from "./dialect.ts";
import { DIALECTS } from "./dialects.ts";
import { fileDiagnostic } from "./describeFile.ts";
import { recogniseDialect } from "./recogniseDialect.ts";
import type { SourceNode } from "./source/sourceNode.ts";

/** Reads one object in its dialect; `wanted` decides where its content does not. */
export function readObject(node: SourceNode, context: ObjectContext, wanted: DialectName | undefined): ReadObject {
  // The items of a typed list are of the list's kind.
  const recognised =
    context.expected === undefined ? recogniseDialect(node, wanted) : { dialect: "kubernetes" as const };
  if ("dialect" in recognised) {
    // Of nothing, everybody says the same.
    const dialect = node.kind === "null" ? "kubernetes" : recognised.dialect;
    if (dialect !== "kubernetes" && node.kind !== "object") return notAnObject(node, context, DIALECTS[dialect].title);
    return { ...DIALECTS[dialect].read(node, context), dialect };
  }
  const { code, message, help, offset } = recognised;
  return {
    name: "",
    namespace: "",
    content: { is: "unreadable" },
    diagnostics: [fileDiagnostic(context.source, context.base + offset, code, message, { help })],
  };
}

function notAnObject(node: SourceNode, { source, base }: ObjectContext, title: string): ReadObject {
  const message = `this is ${node.kind === "array" ? "a list" : `a ${node.kind}`}, not a file of ${title}`;
  const diagnostics = [fileDiagnostic(source, base + node.start, "not-an-object", message)];
  return { name: "", namespace: "", content: { is: "unreadable" }, diagnostics };
}
