import { expect, test } from "vitest";
import type { Scenario } from "../model/scenario.ts";
import type { Trace, TraceEvent } from "../model/trace.ts";
import { simulate } from "../simulate.ts";
import { traceDifferences } from "./traceDifferences.ts";

const SCENARIO: Scenario = {
  pod: { spec: { containers: [{ name: "app", readinessProbe: { exec: { command: ["probe", "readiness"] } } }] } },
  untilMs: 60_000,
};
const TRACE = simulate(SCENARIO);

const changed = (change: (events: TraceEvent[]) => readonly TraceEvent[]): Trace => ({
  ...TRACE,
  events: change(TRACE.events.map((event) => ({ ...event }))),
});
const told = (other: Trace): readonly string[] =>
  traceDifferences(TRACE, other).map(({ what, isDeed, atMs }) => `${isDeed ? "deed" : "word"} at ${atMs}: ${what}`);

test("a trace does not differ from itself, nor by the order within a millisecond, steps or causes", () => {
  expect(traceDifferences(TRACE, TRACE)).toEqual([]);
  const shuffled = changed((events) =>
    events
      .toReversed()
      .sort((a, b) => a.t - b.t)
      .map(({ cause: _cause, ...event }, index) => ({ ...event, step: index + 1 })),
  );
  expect(told(shuffled)).toEqual([]);
});

test("another word is named by its field, whosever container it is of, with what each says", () => {
  const other = changed((events) =>
    events.map((event) =>
      event.kind === "event" && event.reason === "Started" ? { ...event, message: "Container runs" } : event,
    ),
  );
  expect(told(other)).toEqual(["word at 1: event Started: message"]);
  expect(traceDifferences(TRACE, other)[0]).toMatchObject({ first: "Container started", second: "Container runs" });
});

test("after the first deed that only one of them has the rest is its consequence", () => {
  const second = TRACE.events.findIndex(({ kind, t }) => kind === "probe" && t > 10_000);
  const atMs = TRACE.events[second]?.t;
  const silent = changed((events) => events.filter((event, index) => event.kind !== "probe" || index < second));
  expect(told(silent)).toEqual([`deed at ${atMs}: only the first: readiness attempt`]);
  expect(traceDifferences(silent, TRACE).map(({ what }) => what)).toEqual(["only the second: readiness attempt"]);
});

test("a deed that comes out otherwise is shown whole", () => {
  const other = changed((events) =>
    events.map((event) => (event.kind === "probe" && event.t > 20_000 ? { ...event, out: "fail" as const } : event)),
  );
  const [difference] = traceDifferences(TRACE, other);
  expect(difference).toMatchObject({
    what: "readiness attempt: out",
    isDeed: true,
    second: { kind: "probe", out: "fail" },
  });
});

test("a container's name does not make it another difference", () => {
  const status = TRACE.events.findIndex(
    (event) => event.kind === "status" && event.containers?.["app"]?.ready === true,
  );
  const other = changed((events) =>
    events.map((event, index) => {
      const app = event.kind === "status" && index === status ? event.containers?.["app"] : undefined;
      return app === undefined || app === null
        ? event
        : ({ ...event, containers: { app: { ...app, ready: false } } } as TraceEvent);
    }),
  );
  expect(told(other).map((text) => text.replace(/^word at \d+: /, ""))).toEqual(["status: containers.*.ready"]);
});
