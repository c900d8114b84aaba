import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Difference } from "../../src/conformance/vectorKind.ts";

/** What objects are drawn from, and whose code they are sent through. */
export interface DialectDraw {
  /** `kserve/pod`. */
  readonly family: string;
  /** Of the platform: `0.20`. */
  readonly release: string;
  readonly seed: number;
  readonly count: number;
  /** Which of the generator's two sets of weights. */
  readonly weights: "default" | "held";
}

/** What one draw came to. */
export interface DialectSeries extends DialectDraw {
  readonly compared: number;
  /** Of those, objects that no shared vector has. */
  readonly fresh: number;
  readonly matched: number;
  /** The first few. */
  readonly differences: readonly ({ readonly id: string } & Difference)[];
}

export const keyOf = ({ family, release, weights, seed, count }: DialectDraw): string =>
  [family, release, weights, seed, count].join(" ");

/** The series of a result file; none if there is no such file yet. */
export function readDialectSeries(path: string): readonly DialectSeries[] {
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as DialectSeries);
}

/** Puts a series into the result file, in the place of what it has of the same draw. */
export function saveDialectSeries(path: string, added: DialectSeries): void {
  const others = readDialectSeries(path).filter((one) => keyOf(one) !== keyOf(added));
  const sorted = [...others, added].toSorted((left, right) =>
    keyOf(left).localeCompare(keyOf(right), "en", { numeric: true }),
  );
  writeFileSync(path, sorted.map((one) => `${JSON.stringify(one)}\n`).join(""));
}

/** The table of `docs/fidelity.md`: by family and release, all draws together. */
export function dialectTable(all: readonly DialectSeries[]): string {
  const groups = Map.groupBy(all, ({ family, release }) => `${family} | ${release}`);
  const rows = [...groups].map(([key, series]) => {
    const sum = (count: (one: DialectSeries) => number): string =>
      series.reduce((total, one) => total + count(one), 0).toLocaleString("en-US");
    return `| ${key} | ${sum(({ compared }) => compared)} | ${sum(({ fresh }) => fresh)} | ${sum(({ matched }) => matched)} |`;
  });
  return [
    "| family | release | compared | in no shared vector | equal |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
