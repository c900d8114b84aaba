import type { DialectName } from "../../model/dialect.ts";
import type { JsonValue } from "../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../model/json.ts";
import type { HandlerType } from "../../model/probe.ts";
import type { Draft } from "./rule.ts";

/** How a platform's file writes what a pod has; absent: as Kubernetes does. */
interface Spelling {
  readonly path: (path: string, handler: HandlerType | undefined) => string;
  readonly key: (key: string) => string;
}

const SPELLINGS: Readonly<Partial<Record<DialectName, Spelling>>> = {
  eas: { path: snake, key: snake },
  foundry: {
    path: (path, handler) =>
      path
        .replace(/^.*\.(?:readiness|liveness)\.(initialDelay\w+|period\w+|\w+Threshold)$/, "assumptions.$1")
        .replace(/(?<!\.(?:exec|http))\.timeoutSeconds$/, `.${handler === "exec" ? "exec" : "http"}.timeoutSeconds`)
        .replace(/\.httpGet(?=\.|$)/, ".http"),
    key: (key) => (key === "httpGet" ? "http" : key),
  },
};

/** What a rule says of pods in Kubernetes' words, in the words of the file that the pods come of. `handler`: of the probe in question. */
export function spellDraft(draft: Draft, dialect: DialectName, handler: HandlerType | undefined): Draft {
  const spelling = SPELLINGS[dialect];
  if (spelling === undefined) return draft;
  const { fix, path } = draft;
  const edits = fix?.edits.map((edit) => ({
    path: spelling.path(edit.path, handler),
    value: spellValue(edit.value, spelling),
  }));
  return {
    ...draft,
    path: spelling.path(path, handler),
    ...(fix !== undefined && edits !== undefined && { fix: { ...fix, edits } }),
  };
}

function spellValue(value: JsonValue, spelling: Spelling): JsonValue {
  if (isJsonArray(value)) return value.map((item) => spellValue(item, spelling));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [spelling.key(key), spellValue(item ?? null, spelling)]),
  );
}

function snake(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
