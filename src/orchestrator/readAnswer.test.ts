import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { JsonValue } from "../model/json.ts";
import { OrchestratorError } from "../model/orchestrator.ts";
import type { Scenario } from "../model/scenario.ts";
import type { TraceEvent } from "../model/trace.ts";
import { answerJsonSchema } from "../scenario/jsonSchema.ts";
import { simulate } from "../simulate.ts";
import { questionLine, readAnswer, traceOfEvents } from "./readAnswer.ts";
import { ANSWER_SHAPE } from "./traceShape.ts";

const SCENARIO: Scenario = { pod: { spec: { containers: [{ name: "c" }] } }, untilMs: 1000 };

function failureOf(answer: JsonValue): string {
  try {
    readAnswer(JSON.stringify(answer), SCENARIO, "1", "theirs");
    return "none";
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return `${error.failure}: ${error.message}`;
  }
}

const given = (...events: JsonValue[]): string => failureOf({ id: "1", events });

interface Recorded {
  readonly kubernetes: string;
  readonly scenario: Scenario;
  readonly events: readonly TraceEvent[];
}

function recorded(family: string): readonly Recorded[] {
  const file = new URL(`../../properties/vectors/kubelet/1.37/${family}.jsonl.gz`, import.meta.url);
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Recorded);
}

test.each(["basic", "case", "kubeletRestart", "lifecycle", "sidecar", "termination"])(
  "a trace of ours (%s) that goes through a line comes back the same; a recorded one is possible",
  (family) => {
    const vectors = recorded(family);
    expect(vectors.length).toBeGreaterThan(0);
    for (const { scenario, kubernetes, events } of vectors) {
      const ours = simulate({ ...scenario, kubernetes });
      const line = JSON.stringify({ id: "7", kubernetes, events: ours.events });
      const { header, events: back } = readAnswer(line, { ...scenario, kubernetes }, "7", ours.header.tool);
      expect(back).toEqual(JSON.parse(JSON.stringify(ours.events)));
      expect(header).toEqual({ ...ours.header, assumptions: [] });
      const theirs = traceOfEvents(events, scenario, { tool: "recording", kubernetes });
      expect(theirs.events.map(({ pod }) => pod ?? "")).toEqual(
        theirs.events.map((event) => (hasNoPod(event, ours.events) ? "" : "p")),
      );
    }
  },
);

const whatIs = (event: TraceEvent): string => (event.kind === "action" ? event.do : event.kind);

function hasNoPod(theirs: TraceEvent, ours: readonly TraceEvent[]): boolean {
  return ours.some((event) => whatIs(event) === whatIs(theirs) && event.pod === undefined);
}

test("a question is the scenario in one line, with an id of its own", () => {
  expect(questionLine({ ...SCENARIO, id: "x" }, "1 x")).toBe(
    '{"pod":{"spec":{"containers":[{"name":"c"}]}},"untilMs":1000,"id":"1 x"}',
  );
});

test.each([
  [{ t: 5, kind: "ptach" }, "events[0].kind must be one of sync, status, patch"],
  [{ t: 5, kind: "patch", at: 5 }, 'unknown key "at" in events[0]'],
  [{ t: "5ms", kind: "patch" }, 'events[0].t must be a whole number, not "5ms"'],
  [{ t: 0.5, kind: "patch" }, "events[0].t must be a whole number, not 0.5"],
  [{ t: -1, kind: "patch" }, "events[0].t must be at least 0, not -1"],
  [{ kind: "patch" }, "events[0] has no t"],
  [
    { t: 5, kind: "probe", c: "c", n: 0, probe: "alive" },
    "events[0].probe must be one of startup, liveness, readiness",
  ],
  [{ t: 5, kind: "status", src: "sync", containers: { c: { ready: true } } }, "events[0].containers.c has no "],
  ["patch", 'events[0] must be a mapping, not "patch"'],
])("an event %j is malformed", (event, message) => {
  expect(given(event)).toContain(`malformed: ${message}`);
});

test.each([
  [{}, 'malformed: it answered nothing when it was asked "1"'],
  [{ id: 1, events: [] }, "malformed: it answered 1"],
  [{ id: "1" }, "malformed: the answer has neither events nor unsupported nor error"],
  [{ id: "1", events: {} }, "malformed: events must be a list, not a mapping"],
  [{ id: "1", event: [] }, 'malformed: unknown key "event"; did you mean events?'],
  [{ id: "1", error: "no room" }, "refused: no room"],
  [{ id: "1", unsupported: "sidecars" }, "unsupported: sidecars"],
  [{ id: "1", error: "", events: [] }, "none"],
])("%j: %s", (answer, said) => expect(failureOf(answer)).toContain(said));

const PATCH = { t: 5, kind: "patch" };
const statusAt = (t: number, startedAt: number) => ({
  t,
  kind: "status",
  src: "sync",
  containers: { c: { state: "running", ready: true, restarts: 0, startedAt } },
});

test.each([
  ["runs backwards", [PATCH, { ...PATCH, t: 4 }], "events[1] (patch): time runs backwards, from 5 ms to 4 ms"],
  ["goes beyond the end", [{ ...PATCH, t: 1001 }], "it happens at 1001 ms, after the end of the run at 1000 ms"],
  ["ends before it begins", [{ t: 5, kind: "sandboxRun", end: 4 }], "it ends at 4 ms, before it begins at 5 ms"],
  ["ends after the end", [{ t: 5, kind: "create", c: "c", n: 0, end: 1001 }], "it ends at 1001 ms, after the end"],
  ["is told before it is", [statusAt(5, 6)], "at 5 ms it tells of 6 ms, which is still to come"],
  ["comes of what is to come", [{ ...PATCH, cause: 1 }], "its cause, step 1, is not before it"],
])("time that %s is impossible", (_, events, message) => {
  const said = given(...events);
  expect(said).toContain("impossibleTime: ");
  expect(said).toContain(message);
});

test("what is possible: the same instant, the last one, no end yet, the whole second before, null for what is gone", () => {
  const gone = { ...PATCH, kind: "status", src: "sync", conditions: { Ready: null }, containers: { d: null } };
  expect(given(PATCH, PATCH, gone, statusAt(6, -900), { t: 1000, kind: "sandboxRun" })).toBe("none");
});

test("the published schema of answers is that of the reader", () => {
  const published = readFileSync(new URL("../../schema/answer.json", import.meta.url), "utf8");
  expect(JSON.parse(JSON.stringify(answerJsonSchema(ANSWER_SHAPE)))).toEqual(JSON.parse(published));
});
