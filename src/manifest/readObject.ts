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
    const { dialect } = recognised;
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
