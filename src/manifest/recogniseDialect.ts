import type { DialectName } from "../model/dialect.ts";
import { DIALECT_NAMES } from "../model/dialect.ts";
import { nearestName } from "../model/nearestName.ts";
import { DIALECTS } from "./dialects.ts";
import { interpretKind } from "./kubernetes/groupVersionKind.ts";
import type { SourceNode } from "./source/sourceNode.ts";
import { memberOf } from "./source/sourceNode.ts";

export type RecognisedDialect =
  | { readonly dialect: DialectName }
  | {
      readonly code: "unknown-dialect" | "ambiguous-dialect";
      readonly message: string;
      readonly help: string;
      readonly offset: number;
    };

/** By its content, and where that fits several dialects or none, by what the user says of it. Nothing is guessed. */
export function recogniseDialect(node: SourceNode, wanted: DialectName | undefined): RecognisedDialect {
  const signs = signsOf(node);
  if ("code" in signs) return signs;
  const [first, ...others] = signs;
  if (first === undefined) return { dialect: wanted ?? "kubernetes" };
  if (others.length === 0) return { dialect: first.dialect };
  const named = signs.find(({ dialect }) => dialect === wanted);
  if (named !== undefined) return { dialect: named.dialect };
  const fits = signs.map(({ dialect, sign }) => `${DIALECTS[dialect].title} (${sign})`);
  return {
    code: "ambiguous-dialect",
    message: `this could be ${fits.join(" or ")}`,
    help: `say which: ${signs.map(({ dialect }) => `--dialect ${dialect}`).join(" or ")}`,
    offset: node.start,
  };
}

interface Sign {
  readonly dialect: DialectName;
  readonly sign: string;
}

function signsOf(node: SourceNode): readonly Sign[] | Extract<RecognisedDialect, { code: string }> {
  const byContent = DIALECT_NAMES.flatMap((dialect): Sign[] => {
    const sign = DIALECTS[dialect].signOf(node);
    return sign === undefined ? [] : [{ dialect, sign }];
  });
  const interpreted = interpretKind(node);
  if ("kind" in interpreted && (interpreted.kind.version !== "" || interpreted.kind.kind !== "")) {
    const { group, kind } = interpreted.kind;
    const owner = DIALECT_NAMES.find((name) => DIALECTS[name].apiGroups.includes(group)) ?? "kubernetes";
    return [
      { dialect: owner, sign: kind === "" ? "apiVersion" : `kind: ${kind}` },
      ...byContent.filter(({ dialect }) => dialect !== owner),
    ];
  }
  // Only in files without apiVersion and kind: an object of Kubernetes may have a field of that name.
  const named = memberOf(node, "dialect")?.value;
  if (named === undefined) return byContent;
  const known = `known are ${DIALECT_NAMES.join(", ")}`;
  if (named.kind !== "string")
    return { code: "unknown-dialect", message: "dialect must be a name", help: known, offset: named.start };
  const dialect = DIALECT_NAMES.find((name) => name === named.value);
  if (dialect !== undefined) return [{ dialect, sign: "dialect" }];
  const near = nearestName(named.value, DIALECT_NAMES);
  return {
    code: "unknown-dialect",
    message: `there is no dialect ${JSON.stringify(named.value)}`,
    help: near === undefined ? known : `did you mean ${near}?`,
    offset: named.start,
  };
}
