import { quoteGoString } from "../../model/quoteGoString.ts";

/** Something that Knative's webhook complains of, or warns of: a message about one or several fields. */
export interface KnativeProblem {
  readonly message: string;
  /** Relative to where the problem was found; `via` leads outward. An empty path is the place itself. */
  readonly paths: readonly string[];
  /** A line of its own below the message. */
  readonly details?: string;
  readonly isWarning?: true;
}

/** Every problem is found more than once in some object: the webhook collects them all and joins what is alike. */
export type KnativeProblems = readonly KnativeProblem[];

export function problem(message: string, paths: readonly string[], details = ""): KnativeProblem {
  return details === "" ? { message, paths } : { message, paths, details };
}

export function missing(...paths: readonly string[]): KnativeProblem {
  return problem("missing field(s)", paths);
}

export function disallowed(...paths: readonly string[]): KnativeProblem {
  return problem("must not set the field(s)", paths);
}

export function invalidValue(value: string | number, path: string, details = ""): KnativeProblem {
  return problem(`invalid value: ${value}`, [path], details);
}

export function invalidKeyName(key: string, path: string, details = ""): KnativeProblem {
  return problem(`invalid key name ${quoteGoString(key)}`, [path], details);
}

export function missingOneOf(...paths: readonly string[]): KnativeProblem {
  return problem("expected exactly one, got neither", paths);
}

export function multipleOneOf(...paths: readonly string[]): KnativeProblem {
  return problem("expected exactly one, got both", paths);
}

export function outOfBounds(
  value: string | number,
  lower: string | number,
  upper: string | number,
  path: string,
): KnativeProblem {
  return problem(`expected ${lower} <= ${value} <= ${upper}`, [path]);
}

/** The problems as seen from one step further out: a field, `[3]`, or several fields joined by dots. */
export function via(prefix: string, problems: KnativeProblems): KnativeProblem[] {
  return problems.map((found) => ({ ...found, paths: found.paths.map((path) => joinPath(prefix, path)) }));
}

/** Path parts between dots; an index goes with the part before it, and empty parts go away (knative.dev/pkg `flatten`). */
function joinPath(prefix: string, path: string): string {
  const parts: string[] = [];
  for (const part of [...prefix.split("."), ...path.split(".")]) {
    if (part === "") continue;
    if (parts.length > 0 && part.startsWith("[") && part.endsWith("]")) parts.push(`${parts.pop() ?? ""}${part}`);
    else parts.push(part);
  }
  return parts.join(".");
}

/** What is alike but for its paths becomes one, and all are sorted: the order in which the webhook tells them. */
export function mergeProblems(problems: KnativeProblems): KnativeProblem[] {
  const merged = new Map<string, KnativeProblem>();
  for (const found of problems) {
    const key = JSON.stringify([found.isWarning === true, found.message, found.details ?? ""]);
    const known = merged.get(key);
    const more = known === undefined ? [] : found.paths.filter((path) => !known.paths.includes(path));
    merged.set(key, known === undefined ? found : { ...known, paths: [...known.paths, ...new Set(more)] });
  }
  return [...merged.values()]
    .map((found) => ({ ...found, paths: found.paths.toSorted(compareText) }))
    .toSorted(
      (left, right) =>
        compareText(left.message, right.message) ||
        compareText(left.details ?? "", right.details ?? "") ||
        Number(left.isWarning === true) - Number(right.isWarning === true),
    );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A merged problem as the webhook writes it. */
export function describeKnativeProblem({ message, paths, details }: KnativeProblem): string {
  const line = `${message}: ${paths.join(", ")}`;
  return details === undefined ? line : `${line}\n${details}`;
}
