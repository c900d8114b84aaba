import { RULES } from "../../kubelet/rules.ts";
import { checkHtml } from "../../report/html/checkHtml.ts";
import { htmlDocument } from "../../report/html/htmlDocument.ts";
import { htmlRun } from "../../report/html/htmlRun.ts";
import { scenariosTable } from "../../report/html/scenariosTable.ts";
import { TOOL_VERSION } from "../../toolVersion.ts";
import { CITED_RULES } from "../../viewer/citedRules.ts";
import type { ReportData, ReportRun } from "../../viewer/reportData.ts";
import { REPORT_SCHEMA } from "../../viewer/reportData.ts";
import type { Reporter, RunOutcome } from "../reporter.ts";
import { loadViewerAsset } from "../viewerAsset.ts";

/** One HTML file with the timeline of every run in it. */
export async function loadHtmlReporter(): Promise<Reporter> {
  const asset = await loadViewerAsset();
  const document = (data: Pick<ReportData, "title" | "tables" | "runs">): Iterable<string> =>
    htmlDocument({ schema: REPORT_SCHEMA, tool: TOOL_VERSION, rules: citedRules(), ...data }, asset);
  return {
    run: (outcome) => {
      const run = runOf(outcome);
      return document({ title: run.name, tables: [], runs: [run] });
    },
    scenarios: () => {
      const runs: ReportRun[] = [];
      return {
        begin: () => "",
        each: (outcome) => {
          runs.push(runOf(outcome));
          return "";
        },
        end: () => document({ title: "Scenarios", tables: [scenariosTable(runs)], runs }),
      };
    },
    check: ({ read, result, options }) => document(checkHtml(read.files, result, options["kubelet-age"])),
  };
}

function runOf({ name, scenario, trace, judgement, clients }: RunOutcome): ReportRun {
  return htmlRun(name, scenario, trace, judgement, clients);
}

function citedRules(): ReportData["rules"] {
  const cited = new Set<string>(CITED_RULES);
  return Object.fromEntries(RULES.filter(({ id }) => cited.has(id)).map(({ id, statement }) => [id, statement]));
}
