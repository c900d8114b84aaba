import { formatDuration } from "../../time/duration.ts";
import type { ReportRun, ReportTable } from "../../viewer/reportData.ts";

/** All scenarios of a report, each with what came of it. */
export function scenariosTable(runs: readonly ReportRun[]): ReportTable {
  return {
    title: `${runs.length} scenarios`,
    notes: [],
    columns: ["Scenario", "Expected", "Time", "What it shows"],
    rows: runs.map(({ name, description = "", trace, claims }, run) => {
      const own = claims.filter(({ source }) => source !== "property");
      const failed = own.filter(({ holds }) => !holds).length;
      const verdict =
        failed > 0 ? `✗ ${failed} of ${own.length}` : own.length === 0 ? "nothing" : `✓ all ${own.length}`;
      return { cells: [name, verdict, formatDuration(trace.header.untilMs), description], run };
    }),
  };
}
