import type { DialectName } from "../../model/dialect.ts";
import type { JsonValue } from "../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../model/json.ts";
import type { Draft } from "./rule.ts";

/** Platforms that write the fields of a probe as `failure_threshold`. */
const SNAKES: ReadonlySet<DialectName> = new Set(["eas"]);

/** What a rule says of pods in Kubernetes' words, in the words of the file that the pods come of. */
export function spellDraft(draft: Draft, dialect: DialectName): Draft {
  if (!SNAKES.has(dialect)) return draft;
  const { fix, path } = draft;
  return {
    ...draft,
    path: snake(path),
    ...(fix !== undefined && {
      fix: { ...fix, edits: fix.edits.map((edit) => ({ path: snake(edit.path), value: spellValue(edit.value) })) },
    }),
  };
}

function spellValue(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(spellValue);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snake(key), spellValue(item ?? null)]));
}

function snake(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
