import type { Expectations, PodExpectations } from "../../model/expectations.ts";
import type { Scenario } from "../../model/scenario.ts";
import { podNameOf, scenarioPods } from "../../model/scenarioPods.ts";
import type { Trace } from "../../model/trace.ts";
import { historyOf, podOf } from "../podHistory.ts";
import { judgeClients } from "./clientOutcomes.ts";
import { judgeCluster } from "./clusterOutcomes.ts";
import { judgeProperties } from "./propertyOutcomes.ts";
import { judgeWords } from "./judgeWords.ts";
import { POD_WORDS } from "./podOutcomes.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Whether what is expected of a run came out, word by word, in the order of the file. `trace` is a run of `scenario`, by
 * whatever orchestrator. Throws a RangeError for a trace that was not recorded in full: what is not kept would count as
 * not having happened.
 */
export function judgeExpectations(expect: Expectations, scenario: Scenario, trace: Trace): readonly Verdict[] {
  if (trace.header.recorder !== "full")
    throw new RangeError(`expectations need the recorder "full", not "${trace.header.recorder}"`);
  const run = historyOf(trace, scenario);
  const [first] = scenarioPods(scenario);
  const ofPod = (words: PodExpectations, name: string, path: Verdict["path"]): readonly Verdict[] =>
    judgeWords(words, path, (word, expected) => POD_WORDS[word](expected as never, podOf(run, name), trace));
  const { pods: _pods, workloads: _workloads, services: _services, holds = [], clients, ...words } = expect;
  return [
    ...ofPod(words, first === undefined ? "" : podNameOf(first.pod), []),
    ...judgeProperties(holds, scenario, trace),
    ...judgeClients(clients, scenario, trace),
    ...judgeCluster(expect, scenario, trace, ofPod),
  ];
}
