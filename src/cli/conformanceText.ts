import type { ConformanceSummary, FamilySummary, Mismatch } from "../conformance/conformanceSummary.ts";
import type { OrchestratorScore } from "../conformance/scoreOrchestrator.ts";
import type { JsonValue } from "../model/json.ts";
import { FAILURE_TEXT } from "../report/orchestratorFuzzReport.ts";
import { printable } from "../model/printable.ts";

/** Longer values are cut: the whole one stands in `--json`. */
const MAX_VALUE_LENGTH = 400;

function countsOf({ matched, compared, raced, reached, ties }: FamilySummary): string {
  const parts = [`${matched}/${compared}`];
  if (raced > 0) parts.push(`${raced} raced (${reached} reached)`);
  if (ties.length > 0) parts.push(`${ties.length} by another order at a tie`);
  return parts.join(", ");
}

function valueText(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  const text = printable(JSON.stringify(value));
  return text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH)}…`;
}

function mismatchText({ family, release }: FamilySummary, { id, raced, difference }: Mismatch): string {
  const place = difference.at === "" ? "" : `, at ${difference.at}`;
  return [
    printable(`${family} ${release} ${id}${raced ? " (raced)" : ""}${place}`),
    `  expected ${valueText(difference.expected)}`,
    `  got      ${valueText(difference.got)}`,
  ].join("\n");
}

/** What `probewise conformance` prints: one line for each family and release, then ties and first mismatches, then the total. */
export function formatConformance({ families, notCovered, total }: ConformanceSummary): string {
  const names = [...families.map(({ family }) => family), ...notCovered.map(({ family }) => family)];
  const nameWidth = Math.max(0, ...names.map((name) => name.length));
  const releaseWidth = Math.max(0, ...families.map(({ release }) => release.length));
  const lines = [
    ...families.map(
      (family) => `${family.family.padEnd(nameWidth)}  ${family.release.padEnd(releaseWidth)}  ${countsOf(family)}`,
    ),
    ...notCovered.map(({ family, vectors, missing }) =>
      printable(
        `${family.padEnd(nameWidth)}  not covered: ${vectors} vectors, as the manifests that they are about are not there (${missing})`,
      ),
    ),
  ];
  const ties = families.flatMap(({ family, release, ties: found }) =>
    found.map(({ id, tie }) => printable(`${family} ${release} ${id} matched by another order at the tie ${tie}`)),
  );
  const mismatches = families.flatMap((family) => family.mismatches.map((mismatch) => mismatchText(family, mismatch)));
  const last = `total ${total.matched}/${total.compared} vectors matched, ${total.raced} raced (${total.reached} reached)`;
  return `${[...lines, ...ties, ...mismatches, last].join("\n")}\n`;
}

/** What `probewise conformance --orchestrator` prints: how often it gave no trace and why, then as for the engine. */
export function formatScore({
  orchestrator,
  asked,
  answered,
  failures,
  vectors,
  properties,
}: OrchestratorScore): string {
  const lines = failures.flatMap(({ failure, count, first }) => [
    `${FAILURE_TEXT[failure]}: ${count} of ${asked} scenarios`,
    ...first.map(({ id, message }) => printable(`  ${id}: ${message}`)),
  ]);
  const head = printable(`${orchestrator} gave a trace of ${answered} of ${asked} scenarios`);
  return `${[head, ...lines, ...(answered > 0 ? propertyLines(properties) : [])].join("\n")}\n${formatConformance(vectors)}`;
}

function propertyLines(properties: OrchestratorScore["properties"]): readonly string[] {
  const count = (wanted: string): number => properties.filter(({ result }) => result === wanted).length;
  const violated = properties.flatMap(({ property, statement, traces, counterexamples }) =>
    counterexamples.length === 0
      ? []
      : [
          printable(`  ${property}, violated in ${traces.violated} traces: ${statement}`),
          ...counterexamples.map(({ id, atMs, steps, explanation }) =>
            printable(`    ${id}, at ${atMs} ms (steps ${steps.join(", ")}): ${explanation}`),
          ),
        ],
  );
  const vacuous = properties.flatMap(({ property, result }) => (result === "vacuous" ? [property] : []));
  return [
    `properties: ${count("held")} held, ${count("violated")} violated, ${vacuous.length} vacuous`,
    ...violated,
    ...(vacuous.length === 0 ? [] : [`  vacuous, as no trace could have broken them: ${vacuous.join(", ")}`]),
  ];
}
