import { exampleFindings } from "../analyze/findings/exampleFindings.ts";
import type { Rule, RuleExample } from "../analyze/findings/rule.ts";
import type { PlatformContext } from "../model/platformContext.ts";
import { findingText } from "./findingText.ts";
import type { Paint } from "./paint.ts";
import { wrapText } from "./wrapText.ts";

/** Something with a name that can be explained in a sentence. */
export interface Explained {
  readonly id: string;
  readonly statement: string;
  /** Where it is known from, and whatever else belongs to it; by heading. */
  readonly more: readonly (readonly [heading: string, text: string])[];
}

/** One line each, by name. */
export function ruleList(rules: readonly Rule[], others: readonly (readonly [string, number])[], paint: Paint): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines = rules
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, severity, summary }) => `  ${id.padEnd(width)}  ${severity.padEnd(7)}  ${summary}`);
  const more = others.map(([what, count]) => `${count} ${what}`).join(", ");
  return `${paint("heading", "Rules of check")}\n${lines.join("\n")}\n\nexplain also knows ${more}.\n`;
}

/** All that there is to know about a rule, with what check says of its example. */
export function ruleText(rule: Rule, columns: number, paint: Paint): string {
  const wrapped = (text: string): string =>
    text
      .split("\n")
      .flatMap((line) => wrapText(line, columns, Number.POSITIVE_INFINITY))
      .join("\n");
  const titled = (title: string, text: string): string => `${paint("heading", title)}\n${text}`;
  const facts: (readonly [string, string | undefined])[] = [
    ["also called", rule.aliases?.join(", ")],
    [
      "looks at",
      rule.platforms.includes("all") ? "the pods of every platform" : `files of ${rule.platforms.join(", ")}`,
    ],
    ["releases", rule.releases],
    ["needs", rule.needs],
    ["seen in", rule.evidence.join(", ")],
  ];
  const found = exampleFindings(rule.triggers).filter(({ ruleId }) => ruleId === rule.id);
  return [
    wrapped(`${rule.severity}[${rule.id}]: ${rule.summary}`),
    ...rule.essay.map(wrapped),
    facts.flatMap(([what, text]) => (text === undefined ? [] : [wrapped(`${what}: ${text}`)])).join("\n"),
    titled("It speaks of", exampleText(rule.triggers)),
    found
      .map((finding) => findingText(finding, paint))
      .join("")
      .trimEnd(),
    titled("It is silent about", exampleText(rule.quiet)),
    titled("Ignore it where", wrapped(`${rule.ignoreWhen}\n${howToIgnore(rule)}`)),
  ]
    .map((part) => `${part}\n`)
    .join("\n");
}

/** Files of EAS and Foundry have no annotations. */
function howToIgnore({ id, platforms }: Rule): string {
  return platforms.every((platform) => platform === "eas" || platform === "foundry")
    ? "By probewise.config.yaml, or a baseline."
    : `By an annotation of the object or its pods:\n  probewise.dev/ignore-${id}: "the reason"`;
}

/** `knativeConfig: { a: b }` → `--knative-config a=b`. */
function flagsOf(context: PlatformContext): string[] {
  return Object.entries(context).flatMap(([key, value]: [string, unknown]): string[] => {
    const flag = `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return [flag];
    if (typeof value === "object" && value !== null)
      return Object.entries(value).map(([name, inner]) => `${flag} ${name}=${inner}`);
    return [`${flag} ${JSON.stringify(value)}`];
  });
}

function exampleText({ manifest, behaviour, kubernetes, context = {} }: RuleExample): string {
  const of = [
    ...flagsOf(context),
    ...(kubernetes === undefined ? [] : [`--kubernetes ${kubernetes}`]),
    ...(behaviour === undefined ? [] : ["--behaviour, as below"]),
  ];
  const lines = (of.length === 0 ? [] : [`with ${of.join(" and ")}:`]).concat(indented(manifest));
  return [...lines, ...(behaviour === undefined ? [] : ["behaviour:", ...indented(behaviour)])].join("\n");
}

function indented(text: string): string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`);
}

/** A rule of the model, or a property of runs. */
export function explainedText({ id, statement, more }: Explained, columns: number, paint: Paint): string {
  const lines = [`${paint("heading", id)}: ${statement}`, ...more.map(([heading, text]) => `${heading}: ${text}`)];
  return `${lines.map((line) => wrapText(line, columns, Number.POSITIVE_INFINITY).join("\n")).join("\n")}\n`;
}
