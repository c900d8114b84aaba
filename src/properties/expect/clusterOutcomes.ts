import type { Expectations, PodExpectations } from "../../model/expectations.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import type { ClusterHistory } from "../clusterHistory.ts";
import { clusterHistoryOf } from "../clusterHistory.ts";
import { judgeWords } from "./judgeWords.ts";
import { SERVICE_WORDS } from "./serviceOutcomes.ts";
import type { Verdict } from "./verdict.ts";
import { outcome } from "./verdict.ts";
import { WORKLOAD_WORDS } from "./workloadOutcomes.ts";

/** What became of what is expected of workloads, of services as a whole, and of pods by number. */
export function judgeCluster(
  { workloads = {}, services = {}, pods = {} }: Expectations,
  scenario: Scenario,
  trace: Trace,
  ofPod: (words: PodExpectations, name: string, path: Verdict["path"]) => readonly Verdict[],
): readonly Verdict[] {
  const history = clusterHistoryOf(trace, scenario);
  const { untilMs } = trace.header;
  return [
    ...Object.entries(workloads).flatMap(([name, words]) => {
      const workload = history.workloads.get(name);
      if (workload === undefined) return [];
      return judgeWords(words, ["workloads", name], (word, expected) =>
        WORKLOAD_WORDS[word](expected as never, workload, untilMs),
      );
    }),
    ...Object.entries(services).flatMap(([name, words]) => {
      const service = history.services.get(name);
      if (service === undefined) return [];
      return judgeWords(words, ["services", name], (word, expected) =>
        SERVICE_WORDS[word](expected as never, service, untilMs),
      );
    }),
    ...Object.entries(pods).flatMap(([number, words]) => {
      const path = ["pods", number];
      const name = nameOfPod(history, scenario, number);
      return name === undefined ? neverCreated(words, number, history, path) : ofPod(words, name, path);
    }),
  ];
}

/** Beside `objects` pods are meant by the number of their creation. */
function nameOfPod({ podNames }: ClusterHistory, { objects }: Scenario, key: string): string | undefined {
  return objects === undefined ? key : podNames.get(Number(key));
}

function neverCreated(
  words: PodExpectations,
  number: string,
  { podNames }: ClusterHistory,
  path: Verdict["path"],
): readonly Verdict[] {
  return judgeWords(words, path, () => outcome(false, `a pod ${number}`, `only ${podNames.size} were created`, []));
}
