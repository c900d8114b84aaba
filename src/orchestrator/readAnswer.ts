import { scenarioHash } from "../canonicalHash.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { formatKubernetesVersion, NEWEST_VERSION, parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { OrchestratorFailure } from "../model/orchestrator.ts";
import { OrchestratorError } from "../model/orchestrator.ts";
import type { Scenario } from "../model/scenario.ts";
import { podNameOf, scenarioPods } from "../model/scenarioPods.ts";
import type { Trace, TraceEvent } from "../model/trace.ts";
import type { Reading } from "../scenario/readShape.ts";
import { readShape } from "../scenario/readShape.ts";
import { nameOf } from "../scenario/shapeProblem.ts";
import { impossibleTime } from "./impossibleTime.ts";
import { ANSWER_SHAPE } from "./traceShape.ts";

/** What others say is quoted, but not at any length. */
const QUOTED_LENGTH = 200;

/** Kinds that concern no one pod, and the actions that concern one. */
const OF_NO_POD: ReadonlySet<string> = new Set(["kubeletStart", "slice", "endpoints", "proxy"]);
const ACTIONS_ON_PODS: ReadonlySet<string> = new Set(["delete", "setCondition", "setImage"]);

/** What is asked of an orchestrator for a scenario, as one line without its end. `docs/orchestrators.md` */
export function questionLine(scenario: Scenario, id: string): string {
  return JSON.stringify({ ...scenario, id });
}

/**
 * The trace that one line of an orchestrator says. @param name who answers, for the header.
 * Throws an `OrchestratorError` where the line holds no trace of this scenario.
 */
export function readAnswer(line: string, scenario: Scenario, id: string, name: string): Trace {
  const answer = parseLine(line);
  if (answer["id"] !== id) fail("malformed", `it answered ${quote(answer["id"])} when it was asked ${quote(id)}`);
  const reading: Reading = { problems: [], draws: [] };
  const read = readShape(ANSWER_SHAPE, answer, [], reading) as JsonObject;
  const [problem] = reading.problems;
  if (problem !== undefined) {
    const place = problem.path.length === 0 ? "the answer" : nameOf(problem.path);
    const message = problem.message.replace(/^the scenario\b/, "the answer");
    fail("malformed", `${message}${message.includes(place) ? "" : ` (${place})`}${helpText(problem.help)}`);
  }
  const { unsupported, error, kubernetes, events } = read;
  if (typeof unsupported === "string") fail("unsupported", unsupported.slice(0, QUOTED_LENGTH));
  if (typeof error === "string" && error !== "") fail("refused", error.slice(0, QUOTED_LENGTH));
  if (events === undefined) fail("malformed", "the answer has neither events nor unsupported nor error");
  return traceOfEvents(events as unknown as readonly TraceEvent[], scenario, {
    tool: name,
    ...(typeof kubernetes === "string" && { kubernetes }),
  });
}

/**
 * A trace of events that somebody else gave, of an orchestrator or a recording: with steps, the pod's name and a header.
 * Throws an `OrchestratorError` where their times cannot be.
 */
export function traceOfEvents(
  events: readonly TraceEvent[],
  scenario: Scenario,
  { tool, kubernetes }: { readonly tool: string; readonly kubernetes?: string },
): Trace {
  const lie = impossibleTime(events, scenario.untilMs);
  if (lie !== undefined) fail("impossibleTime", lie);
  const [only, ...others] = scenarioPods(scenario);
  const pod = only === undefined || others.length > 0 ? undefined : podNameOf(only.pod);
  const version = parseKubernetesVersion(kubernetes ?? scenario.kubernetes ?? "") ?? NEWEST_VERSION;
  return {
    header: {
      schema: "probewise/1",
      tool,
      kubernetes: formatKubernetesVersion(version),
      gates: scenario.gates ?? {},
      recorder: "full",
      assumptions: [],
      scenarioHash: scenarioHash(scenario),
      untilMs: scenario.untilMs,
      attempts: events.filter(({ kind }) => kind === "probe").length,
    },
    events: events.map((event, index) => ({
      ...event,
      step: index + 1,
      ...(pod !== undefined && event.pod === undefined && !isOfNoPod(event) && { pod }),
    })),
  };
}

function isOfNoPod(event: TraceEvent): boolean {
  return OF_NO_POD.has(event.kind) || (event.kind === "action" && !ACTIONS_ON_PODS.has(event.do));
}

function parseLine(line: string): JsonObject {
  let answer: JsonValue | undefined;
  try {
    answer = JSON.parse(line) as JsonValue;
  } catch {
    fail("malformed", `it answered a line that is no JSON: ${quote(line)}`);
  }
  if (!isJsonObject(answer)) fail("malformed", `it answered a line that is no JSON object: ${quote(line)}`);
  return answer;
}

function helpText(help: string | undefined): string {
  return help === undefined ? "" : `; ${help}`;
}

function quote(value: JsonValue | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, QUOTED_LENGTH);
}

function fail(failure: OrchestratorFailure, message: string): never {
  throw new OrchestratorError(failure, message);
}
